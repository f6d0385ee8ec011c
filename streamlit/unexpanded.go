package streamlit

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// reference finds values that name a variable, a vault or a file that holds the
// value. Other tools put the value in; Streamlit takes the text as it stands.
var reference = lazy.Shapes{
	{Holds: []string{"$", "%", "{"}, Whole: []string{
		`\$\{[^}]+\}`, `\$\{\{.*\}\}`, `\$\([^)]+\)`, `\$[a-z_][a-z0-9_]*`, `%[a-z_][a-z0-9_]*%`, `#\{[^}]+\}#`, `\{\{.+\}\}`,
	}},
	{Holds: []string{"env:", "env.", "enc[", "os."}, Whole: []string{
		`env:[a-z_][a-z0-9_]*`, `env\.[a-z_][a-z0-9_]*`, `ENC\[.*\]`, `os\.(?:environ|getenv)\b.*`,
	}},
	{Holds: []string{"@microsoft", "op://", "vault:", "sm://", "ref+", "ref:"}, Whole: []string{
		`@microsoft\.keyvault\(.*\)`, `op://.+`, `vault:.+`, `(?:aws|gcp)?sm://.+`, `ref\+[a-z]+://.+`, `secretref:.+`, `keyvaultref:.+`,
	}},
	{Holds: []string{"arn:aws", "/secrets/", "secret"}, Whole: []string{
		`arn:aws[a-z-]*:(?:secretsmanager|ssm):.+`, `projects/[^/]+/secrets/.+`, `(?:file:(?://)?)?/(?:run|etc|var|mnt|vault)/[^\s]*secrets?/[^\s]+`,
	}},
}

// isReference tells whether a value stands for another one that Streamlit does
// not fetch (docs/facts/streamlit.md, section 2.4).
func isReference(value string) bool { return reference.Match(strings.TrimSpace(value)) }

// referred is the problem of such a value. The secret itself may be right.
func referred(s Setting, key string) Problem {
	id := checkid.AuthPlaceholder
	if key == "cookie_secret" {
		id = checkid.CookieSecret
	}
	return Problem{
		ID: id, Severity: SeverityError,
		Message: key + " names a variable, a vault or a file instead of a value, and Streamlit puts nothing in: the text itself is used",
		Fix:     "keep the secret where it is, and let authkit deploy-secrets --from-env --out .streamlit/secrets.toml write its value into the file before Streamlit starts",
	}.At(s.place())
}
