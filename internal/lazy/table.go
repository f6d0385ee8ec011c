package lazy

import (
	"compress/gzip"
	"encoding/binary"
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

// unpacking is one reader for all tables: what it needs is larger than most of them.
var unpacking struct {
	sync.Mutex
	gzip.Reader
}

// Rows are the lines of the table, without its first one, which says where it comes from, but with the
// end of that one, so that each row has a line end on both sides.
func (t *Table) Rows() string {
	t.once.Do(func() {
		text := unpack(*t.Packed)
		if t.rows = text[strings.IndexByte(text, '\n'):]; strings.HasPrefix(text, shared) {
			t.rows = frontDecoded(t.rows)
		}
	})
	return t.rows
}

// Find is where the table has a word: the row up to there, and what follows. A word ends at a space, =, [ or
// the end of its row.
func (t *Table) Find(word string) (before, behind string, is bool) {
	for text, at := t.Rows(), 0; ; {
		next := strings.Index(text[at:], " "+word)
		if next < 0 {
			return "", "", false
		}
		start := at + next
		if at = start + 1 + len(word); at == len(text) || strings.IndexByte(" =[\n", text[at]) >= 0 {
			row, _, _ := strings.Cut(text[at:], "\n")
			return text[strings.LastIndexByte(text[:start], '\n')+1 : start], row, true
		}
	}
}

// shared begins a table whose rows are front coded: a capital stands for the space before a word, and
// tells how many letters it shares with the word before it.
const shared = "# front coded\n"

func frontDecoded(rows string) string {
	var text strings.Builder
	text.Grow(4 * len(rows))
	before, start := 0, 0 // where the last word begins in text, and what is not yet written of the rows
	for at := range len(rows) {
		if rows[at] < 'A' || rows[at] > 'Z' {
			continue
		}
		text.WriteString(rows[start:at])
		text.WriteByte(' ')
		word := text.Len()
		text.WriteString(text.String()[before : before+int(rows[at]-'A')])
		before, start = word, at+1
	}
	return text.String() + rows[start:]
}

// unpack is a text that is packed with gzip.
func unpack(packed string) string {
	unpacking.Lock()
	defer unpacking.Unlock()
	if err := unpacking.Reset(strings.NewReader(packed)); err != nil {
		panic(err) // part of the program
	}
	var text strings.Builder
	text.Grow(int(binary.LittleEndian.Uint32([]byte(packed[len(packed)-4:])))) // its size (RFC 1952, section 2.3.1)
	if _, err := io.Copy(&text, &unpacking.Reader); err != nil {
		panic(err)
	}
	return text.String()
}
