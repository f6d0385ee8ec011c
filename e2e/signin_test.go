//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The main story: init, the real Streamlit, a real browser, log in, log out;
// and verify --login agrees in the same browser.
func TestSignInWithTheRealStreamlit(t *testing.T) {
	dir, port := sandboxProject(t)
	b := newBrowser(t)
	app := streamlit(t, dir, port)
	b.open("http://localhost:" + port)
	b.text("Welcome")
	b.click("Sign in")
	b.text("authkit sandbox")
	b.screenshot("sandbox")
	b.click("Ada Lovelace")
	b.text("Hello, Ada Lovelace!")
	b.screenshot("signed-in")
	b.click("Sign out")
	b.text("Welcome")

	// While the app runs, its port is taken; Entra lets another port of localhost serve.
	code, out := verifyLogin(t, b, dir)
	if code != 0 || !strings.Contains(out, "sound") || !strings.Contains(out, "a•••@contoso.example") {
		t.Errorf("verify --login beside the running app: %d\n%s", code, out)
	}
	app.kill()
	app.exits(t)
	code, out = verifyLogin(t, b, dir)
	if code != 0 || !strings.Contains(out, "sound") {
		t.Errorf("verify --login: %d\n%s", code, out)
	}
	b.screenshot("verified")
}

// verifyLogin runs verify --login; its browser is this one.
func verifyLogin(t *testing.T, b *browser, dir string) (code int, out string) {
	t.Helper()
	return verifyLoginUntil(t, b, dir, "You are signed in")
}

// verifyLoginUntil wants a certain page at the end.
func verifyLoginUntil(t *testing.T, b *browser, dir, page string) (code int, out string) {
	t.Helper()
	scratch := t.TempDir()
	opener, address := filepath.Join(scratch, "opener"), filepath.Join(scratch, "address")
	if err := os.WriteFile(opener, []byte("#!/bin/sh\nprintf %s \"$1\" > '"+address+".part' && mv '"+address+".part' '"+address+"'\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	p := start(t, dir, environment(t, "BROWSER="+opener), binary(t), "verify", "--login")
	var url []byte
	for deadline := time.Now().Add(30 * time.Second); len(url) == 0 && time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		url, _ = os.ReadFile(address)
	}
	if len(url) == 0 {
		t.Fatal("verify --login opened no browser")
	}
	b.open(string(url))
	b.click("Ada Lovelace")
	b.text(page)
	return p.exits(t), p.out.String()
}

// What verify calls broken, the real Streamlit refuses; what it calls sound
// signs in (above).
func TestBrokenSecretIsRefusedByStreamlit(t *testing.T) {
	dir, port := sandboxProject(t, "--fault", "secret-expired")
	code, out := run(t, dir, environment(t), "verify", "--no-login")
	if code != 1 || !strings.Contains(out, "this client secret has expired") || !strings.Contains(out, "AADSTS7000222") {
		t.Errorf("verify: %d\n%s", code, out)
	}
	b := newBrowser(t)
	app := streamlit(t, dir, port)
	b.open("http://localhost:" + port)
	b.click("Sign in")
	b.click("Ada Lovelace")
	b.text("Sign in to see your page") // silently logged out
	app.says(t, "OAuth token exchange failed")
}

// The deployed app, observed from outside: here it runs on loopback.
func TestObserveTheRunningApp(t *testing.T) {
	dir, port := sandboxProject(t)
	streamlit(t, dir, port)
	code, out := run(t, dir, environment(t), "verify", "--no-login", "--url", "http://localhost:"+port)
	if code != 0 || !strings.Contains(out, "✓ deployed     7 ok") {
		t.Errorf("the app with these secrets: %d\n%s", code, out)
	}
	secrets := filepath.Join(dir, ".streamlit", "secrets.toml")
	data, err := os.ReadFile(secrets)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other.toml")
	changed := strings.Replace(string(data), "cookie_secret = \"", "cookie_secret = \"other", 1)
	if err := os.WriteFile(other, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out = run(t, dir, environment(t), "verify", "--no-login", "--url", "http://localhost:"+port, "--secrets", other)
	if code != 1 || !strings.Contains(out, "does not run with this cookie_secret") {
		t.Errorf("the app with other secrets: %d\n%s", code, out)
	}
}
