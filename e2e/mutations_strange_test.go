//go:build e2e

package e2e

import (
	"math/rand/v2"
	"net/url"
	"strings"
)

// Kinds that came of the mutations written by hand on 2026-11-28
// (docs/first-contact.md).

// otherHolder has keys of st.login stand in a section where they are not read.
func otherHolder(r *rand.Rand, v *variation) {
	text := v.allFiles()[mutantSecrets]
	setFile(v, mutantSecrets, pick(r,
		strings.ReplaceAll(text, "[auth.corp]", "[[auth.corp]]"), strings.ReplaceAll(text, "[auth.corp]", `["auth.corp"]`), strings.ReplaceAll(text, "auth.corp", "auth.providers.corp"),
		strings.ReplaceAll(text, "[auth", "[secrets.auth"), strings.Replace(text, "[auth]", "[authentication]", 1), strings.Replace(text, "[auth]", "[database]\nuser = \"a\"", 1),
		strings.Replace(text, "client_secret", "[connections.db]\nurl = \"a\"\nclient_secret", 1), strings.Replace(text, "client_secret", "[auth.client_kwargs]\nprompt = \"login\"\nclient_secret", 1),
		strings.Replace(text, "[auth]", "note = \"\"\"\n[auth]", 1)+"\"\"\"\n", strings.Replace(text, "redirect_uri", "#redirect_uri", 1), `"auth.x" = 1`+"\n"+text))
}

// unseenLetter puts what nobody sees into a line, or a letter that looks like another.
func unseenLetter(r *rand.Rand, v *variation) {
	letter := pick(r, "\u200b", "\u00ad", "\u2060", "\ufeff", "\u3000", "\u2028")
	onLine(r, v, func(key, value string) (string, string) {
		switch r.IntN(4) {
		case 0:
			return `"` + key + letter + `"`, value
		case 1:
			return letter + key, value
		case 2:
			return key, strings.TrimSuffix(value, `"`) + letter + `"`
		}
		return `"` + strings.Replace(key, "i", "\u0456", 1) + `"`, value
	})
}

// oddTOML adds what TOML's grammar has and nobody writes, or that it just has not.
func oddTOML(r *rand.Rand, v *variation) {
	setFile(v, mutantSecrets, v.allFiles()[mutantSecrets]+"[odd]\n"+pick(r, "x = 99999999999999999999", "x = 0xdeadbeefdeadbeef", "x = 2026-13-45", "x = 10:30", "x = _1", `x = "\e"`, `x = "\uD83D"`, "1234 = 1", "3.14 = 1", "x = { y = 1 }\n[odd.x]",
		"p.x = 1\n[odd.p]", "p = []\n[[odd.p]]", "x = \"\"\"a", "x = '''\n[auth]\n'''", "x = \"a\x7fb\"", "[]", "[a..b]", "\x1a", "x = 2026-06-30T23:59:60Z", "x = 1e400", "x = +0")+"\n")
}

// otherBase sets a base path, in the settings or with a variable, which
// redirect_uri has or has not.
func otherBase(r *rand.Rand, v *variation) {
	base := pick(r, "tools", "/tools/", "tools ", ".", "./tools", "a//b", "b\u00fcro", "my tools", "http://localhost:@port@/tools", "oauth2callback", "")
	if r.IntN(3) == 0 && base != "" {
		v.env = append(v.env, "STREAMLIT_SERVER_BASE_URL_PATH="+base)
	} else {
		setFile(v, ".streamlit/config.toml", v.allFiles()[".streamlit/config.toml"]+"baseUrlPath = \""+base+"\"\n")
	}
	path := base
	if strings.Contains(path, "://") {
		path = "tools"
	}
	v.opened = strings.TrimSuffix("http://localhost:@port@"+(&url.URL{Path: "/" + strings.Trim(path, "/. ")}).EscapedPath(), "/")
	if r.IntN(2) == 0 {
		// a blank is what no real provider registers, and what this one does
		setKey(v, "redirect_uri", "http://localhost:@port@/"+strings.ReplaceAll(strings.Trim(base, "/ "), " ", "%20")+"/oauth2callback")
	}
}

// someVariables are of Streamlit, or look as if they were.
func someVariables(r *rand.Rand, v *variation) {
	v.env = append(v.env, pick(r, "STREAMLIT_AUTH_CLIENT_ID=other", "AUTH_REDIRECT_URI=http://localhost:1/", "STREAMLIT_SERVER_PORT=", "STREAMLIT_SERVER_PORT=abc", "STREAMLIT_SERVER_ENABLE_CORS=maybe", "STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION=false", "STREAMLIT_SERVER_COOKIE_SECRET=abc",
		"STREAMLIT_SERVER_SSL_CERT_FILE=nowhere.pem", "STREAMLIT_SERVER_SSL_KEY_FILE=nowhere.pem", "STREAMLIT_SECRETS_FILES=.streamlit/secrets.toml", "STREAMLIT_SECRETS_FILES=nowhere.toml", `STREAMLIT_SECRETS_FILES=[".streamlit/secrets.toml"]`, "STREAMLIT_SERVER_ADDRESS=unix://app.sock"))
}

// twoFiles divides the secrets, or names files that are read besides.
func twoFiles(r *rand.Rand, v *variation) {
	text := v.allFiles()[mutantSecrets]
	half := text[:strings.Index(text+"client_id", "client_id")]
	setFile(v, mutantSecrets, "")
	setFile(v, "a.toml", pick(r, text, half))
	setFile(v, "b.toml", pick(r, text, "[auth]\nclient_id = \"streamlit-app\"\n", "[other]\nx = 1\n", "x =\n", "# nothing\n"))
	files := pick(r, `["a.toml"]`, `["a.toml", "b.toml"]`, `["b.toml", "a.toml"]`, `["a.toml", "nowhere.toml"]`, `"a.toml"`, `["./a.toml"]`, `["~/a.toml"]`, `["A.toml"]`)
	setFile(v, ".streamlit/config.toml", v.allFiles()[".streamlit/config.toml"]+"[secrets]\nfiles = "+files+"\n")
}
