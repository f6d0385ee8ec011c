package cmd

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/sandbox"
)

const (
	traceID       = "3f0e4c1a-9f1b-4d0a-8f53-5d2f1c6a7b01"
	correlationID = "6c1d2e3f-4a5b-4c6d-9e8f-0a1b2c3d4e5f"
)

// described is an error's text as Entra writes it, in the older form with lines
// of its own or the newer one with blanks.
func described(code, text string, lines bool) string {
	between := " "
	if lines {
		between = "\r\n"
	}
	return strings.Join([]string{code + ": " + text, "Trace ID: " + traceID, "Correlation ID: " + correlationID, "Timestamp: 2026-08-13 21:24:29Z"}, between)
}

// comesBack is a browser that is sent to the callback at once, with these parameters.
func comesBack(t *testing.T, with func(state string) url.Values) func(context.Context, string) error {
	return arrives(t, func(redirect string, back url.Values) (*http.Request, error) {
		return http.NewRequest(http.MethodGet, redirect+"?"+back.Encode(), nil)
	}, with)
}

func arrives(t *testing.T, request func(redirect string, back url.Values) (*http.Request, error), with func(state string) url.Values) func(context.Context, string) error {
	return func(_ context.Context, address string) error {
		asked, err := url.Parse(address)
		if err != nil {
			return err
		}
		query := asked.Query()
		background(t, func(ctx context.Context) {
			r, err := request(query.Get("redirect_uri"), with(query.Get("state")))
			if err != nil {
				t.Error(err)
				return
			}
			response, err := http.DefaultClient.Do(r.WithContext(ctx))
			if err != nil {
				t.Error(err)
				return
			}
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
		})
		return nil
	}
}

// endsWith runs one sign-in that ends with an error, at the callback or in the
// answer to the token request, and returns the check that tells it.
func endsWith(t *testing.T, atToken bool, oauth, description, status string) (check string, v verdict) {
	t.Helper()
	check = "sign-in-authorize"
	project := assembly{provider: lie{}.handler(t), args: []string{"--login", "--only", "sign-in-authorize,sign-in-callback,sign-in-token,sign-in-id-token"}}
	if atToken {
		check = "sign-in-token"
		project.provider = lie{token: says(400, "application/json", fmt.Sprintf(`{"error":%q,"error_description":%q}`, oauth, description))}.handler(t)
		project.browser = comesBack(t, func(state string) url.Values { return url.Values{"code": {"1.AXXX"}, "state": {state}} })
	} else {
		project.browser = comesBack(t, func(state string) url.Values {
			return url.Values{"error": {oauth}, "error_description": {description}, "state": {state}}
		})
	}
	v = project.judge(t)
	v.wants(t, check+" "+status)
	return check, v
}

// Every code of the catalogue is told with cause and fix, whether it comes to
// the callback or in the answer to the token request.
func TestEveryCodeInARoundTrip(t *testing.T) {
	told := 0
	for i, code := range entra.Codes() {
		entry, _ := entra.Lookup(code)
		if !strings.HasPrefix(code, "AADSTS") || testing.Short() && i%6 != 0 {
			continue
		}
		for _, atToken := range []bool{false, true} {
			told++
			t.Run(fmt.Sprintf("%s at token %v", code, atToken), func(t *testing.T) {
				t.Parallel()
				oauth := entry.OAuthError
				if oauth == "" {
					oauth = "invalid_request"
				}
				status := "failed"
				if entry.Passes {
					status = "undecided"
				}
				check, v := endsWith(t, atToken, oauth, described(code, "Something that Entra says.", i%2 == 0), status)
				for _, r := range v.Results {
					if r.ID == check && entry.Passes && !(strings.Contains(r.Reason, code) && strings.Contains(r.Reason, traceID)) {
						t.Errorf("not a reason: %q", r.Reason)
					}
					if r.ID != check || len(r.Findings) != 1 {
						continue
					}
					f := r.Findings[0]
					if f.Code != code || f.Message == "" || f.Fix == "" {
						t.Errorf("%+v", f)
					}
					for _, text := range []string{f.Message, f.Fix} {
						if first := []rune(text)[0]; unicode.IsUpper(first) && !strings.HasPrefix(text, "Microsoft") && !strings.HasPrefix(text, "Conditional Access") || strings.HasSuffix(text, ".") || strings.Contains(text, "<script") {
							t.Errorf("not a message: %q", text)
						}
					}
					if traced := strings.Contains(f.Message, traceID) && strings.Contains(f.Message, correlationID); traced != (entry.Owner != entra.OwnerDeveloper) {
						t.Errorf("trace %v, but it is for %s: %q", traced, entry.Owner, f.Message)
					}
				}
			})
		}
	}
	t.Logf("%d errors told", told)
}

// A number nobody knows is shown, with the trace and Microsoft's page on it.
func TestUnknownCodeInARoundTrip(t *testing.T) {
	t.Parallel()
	for _, number := range []int{1, 4242, 99999999, 2147483647} {
		for _, atToken := range []bool{false, true} {
			_, v := endsWith(t, atToken, "invalid_grant", described("AADSTS"+strconv.Itoa(number), "A new thing is wrong.", atToken), "failed")
			for _, text := range []string{"AADSTS" + strconv.Itoa(number), "A new thing is wrong", traceID, correlationID, "https://login.microsoftonline.com/error?code=" + strconv.Itoa(number)} {
				if !strings.Contains(v.screen, text) {
					t.Errorf("%d: it does not say %q:\n%s", number, text, v)
				}
			}
		}
	}
}

// Whatever else comes back has its words too.
func TestStrangeAnswersInARoundTrip(t *testing.T) {
	withCode := func(state string) url.Values { return url.Values{"code": {"1.AXXX"}, "state": {state}} }
	config := `<html><head><meta name="PageID" content="ConvergedError" /></head><script>//<![CDATA[
$Config={"strServiceExceptionMessage":"AADSTS7000215: Invalid client secret provided.","pgid":"ConvergedError"};
//]]></script></html>`
	live := `<html><body><h1>We're unable to complete your request</h1><p>unauthorized_client: The client does not exist or is not enabled for consumers.</p></body></html>`
	posted := func(redirect string, back url.Values) (*http.Request, error) {
		r, err := http.NewRequest(http.MethodPost, redirect, strings.NewReader(back.Encode()))
		if err == nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		return r, err
	}
	bare := func(redirect string, _ url.Values) (*http.Request, error) {
		return http.NewRequest(http.MethodGet, redirect, nil)
	}
	for _, c := range []struct {
		name    string
		lie     lie
		browser func(context.Context, string) error
		noted   string
		says    string
	}{
		{"an error without a number", lie{}, comesBack(t, func(state string) url.Values { return url.Values{"error": {"access_denied"}, "state": {state}} }), "sign-in-authorize failed", "agree to what the provider asks"},
		{"the person pressed Cancel", lie{}, comesBack(t, func(state string) url.Values {
			return url.Values{"error": {"access_denied"}, "error_subcode": {"cancel"}, "state": {state}}
		}), "sign-in-authorize undecided", "the person left the sign-in"},
		{"the provider is out of order", lie{}, comesBack(t, func(state string) url.Values {
			return url.Values{"error": {"temporarily_unavailable"}, "state": {state}}
		}), "sign-in-authorize undecided", "out of order for the moment"},
		{"Microsoft is out of order and says it with a number", lie{}, comesBack(t, func(state string) url.Values {
			return url.Values{"error": {"server_error"}, "error_description": {"AADSTS90033: A transient error has occurred. Please try again."}, "state": {state}}
		}), "sign-in-authorize undecided", "AADSTS90033"},
		{"the token endpoint is out of order, with a number", lie{token: says(400, "application/json", `{"error":"temporarily_unavailable","error_description":"AADSTS90012: A timeout has occurred.","error_codes":[90012]}`)}, comesBack(t, withCode), "sign-in-token undecided", "AADSTS90012"},
		{"the token endpoint is out of order", lie{token: says(400, "application/json", `{"error":"server_error"}`)}, comesBack(t, withCode), "sign-in-token undecided", "out of order for the moment"},
		{"neither code nor error", lie{}, comesBack(t, func(state string) url.Values { return url.Values{"state": {state}} }), "sign-in-callback failed", "neither a code nor an error"},
		{"a form", lie{}, arrives(t, posted, withCode), "sign-in-callback failed", "form_post"},
		{"an answer behind a #", lie{}, arrives(t, bare, withCode), nobodyCame, "behind a #"},
		{"a page with $Config", lie{token: says(401, "text/html", config)}, comesBack(t, withCode), "sign-in-token failed", "AADSTS7000215"},
		{"a page of login.live.com", lie{token: says(400, "text/html", live)}, comesBack(t, withCode), "sign-in-token failed", "Microsoft's service for personal accounts"},
		{"a page of a proxy", lie{token: says(403, "text/html", "<html>Blocked</html>")}, comesBack(t, withCode), "sign-in-token failed", "HTTP 403 Forbidden"},
		{"a page instead of tokens", lie{token: says(200, "text/html", "<html>Welcome</html>")}, comesBack(t, withCode), "sign-in-token failed", "not with tokens"},
		{"too many requests", lie{token: says(429, "application/json", `{"error":"slow_down"}`)}, comesBack(t, withCode), "sign-in-token undecided", "HTTP 429"},
		{"out of order", lie{token: says(503, "text/html", "later")}, comesBack(t, withCode), "sign-in-token undecided", "HTTP 503"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := assembly{provider: c.lie.handler(t), browser: c.browser, wait: 3 * time.Second, args: []string{"--login", "--only", "sign-in-authorize,sign-in-callback,sign-in-token,sign-in-id-token,sign-in-claims,sign-in-cookie-size"}}.judge(t)
			v.wants(t, c.noted)
			if !strings.Contains(v.screen, c.says) {
				t.Errorf("it does not say %q:\n%s", c.says, v)
			}
			if strings.Contains(v.screen, sandbox.DefaultClientSecret) || strings.Contains(v.screen, "1.AXXX") {
				t.Error("it shows the secret or the code")
			}
		})
	}
}
