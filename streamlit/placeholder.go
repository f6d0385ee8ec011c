package streamlit

import (
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/secrets"
)

// placeholder judges a value that was never filled in. Addresses are looked at
// by host; braces in their path belong to whoever judges the address.
func placeholder(s Setting, key string, t table) []Problem {
	if s.Kind != secrets.KindString || s.Text.IsEmpty() {
		return nil
	}
	if isReference(s.Text.Reveal()) {
		return []Problem{referred(s, key)}
	}
	if !Unfilled(key, s.Text.Reveal()) {
		return nil
	}
	return []Problem{Problem{
		ID: checkid.AuthPlaceholder, Severity: SeverityError,
		Message: key + " in " + t.header() + " is still a placeholder",
		Fix:     fillIn.Get()[key],
	}.At(s.place())}
}

var (
	// Whole values that are nobody's ID or secret.
	placeholderWords = []string{
		"...", "…", "-", "?", "none", "null", "nil", "undefined", "nan", "todo", "tbd", "fixme", "placeholder", "changeme", "change-me", "change_me",
		"replaceme", "replace-me", "replace_me", "insert", "redacted", "[redacted]", "***", "00000000-0000-0000-0000-000000000000",
		"client_id", "client-id", "clientid", "client_secret", "client-secret", "clientsecret", "cookie_secret", "cookie-secret", "tenant_id", "tenant-id",
		"server_metadata_url", "redirect_uri", "string", "value",
	}
	placeholderShapes = lazy.Shapes{
		{Holds: []string{"xxx"}, Whole: []string{`x{3,}`, `x{8}-x{4}-x{4}-x{4}-x{12}`, `(?:x{3,}[-_.])+x{3,}`}},
		{Holds: []string{"*", "•", "●", "·"}, Whole: []string{`\*{3,}`, `.*[*•●·]{4,}.*`}},
		{Holds: []string{"..", "…"}, Whole: []string{`\.{2,}`, `.+(?:\.{3}|…)`}},
		{Holds: []string{"<"}, Whole: []string{`<[\pL\d _.,:/'’()!?@-]+>`}},
		{Holds: []string{"«"}, Whole: []string{`«[^»]+»`}},
		{Holds: []string{"["}, Whole: []string{`\[[^\]]*\pL[^\]]*[ _-][^\]]*\]`}},
		{Holds: []string{"`"}, Whole: []string{"`[^`]+`"}},
		{Holds: []string{"{"}, Whole: []string{`\{+[a-z0-9 _.-]+\}+`, `\$\{[^}]+\}`, `#\{[^}]+\}#?`, `\$\{\{.*\}\}`}},
		{Holds: []string{"$", "%", "__"}, Whole: []string{`\$\([^)]+\)`, `\$[a-z_][a-z0-9_]*`, `%[a-z_][a-z0-9_]*%`, `__[a-z0-9_]+__`}},
		{Holds: []string{"@microsoft", "op://", "env:"}, Whole: []string{`@microsoft\.keyvault\(.*\)`, `op://.+`, `env:[a-z_][a-z0-9_]*`}},
		{Holds: []string{"os.", "st.secrets"}, Whole: []string{`os\.(?:environ|getenv).*`, `st\.secrets.*`}},
		{Holds: []string{"your"}, Whole: []string{`your[-_ ].+`, `your(?:client|app|tenant|secret|cookie|domain|google|azure|okta|auth0|application).*`}},
		{Holds: []string{"my"}, Whole: []string{`my[-_ ]?(?:client[-_ ]?(?:id|secret)|secret|cookie[-_ ]?secret)`}},
		{Holds: []string{"client", "app", "tenant", "secret", "cookie", "google", "azure", "okta", "value", "id", "key", "string"}, Whole: []string{
			`(?:the|some|an?|paste|insert|enter|put|add)[-_ ](?:.*[-_ ])?(?:client|app|application|tenant|secret|cookie|google|azure|okta|value|id|key|string)(?:[-_ ].*)?`,
		}},
		{Holds: []string{"replace", "change"}, Whole: []string{`replace[-_ ](?:me|with|this|by).*`, `change[-_ ]?(?:me|this|it).*`}},
		{Holds: []string{"here"}, Whole: []string{`.+[-_ ](?:goes[-_ ])?here`}},
		{Holds: []string{"client", "tenant"}, Whole: []string{`.*(?:client[-_ ]?(?:id|secret)|tenant[-_ ]?id)[-_ ](?:from|of)[-_ ].*`}},
	}
	// Of a part of a host's name.
	placeholderHost = lazy.Shapes{
		{Holds: []string{"xxx"}, Whole: []string{`x{3,}`}},
		{Holds: []string{"your"}, Whole: []string{
			`your[-_](?:app|domain|company|tenant|org|organization|site|host|server|url|okta|auth0|instance|realm|subdomain|custom|project|name|own|streamlit|public|deployed|idp|provider|account|region|website)(?:[-_].*)?`,
			`your(?:domain|app|company|tenant|org|subdomain|site)`,
		}},
		{Holds: []string{"<", "{", "$", "%", ">", "}"}, Whole: []string{`[<{$%].*`, `.*[>}]`}},
		{Holds: []string{"_", "-"}, Whole: []string{`(?-i:[A-Z]{2,}(?:[_-][A-Z]{2,})+)`}},
	}
)

// IsPlaceholder tells whether a value is a stand-in from a tutorial, a template
// that was not rendered or an unset variable. Short and plain names such as
// "streamlit" or "test" pass: they are real client IDs at some providers.
func IsPlaceholder(value string) bool {
	v := provider.Bare(strings.Trim(strings.TrimSpace(value), `"'`))
	if v == "" {
		return value != ""
	}
	for _, word := range placeholderWords {
		if strings.EqualFold(v, word) {
			return true
		}
	}
	return placeholderShapes.Match(v)
}

// Unfilled tells whether the value of a key of [auth] was never filled in: what
// verify accuses, and what init asks for again. Of an address the host decides.
// An empty value is a missing one.
func Unfilled(key, value string) bool {
	if u, err := url.Parse(value); err == nil && u.Host != "" && (key == "redirect_uri" || key == "server_metadata_url") {
		return isPlaceholderHost(u.Hostname())
	}
	return IsPlaceholder(value) || isVariableName(key, value)
}

var (
	variableName = lazy.Regexp{Pattern: `^\p{Lu}{2,}(?:[_ -]\p{Lu}{2,})+$`}
	namesTheID   = lazy.Regexp{Pattern: `(?:^|[_ -])ID(?:[_ -]|$)|[CK]LIENT`}
)

// isVariableName tells whether a value is the name of a variable, in whatever
// language: SEU_CLIENT_SECRET, GEHEIMNIS_DES_CLIENTS. Of a client ID, which
// people choose at some providers, it has to say so: BI_DASHBOARD is one.
func isVariableName(key, value string) bool {
	value = provider.Bare(strings.TrimSpace(value))
	if strings.ContainsAny(value, "0123456789") { // as nearly every real value does
		return false
	}
	switch key {
	case "client_secret":
		return variableName.Get().MatchString(value)
	case "client_id":
		return variableName.Get().MatchString(value) && namesTheID.Get().MatchString(value)
	}
	return false
}

// isPlaceholderHost tells whether a part of a host name was never filled in.
func isPlaceholderHost(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if label != "" && placeholderHost.Match(label) {
			return true
		}
	}
	return false
}
