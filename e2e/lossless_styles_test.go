//go:build e2e

package e2e

import "strings"

const (
	oldURI = "http://localhost:8501/oauth2callback"
	newURI = "https://app.example.com/tools/oauth2callback"

	cookieText = "Zk3vR8pQw1Lm5Tn9Xy2Bc7Hd4Jf6Gs0a"
	googleText = "https://accounts.google.com/.well-known/openid-configuration"
)

// authStyle is one way people write [auth] into a file. DOC stands for what
// else is in it, OLD for the redirect URI. What init adds is marked: ‹…› stands
// in the result and not in the original; SECTION is [auth.google] as a section
// of its own at the end. NEWURI is what deploy-secrets adds or puts for OLD.
type authStyle struct {
	name     string
	text     string
	deployed string // where it is more than OLD that becomes NEWURI
	crlf     bool
}

const googleKeys = `client_id = "new-id", client_secret = "new-secret", server_metadata_url = "` + googleText + `"`

var authStyles = []authStyle{
	{name: "table with comments", text: "DOC\n# [auth]\n[auth] # sign-in\nredirect_uri = \"OLD\"   # \"here\"\ncookie_secret = 'COOKIE'\n# the end\nSECTION"},
	{name: "dotted keys", text: "auth.redirect_uri = 'OLD'\nauth.cookie_secret = \"COOKIE\" # c\n‹auth.google.client_id = \"new-id\"\nauth.google.client_secret = \"new-secret\"\nauth.google.server_metadata_url = \"" + googleText + "\"\n›DOC"},
	{name: "inline table", text: "auth = { cookie_secret = \"COOKIE\", redirect_uri = \"OLD\"‹, google = { " + googleKeys + " }› } # all\nDOC"},
	{name: "tight inline table", text: "auth={redirect_uri='OLD',cookie_secret='COOKIE'‹, google = { " + googleKeys + " }›}#}\nDOC"},
	{name: "inline table over lines", text: "auth = {\n  cookie_secret = \"COOKIE\", # }\n  redirect_uri = \"OLD\"‹, google = { " + googleKeys + " }›, # last\n}\nDOC"},
	{name: "quoted keys, CRLF", crlf: true, text: "DOC\n[ \"auth\" ]\n'redirect_uri' = 'OLD'\n\"cookie_secret\"='COOKIE'\nSECTION"},
	{name: "dotted keys, CRLF", crlf: true, text: "\"auth\" . cookie_secret = \"COOKIE\"\nauth.'redirect_uri' = \"OLD\"\n‹auth.google.client_id = \"new-id\"\nauth.google.client_secret = \"new-secret\"\nauth.google.server_metadata_url = \"" + googleText + "\"\n›DOC"},
	{name: "sub-table first, no last line end", text: "DOC\n[auth.microsoft]\nclient_id = \"OLD-not\"\nredirect_uri = \"other\"\n[auth]\ncookie_secret = \"COOKIE\"\n\"redirect_uri\"=\"OLD\"SECTION"},
	{name: "indented", text: "DOC\n  [ auth ]  # c\n\tcookie_secret\t=\t'COOKIE'\n\tredirect_uri\t=\t\"OLD\"\t\nSECTION"},
	{name: "escaped keys, text over lines", text: "DOC\n[\"\\u0061uth\"]\n\"redirect\\u005furi\" = \"\"\"OLD\"\"\" # c\n\"cookie_secret\" = '''COOKIE'''\nSECTION",
		deployed: "DOC\n[\"\\u0061uth\"]\n\"redirect\\u005furi\" = \"NEWURI\" # c\n\"cookie_secret\" = '''COOKIE'''\n"},
	{name: "keys of a provider missing", text: "DOC\n[auth]\nredirect_uri = \"OLD\"\ncookie_secret = \"COOKIE\"\n[auth.google] # half\n  client_id = \"new-id\" # mine\n‹  client_secret = \"new-secret\"\n  server_metadata_url = \"" + googleText + "\"\n›\n[zzz]\nclient_secret = \"other\"\n"},
	{name: "redirect URI missing", text: "DOC\n[auth]\ncookie_secret = \"COOKIE\" # k\n‹redirect_uri = \"OLD\"\n›# the end\nSECTION",
		deployed: "DOC\n[auth]\ncookie_secret = \"COOKIE\" # k\nredirect_uri = \"NEWURI\"\n# the end\n"},
	{name: "header in front of all, byte order mark", text: "\ufeff[auth]\nredirect_uri = \"OLD\"\ncookie_secret = \"COOKIE\"\nDOC\nSECTION"},
}

var inAdditions = strings.NewReplacer("‹", "", "›", "")

// write gives the file as it is, as deploy-secrets has to leave it and as init has to.
func (s authStyle) write(document string) (before, deployed, initialised string) {
	fill := func(text, uri string) string {
		text = strings.NewReplacer("DOC", document, "OLD-not", "OLD-not", "OLD", uri, "NEWURI", newURI, "COOKIE", cookieText).Replace(text)
		if s.crlf {
			text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
		}
		return text
	}
	plain := withoutMarked(s.text)
	before = fill(strings.ReplaceAll(plain, "SECTION", ""), oldURI)
	if s.deployed != "" {
		deployed = fill(s.deployed, newURI)
	} else {
		deployed = fill(strings.ReplaceAll(plain, "SECTION", ""), newURI)
	}
	initialised = fill(inAdditions.Replace(s.text), oldURI)
	if body, found := strings.CutSuffix(initialised, "SECTION"); found {
		eol := "\n"
		if first, _, _ := strings.Cut(before, "\n"); strings.HasSuffix(first, "\r") {
			eol = "\r\n"
		}
		if !strings.HasSuffix(body, "\n") {
			body += eol
		}
		if !strings.HasSuffix(body, "\n\n") && !strings.HasSuffix(body, "\n\r\n") {
			body += eol
		}
		initialised = body + "[auth.google]" + eol + strings.ReplaceAll(googleKeys, ", ", eol) + eol
	}
	return before, deployed, initialised
}

// withoutMarked takes ‹…› out.
func withoutMarked(text string) string {
	for {
		start, rest, found := strings.Cut(text, "‹")
		if !found {
			return text
		}
		_, end, _ := strings.Cut(rest, "›")
		text = start + end
	}
}
