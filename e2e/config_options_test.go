//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	rules "github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// Every option of config.toml of a release, with a good value, values of other
// types, wrong values, and under a name that is none: the real Streamlit is the
// judge of each. Without AUTHKIT_ALL a share of them is tried on the newest release.
func TestConfigOptions(t *testing.T) {
	releases := differentialReleases[:1]
	only := os.Getenv("AUTHKIT_RELEASE")
	if only != "" {
		releases = slices.DeleteFunc(slices.Clone(differentialReleases), func(r release) bool { return r.streamlit != only })
	}
	explained := explanations(t)
	for _, r := range releases {
		version, err := deps.ParseVersion(r.streamlit)
		if err != nil {
			t.Fatal(err)
		}
		var options []rules.Option
		for key := range rules.OptionKeys(version) {
			option, _ := rules.FindOption(key, version)
			options = append(options, option)
		}
		all := configVariations(options)
		if os.Getenv("AUTHKIT_ALL") == "" && os.Getenv("AUTHKIT_VARIATION") == "" {
			all = everyNth(all, 97) // shares no factor with the values of an option, so that each kind comes up
		}
		t.Run(r.streamlit, func(t *testing.T) { differ(t, r, all, explained) })
	}
}

func everyNth(all []variation, n int) []variation {
	var some []variation
	for i := 0; i < len(all); i += n {
		some = append(some, all[i])
	}
	return some
}

// configVariations lists the values that each option is tried with.
func configVariations(options []rules.Option) []variation {
	var all []variation
	for _, o := range options {
		if strings.HasPrefix(o.Key, "theme.") {
			continue // what is wrong with them shows in a browser only, where the page never is there
		}
		section, name := o.Key[:strings.LastIndex(o.Key, ".")], o.Key[strings.LastIndex(o.Key, ".")+1:]
		try := func(kind, key, value string) {
			v := unnamed.with("config/"+o.Key+"/"+kind, "")
			v.judged = true
			text := "[" + section + "]\n" + key + " = " + value + "\n"
			if o.Key == "server.port" && key == name {
				v.files[".streamlit/config.toml"] = text
			} else if section == "server" {
				v.files[".streamlit/config.toml"] = text + "port = @port@\n"
			} else {
				v.files[".streamlit/config.toml"] = text + "[server]\nport = @port@\n"
			}
			all = append(all, v)
		}
		good := goodValue(o)
		try("good", name, good)
		for kind, value := range map[string]string{"text": `"abc"`, "number-in-quotes": `"8"`, "empty": `""`, "integer": "5", "zero": "0", "negative": "-1", "float": "2.5",
			"whole-float": "8.0", "true": "true", "false": "false", "list": `["abc"]`, "empty-list": "[]", "integers": "[5]", "table": `{ a = "b" }`, "time": "2026-01-01"} {
			if value != good {
				try(kind, name, value)
			}
		}
		try("unknown", name+"Misspelt", good)
		if o.Key == "server.port" || o.List {
			continue
		}
		for kind, value := range map[string]string{"text": "abc", "integer": "5", "zero": "0", "negative": "-1", "float": "2.5", "true": "true", "no": "no", "blank-behind": "abc ", "dot": "."} {
			v := unnamed.with("variable/"+o.Key+"/"+kind, "")
			v.judged = true
			v.env = []string{"STREAMLIT_" + strings.ToUpper(section+"_"+snake.ReplaceAllString(name, "${1}_$2")) + "=" + value}
			all = append(all, v)
		}
	}
	slices.SortStableFunc(all, func(a, b variation) int { return strings.Compare(a.name, b.name) })
	return all
}

// snake is where a new word begins in the name of an option.
var snake = regexp.MustCompile("([a-z0-9])([A-Z])")

// goodValue is a value of the option's own type.
func goodValue(o rules.Option) string {
	own := map[string]string{
		"server.port": "@port@", "server.address": `"0.0.0.0"`, "logger.level": `"info"`, "logger.messageFormat": `"%(asctime)s %(message)s"`, "server.maxCacheDataSize": `"2gb"`,
		"server.trustedUserHeaders": `{ X-Email = "email" }`, "theme.base": `"light"`, "secrets.files": `[".streamlit/secrets.toml"]`, "server.allowedHosts": `["localhost"]`,
	}
	one := map[string]string{"str": `"auto"`, "int": "30", "float": "2.5", "bool": "true"}[o.Type]
	switch {
	case own[o.Key] != "":
		return own[o.Key]
	case o.Default != "" && o.Default != "null" && o.Default != "{}":
		return o.Default
	case o.Values != nil:
		one = fmt.Sprintf("%q", o.Values[0])
	}
	if o.List {
		return "[" + one + "]"
	}
	return one
}
