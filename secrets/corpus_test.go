package secrets

import (
	"bufio"
	"io/fs"
	"path"
	"strings"
	"testing"

	tomltest "github.com/toml-lang/toml-test/v2"
)

// TestCorpus runs the documents of toml-test: valid ones (TOML 1.1, which
// holds 1.0) are read as go-toml reads them, every string in them is replaced
// and a key added to every table; invalid ones are refused with a place.
func TestCorpus(t *testing.T) {
	files := tomltest.TestCases()
	list, err := files.Open("files-toml-1.1.0")
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	valid, invalid, replaced := 0, 0, 0
	for lines := bufio.NewScanner(list); lines.Scan(); {
		name := lines.Text()
		if path.Ext(name) != ".toml" {
			continue
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(name, "invalid/") {
			invalid++
			if _, err := Parse(data); err == nil {
				t.Errorf("%s is read", name)
			} else {
				checkError(t, data, err)
			}
			continue
		}
		valid++
		t.Run(name, func(t *testing.T) {
			for _, data := range [][]byte{data, append([]byte("\ufeff"), data...), []byte(strings.ReplaceAll(string(data), "\n", "\r\n"))} {
				document, err := Parse(data)
				if err != nil {
					if !strings.Contains(string(data), "\r\r\n") {
						t.Fatal(err)
					}
					continue
				}
				checkParse(t, data)
				checkWith(t, data, plainValue)
				checkWith(t, data, "it's \"new\"\n\\")
				checkInserts(t, document, nil)
				replaced += len(texts(document, nil))
			}
		})
	}
	if valid < 200 || invalid < 450 || replaced < 500 {
		t.Errorf("%d valid, %d invalid documents, %d texts: this is not the corpus", valid, invalid, replaced)
	}
}

// checkInserts adds a key and a sub-table to every table.
func checkInserts(t *testing.T, document *Document, table []string) {
	t.Helper()
	checkInsert(t, document.Bytes(), plainValue, append(table[:len(table):len(table)], "authkit")...)
	checkInsert(t, document.Bytes(), plainValue, append(table[:len(table):len(table)], "authkit", "sub")...)
	for _, key := range document.Keys(table...) {
		full := append(table[:len(table):len(table)], key)
		if value, _ := document.Lookup(full...); value.Kind == KindTable {
			checkInserts(t, document, full)
		}
	}
}
