package streamlit

import (
	_ "embed" // the table
	"iter"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// The options of config.toml, and what Authlib's and the HTTP client take, as the tables of options_table.go are.
var (
	//go:embed options.txt.gz
	optionsPacked string
	//go:embed client_options.txt.gz
	clientPacked string
	//go:embed http_options.txt.gz
	httpPacked string

	configOptions = lazy.Table{Packed: &optionsPacked}
	clientOptions = lazy.Table{Packed: &clientPacked}
	httpOptions   = lazy.Table{Packed: &httpPacked}
)

// Option is an option of config.toml as one release's own config.py has it.
// Streamlit compares no value of the file with the type; what it cannot work
// with breaks it later, or never.
type Option struct {
	Key     string   // section.name
	Type    string   // str, int, float, bool
	List    bool     // it takes a list of these
	Values  []string // the values its description lists; nil: it lists none
	Default string   // as JSON; empty: none, or worked out when Streamlit starts
	Renamed string   // the option that replaces it
}

// OptionKeys are the keys of a release's options; the zero version is the newest,
// for which no release of the table has to be read.
func OptionKeys(release deps.Version) iter.Seq[string] {
	return func(yield func(string) bool) {
		if release.IsZero() {
			for section := range strings.SplitSeq(newestOptions, ";") {
				words := strings.Fields(section)
				for _, key := range words[1:] {
					if !yield(words[0] + "." + key) {
						return
					}
				}
			}
			return
		}
		for line := range strings.Lines(strings.TrimSpace(configOptions.Rows())) {
			_, text, _ := strings.Cut(strings.TrimSpace(line), " ")
			key, _, _ := strings.Cut(text, " ")
			if readRow(line).has(release) && !yield(key) {
				return
			}
		}
	}
}

// FindOption returns an option of a release by its key.
func FindOption(key string, release deps.Version) (Option, bool) {
	for line := range strings.Lines(configOptions.Rows()) {
		if _, text, _ := strings.Cut(line, " "); !strings.HasPrefix(text, key) || !strings.HasPrefix(text[len(key):], " ") {
			continue
		}
		if row := readRow(line); row.has(release) {
			return optionOf(row.text), true
		}
	}
	return Option{}, false
}

// optionOf reads "server.port int = 8501".
func optionOf(text string) Option {
	var o Option
	text, o.Default, _ = strings.Cut(text, " = ")
	words := strings.Fields(text)
	o.Key = words[0]
	o.Type, o.List = strings.CutSuffix(words[1], "[]")
	for i, word := range words {
		switch {
		case word == "of" && words[i-1] == "one":
			o.Values = strings.Split(words[i+1], "|")
		case word == "by" && words[i-1] == "replaced":
			o.Renamed = words[i+1]
		}
	}
	return o
}

// tableRow is one line of a table in options_table.go.
type tableRow struct {
	from, to deps.Version // to is zero where the newest release has it
	text     string
}

func (r tableRow) has(release deps.Version) bool {
	if release.IsZero() {
		return r.to.IsZero()
	}
	return release.Compare(r.from) >= 0 && (r.to.IsZero() || release.Compare(r.to) <= 0)
}

var (
	authRows    = lazy.Value[[]tableRow]{Make: func() []tableRow { return readRows(authKeys) }}
	commandRows = lazy.Value[[]tableRow]{Make: func() []tableRow { return readRows(commandArguments) }}
	clientRows  = lazy.Value[[]tableRow]{Make: func() []tableRow { return readRows(clientOptions.Rows()) }}
	httpRows    = lazy.Value[[]tableRow]{Make: func() []tableRow { return readRows(httpOptions.Rows()) }}
)

func readRows(table string) []tableRow {
	table = strings.TrimSpace(table)
	rows := make([]tableRow, 0, strings.Count(table, "\n")+1)
	for line := range strings.Lines(table) {
		rows = append(rows, readRow(line))
	}
	return rows
}

func readRow(line string) tableRow {
	releases, text, _ := strings.Cut(strings.TrimSpace(line), " ")
	from, to, _ := strings.Cut(releases, "-")
	row := tableRow{text: text}
	row.from, _ = deps.ParseVersion(from)
	if to != "" {
		row.to, _ = deps.ParseVersion(to)
	}
	return row
}

func rowsOf(rows []tableRow, release deps.Version) iter.Seq[tableRow] {
	return func(yield func(tableRow) bool) {
		for _, row := range rows {
			if row.has(release) && !yield(row) {
				return
			}
		}
	}
}

// named are the words behind a first word: named(authRows.Get(), "required", v) are
// the keys that a provider needs.
func named(rows []tableRow, who string, release deps.Version) []string {
	var names []string
	for row := range rowsOf(rows, release) {
		if first, rest, _ := strings.Cut(row.text, " "); first == who {
			names = append(names, rest)
		}
	}
	return names
}
