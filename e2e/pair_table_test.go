//go:build e2e

package e2e

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/deps"
)

// outcome is what came of a pair: the words of its row after the versions. One
// that does not sign in has "no", the route that ended it and the status there.
type outcome string

const (
	signedIn       outcome = "yes"
	notInstallable outcome = "not-installable"
	notMeasured    outcome = "not-measured" // nobody answered: that says nothing about the releases
)

func outcomeOf(err error) outcome {
	var r refusal
	switch {
	case err == nil:
		return signedIn
	case errors.As(err, &r):
		return outcome(fmt.Sprintf("no %s %d", r.route, r.answer.StatusCode))
	}
	return notMeasured
}

func (o outcome) measured() bool { return o == signedIn || strings.HasPrefix(string(o), "no ") }

// pairTable is what TestPairs saw, a line for each pair.
type pairTable struct {
	file string
	rows map[pair]outcome
}

const pairTableHead = `# Written by TestPairs of e2e with AUTHKIT_RECORD=1: each pair of releases was installed and somebody signed in.
# streamlit authlib httpx(-: not installed) signs-in, and where it does not: the route that ended it, with which status
`

func readPairTable(t *testing.T) pairTable {
	t.Helper()
	table := pairTable{filepath.Join("..", "streamlit", "deps", "pairs.txt"), map[pair]outcome{}}
	data, err := os.ReadFile(table.file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if words := strings.Fields(line); len(words) > 3 && words[0] != "#" {
			table.rows[pair{words[0], words[1], strings.TrimPrefix(words[2], "-")}] = outcome(strings.Join(words[3:], " "))
		}
	}
	return table
}

func (table pairTable) write(t *testing.T) {
	t.Helper()
	var rows []pair
	for p := range table.rows {
		rows = append(rows, p)
	}
	slices.SortFunc(rows, pair.compare)
	var text strings.Builder
	text.WriteString(pairTableHead)
	for _, p := range rows {
		httpx := p.httpx
		if httpx == "" {
			httpx = "-"
		}
		fmt.Fprintln(&text, p.streamlit, p.authlib, httpx, table.rows[p])
	}
	if err := os.WriteFile(table.file, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// wanted are the pairs that belong in the table: every release that is in it
// with every other, the newest releases, and one between two whose answers
// differ where these are not neighbours.
func (table pairTable) wanted(t *testing.T) []pair {
	t.Helper()
	known := map[string][]string{"streamlit": knownReleases(t, "streamlit"), "authlib": knownReleases(t, "authlib")}
	streamlits, authlibs := []string{deps.Newest("streamlit").String()}, []string{deps.Newest("authlib").String()}
	for p := range table.rows {
		streamlits, authlibs = append(streamlits, p.streamlit), append(authlibs, p.authlib)
	}
	streamlits, authlibs = inOrder(streamlits), inOrder(authlibs)
	httpxes := []string{"", deps.Newest("httpx").String()}
	for _, httpx := range httpxes {
		for _, authlib := range authlibs {
			streamlits = append(streamlits, table.between(known["streamlit"], streamlits, func(release string) pair { return pair{release, authlib, httpx} })...)
		}
		for _, streamlit := range streamlits {
			authlibs = append(authlibs, table.between(known["authlib"], authlibs, func(release string) pair { return pair{streamlit, release, httpx} })...)
		}
	}
	streamlits, authlibs = inOrder(streamlits), inOrder(authlibs)
	var all []pair
	for _, streamlit := range streamlits {
		for _, authlib := range authlibs {
			for _, httpx := range httpxes {
				all = append(all, pair{streamlit, authlib, httpx})
			}
		}
	}
	slices.SortFunc(all, pair.compare)
	return all
}

// between are the releases in the middle of two that were tried one after the
// other and differ, in the pairs that of makes of a release; known are all, from
// the oldest.
func (table pairTable) between(known, tried []string, of func(release string) pair) []string {
	tried = slices.DeleteFunc(inOrder(slices.Clone(tried)), func(release string) bool { return !table.rows[of(release)].measured() })
	var middles []string
	for i, newer := range tried {
		if i == 0 {
			continue
		}
		older := tried[i-1]
		if (table.rows[of(older)] == signedIn) == (table.rows[of(newer)] == signedIn) {
			continue
		}
		var inside []string
		for _, release := range known {
			if compareReleases(older, release) < 0 && compareReleases(release, newer) < 0 {
				inside = append(inside, release)
			}
		}
		if len(inside) > 0 {
			middles = append(middles, inside[len(inside)/2])
		}
	}
	return middles
}

// knownReleases are the releases of a package in the table that releases.py
// writes, from the oldest.
func knownReleases(t *testing.T, name string) []string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("..", "streamlit", "deps", "releases.go"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(source), name+"Releases = `")
	if !found {
		t.Fatalf("releases.go has no table of %s", name)
	}
	var known []string
	table, _, _ := strings.Cut(after, "`")
	for line := range strings.Lines(table) {
		_, versions, _ := strings.Cut(line, ":")
		known = append(known, strings.Fields(versions)...)
	}
	return inOrder(known)
}

// inOrder is a list of releases from the oldest, each once.
func inOrder(list []string) []string {
	slices.SortFunc(list, compareReleases)
	return slices.Compact(list)
}

func compareReleases(a, b string) int {
	v, errV := deps.ParseVersion(a)
	w, errW := deps.ParseVersion(b)
	if errV != nil || errW != nil {
		return strings.Compare(a, b)
	}
	return v.Compare(w)
}
