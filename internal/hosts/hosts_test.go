package hosts_test

import (
	"net/url"
	"testing"

	"github.com/authkit-cli/authkit/internal/hosts"
)

func TestIsLoopback(t *testing.T) {
	for name, want := range map[string]bool{
		"localhost": true, "LOCALHOST": true, "LocalHost": true, "127.0.0.1": true, "127.9.9.9": true, "::1": true, "::ffff:127.0.0.1": true,
		"": false, "localhost.evil.example": false, "127.0.0.1.example": false, "0.0.0.0": false, "::": false, "10.0.0.1": false, "localhost:80": false, "[::1]": false,
	} {
		if got := hosts.IsLoopback(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

func TestShown(t *testing.T) {
	for text, want := range map[string]string{
		"https://user:secret@sso.example/a/b?code=secret#secret": "https://sso.example/a/b",
		"http://localhost:8501/oauth2callback":                   "http://localhost:8501/oauth2callback",
		"secret":                                                 "", "": "", "//": "", "https://%zz": "", "mailto:a@b.example": "",
	} {
		if got := hosts.ShownText(text); got != want {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
	if got := hosts.Origin("https://user:secret@sso.example:8443/a?b"); got != "https://sso.example:8443" {
		t.Error(got)
	}
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"https://a.example/x", "HTTPS://A.example/x?y#z", true}, {"https://a.example/x", "https://a.example/X", false},
		{"https://a.example/x", "https://a.example:443/x", false}, {"http://a.example/x", "https://a.example/x", false},
	} {
		a, _ := url.Parse(c.a)
		b, _ := url.Parse(c.b)
		if got := hosts.Same(a, b); got != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
}
