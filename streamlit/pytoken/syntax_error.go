package pytoken

import "fmt"

// SyntaxError is a place where Python stops reading a file.
type SyntaxError struct {
	Position
	What  string
	Minor int // Python 3.Minor is the first that reads on; 0: none does
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.What) }
