package cmd

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"redirect-uri-form", "redirect-uri-path", "redirect-uri-port", "cookie-secret", "deps-httpx", "x"}
	for name, want := range map[string]string{
		"redirect-url-port": "redirect-uri-port", "redirect-uri-paths": "redirect-uri-path", "Cookie-Secret": "cookie-secret",
		"cookie": "cookie-secret", "deps-htpx": "deps-httpx", "nonsense": "", "": "", "yz": "", "redirect": "redirect-uri-form",
	} {
		if got := nearest(name, names); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// A command that was mistyped or cut off is still told.
func TestNearestCommand(t *testing.T) {
	var names []string
	for _, c := range newRootCommand(&Env{}).Commands() {
		names = append(names, c.Name())
	}
	for name, want := range map[string]string{
		"depoly": "deploy-secrets", "deploy": "deploy-secrets", "deply": "deploy-secrets", "deploy-secret": "deploy-secrets", "secrets": "", "deplay-secrets": "deploy-secrets",
		"dmeo": "demo", "demos": "demo", "intit": "init", "verfiy": "verify", "expalin": "explain", "sanbox": "sandbox", "versoin": "version", "frobnicate": "",
	} {
		if got := nearest(name, names); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
