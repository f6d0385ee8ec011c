package pytoken

import "fmt"

// SyntaxError is a place where Python stops reading a file.
type SyntaxError struct {
	Position
	What string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.What) }
