package pytoml_test

import (
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path"
	"strings"
	"testing"
)

const recorded = "testdata/python.jsonl"

var answers = flag.String("answers", recorded, "what Python says of which documents, from e2e/toml/ask.py")

// goTomlDiffers are the documents that go-toml and Python's tomllib do not
// agree about, and why.
var goTomlDiffers = []struct {
	reason    string
	documents []string
}{
	{"go-toml reads TOML 1.1: times without seconds", []string{
		"value/*time without seconds/*", "*/*/no-sec*", "valid/spec-1.1.0/common-29", "valid/spec-1.1.0/common-3[14]",
	}},
	{"go-toml reads TOML 1.1: line breaks and a last comma in braces", []string{
		"value/table with a line break/*", "value/table with a comma at the end/*", "value/table with a comment/*",
		"document/several new things", "document/new thing behind lines", "document/line break in braces in a list",
		"invalid/inline-table/linebreak-0?", "invalid/inline-table/trailing-comma", "valid/inline-table/newline*", "valid/spec-1.1.0/common-47",
	}},
	{"go-toml reads TOML 1.1: the escapes \\e and \\x", []string{
		"value/escape \\\\[ex]/*", "document/quoted key with \\\\x", "invalid/string/basic-byte-escapes",
		"valid/string/escape-esc", "valid/string/hex-escape", "valid/spec-1.1.0/common-12",
	}},
	{"the byte order mark is taken off before go-toml reads", []string{"document/mark*"}},
	{"Python's calendar begins with the year 1", []string{"value/year zero/*"}},
	{"numbers have 64 bits in go-toml, and no such end in Python", []string{"value/too large*/*"}},
	{"go-toml lets no dotted key into a table that stands in another's header only", []string{"document/dotted key in the section of another"}},
}

// TestPython holds this package against Python's answers: those that
// e2e/toml/record.py has recorded, or those of a test that has just asked.
func TestPython(t *testing.T) {
	file, err := os.Open(*answers)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var documents, parse, whole, valid, different, goToml, explained, toml010, tomllib int
	matched := map[string]bool{}
	for decoder := json.NewDecoder(file); ; {
		var d document
		if err := decoder.Decode(&d); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		v, err := judge(d)
		if err != nil {
			t.Fatalf("%s: %v", d.Name, err)
		}
		count := func(counter *int, disagreement string) {
			if disagreement == "" {
				*counter++
				return
			}
			t.Errorf("%s, %q: %s", d.Name, d.Text, disagreement)
		}
		documents++
		count(&parse, v.parse)
		if !v.whole {
			continue
		}
		whole++
		if d.Tomllib.Error == "" {
			valid++
		}
		if v.different {
			different++
		}
		count(&toml010, v.toml010)
		count(&tomllib, v.tomllib)
		pattern := explanation(t, d.Name)
		matched[pattern] = true
		switch {
		case pattern != "" && v.goToml == "":
			t.Errorf("%s: go-toml and tomllib agree, but %q is listed", d.Name, pattern)
		case pattern != "", *answers != recorded && isExplained(v.goToml):
			explained++
		default:
			count(&goToml, v.goToml)
		}
	}
	t.Logf("figures: %d documents, Parse agrees on %d; of %d that are UTF-8 with plain line ends %d are TOML 1.0 and toml 0.10.2 refuses or misreads %d; "+
		"go-toml agrees with tomllib on %d (and %d are explained), Differences with toml 0.10.2 on %d and with tomllib on %d",
		documents, parse, whole, valid, different, goToml, explained, toml010, tomllib)
	if valid < documents/4 || different < documents/10 {
		t.Error("too few documents are of use")
	}
	if *answers != recorded {
		return
	}
	for _, known := range goTomlDiffers {
		for _, pattern := range known.documents {
			if !matched[pattern] {
				t.Errorf("no document is %q", pattern)
			}
		}
	}
}

// explanation is the pattern that lists a document, if one does.
func explanation(t *testing.T, name string) string {
	for _, known := range goTomlDiffers {
		for _, pattern := range known.documents {
			switch matches, err := path.Match(pattern, name); {
			case err != nil:
				t.Fatalf("%q: %v", pattern, err)
			case matches:
				return pattern
			}
		}
	}
	return ""
}

// isExplained tells the reasons above from what is disagreed about, where
// documents have no names. What tomllib alone refuses Differences has to find.
func isExplained(disagreement string) bool {
	for _, part := range []string{"tomllib refuses it", "too large to fit in a 64-bit", "value out of range"} {
		if strings.Contains(disagreement, part) {
			return true
		}
	}
	return false
}
