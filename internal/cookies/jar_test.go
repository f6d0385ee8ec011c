package cookies

import (
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// Whatever servers set, the same goes along as with the library's jar.
func TestJar(t *testing.T) {
	hosts := []string{"app.example.com", "login.example.com", "example.com", "deep.app.example.com", "localhost", "127.0.0.1", "APP.example.com", "other.org"}
	domains := []string{"", "", "", "example.com", ".example.com", "app.example.com", "localhost", "127.0.0.1", "other.org", "ample.com", ".", "example.com.", "Example.Com"}
	paths := []string{"", "/", "/tools", "/tools/", "/tools/auth/login", "/toolsmith", "/a/b/c", "/a//b/../c/", "/oauth2callback"}
	set, asked, sent := 0, 0, 0
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 0))
		pick := func(all []string) string { return all[r.IntN(len(all))] }
		address := func() *url.URL {
			scheme, port := pick([]string{"http", "https"}), pick([]string{"", ":8501"})
			u, err := url.Parse(scheme + "://" + pick(hosts) + port + pick(paths))
			if err != nil {
				t.Fatal(err)
			}
			return u
		}
		theirs, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		var ours Jar
		for range 40 {
			at := address()
			if r.IntN(2) == 0 {
				cookie := &http.Cookie{Name: pick([]string{"a", "b", "_streamlit_user"}), Value: pick([]string{"1", "2", "x y"}), Domain: pick(domains), Path: pick(append(paths, "tools")), Secure: r.IntN(4) == 0}
				switch r.IntN(6) {
				case 0:
					cookie.MaxAge = -1
				case 1:
					cookie.Expires = time.Now().Add(-time.Hour)
				case 2:
					cookie.Expires, cookie.MaxAge = time.Now().Add(time.Hour), 60
				}
				set++
				theirs.SetCookies(at, []*http.Cookie{cookie})
				ours.SetCookies(at, []*http.Cookie{cookie})
			}
			want, got := told(theirs.Cookies(at)), told(ours.Cookies(at))
			asked, sent = asked+1, sent+len(want)
			if !slices.Equal(want, got) {
				t.Fatalf("seed %d: %s gets %s, and from the library's jar %s", seed, at, got, want)
			}
		}
	}
	if sent < asked/4 {
		t.Fatalf("only %d cookies went along with %d requests", sent, asked)
	}
	t.Logf("figures: %d cookies kept as the library's jar keeps them; %d went along with %d requests", set, sent, asked)
}

func told(cookies []*http.Cookie) (all []string) {
	for _, c := range cookies {
		all = append(all, strings.Join([]string{c.Name, c.Value}, "="))
	}
	return all // in their order
}
