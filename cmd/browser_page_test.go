package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"html"
	"io"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/verify"
)

// The page that the browser shows at the end of a sign-in says what the terminal
// says of it: whether it worked, the cause and the fix.
func TestBrowserPageSaysWhatTheTerminalSays(t *testing.T) {
	t.Parallel()
	failed, undecided := 0, 0
	for _, fault := range []string{"", "secret-expired", "public-client", "consent-declined", "no-id-token", "big-token", "wrong-audience", "wrong-signature", "no-keys", "token-500", "spa-platform"} {
		t.Run(fault, func(t *testing.T) {
			var faults []string
			if fault != "" {
				faults = []string{fault}
			}
			env, out := signInProject(t, "", faults...)
			page := make(chan string, 1)
			env.Stderr = io.Discard
			env.OpenBrowser = func(_ context.Context, address string) error {
				background(t, func(ctx context.Context) {
					response, err := (sandbox.Visitor{}).SignIn(ctx, address)
					if err != nil {
						page <- ""
						return
					}
					defer response.Body.Close()
					var text bytes.Buffer
					io.Copy(&text, response.Body)
					page <- html.UnescapeString(text.String())
				})
				return nil
			}
			run(t.Context(), env, []string{"verify", "--login", "--format", "json"})
			var report verify.Report
			if err := json.Unmarshal(out.Bytes(), &report); err != nil {
				t.Fatal(err)
			}
			shown := <-page
			if !strings.Contains(shown, "<title>authkit: ") {
				t.Fatal("the sign-in did not come back")
			}
			says := func(text string) bool { return len(text) > 1 && strings.Contains(shown, text[1:]) }
			wrong, open := false, false
			for _, result := range report.Results {
				if result.Level != verify.LevelSignIn {
					continue
				}
				switch result.Status {
				case verify.Failed:
					if f := result.Findings[0]; !wrong && (!says(f.Message) || !says(f.Fix)) {
						t.Errorf("the terminal says %q → %q", f.Message, f.Fix)
					}
					wrong = true
				case verify.Undecided:
					open = true
				}
			}
			title := map[bool]string{true: "The sign-in did not work", false: "You are signed in"}[wrong]
			if open && !wrong {
				title = "Whether the sign-in works is undecided"
				undecided++
			} else if wrong {
				failed++
			}
			if !strings.Contains(shown, "<h1>"+title) {
				t.Errorf("the title is not %q", title)
			}
			if t.Failed() {
				t.Log(shown)
			}
		})
	}
	t.Logf("figures: %d pages of failed sign-ins and %d of undecided ones compared", failed, undecided)
	if failed < 3 || undecided == 0 {
		t.Error("too few")
	}
}
