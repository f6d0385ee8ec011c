package lazy

import (
	"compress/gzip"
	"io"
	"strings"
	"sync"
)

// Table is a text that the program holds packed with gzip, as e2e/versions/packed.py writes it. A
// variable of this type costs nothing at start-up. One that is not packed so panics when it is read.
type Table struct {
	Packed *string
	once   sync.Once
	rows   string
}

// Rows are the lines of the table, without its first one, which says where it comes from, but with the
// end of that one, so that each row has a line end on both sides.
func (t *Table) Rows() string {
	t.once.Do(func() {
		reader, err := gzip.NewReader(strings.NewReader(*t.Packed))
		if err != nil {
			panic(err) // part of the program
		}
		text, err := io.ReadAll(reader)
		if err != nil {
			panic(err)
		}
		t.rows = string(text[strings.IndexByte(string(text), '\n'):])
	})
	return t.rows
}
