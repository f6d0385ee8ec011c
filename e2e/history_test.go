//go:build e2e

package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// asked is every address a browser asked for.
type asked struct {
	mu        sync.Mutex
	addresses []string
}

func (b *browser) records() *asked {
	b.t.Helper()
	var all asked
	b.open("about:blank") // there has to be a tab
	err := chromedp.Listen(b.ctx, func(event any) {
		if request, ok := event.(*network.EventRequestWillBeSent); ok {
			all.mu.Lock()
			defer all.mu.Unlock()
			all.addresses = append(all.addresses, request.Request.URL)
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return &all
}

func (a *asked) list() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.addresses...)
}

func (b *browser) evaluate(script string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](script))
	if err != nil {
		b.t.Fatalf("browser: %s: %v", script, err)
	}
	return text
}

// signInAddress is what the terminal shows of the provider's, to be opened by hand.
var signInAddress = regexp.MustCompile(`http://\S+/authorize\?\S+`)

// After a round trip in a real browser, code and state are in no page, neither
// in the address bar nor in the tab's history of this machine, and the next site
// does not hear where the person comes from. (The provider's own address, which
// the person opens, has the state; the code is nowhere.)
//
// Seen to fail: without forgetScript in verify/callback_page.go, both are in the
// address bar and in the history; without Referrer-Policy there, the next site is
// told the address.
func TestNoCodeStaysInTheBrowser(t *testing.T) {
	told := make(chan string, 10)
	next := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/next" {
			told <- r.Referer()
		}
		fmt.Fprint(w, "<!doctype html><title>next</title><p>the next site")
	}))
	defer next.Close()
	looks := 0
	for _, faults := range [][]string{nil, {"--fault", "secret-expired"}} { // a sign-in that works, and one that does not
		dir, _ := sandboxProject(t, faults...)
		b := newBrowser(t)
		requests := b.records()
		code, out := verifyLoginUntil(t, b, dir, map[bool]string{true: "You are signed in", false: "The sign-in did not work"}[faults == nil])
		if want := len(faults) / 2; code != want {
			t.Errorf("verify --login: exit %d, want %d\n%s", code, want, out)
		}
		came := callbackOf(t, requests.list())
		secrets := map[string]string{"code": came.Query().Get("code"), "state": came.Query().Get("state")}
		wantNone := func(where, text string) {
			t.Helper()
			looks++
			for name, secret := range secrets {
				if strings.Contains(text, secret) || strings.Contains(text, url.QueryEscape(secret)) {
					t.Errorf("%s holds the %s: %s", where, name, text)
				}
			}
		}
		wantNone("the terminal", signInAddress.ReplaceAllString(out, ""))
		wantNone("the address bar", b.evaluate(`location.href`))
		wantNone("the page", b.evaluate(`document.documentElement.outerHTML + document.title + window.name`))
		wantNone("the page's memory", b.evaluate(`JSON.stringify([history.state, {...sessionStorage}, {...localStorage}, document.cookie])`))
		b.wantNoneInHistory(came, wantNone)

		b.evaluate(`(() => { const a = document.createElement("a"); a.href = "` + next.URL + `/next"; document.body.append(a); a.click(); return "" })()`)
		b.text("the next site")
		if referrer := <-told + b.evaluate(`document.referrer`); referrer != "" {
			t.Errorf("the next site is told %q", referrer)
		}
		b.wantNoneInHistory(came, wantNone)
		b.evaluate(`setTimeout(() => history.back()) && ""`)
		for begin := time.Now(); strings.HasPrefix(b.address()+next.URL, next.URL); time.Sleep(50 * time.Millisecond) {
			if time.Since(begin) > 10*time.Second {
				t.Fatal("the browser does not go back")
			}
		}
		wantNone("the page one back", b.address())
		b.wantNoneInHistory(came, wantNone)

		callbacks := 0
		for _, address := range requests.list() {
			if u, err := url.Parse(address); err == nil && u.Host == came.Host && u.Query().Has("code") {
				callbacks++
			} else if strings.Contains(address, secrets["code"]) {
				t.Errorf("the code went to %s", address)
			}
		}
		if callbacks != 1 {
			t.Errorf("the callback was asked for %d times", callbacks)
		}
	}
	t.Logf("figures: %d looks for code and state in a real browser, none found", looks)
}

// address is the page the tab shows; empty while it changes.
func (b *browser) address() string {
	address, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href`))
	if err != nil {
		return ""
	}
	return address
}

// callbackOf is the address with which the provider sent the browser back.
func callbackOf(t *testing.T, addresses []string) *url.URL {
	t.Helper()
	for _, address := range addresses {
		if u, err := url.Parse(address); err == nil && u.Path == "/oauth2callback" && len(u.Query().Get("code")) > 10 && len(u.Query().Get("state")) > 10 {
			return u
		}
	}
	t.Fatalf("the browser never came back: %q", addresses)
	return nil
}

// wantNoneInHistory looks at the tab's history of every site but the provider's,
// which has to hold the callback itself.
func (b *browser) wantNoneInHistory(came *url.URL, wantNone func(where, text string)) {
	b.t.Helper()
	history, err := chromedp.Run(b.ctx, chromedp.NavigationEntries())
	if err != nil {
		b.t.Fatal(err)
	}
	seen := false
	for _, entry := range history.Entries {
		u, err := url.Parse(entry.URL)
		if err == nil && strings.HasSuffix(u.Path, "/authorize") {
			continue
		}
		seen = seen || err == nil && u.Host == came.Host && u.Path == came.Path
		wantNone("the history", entry.URL+" "+entry.UserTypedURL+" "+entry.Title)
	}
	if !seen {
		b.t.Error("the callback is not in the history at all: this proves nothing")
	}
}
