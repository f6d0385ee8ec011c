//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const unsignedHead = `# Written by TestUnsignedTokens of e2e with AUTHKIT_RECORD=1: what Streamlit's own client accepts that no key of the provider's has to have signed.
# streamlit authlib client(sync: built on requests, async: on httpx) metadata-lists-no-algorithms metadata-lists-none-and-HS256
`

// Which pairs of releases accept an ID token that nobody signed, or that was
// signed with a secret key which stands in the provider's key set: deps-compat
// and metadata-jwks go by it.
//
// A few pairs stand for all; with AUTHKIT_ALL every pair in the table is asked.
func TestUnsignedTokens(t *testing.T) {
	file := filepath.Join("..", "streamlit", "deps", "testdata", "unsigned.txt")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows := slices.DeleteFunc(strings.Split(strings.TrimSpace(string(data)), "\n"), func(row string) bool { return strings.HasPrefix(row, "#") })
	record := os.Getenv("AUTHKIT_RECORD") != ""
	few := []string{"1.50.0 1.5.2", "1.50.0 1.6.5", "1.52.2 1.6.6", "1.56.0 1.6.7", "1.67.0 1.9.10"}
	asked := 0
	for i, row := range rows {
		words := strings.Fields(row)
		if !record && os.Getenv("AUTHKIT_ALL") == "" && !slices.Contains(few, words[0]+" "+words[1]) {
			continue
		}
		asked++
		python := filepath.Join(filepath.Dir(installed(t, pair{words[0], words[1], "0.28.1"})), "python")
		said := strings.Fields(string(said(t, nil, python, "-B", "tokens/unsigned.py")))
		if got := fmt.Sprintln(words[0], words[1], strings.Join(said, " ")); strings.TrimSpace(got) != row {
			rows[i] = strings.TrimSpace(got)
			if !record {
				t.Errorf("the table says %q, Streamlit %q", row, got)
			}
		}
	}
	if record {
		if err := os.WriteFile(file, []byte(unsignedHead+strings.Join(rows, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("figures: unsigned ID tokens: %d of %d pairs of releases asked", asked, len(rows))
}
