package probe

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/verify"
)

// Where an answer is larger than what is read, or leads on and on, nothing is told
// from its beginning.
func TestBoundsOfAnswersAreSaid(t *testing.T) {
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/large":
			w.Write([]byte("<html>" + strings.Repeat("<p>sign in</p>", 100_000)))
		case len(r.URL.Path) > 3:
			w.Write([]byte("<html>sign in"))
		default:
			http.Redirect(w, r, r.URL.Path+"a", http.StatusFound)
		}
	}))
	defer provider.Close()
	network := Network{Transport: http.DefaultTransport, Now: time.Now, Timeout: 10 * time.Second}
	q := &prober{wire: newWire(network), network: network, shelves: &shelves{}}
	asked := &url.URL{Scheme: "https", Host: "app.example.com", Path: "/oauth2callback"}
	follow := func(path string) *verify.Missing {
		u, _ := url.Parse(provider.URL + path)
		a, missing := q.page(t.Context(), u, "a question")
		if missing == nil {
			missing = outOfOrder(a, u.Host)
		}
		if missing == nil {
			_, missing = q.followed(t.Context(), verify.AuthorizeAnswer{}, a, u, asked, "state", "a question")
		}
		return missing
	}
	if missing := follow("/large"); missing == nil || missing.Status != verify.Unproven || !strings.Contains(missing.Reason, "more than 1 MiB") {
		t.Errorf("a large page: %+v", missing)
	}
	if missing := follow("/a"); missing != nil {
		t.Errorf("two redirects: %+v", missing)
	}
	provider.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Path+"a", http.StatusFound)
	})
	if missing := follow("/a"); missing == nil || missing.Status != verify.Unproven || !strings.Contains(missing.Reason, "more than 5 times") {
		t.Errorf("redirects without end: %+v", missing)
	}
}
