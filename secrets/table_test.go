package secrets

import (
	"fmt"
	"slices"
	"testing"
)

func TestTables(t *testing.T) {
	for name, text := range map[string]string{
		"headers": "a = 1\n\n[[accept]]\ncheck = \"one\"\nuntil = 2026-12-31\n\n[other]\nx = 1\n\n[[accept]] # second\ncheck = \"two\"\n[accept.more]\ny = 2\n",
		"braces":  "accept = [{ check = \"one\", until = 2026-12-31 }, { check = \"two\", more = { y = 2 } }]\n",
	} {
		d, err := Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		tables, ok := d.Tables("accept")
		if !ok || len(tables) != 2 {
			t.Fatalf("%s: %d tables", name, len(tables))
		}
		if got := tables[0].Keys(); !slices.Equal(got, []string{"check", "until"}) {
			t.Errorf("%s: keys %v", name, got)
		}
		if got := tables[1].Keys(); !slices.Equal(got, []string{"check", "more"}) {
			t.Errorf("%s: keys %v", name, got)
		}
		until, _ := tables[0].Lookup("until")
		if until.Kind != KindTime || until.Text.Reveal() != "2026-12-31" {
			t.Errorf("%s: until is a %s", name, until.Kind)
		}
		check, _ := tables[1].Lookup("check")
		if want := map[string]int{"headers": 11, "braces": 1}[name]; check.Text.Reveal() != "two" || check.Key.Line != want {
			t.Errorf("%s: check stands in line %d", name, check.Key.Line)
		}
		if _, found := tables[1].Lookup("until"); found {
			t.Errorf("%s: a key of another table is found", name)
		}
		if got := fmt.Sprintf("%v %+v %s %d %#v", tables[0], tables, &tables[1], tables[0], tables[1]); slices.Contains([]byte(got), 'u') {
			t.Errorf("%s: printed %s", name, got)
		}
		changed, err := d.Set(New("2027-01-01"), "secret_expires") // beside the tables, nothing of them changes
		if err != nil || !d.root.keeps(changed.root, []string{"secret_expires"}) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, text := range []string{"", "accept = 1", "accept = [1]", "accept = [\"x\", {}]", "[accept]\nx = 1"} {
		d, err := Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := d.Tables("accept"); ok {
			t.Errorf("%s: is no list of tables", text)
		}
	}
}
