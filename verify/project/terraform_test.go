package project

import (
	"strings"
	"testing"
)

// What Terraform writes to a secrets file is read like what a shell writes; what it
// fills in is unknown, and another file of its is none of this.
func TestTerraformParts(t *testing.T) {
	const block = "resource \"local_file\" \"x\" {\n  filename = \"NAME\"\n  content  = <<-EOT\n    [auth]\n      cookie_secret = \"${var.cookie}\"\n  EOT\n}\n"
	for name, want := range map[string]string{
		"${path.module}/.streamlit/secrets.toml": ".streamlit/secrets.toml",
		"./app/.streamlit/secrets.toml":          "./app/.streamlit/secrets.toml",
		"notes.txt":                              "",
	} {
		parts := terraformParts(Recipe{"main.tf", "# first\n" + strings.Replace(block, "NAME", name, 1)})
		if want == "" {
			if len(parts) > 0 {
				t.Errorf("%s: %q", name, parts[0].text)
			}
			continue
		}
		if len(parts) != 1 {
			t.Errorf("%s: %d parts", name, len(parts))
			continue
		}
		one := parts[0]
		one.read(func(string) (string, bool) { return "", false })
		if one.err != nil || len(one.script.Documents) != 1 {
			t.Errorf("%s: %v, %d documents of %q", name, one.err, len(one.script.Documents), one.text)
			continue
		}
		d := one.script.Documents[0]
		if d.Path != want && "./"+d.Path != want || !d.Known || !strings.HasPrefix(d.Text(), "[auth]\n  cookie_secret = \"") || strings.Contains(d.Text(), "${") {
			t.Errorf("%s: written to %s, known %v: %q", name, d.Path, d.Known, d.Text())
		}
		if d.Lines[1].Number != 6 {
			t.Errorf("%s: the second line is said to stand in line %d", name, d.Lines[1].Number)
		}
	}
}
