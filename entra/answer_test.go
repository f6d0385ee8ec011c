package entra

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

const (
	sampleTrace       = "00000000-1111-2222-3333-444444444400"
	sampleCorrelation = "99999999-8888-7777-6666-555555555555"
	sampleApp         = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
)

// Every JSON error names its number in the file's name.
func TestTokenErrorSamples(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.json")
	numbered := regexp.MustCompile(`-(\d{5,7})(?:-|\.)`)
	errorName := regexp.MustCompile(`"error": "(\w+)"`)
	seen := 0
	for _, file := range files {
		name := filepath.Base(file)
		body := read(t, name)
		match := errorName.FindSubmatch(body)
		answer, ok := ParseTokenError(400, body)
		if match == nil {
			if ok {
				t.Errorf("%s: read as an error", name)
			}
			continue
		}
		seen++
		if !ok {
			t.Errorf("%s: not read", name)
			continue
		}
		want := "AADSTS50049"
		if number := numbered.FindStringSubmatch(name); number != nil {
			want = "AADSTS" + number[1]
		}
		code, _ := strconv.Atoi(want[len("AADSTS"):])
		if answer.Code != want || !slices.Equal(answer.Codes, []int{code}) {
			t.Errorf("%s: code %q %v, want %s", name, answer.Code, answer.Codes, want)
		}
		if answer.OAuthError != string(match[1]) {
			t.Errorf("%s: error %q, want %q", name, answer.OAuthError, match[1])
		}
		if answer.TraceID != sampleTrace || answer.CorrelationID != sampleCorrelation || !strings.HasPrefix(answer.Timestamp, "202") {
			t.Errorf("%s: trace %q correlation %q time %q", name, answer.TraceID, answer.CorrelationID, answer.Timestamp)
		}
		if answer.Description == "" || strings.Contains(answer.Description, "Trace ID") || strings.Contains(answer.Description, "AADSTS") || answer.Page {
			t.Errorf("%s: description %q page %v", name, answer.Description, answer.Page)
		}
		if entry, ok := answer.Entry(); !ok || entry.Code != want {
			t.Errorf("%s: no page on %s", name, want)
		} else if entry.OAuthError != "" && entry.OAuthError != answer.OAuthError {
			t.Errorf("%s: the catalogue says %s", name, entry.OAuthError)
		}
	}
	if seen < 35 {
		t.Fatalf("only %d samples", seen)
	}
}

func TestVariantsOfSharedNumbers(t *testing.T) {
	for file, want := range map[string]Variant{
		"token-70002-msa-not-enabled.json":          NotForConsumers,
		"token-70002-msa-missing-secret.json":       SecretMissing,
		"devicecode-70002-msa-not-mobile.json":      NotMobile,
		"token-90023-msa-redirect-uri.json":         RedirectURI,
		"token-90023-msa-public-client-secret.json": PublicClient,
		"token-7000215-wrong-secret.json":           NoVariant,
	} {
		answer, _ := ParseTokenError(400, read(t, file))
		if got := VariantOf(answer.Code, answer.Description); got != want {
			t.Errorf("%s: %q, want %q (%s)", file, got, want, answer.Description)
		}
		plain, _ := Lookup(answer.Code)
		narrowed, _ := answer.Entry()
		if (plain.Cause == narrowed.Cause) != (want == NoVariant) {
			t.Errorf("%s: page says %q", file, narrowed.Cause)
		}
	}
}

func TestPages(t *testing.T) {
	for file, want := range map[string]struct{ code, oauth, id, entry, says string }{
		"authorize-page-50011-redirect-mismatch.html":     {"AADSTS50011", "", "ConvergedError", "AADSTS50011", "'https://app.example.com/oauth2callback'"},
		"authorize-page-700038-invalid-client.html":       {"AADSTS700038", "", "ConvergedError", "AADSTS700038", "is not a valid application identifier"},
		"authorize-page-90102-redirect-not-absolute.html": {"AADSTS90102", "", "ConvergedError", "AADSTS90102", "'redirect_uri'"},
		"msa-error-page-redirect_uri.html":                {"", "invalid_request", "", "MSA:invalid_request:redirect_uri", "redirect URI registered"},
		"msa-error-page-unauthorized_client.html":         {"", "unauthorized_client", "", "MSA:unauthorized_client", "not enabled for consumers"},
		"authorize-prompt-none-50058-form-post.html":      {"AADSTS50058", "login_required", "", "AADSTS50058", "no user is signed in"},
	} {
		body := read(t, file)
		answer, ok := ParseErrorPage(body)
		if !ok || answer.Code != want.code || answer.OAuthError != want.oauth || answer.PageID != want.id || !strings.Contains(answer.Description, want.says) {
			t.Errorf("%s: %v %+v", file, ok, answer)
		}
		if answer.Page == strings.Contains(file, "form-post") {
			t.Errorf("%s: page %v", file, answer.Page)
		}
		if want.id != "" && (answer.TraceID != sampleTrace || answer.CorrelationID != sampleCorrelation) {
			t.Errorf("%s: trace %q, correlation %q", file, answer.TraceID, answer.CorrelationID)
		}
		if entry, _ := answer.Entry(); entry.Code != want.entry {
			t.Errorf("%s: page on %q", file, entry.Code)
		}
		if IsSignInPage(body) || IsInterruptPage(body) {
			t.Errorf("%s: taken for a healthy page", file)
		}
	}
}

// The trap of docs/facts/entra.md, section 2.1: both healthy pages carry 50058.
func TestHealthyPagesAreNoErrors(t *testing.T) {
	signIn, interrupt := read(t, "authorize-page-signin-no-session.html"), read(t, "authorize-page-bsso-interrupt.html")
	id := pageID(string(signIn), pageConfig(string(signIn)))
	if !IsSignInPage(signIn) || IsInterruptPage(signIn) || id != "ConvergedSignIn" {
		t.Errorf("the sign-in page is not known: %q", id)
	}
	if !IsInterruptPage(interrupt) || IsSignInPage(interrupt) {
		t.Error("the Redirecting page is not known")
	}
	for _, page := range [][]byte{signIn, interrupt} {
		if answer, ok := ParseErrorPage(page); ok {
			t.Errorf("read as an error: %+v", answer)
		}
		if mentions := Mentions(string(page)); len(mentions) != 0 {
			t.Errorf("mentions %v", mentions)
		}
	}
}

func TestPageWithoutConfig(t *testing.T) {
	page := `<html><style>a:b</style><script>var x = "invalid_request: no"</script><body><p>Sorry</p><div id="m">AADSTS700016: Application with identifier &#39;s3cretvalue&#39; was not found.` + "\r\nTrace ID: " + sampleTrace + `</div></body></html>`
	answer, ok := ParseErrorPage([]byte(page))
	if !ok || answer.Code != "AADSTS700016" || answer.TraceID != sampleTrace || !answer.Page || strings.Contains(answer.Description, "s3cret") {
		t.Errorf("%v %+v", ok, answer)
	}
}

func TestErrorPageWithNumberOnly(t *testing.T) {
	answer, ok := ParseErrorPage([]byte(`<script>$Config={"pgid":"ConvergedError","sErrorCode":"50105","strMainMessage":"Sorry"};</script>`))
	if !ok || answer.Code != "AADSTS50105" {
		t.Errorf("%v %+v", ok, answer)
	}
}

func TestFormPost(t *testing.T) {
	action, fields, ok := ParseFormPost(read(t, "authorize-prompt-none-50058-form-post.html"))
	if !ok || action != "https://app.example.com/oauth2callback" || fields.Get("error") != "login_required" || fields.Get("state") != "authkit-state" {
		t.Errorf("%v %q %v", ok, action, fields)
	}
	if _, _, ok := ParseFormPost([]byte(`<form action="https://x.example/"><input name=q></form>`)); ok {
		t.Error("a search form is no answer")
	}
}

func TestCallbacks(t *testing.T) {
	location := regexp.MustCompile(`(?m)^(?:Location: )?https://\S+[?#](\S+)`)
	for file, want := range map[string]struct{ code, oauth string }{
		"authorize-50194-single-tenant-on-common.http": {"AADSTS50194", "invalid_request"},
		"authorize-consent-declined.http":              {"AADSTS65004", "access_denied"},
		"authorize-prompt-none-50058-query.http":       {"AADSTS50058", "login_required"},
		"authorize-prompt-none-50058-fragment.txt":     {"AADSTS50058", "login_required"},
	} {
		query, err := url.ParseQuery(strings.TrimSpace(string(location.FindSubmatch(read(t, file))[1])))
		if err != nil {
			t.Fatal(err)
		}
		answer, ok := ParseCallbackError(query)
		if !ok || answer.Code != want.code || answer.OAuthError != want.oauth || answer.TraceID != sampleTrace || answer.Timestamp == "" || answer.Page {
			t.Errorf("%s: %v %+v", file, ok, answer)
		}
	}
	if _, ok := ParseCallbackError(url.Values{"code": {"x"}, "state": {"y"}}); ok {
		t.Error("a good callback read as an error")
	}
	cancel, _ := ParseCallbackError(url.Values{"error": {"access_denied"}, "error_subcode": {"cancel"}})
	if entry, ok := cancel.Entry(); !ok || entry.Code != "MSA:access_denied" {
		t.Errorf("cancel: %+v", entry)
	}
}

func TestParseTokenErrorRefusesOtherBodies(t *testing.T) {
	for _, body := range []string{"", "null", "[]", `"error"`, "<html>", `{}`, `{"error":7}`, `{"error":{"code":"x"}}`, `{"error":""}`, "{"} {
		if answer, ok := ParseTokenError(400, []byte(body)); ok {
			t.Errorf("%q: %+v", body, answer)
		}
	}
	if _, ok := ParseTokenError(200, []byte(`{"access_token":"x","error":"y"}`)); ok {
		t.Error("a granted request is no error")
	}
	if answer, ok := ParseTokenError(400, []byte(`{"error":"invalid_client","error_codes":["7000215"]}`)); !ok || answer.Code != "AADSTS7000215" {
		t.Errorf("%+v", answer)
	}
}

// What a person pasted into the wrong key comes back in the provider's message.
func TestDescriptionsHideValues(t *testing.T) {
	const secret = "Ab08Q~canary-secret-value-0123456789abcdef"
	for _, description := range []string{
		"AADSTS700016: Application with identifier '" + secret + "' was not found in the directory 'Contoso'.",
		"AADSTS700016: Application with identifier 'correcthorsebatterystaple' was not found in the directory 'Contoso'.",
		"AADSTS700038: " + secret + " is not a valid application identifier.",
		"AADSTS700038: correcthorsebatterystaple is not a valid application identifier.",
		"AADSTS50011: The redirect URI 'https://app.example.com/cb?token=" + secret + "' does not match.",
		"AADSTS50020: User account 'correcthorsebatterystaple@gmail.com' does not exist.",
		"Client '" + secret + "' unknown",
		"client_secret=" + secret,
	} {
		answer, _ := ParseCallbackError(url.Values{"error": {"invalid_request"}, "error_description": {description}})
		if strings.Contains(answer.Description, "canary") || strings.Contains(answer.Description, "correcthorse") {
			t.Errorf("%q", answer.Description)
		}
	}
	answer, _ := ParseTokenError(400, read(t, "token-700016-unknown-client.json"))
	if !strings.Contains(answer.Description, "'"+sampleApp+"'") || !strings.Contains(answer.Description, "'Contoso'") {
		t.Errorf("too much is gone: %q", answer.Description)
	}
	if answer, _ := ParseCallbackError(url.Values{"error": {"Ab08Q~canary"}}); answer.OAuthError != "other" {
		t.Errorf("error is %q", answer.OAuthError)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"a\x1b[31mred\x1b[0m\x1b]0;title\x07 b":                "ared b",
		"\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\": "link",
		"one\r\n two\t\u00a0three":                             "one two three",
		"a\u202egnp.exe\u2066\u200bb\ufeff":                    "agnp.exeb",
		"\x00\x07bell\x7f\u0085":                               "bell",
		"bad\xff\xfeutf":                                       "badutf",
		"\u009b31mx":                                           "x",
		"broken \x1b[31\nnext":                                 "broken next",
	} {
		if got := Clean(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	long := Clean(strings.Repeat("ä ", 400))
	if n := utf8.RuneCountInString(long); n > 301 || !strings.HasSuffix(long, "…") {
		t.Errorf("%d characters", n)
	}
}

func TestMentions(t *testing.T) {
	text := `ERROR OAuthError: invalid_client: AADSTS7000215: Invalid client secret ... aadsts 50011, see https://login.microsoftonline.com/error?code=90002
{"error_codes": [7000222]} and AADSTS7000215 again, AADSTS99999999 AADSTS12
unauthorized_client: The client does not exist or is not enabled for consumers.
invalid_request: The provided value for the input parameter 'redirect_uri' is not valid.`
	var codes []string
	for _, m := range Mentions(text) {
		codes = append(codes, m.Code)
	}
	want := []string{"AADSTS7000215", "AADSTS50011", "AADSTS90002", "AADSTS7000222", "AADSTS99999999", "MSA:unauthorized_client", "MSA:invalid_request:redirect_uri"}
	if !slices.Equal(codes, want) {
		t.Errorf("%v, want %v", codes, want)
	}
	if m := Mentions("AADSTS70002: The client does not exist or is not enabled for consumers."); len(m) != 1 || m[0].Code != "AADSTS70002" {
		t.Errorf("%v", m)
	} else if entry, _ := Explain(m[0].Code, m[0].Text); !strings.Contains(entry.Cause, "personal accounts") {
		t.Errorf("%q", entry.Cause)
	}
}

// No input makes a parser panic or let a control character through.
func FuzzParsers(f *testing.F) {
	files, _ := filepath.Glob("testdata/*")
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			f.Add(read(f, filepath.Base(file)))
		}
	}
	f.Add([]byte("<form action=https://x/><input name=error value=\x1b[1m/><meta name='PageID' content>"))
	f.Add([]byte(`$Config = {"strServiceExceptionMessage":"AADSTS1: \u202e"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		token, _ := ParseTokenError(400, body)
		page, _ := ParseErrorPage(body)
		query, _ := url.ParseQuery(string(body))
		callback, _ := ParseCallbackError(query)
		for _, a := range []ErrorAnswer{token, page, callback} {
			a.Entry()
			for _, s := range []string{a.Description, a.OAuthError, a.Subcode, a.PageID, a.TraceID, a.Timestamp} {
				if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x202e }) || !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxText+1 {
					t.Fatalf("%q", s)
				}
			}
		}
		IsSignInPage(body)
		IsInterruptPage(body)
		ParseFormPost(body)
		Mentions(string(body))
	})
}
