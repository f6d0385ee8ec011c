//go:build e2e

package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// projectMutation is one kind of change to a project or its provider.
type projectMutation struct {
	name   string
	change func(*rand.Rand, *variation)
}

// allMutations are the kinds, each as likely as another.
func allMutations() []projectMutation {
	return []projectMutation{
		{"drop-key", dropKey}, {"twice", doubleLine}, {"other-type", otherType}, {"swap-values", swapValues}, {"one-letter", oneLetter},
		{"key-spelling", keySpelling}, {"blanks", blanks}, {"redirect", otherRedirect}, {"metadata-address", otherMetadataAddress},
		{"cookie", otherCookie}, {"section", otherSection}, {"stray-key", strayKey}, {"kwargs", someKwargs}, {"expose", someTokens},
		{"encoding", otherEncoding}, {"place", otherPlace}, {"setting", someSetting}, {"login-call", otherCall}, {"gate", otherGate}, {"code-letter", codeLetter},
		{"document", otherDocument}, {"client-auth", otherMethods}, {"refusal", someRefusal}, {"token", otherToken},
		{"holder", otherHolder}, {"unseen-letter", unseenLetter}, {"odd-toml", oddTOML}, {"base", otherBase}, {"variables", someVariables}, {"two-files", twoFiles},
	}
}

func pick[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

const mutantSecrets = ".streamlit/secrets.toml"

// secretsLine draws a line "key = value" of the secrets, and where it stands.
func secretsLine(r *rand.Rand, v *variation) (lines []string, at int) {
	lines = strings.SplitAfter(v.allFiles()[mutantSecrets], "\n")
	var keys []int
	for i, line := range lines {
		if strings.Contains(line, "=") {
			keys = append(keys, i)
		}
	}
	if len(keys) == 0 {
		return lines, -1
	}
	return lines, pick(r, keys...)
}

func writeLines(v *variation, lines []string) { setFile(v, mutantSecrets, strings.Join(lines, "")) }

func setFile(v *variation, name, text string) {
	files := map[string]string{name: text}
	for other, content := range v.files {
		if _, own := files[other]; !own {
			files[other] = content
		}
	}
	v.files = files
}

func dropKey(r *rand.Rand, v *variation) {
	if lines, at := secretsLine(r, v); at >= 0 {
		lines[at] = ""
		writeLines(v, lines)
	}
}

func doubleLine(r *rand.Rand, v *variation) {
	if lines, at := secretsLine(r, v); at >= 0 {
		lines[at] += lines[at]
		writeLines(v, lines)
	}
}

// onLine changes key and value of a random line.
func onLine(r *rand.Rand, v *variation, change func(key, value string) (string, string)) {
	lines, at := secretsLine(r, v)
	if at < 0 {
		return
	}
	key, value, _ := strings.Cut(strings.TrimRight(lines[at], "\n"), "=")
	key, value = change(strings.TrimSpace(key), strings.TrimSpace(value))
	lines[at] = key + " = " + value + "\n"
	writeLines(v, lines)
}

func otherType(r *rand.Rand, v *variation) {
	onLine(r, v, func(key, value string) (string, string) {
		return key, pick(r, "42", "true", "false", "[]", "["+value+"]", "{}", "{ a = "+value+" }", `""`, "1979-05-27", "1.5", "nan", strings.Trim(value, `"`), "'"+strings.Trim(value, `"`)+"'", `""`+value+`""`)
	})
}

func swapValues(r *rand.Rand, v *variation) {
	lines, a := secretsLine(r, v)
	_, b := secretsLine(r, v)
	if a < 0 || b < 0 {
		return
	}
	keyA, valueA, _ := strings.Cut(lines[a], "=")
	keyB, valueB, _ := strings.Cut(lines[b], "=")
	if a != b {
		lines[a], lines[b] = keyA+"="+valueB, keyB+"="+valueA
	}
	writeLines(v, lines)
}

func oneLetter(r *rand.Rand, v *variation) {
	onLine(r, v, func(key, value string) (string, string) {
		if len(value) < 4 || strings.Contains(value, "@") && r.IntN(2) == 0 {
			return key, value
		}
		at := 1 + r.IntN(len(value)-2)
		letter := string(pick(r, []rune("aZ9-_. /%+:é\\\"#")...))
		return key, value[:at] + pick(r, "", letter, letter+value[at:at+1]) + value[at+1:]
	})
}

func keySpelling(r *rand.Rand, v *variation) {
	onLine(r, v, func(key, value string) (string, string) {
		return pick(r, strings.ToUpper(key), strings.ReplaceAll(key, "_", "-"), key+"s", `"`+key+`"`, " "+key, "auth."+key, strings.Replace(key, "_", "", 1), strings.Title(key)), value //nolint:staticcheck // ASCII
	})
}

func blanks(r *rand.Rand, v *variation) {
	onLine(r, v, func(key, value string) (string, string) {
		inside := strings.Trim(value, `"`)
		return key, `"` + pick(r, " "+inside, inside+" ", inside+"\\n", "\\t"+inside, inside+"\\u00a0", "\\ufeff"+inside) + `"`
	})
}

// setKey writes another value for a key, wherever it stands.
func setKey(v *variation, key, value string) {
	text := v.allFiles()[mutantSecrets]
	setFile(v, mutantSecrets, regexp.MustCompile(`(?m)^`+key+` *=.*$`).ReplaceAllLiteralString(text, key+` = "`+value+`"`))
}

func otherRedirect(r *rand.Rand, v *variation) {
	host := pick(r, "localhost", "127.0.0.1", "[::1]", "LOCALHOST", "localhost.", "0.0.0.0", "loclahost", "app.localhost", "localhost.localdomain")
	path := pick(r, "/oauth2callback", "/oauth2callback/", "/oauth2callback?a=b", "/oauth2callback#a", "/OAuth2Callback", "/callback", "", "/", "//oauth2callback", "/a/oauth2callback", "/oauth2%63allback", "/./oauth2callback", "/a/../oauth2callback", "/component/oauth2callback")
	port := pick(r, ":@port@", ":@port@", ":@port@", "", ":8501", ":0@port@", ":")
	setKey(v, "redirect_uri", pick(r, "http://", "http://", "http://", "https://", "HTTP://", "", "//", "http:/", "http://user@")+host+port+path)
}

func otherMetadataAddress(r *rand.Rand, v *variation) {
	setKey(v, "server_metadata_url", pick(r, "@idp@", "@idp@/", "@idp@/.well-known/openid-configuration/", "@idp@/.well-known/openid-configuration?a=b", "@idp@/.well-known/openid-configuration#a",
		"@idp@/.well-known/oauth-authorization-server", "@idp@/authorize", "@idp@/keys", "@idp@//.well-known/openid-configuration", "@idp@/moved/.well-known/openid-configuration", "@idp@/.well-known/openid-configuration.json", "@idp@/.well-known/OpenID-Configuration"))
}

func otherCookie(r *rand.Rand, v *variation) {
	setKey(v, "cookie_secret", pick(r, "", "x", "secret", "changeme", "0123456789abcdef0123456789abcdef", strings.Repeat("a", 64), "k3yJw8QpZr5TnVx2", "Schlüssel-k3yJw8QpZr5TnVx2LbHs", "k3y Jw8 QpZ r5T nVx 2Lb HsD gMf", "$(openssl rand -hex 32)", "${COOKIE_SECRET}"))
}

func otherSection(r *rand.Rand, v *variation) {
	text := v.allFiles()[mutantSecrets]
	setFile(v, mutantSecrets, pick(r, strings.Replace(text, "[auth]", "[Auth]", 1), strings.Replace(text, "[auth]", "[[auth]]", 1), strings.Replace(text, "[auth]", "[auth ]", 1), strings.Replace(text, "[auth]", "", 1),
		strings.Replace(text, "[auth]", "[streamlit.auth]", 1), strings.ReplaceAll(text, "auth.corp", "auth.Corp"), strings.ReplaceAll(text, "auth.corp", "auth.other"), strings.ReplaceAll(text, "auth.corp", "auth.corp_a"), strings.ReplaceAll(text, "[auth.corp]", "[corp]"), "[auth]\n"+text, "[other]\na = 1\n"+text))
}

func strayKey(r *rand.Rand, v *variation) {
	setFile(v, mutantSecrets, v.allFiles()[mutantSecrets]+pick(r, `scope = "openid"`, `audience = "api"`, `issuer = "@idp@"`, `authorize_url = "@idp@/authorize"`, `access_token_url = "@idp@/token"`, `jwks_uri = "@idp@/keys"`, `userinfo_endpoint = "@idp@/userinfo"`,
		`api_base_url = "@idp@"`, `client_kwargs = "openid"`, `client_cls = "a"`, `id_token_signing_alg_values_supported = ["none"]`, `name = "corp"`, `a = `, `= b`, `[auth]`, `"a" "b"`, "# nothing")+"\n")
}

func someKwargs(r *rand.Rand, v *variation) {
	entry := pick(r, `scope = "openid"`, `scope = "profile"`, `scope = ""`, `scope = "openid email groups"`, `scope = ["openid"]`, `prompt = "login"`, `prompt = "none"`, `prompt = "banana"`, `login_hint = "a"`, `response_mode = "form_post"`, `response_mode = "query"`,
		`response_type = "token"`, `code_challenge_method = "S256"`, `code_challenge_method = "plain"`, `token_endpoint_auth_method = "client_secret_post"`, `token_endpoint_auth_method = "client_secret_basic"`, `token_endpoint_auth_method = "none"`,
		`token_endpoint_auth_method = "banana"`, `timeout = 10`, `timeout = "10"`, `verify = false`, `verify = "/nowhere"`, `trust_env = false`, `follow_redirects = true`, `headers = { a = "b" }`, `banana = 1`, `nonce = "a"`, `state = "a"`, `redirect_uri = "http://localhost:1/"`, `grant_type = "password"`, `leeway = 60`)
	text := v.allFiles()[mutantSecrets]
	if strings.Contains(text, "client_kwargs") {
		return
	}
	setFile(v, mutantSecrets, strings.TrimRight(text, "\n")+"\nclient_kwargs = { "+entry+" }\n")
}

func someTokens(r *rand.Rand, v *variation) {
	value := pick(r, `"id"`, `"access"`, `["id"]`, `["id", "access"]`, `[]`, `true`, `"refresh"`, `["id", "refresh"]`, `""`, `1`)
	setFile(v, mutantSecrets, strings.Replace(v.allFiles()[mutantSecrets], "cookie_secret", "expose_tokens = "+value+"\ncookie_secret", 1))
}

func otherEncoding(r *rand.Rand, v *variation) {
	text := v.allFiles()[mutantSecrets]
	setFile(v, mutantSecrets, pick(r, "\ufeff"+text, strings.ReplaceAll(text, "\n", "\r\n"), strings.ReplaceAll(text, "\n", "\r"), "# \xe9\n"+text, strings.ReplaceAll(text, "= ", "=\u00a0"), strings.ReplaceAll(text, `"`, "\u201d"), text+"\x00", strings.ReplaceAll(text, "\n", "\n\n"), strings.ReplaceAll(text, "\n", "\n  ")))
}

func otherPlace(r *rand.Rand, v *variation) {
	text := v.allFiles()[mutantSecrets]
	to := pick(r, "~/.streamlit/secrets.toml", "secrets.toml", ".streamlit/secret.toml", "streamlit/secrets.toml", ".streamlit/secrets.toml/secrets.toml", "~/secrets.toml")
	setFile(v, mutantSecrets, "")
	setFile(v, to, text)
}

// someSetting leaves out what only a browser shows, such as a theme that keeps
// the page from loading: TestConfigOptions asks that.
func someSetting(r *rand.Rand, v *variation) {
	section, entry, _ := strings.Cut(pick(r, "server baseUrlPath = \"app\"", "server baseUrlPath = \"/\"", "server enableXsrfProtection = false", "server enableCORS = false", "server enableCORS = \"no\"", "server cookieSecret = \"abc\"", "server headless = true",
		"server address = \"127.0.0.1\"", "server address = \"nowhere.invalid\"", "server enableWebsocketCompression = true", "server maxUploadSize = 1", "server maxUploadSize = \"big\"", "server allowedHosts = [\"board.example.de\"]", "server xsrfCookieSameSite = \"banana\"",
		"server runOnSave = 1", "server fileWatcherType = \"none\"", "server fileWatcherType = \"banana\"", "server sslCertFile = \"nowhere.pem\"", "server disconnectedSessionTTL = 1", "server websocketPingInterval = \"a\"", "browser serverAddress = \"0.0.0.0\"", "browser serverPort = 1",
		"client toolbarMode = \"banana\"", "client showErrorDetails = false", "logger level = \"banana\"", "logger level = \"debug\"", "global developmentMode = true", "runner magicEnabled = \"a\"", "theme base = \"banana\"", "secrets files = []", "secrets files = \"a\"",
		"secrets files = [\".streamlit/secrets.toml\"]", "secrets files = [\"nowhere.toml\"]", "banana split = 1", "server banana = 1", "auth redirect_uri = \"a\""), " ")
	config := v.allFiles()[".streamlit/config.toml"]
	if section == "server" {
		config += entry + "\n"
	} else {
		config += "[" + section + "]\n" + entry + "\n"
	}
	setFile(v, ".streamlit/config.toml", config)
}

func otherCall(r *rand.Rand, v *variation) {
	corp := pick(r, `"corp"`, `"Corp"`, `"other"`, `"default"`, `""`, `None`, `"corp_a"`, `42`)
	login := pick(r, `st.button("Sign in", on_click=st.login)`, `st.button("Sign in", on_click=st.login, args=[`+corp+`])`, `st.button("Sign in", on_click=st.login, args=(`+corp+`))`, `st.button("Sign in", on_click=st.login, kwargs={"provider": `+corp+`})`,
		`st.button("Sign in", on_click=lambda: st.login(`+corp+`))`, "if st.button(\"Sign in\"):\n    st.login("+corp+")", "if st.button(\"Sign in\"):\n    st.login()", "from functools import partial\nst.button(\"Sign in\", on_click=partial(st.login, "+corp+"))",
		"def go(name="+corp+"):\n    st.login(name)\nst.button(\"Sign in\", on_click=go)", "P = "+corp+"\nst.button(\"Sign in\", on_click=st.login, args=[P])", "login = st.login\nst.button(\"Sign in\", on_click=login)", "import streamlit\nstreamlit.button(\"Sign in\", on_click=streamlit.login)",
		"from streamlit import login\nst.button(\"Sign in\", on_click=login)", "st.button(\"Sign in\", on_click=getattr(st, \"login\"))", `st.button("Sign in", on_click=st.login())`, `st.button("Sign in")`, `st.button("Sign in", on_click=st.login, args=["corp"] if "corp" in st.secrets["auth"] else [])`,
		"try:\n    if st.button(\"Sign in\"):\n        st.login("+corp+")\nexcept Exception:\n    st.login()", `st.button("Sign in", on_click=st.log_in)`, "for name in st.secrets[\"auth\"]:\n    pass\nst.button(\"Sign in\", on_click=st.login)")
	setFile(v, "app.py", appOf(login))
}

func otherGate(r *rand.Rand, v *variation) {
	text := v.allFiles()["app.py"]
	gate := "if not @user@.is_logged_in:"
	setFile(v, "app.py", pick(r, strings.Replace(text, gate, "if not @user@.get(\"is_logged_in\"):", 1), strings.Replace(text, gate, "if not getattr(@user@, \"is_logged_in\", False):", 1), strings.Replace(text, gate, "if not @user@.is_authenticated:", 1),
		strings.Replace(text, gate, "if not @user@[\"is_logged_in\"]:", 1), strings.Replace(text, gate, "if @user@.email is None:", 1), strings.Replace(text, gate, "if \"auth\" in st.secrets and not @user@.is_logged_in:", 1),
		strings.Replace(text, gate, "if not @user@.is_logged_in and False:", 1), strings.Replace(text, "    st.stop()\n", "", 1), "import authlib\n"+text, "import nothing_of_that_name\n"+text, "import msal_streamlit\n"+text,
		text+"st.text(@user@.email)\n", text+"st.text(@user@[\"name\"])\n", text+"st.text(@user@.groups)\n", text+"st.text(@user@.get(\"groups\"))\n", "def page():\n    pass\n"+text, "if \"code\" in st.query_params:\n    pass\n"+text))
}

func codeLetter(r *rand.Rand, v *variation) {
	text := v.allFiles()["app.py"]
	at := r.IntN(strings.Index(text, signedInText)) // what people read is the app's own
	setFile(v, "app.py", text[:at]+pick(r, "", "(", ")", "\"", "'", ":", "\n", " ", "\t", "#", "=")+text[at+r.IntN(2):])
}

func otherDocument(r *rand.Rand, v *variation) {
	key := pick(r, "issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "id_token_signing_alg_values_supported", "code_challenge_methods_supported", "token_endpoint_auth_methods_supported", "response_types_supported", "userinfo_endpoint")
	value := pick[any](r, nil, "", 42, "nowhere", "https://elsewhere.invalid/", []string{}, []string{"none"}, []string{"RS256", "ES256"}, []string{"client_secret_post"}, []string{"S256"}, []string{"plain"}, map[string]any{})
	drop := r.IntN(3) == 0
	v.script.document = func(_ string, d map[string]any) {
		if d[key] = value; drop {
			delete(d, key)
		}
	}
}

func otherMethods(r *rand.Rand, v *variation) {
	switch r.IntN(4) {
	case 0:
		v.script.methods = []string{pick(r, "client_secret_post", "client_secret_basic")}
	case 1:
		v.script.pkce = true
	case 2:
		v.script.secret = pick(r, "another", "-", "with%percent", "with+plus")
	case 3:
		v.script.redirects = pick(r, "http://localhost:1/oauth2callback", "http://localhost:@port@/callback")
	}
}

func someRefusal(r *rand.Rand, v *variation) {
	switch r.IntN(3) {
	case 0:
		v.script.refuses = pick(r, "unauthorized_client", "invalid_scope", "invalid_request", "unsupported_response_type", "access_denied")
	case 1:
		status := pick(r, 400, 401, 403, 404, 410, 418, 429, 500, 503, 204, 302)
		v.script.metadata = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
	case 2:
		body := pick(r, "", "{}", `{"keys":[]}`, "[]", "<html>", `{"keys":[{"kty":"RSA"}]}`, `{"keys":null}`)
		v.script.keys = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
	}
}

// otherToken changes what only a sign-in shows, so verify signs in as well.
func otherToken(r *rand.Rand, v *variation) {
	v.login = true
	switch r.IntN(4) {
	case 0:
		claim := pick(r, "iss", "aud", "exp", "iat", "nonce", "sub", "email", "azp", "nbf")
		value := pick[any](r, nil, "", "other", 0, 42, 4102444800, []string{"a", "b"})
		v.script.claims = func(_ string, c map[string]any) { c[claim] = value }
	case 1:
		claim := pick(r, "iss", "aud", "exp", "iat", "nonce", "sub", "email")
		v.script.claims = func(_ string, c map[string]any) { delete(c, claim) }
	case 2:
		v.script.noIDToken = true
	case 3:
		kid := pick[any](r, "unknown", "", 42)
		v.script.header = func(h map[jose.HeaderKey]any) { h["kid"] = kid }
	}
}
