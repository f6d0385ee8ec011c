package spelling

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"redirect-uri-form", "redirect-uri-path", "redirect-uri-port", "cookie-secret", "deps-httpx", "x"}
	for name, want := range map[string]string{
		"redirect-url-port": "redirect-uri-port", "redirect-uri-paths": "redirect-uri-path", "Cookie-Secret": "cookie-secret",
		"cookie": "cookie-secret", "deps-htpx": "deps-httpx", "nonsense": "", "": "", "yz": "", "redirect": "redirect-uri-form",
	} {
		if got := Nearest(name, names); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
