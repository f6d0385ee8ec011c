package cmd

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/explain"
	"github.com/authkit-cli/authkit/verify"
)

// explained runs the command line and returns what came out.
func explained(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	return explainedWith(t, explainEnv(stdin), args...)
}

func explainEnv(stdin string) *Env {
	return &Env{Stdin: strings.NewReader(stdin), Width: 80, Getenv: func(string) string { return "" }, Now: time.Now}
}

func explainedWith(t *testing.T, env *Env, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	env.Stdout, env.Stderr = &out, &errs
	code = run(t.Context(), env, append([]string{"explain"}, args...))
	return code, out.String(), errs.String()
}

func TestExplainCodeInAnySpelling(t *testing.T) {
	t.Parallel()
	for _, spelling := range []string{"AADSTS7000215", "aadsts7000215", "7000215", "AADSTS 7000215"} {
		code, out, errs := explained(t, "", spelling)
		if code != 0 || errs != "" || !strings.HasPrefix(out, "AADSTS7000215: ") || !strings.Contains(out, "Secret ID") ||
			!strings.Contains(out, "Who can fix it: you") || !strings.Contains(out, "  1. ") || !strings.Contains(out, "error?code=7000215") {
			t.Errorf("%s: %d %q\n%s", spelling, code, errs, out)
		}
	}
}

func TestExplainSeveralNames(t *testing.T) {
	t.Parallel()
	for what, want := range map[string][]string{
		"50011 7000215":                    {"AADSTS50011: ", "AADSTS7000215: "},
		"error code 50011!":                {"AADSTS50011: "},
		"client-secret, redirect-uri-path": {"client-secret: ", "redirect-uri-path: "},
		"port 8501":                        nil,

		"AADSTS50011: The redirect URI 'https://hunter2' specified in the request does not match": {"AADSTS50011: the app"},
		"AADSTS7654321: hunter2 happened": {"AADSTS7654321: not in"},
	} {
		code, out, errs := explained(t, "", strings.Fields(what)...)
		if (code == 0) != (want != nil) || strings.Contains(out+errs, "hunter2") {
			t.Errorf("%q: exit %d\n%s%s", what, code, out, errs)
		}
		for _, title := range want {
			if !strings.Contains(out, title) {
				t.Errorf("%q: no %q in\n%s", what, title, out)
			}
		}
	}
}

func TestExplainEveryTopic(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	for _, topic := range explain.Topics() {
		if ids[strings.ToLower(topic.Name)] {
			t.Errorf("%s stands twice", topic.Name)
		}
		ids[strings.ToLower(topic.Name)] = true
		env := explainEnv("")
		env.Width = 40
		code, out, errs := explainedWith(t, env, topic.Name)
		if code != 0 || errs != "" {
			t.Errorf("%s: %d %s", topic.Name, code, errs)
		}
		for _, line := range strings.Split(out, "\n") {
			words := strings.Fields(line)
			if utf8.RuneCountInString(line) > 40 && len(words) > 2 {
				t.Errorf("%s: too wide: %q", topic.Name, line)
			}
		}
	}
}

func TestExplainCheck(t *testing.T) {
	t.Parallel()
	checks := verify.Checks()
	if len(checks) == 0 {
		t.Fatal("verify has no checks")
	}
	for _, check := range checks {
		code, out, errs := explained(t, "", check.ID)
		if code != 0 || errs != "" || !strings.HasPrefix(out, check.ID+": ") || !strings.Contains(out, "Who can fix it: ") || !strings.Contains(out, "What to do\n") {
			t.Errorf("%s: %d %q\n%s", check.ID, code, errs, out)
		}
	}
}

func TestExplainUsage(t *testing.T) {
	t.Parallel()
	code, out, errs := explained(t, "")
	if code != 2 || out != "" || !strings.Contains(errs, "redirect-uri-path") || !strings.Contains(errs, "AADSTS7000215") || !strings.Contains(errs, "- <") {
		t.Errorf("no argument: %d %q %q", code, out, errs)
	}
	code, _, errs = explained(t, "", "cookie-secrt")
	if code != 2 || !strings.Contains(errs, "authkit explain cookie-secret") {
		t.Errorf("a slip: %d %q", code, errs)
	}
	code, _, errs = explained(t, "", "AADSTS50011", "--list")
	if code != 2 || errs == "" {
		t.Errorf("--list with an argument: %d %q", code, errs)
	}
	for _, what := range []string{"404", "zzz", "hunter2 is my password", "hunter2Xq8", "client_secret=hunter2", "\x1b[31mx"} {
		code, out, errs = explained(t, "", what)
		if code != 2 || out != "" || strings.Contains(errs, "hunter2") || strings.Contains(errs, "\x1b") {
			t.Errorf("%q: %d %q %q", what, code, out, errs)
		}
	}
}

func TestExplainUnknownCode(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"AADSTS1234567", "1234567"} {
		code, out, errs := explained(t, "", what)
		if code != 0 || errs != "" || !strings.Contains(out, "https://login.microsoftonline.com/error?code=1234567") || !strings.Contains(out, "not in authkit's catalogue") {
			t.Errorf("%s: %d %q\n%s", what, code, errs, out)
		}
	}
}

const traceback = `2026-11-20 10:11:12.345 OAuth token exchange failed for provider 'microsoft'. Clearing auth cookies.
Traceback (most recent call last):
  File "/app/.venv/lib/python3.12/site-packages/streamlit/web/server/starlette/starlette_auth_routes.py", line 1
    client_secret = "canary-s3cret"
authlib.integrations.base_client.errors.OAuthError: `

func TestExplainPastedText(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		text string
		want []string // titles, in order
	}{
		"a traceback with a code":    {traceback + "invalid_client: AADSTS7000215: Invalid client secret provided.", []string{"AADSTS7000215: "}},
		"an issuer, Authlib 1.6":     {traceback + "invalid_claim: Invalid claim 'iss'", []string{"the token's issuer"}},
		"an issuer, Authlib 1.7":     {`invalid_claim: Invalid claim: 'iss'`, []string{"the token's issuer"}},
		"an issuer, older":           {`authlib.jose.errors.InvalidClaimError: invalid_claim: Invalid claim "iss"`, []string{"the token's issuer"}},
		"the state":                  {"MismatchingStateError: mismatching_state: CSRF Warning! State not equal in request and response.", []string{"the state that came back"}},
		"the provider":               {"Missing provider for OAuth callback; redirecting", []string{"Streamlit did not recognise"}},
		"the provider, older":        {"Error, missing provider for oauth callback.", []string{"Streamlit did not recognise"}},
		"Google":                     {"Erreur 400 : redirect_uri_mismatch", []string{"Google: the client does not list"}},
		"Google in testing":          {"Access blocked: x has not completed the Google verification process. Error 403: access_denied", []string{"Google: the app is being tested"}},
		"Okta":                       {"400 Bad Request. The 'redirect_uri' parameter must be a Login redirect URI in the client app settings: https://x", []string{"Okta: the app does not list"}},
		"Auth0":                      {"Callback URL mismatch. The provided redirect_uri is not in the list", []string{"Auth0: the application"}},
		"Auth0 logout":               {`invalid_request: The "post_logout_redirect_uri" querystring parameter "http://localhost:8501/" is not defined as a valid URL in "Allowed Logout URLs"`, []string{"the provider does not know the address to return to"}},
		"Keycloak":                   {"Invalid parameter: redirect_uri", []string{"Keycloak: the client"}},
		"Keycloak's secret":          {traceback + "unauthorized_client: Invalid client or Invalid client credentials", []string{"Keycloak: client_id or client_secret"}},
		"an OAuth error alone":       {traceback + "invalid_client: x", []string{"the provider does not accept the app's own credentials"}},
		"a symptom alone":            {"OAuth token exchange failed for provider 'x'. Clearing auth cookies.", []string{"the provider let the person in"}},
		"login.live.com":             {"We're unable to complete your request\nunauthorized_client: The client does not exist or is not enabled for consumers.", []string{"MSA:unauthorized_client: "}},
		"no login state":             {`AttributeError: st.user has no attribute "is_logged_in".`, []string{"st.user knows nothing"}},
		"no settings":                {"StreamlitAuthError: To use authentication features you need to configure\ncredentials for at least one authentication provider", []string{"Streamlit sees no sign-in settings"}},
		"the origin":                 {"Origin mismatch, the origin of websocket request is not the same origin of redirect_uri in secrets.toml", []string{"the browser opens the app under another address"}},
		"the cookie":                 {"Authentication cookie size exceeds maximum browser limit of 4096 bytes", []string{"the login cookies are too large"}},
		"nginx":                      {"<center>Request Header Or Cookie Too Large</center>", []string{"the login cookies are too large"}},
		"Authlib":                    {"StreamlitMissingAuthlibError: Authentication requires Authlib>=1.3.2.", []string{"Authlib is missing"}},
		"a pair that does not work":  {"400: 'NoneType' object does not support item assignment", []string{"this Streamlit does not work"}},
		"a callback address":         {"https://app.example.com/oauth2callback?error=access_denied&error_description=AADSTS65004%3a+User+declined+to+consent", []string{"AADSTS65004: "}},
		"an encoded address":         {"GET /oauth2callback?error=invalid_request&error_description=Invalid%20claim%20%27iss%27", []string{"the token's issuer"}},
		"the page of Streamlit":      {"Authentication error\n", []string{"Streamlit could not send"}},
		"two codes":                  {"AADSTS50011: x\nAADSTS700016: y\nAADSTS50011: z", []string{"AADSTS50011: ", "AADSTS700016: "}},
		"a code unknown here":        {"AADSTS7654321: x", []string{"AADSTS7654321: not in"}},
		"one number, three meanings": {"AADSTS70002: The provided request must include a 'client_secret' input parameter.", []string{"AADSTS70002: no client secret arrived"}},
		"UTF-16 from PowerShell":     {strings.Join(strings.Split("AADSTS50105: x", ""), "\x00"), []string{"AADSTS50105: "}},
		"a colourful log":            {"\x1b[31mAADSTS\x1b[0m50105: x", []string{"AADSTS50105: "}},
		"a page with a number only":  {`<html><script>$Config={"pgid":"ConvergedError","iErrorCode":50105};</script></html>`, []string{"AADSTS50105: "}},
		"a page's source":            {`$Config={"strServiceExceptionMessage":"AADSTS50011: The redirect URI \u0026#39;x\u0026#39;","sErrorCode":"50011"};`, []string{"AADSTS50011: "}},
	} {
		code, out, errs := explained(t, story.text, "-")
		if code != 0 || errs != "" {
			t.Errorf("%s: %d %q", name, code, errs)
			continue
		}
		var titles []string
		for _, p := range explain.Recognise(story.text) {
			titles = append(titles, p.Name+": "+p.About)
		}
		if !slices.EqualFunc(titles, story.want, strings.Contains) {
			t.Errorf("%s: %q, want %q", name, titles, story.want)
		}
		if strings.Contains(out, "canary") || strings.Contains(out, "\x1b") {
			t.Errorf("%s: the text is repeated:\n%s", name, out)
		}
	}
}

// The same messages in whatever people paste: the page names them all the same,
// and never what stands around them.
func TestExplainFindsMessagesInAnyWrapping(t *testing.T) {
	t.Parallel()
	const canary = "canary~Secret.8Q"
	for name, text := range map[string]string{
		"a query":             "https://app.example.com/oauth2callback?state=" + canary + "&error=invalid_client&error_description=AADSTS7000215%3A+Invalid+client+secret+provided",
		"a fragment":          "http://localhost:8501/#error=invalid_client&error_description=AADSTS7000215%3a%20Invalid%20client%20secret&state=" + canary,
		"JSON":                `{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. ` + canary + `","error_codes":[7000215],"trace_id":"x"}`,
		"JSON, codes alone":   `{"error":"invalid_client","error_codes":[7000215],"client_secret":"` + canary + `"}`,
		"JSON within JSON":    `{"body":"{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret\",\"client_secret\":\"` + canary + `\"}"}`,
		"curl -v":             "> POST /oauth2/v2.0/token HTTP/1.1\n> Authorization: Basic " + canary + "\n< HTTP/1.1 401 Unauthorized\n< \n{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret provided.\"}",
		"Markdown":            "> **AADSTS7000215**: Invalid client secret provided (`" + canary + "`)",
		"Windows line breaks": "AADSTS7000215: Invalid\r\nclient_secret=" + canary + "\r\n",
		"small letters":       "error aadsts7000215 secret " + canary,
		"a browser's page":    "Sign in\nSorry, but we’re having trouble signing you in.\n\nAADSTS7000215: Invalid client secret provided.\nRequest Id: " + canary,
	} {
		code, out, errs := explained(t, text, "-")
		if code != 0 || !strings.HasPrefix(out, "AADSTS7000215: ") || strings.Contains(out+errs, canary) {
			t.Errorf("%s: %d %q\n%s", name, code, errs, out)
		}
	}
}

func TestExplainTextNobodyKnows(t *testing.T) {
	t.Parallel()
	signIn := `<html><script>$Config={"arrValErrs":["50058"],"sErrorCode":"50058","pgid":"ConvergedSignIn","urlPost":"/x/login"};</script></html>`
	for _, text := range []string{"hello hunter2", "KeyError: 'x'", signIn, "authentication error somewhere else"} {
		code, out, errs := explained(t, text, "-")
		if code != 3 || out != "" || !strings.Contains(errs, "nothing in this text is known") || strings.Contains(errs, "hunter2") {
			t.Errorf("%q: %d %q %q", text, code, out, errs)
		}
	}
	if code, _, errs := explained(t, " \n", "-"); code != 3 || !strings.Contains(errs, "no text") {
		t.Errorf("empty: %d %q", code, errs)
	}
}

func TestExplainLargeText(t *testing.T) {
	began := time.Now()
	code, out, errs := explained(t, "AADSTS50011 "+strings.Repeat("invalid_request %27 aadsts ", 60_000), "-")
	if code != 0 || !strings.HasPrefix(out, "AADSTS50011") || !strings.Contains(errs, "first 1 MiB") {
		t.Errorf("%d %q", code, errs)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
}

func TestExplainOnATerminal(t *testing.T) {
	t.Parallel()
	env := explainEnv("AADSTS50011")
	env.StdinTerminal = true
	code, _, errs := explainedWith(t, env, "-")
	if code != 0 || !strings.Contains(errs, "paste the text") || !strings.Contains(errs, "Ctrl-") {
		t.Errorf("%d %q", code, errs)
	}
	env = explainEnv("")
	env.StdoutTerminal = true
	if _, out, _ := explainedWith(t, env, "50011"); !strings.Contains(out, "\x1b[") {
		t.Error("no colour on a terminal")
	}
	env.Getenv = func(name string) string { return map[string]string{"NO_COLOR": "1"}[name] }
	if _, out, _ := explainedWith(t, env, "50011"); strings.Contains(out, "\x1b") {
		t.Error("colour in spite of NO_COLOR")
	}
}

// A person who changes their mind is not kept waiting for the end of stdin.
func TestExplainIsInterruptible(t *testing.T) {
	t.Parallel()
	silent, writer := io.Pipe()
	defer writer.Close()
	env := explainEnv("")
	env.Stdin, env.Stdout, env.Stderr = silent, io.Discard, io.Discard
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if code := run(ctx, env, []string{"explain", "-"}); code != 130 {
		t.Errorf("exit %d", code)
	}
}

func TestExplainList(t *testing.T) {
	t.Parallel()
	for _, width := range []int{40, 80, 300} {
		env := explainEnv("")
		env.Width = width
		code, out, errs := explainedWith(t, env, "--list")
		if code != 0 || errs != "" {
			t.Fatalf("%d %q", code, errs)
		}
		for _, name := range append(entra.Codes(), "redirect_uri_mismatch", "origin-mismatch") {
			if !regexp.MustCompile(`(?m)^  ` + regexp.QuoteMeta(name) + ` +\S`).MatchString(out) {
				t.Errorf("%d: %s is missing", width, name)
			}
		}
		for _, line := range strings.Split(out, "\n") {
			if utf8.RuneCountInString(line) > max(width, 40)+20 {
				t.Errorf("%d: %q", width, line)
			}
		}
	}
}
