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

func TestStaysHere(t *testing.T) {
	for name, want := range map[string]bool{
		"localhost": true, "::1": true, "keycloak.localhost": true, "a.b.LOCALHOST": true,
		"": false, "localhost.evil.example": false, "mylocalhost": false, "keycloak": false,
	} {
		if got := hosts.StaysHere(name); got != want {
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

func TestCutScheme(t *testing.T) {
	for _, c := range []struct {
		text, scheme, rest string
		mistyped           bool
	}{
		{"https://a.example/x", "https", "a.example/x", false}, {"HTTP://a", "http", "a", false}, {"a.example/x", "", "a.example/x", false}, {"localhost:8501", "", "localhost:8501", false},
		{"https://http://a", "http", "a", true}, {"https:///a", "https", "a", true}, {"https//a", "https", "a", true}, {"https:/a", "https", "a", true}, {"htps://a", "https", "a", true}, {"hhtp://a", "http", "a", true},
		{"https://https//a", "https", "a", true}, {"ftp://a", "", "ftp://a", false}, {"https.example.com", "", "https.example.com", false}, {"", "", "", false}, {"https://", "https", "", false},
	} {
		if scheme, rest, mistyped := hosts.CutScheme(c.text); scheme != c.scheme || rest != c.rest || mistyped != c.mistyped {
			t.Errorf("%q: %q %q %v", c.text, scheme, rest, mistyped)
		}
	}
}

func TestNearLocalhost(t *testing.T) {
	for host, want := range map[string]bool{
		"loclahost": true, "localhst": true, "LocalHots": true, "localhost.8501": true, "localhost8501": true, "127.0.01": true, "127.1": true,
		"localhost": false, "127.0.0.1": false, "localhost.": false, "localhost.example.com": false, "host": false, "local": false, "app.example.com": false, "127.example.com": false, "": false,
	} {
		if _, near := hosts.NearLocalhost(host); near != want {
			t.Errorf("%q: %v", host, near)
		}
	}
	if port, _ := hosts.NearLocalhost("localhost.8501"); port != "8501" {
		t.Errorf("port %q", port)
	}
}

func TestASCII(t *testing.T) {
	for host, want := range map[string]string{
		"App.Example.com": "app.example.com", "bücher.example": "xn--bcher-kva.example", "日本語.jp": "xn--wgv71a119e.jp", "my_app.example": "my_app.example", "::1": "::1",
		"a,b": "", "a b": "", "a\u00adb\u2028": "", "<host>": "",
	} {
		if got, ok := hosts.ASCII(host); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q %v", host, got, ok)
		}
	}
}
