package secrets

import (
	"fmt"
	"log/slog"
	"slices"
)

// Table is one table of a list, to read. It cannot be printed.
type Table struct {
	in *content
	at *node
}

// Tables returns the tables of a list, [[name]] or name = [{ … }]; false when
// there is something else at path, or nothing.
func (d *Document) Tables(path ...string) ([]Table, bool) {
	n := d.root.find(path)
	if n == nil || n.kind != KindArray || n.others {
		return nil, false
	}
	var tables []Table
	for _, table := range n.tables {
		tables = append(tables, Table{d.content, table})
	}
	return tables, true
}

// Keys lists the table's keys in the order of the file.
func (t Table) Keys() []string { return slices.Clone(t.at.order) }

// Lookup finds a value of the table by its key.
func (t Table) Lookup(key string) (Value, bool) { return t.in.valueAt(t.at.find([]string{key})) }

// Start is where the table begins; of one in braces, where its list does.
func (t Table) Start() Position { return t.in.position(t.at.value.start) }

func (t Table) LogValue() slog.Value         { return slog.StringValue(masked) }
func (t Table) MarshalText() ([]byte, error) { return []byte(masked), nil }

// Format covers every verb of fmt.
func (t Table) Format(state fmt.State, _ rune) { state.Write([]byte(masked)) }
