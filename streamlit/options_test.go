package streamlit

import (
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/deps"
)

// The tables were read from the newest releases that deps knows: whoever adds a
// release there runs e2e/versions/options.py too.
func TestOptionTablesAreUpToDate(t *testing.T) {
	for package_ := range strings.SplitSeq(optionsUpTo, ", ") {
		name, version, _ := strings.Cut(package_, " ")
		if newest := deps.Newest(name); newest.String() != version {
			t.Errorf("options_table.go was read from %s, the newest release is %s: run e2e/versions/options.py", package_, newest)
		}
	}
}

func TestOptionTablesAreReadWhole(t *testing.T) {
	for _, table := range []struct {
		text string
		rows []tableRow
	}{{configOptions.Rows(), readRows(configOptions.Rows())}, {authKeys, authRows.Get()}, {commandArguments, commandRows.Get()}, {clientOptions.Rows(), clientRows.Get()}, {httpOptions.Rows(), httpRows.Get()}} {
		if lines := strings.Count(strings.TrimSpace(table.text), "\n") + 1; lines != len(table.rows) || lines < 3 {
			t.Errorf("%d rows of %d lines", len(table.rows), lines)
		}
		for _, row := range table.rows {
			if row.from.IsZero() || !row.to.IsZero() && row.to.Compare(row.from) < 0 || row.text == "" {
				t.Errorf("row %q is of no release", row.text)
			}
		}
	}
}

func TestOptionsOfARelease(t *testing.T) {
	version := func(text string) deps.Version {
		v, err := deps.ParseVersion(text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, one := range []struct {
		key   string
		since string // the first release; the one before has no such option
		last  string
	}{{"server.port", "", "1.42.0"}, {"server.allowedHosts", "1.61.0", "1.60.0"}, {"server.xsrfCookieSameSite", "1.59.0", "1.58.0"}, {"server.enableAgentApi", "1.67.0", "1.66.1"}} {
		if _, found := FindOption(one.key, deps.Version{}); !found {
			t.Errorf("the newest release has no %s", one.key)
		}
		if _, found := FindOption(one.key, version(one.last)); found != (one.since == "") {
			t.Errorf("%s has %s: %v", one.last, one.key, found)
		}
		if one.since != "" {
			if _, found := FindOption(one.key, version(one.since)); !found {
				t.Errorf("%s has no %s", one.since, one.key)
			}
		}
	}
	if o, _ := FindOption("server.xsrfCookieSameSite", deps.Version{}); o.Type != "str" || o.List || !slices.Equal(o.Values, []string{"lax", "strict", "none"}) || o.Default != `"lax"` {
		t.Errorf("server.xsrfCookieSameSite is %+v", o)
	}
	if o, _ := FindOption("server.allowedHosts", deps.Version{}); o.Type != "str" || !o.List || o.Default != "[]" {
		t.Errorf("server.allowedHosts is %+v", o)
	}
	if old, newest := slices.Collect(OptionKeys(version("1.42.0"))), slices.Collect(OptionKeys(deps.Version{})); len(old) >= len(newest) || len(old) < 50 {
		t.Errorf("%d options on 1.42.0, %d on the newest release", len(old), len(newest))
	}
}

// What Streamlit asks [auth] and a provider for, as its sources say, is what
// the rules here go by.
func TestKeysOfAuthComeFromTheSources(t *testing.T) {
	newest := deps.Version{}
	sorted := func(names []string) []string { return slices.Sorted(slices.Values(names)) }
	for who, want := range map[string][]string{"auth": sharedNames, "required": requiredNames, "auth-required": {"cookie_secret", "redirect_uri"}, "exposes": {"access", "id"}} {
		if got := named(authRows.Get(), who, newest); !slices.Equal(sorted(got), sorted(want)) {
			t.Errorf("%s: the sources say %q, the rules %q", who, got, want)
		}
	}
	if got := named(clientRows.Get(), "provider", newest); !slices.Equal(sorted(got), sorted(providerNamesRead)) {
		t.Errorf("a provider's section is asked for %q, the rules say %q", got, providerNamesRead)
	}
	if got := named(commandRows.Get(), "login", newest); !slices.Equal(got, []string{"provider"}) {
		t.Errorf("st.login takes %q", got)
	}
}

// The keys of the newest release are those of the table.
func TestNewestOptions(t *testing.T) {
	var want []string
	for line := range strings.Lines(configOptions.Rows()) {
		if words := strings.Fields(line); len(words) > 1 && strings.HasSuffix(words[0], "-") {
			want = append(want, words[1])
		}
	}
	slices.Sort(want)
	if got := slices.Sorted(OptionKeys(deps.Version{})); !slices.Equal(got, want) {
		t.Errorf("%v, and the table has %v", got, want)
	}
}
