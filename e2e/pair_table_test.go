//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pairTable is what TestPairs saw, a line for each pair.
type pairTable struct {
	file string
	rows map[pair]string
}

const pairTableHead = "# Recorded by e2e's TestPairs with AUTHKIT_RECORD=1: pairs of releases, and whether somebody can sign in.\n# streamlit authlib httpx signs-in\n"

func outcome(signsIn bool) string {
	if signsIn {
		return "yes"
	}
	return "no"
}

func readPairTable(t *testing.T) pairTable {
	t.Helper()
	table := pairTable{filepath.Join("..", "streamlit", "deps", "testdata", "pairs.txt"), map[pair]string{}}
	data, err := os.ReadFile(table.file)
	if err != nil && !(os.IsNotExist(err) && os.Getenv("AUTHKIT_RECORD") != "") {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if words := strings.Fields(line); len(words) == 4 && words[0] != "#" {
			table.rows[pair{words[0], words[1], strings.TrimPrefix(words[2], "-")}] = words[3]
		}
	}
	return table
}

// record writes the table anew with one more row.
func (table pairTable) record(t *testing.T, p pair, signsIn bool) {
	t.Helper()
	table.rows[p] = outcome(signsIn)
	var lines []string
	for p, outcome := range table.rows {
		httpx := p.httpx
		if httpx == "" {
			httpx = "-"
		}
		lines = append(lines, strings.Join([]string{p.streamlit, p.authlib, httpx, outcome}, " ")+"\n")
	}
	slices.Sort(lines)
	if err := os.MkdirAll(filepath.Dir(table.file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(table.file, []byte(pairTableHead+strings.Join(lines, "")), 0o644); err != nil {
		t.Fatal(err)
	}
}
