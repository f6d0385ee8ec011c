package streamlit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
)

// keyLine is one line of a secrets file, and the section that it belongs to.
type keyLine struct{ section, key, value string }

func fileOfLines(sections []string, lines []keyLine) string {
	var out strings.Builder
	for _, section := range sections {
		if section != "" {
			fmt.Fprintf(&out, "[%s]\n", section)
		}
		for _, l := range lines {
			if l.section == section {
				fmt.Fprintf(&out, "%s = %q\n", l.key, l.value)
			}
		}
	}
	return out.String()
}

// One fact, one finding: a key that is dropped, misspelt or put into another
// section is spoken of once for each section that lacks it.
func TestOneFactOneFinding(t *testing.T) {
	own := map[string]string{
		"client_id": "11111111-2222-3333-4444-555555555555", "client_secret": "abc8Q~abcdefghijklmnopqrstuvwxyz01234567",
		"server_metadata_url": "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555556/v2.0/.well-known/openid-configuration",
	}
	shared := map[string]string{"redirect_uri": "http://localhost:8501/oauth2callback", "cookie_secret": "kJh38sdfkjhKJHkjh38sdfkjhsd98KJh"}
	tried := 0
	for _, named := range [][]string{{"auth"}, {"auth.microsoft"}, {"auth.microsoft", "auth.google"}} {
		sections := append([]string{"", "auth"}, named...)
		if named[0] == "auth" {
			sections = sections[:2]
		}
		var lines []keyLine
		for key, value := range shared {
			lines = append(lines, keyLine{"auth", key, value})
		}
		for _, section := range named {
			for key, value := range own {
				lines = append(lines, keyLine{section, key, value})
			}
		}
		for i, line := range lines {
			changed := []keyLine{{}, {line.section, line.key + "x", line.value}, {line.section, strings.ToUpper(line.key), line.value}, {line.section, strings.ReplaceAll(line.key, "_", "-"), line.value}, {line.section, strings.ReplaceAll(line.key, "_", ""), line.value}}
			for _, section := range sections {
				if section != line.section {
					changed = append(changed, keyLine{section, line.key, line.value})
				}
			}
			for _, now := range changed {
				others := append(append([]keyLine{}, lines[:i]...), lines[i+1:]...)
				if strings.Contains(fileOfLines([]string{now.section}, others), "\n"+now.key+" = ") {
					continue // it is there already
				}
				text := fileOfLines(sections, append(others, now))
				if now.key == "" {
					text = fileOfLines(sections, others)
				}
				document, err := secrets.Parse([]byte(text))
				if err != nil {
					t.Fatal(err)
				}
				auth := streamlit.ResolveAuth([]streamlit.SecretsFile{{Path: ".streamlit/secrets.toml", Document: document}})
				problems := auth.Problems
				for _, r := range auth.Registrations {
					problems = append(problems, r.Problems...)
				}
				about := []string{}
				for _, p := range problems {
					if p.ID == "auth-keys" || p.ID == "provider-keys" {
						about = append(about, p.ID+": "+p.Message)
					}
				}
				tried++
				if len(about) != 1 {
					t.Errorf("%v becomes %v: %d findings %q in\n%s", line, now, len(about), about, text)
				}
			}
		}
	}
	t.Logf("figures: %d files with one key dropped, misspelt or moved", tried)
}
