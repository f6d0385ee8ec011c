//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A person in many groups, in a real browser: the login cookies fit into the
// header line that Streamlit's server takes, or the app stays empty after the
// sign-in. verify has to tell on which side of that a person is.
func TestCookieLine(t *testing.T) {
	judge, stage := newStreamlits(t, need(t, "PYTHON")), newStage(t)
	for _, one := range []struct {
		groups int
		fits   bool
		status string
	}{{fitJust, true, "warning"}, {90, true, "unproven"}, {92, false, "unproven"}, {fitNoMore, false, "failed"}} {
		t.Run(fmt.Sprintf("%d groups", one.groups), func(t *testing.T) {
			v := unnamed.with(fmt.Sprintf("cookie-line/%d", one.groups), "")
			v.script.claims = func(_ string, c map[string]any) { c["groups"] = groupsOf(one.groups) }
			v.login = true
			l, err := stage.lay(t, differentialReleases[0], v, t.TempDir(), stage.port())
			if err != nil {
				t.Fatal(err)
			}
			app, err := judge.start(l.dir, l.env, l.port, l.log, l.args...)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(app.stop)
			if !app.ready("") {
				t.Fatal(app.log())
			}
			b := newBrowser(t)
			b.open(l.address)
			b.click("Sign in")
			if one.fits {
				b.text(signedInText)
			} else {
				b.staysEmpty(t)
			}
			app.stop() // verify listens where it answered
			_, result, err := stage.verifies(t, v, l)
			if err != nil {
				t.Fatal(err)
			}
			if status := result.status("sign-in-cookie-size"); status != one.status {
				t.Errorf("sign-in-cookie-size says %s\n%s", status, result)
			}
		})
	}
}

// staysEmpty waits until the browser has come back with the login cookies, and
// sees to it that the app shows nothing.
func (b *browser) staysEmpty(t *testing.T) {
	t.Helper()
	shown := "nothing was asked"
	for begin := time.Now(); time.Since(begin) < 8*time.Second; time.Sleep(200 * time.Millisecond) {
		shown, _ = chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.body ? document.body.innerText : ""`))
		if strings.Contains(shown, signedInText) {
			t.Fatal("the app shows itself")
		}
	}
	if strings.Contains(shown, "Sign in") {
		t.Fatalf("nobody has signed in:\n%s", shown)
	}
}
