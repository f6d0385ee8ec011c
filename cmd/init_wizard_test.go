package cmd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// From each question one can go back to the one before, and answer it anew.
func TestInitGoesBack(t *testing.T) {
	t.Parallel()
	env, who := terminal(t)
	code := start(env, "init", "--plain")
	who.types("Who signs people in?", "3\n")
	who.types("Metadata URL", "back\n")
	who.again("Who signs people in?", 2, "1\n")
	who.types("Tenant", "?\n")
	who.types("your organisation at Microsoft", "https://entra.microsoft.com/contoso.com#view/Microsoft_AAD_IAM\n")
	who.types("Do you have an app registration?", "2\n")
	who.types("Client ID", "11111111-2222-4333-8444-555555555555\n")
	who.types("Client secret", "back\n")
	who.again("Client ID", 2, "21111111-2222-4333-8444-555555555555\n")
	who.again("Client secret\n", 2, "abc8Q~not-a-real-client-secret-0123456789\n")
	who.types("expires on", "06/07/2027\n")
	who.types("6 July 2027 or 7 June 2027", "6 July 2027\n")
	who.types("Write these files?", "back\n")
	who.again("expires on", 2, "in 6 months\n")
	who.again("Write these files?", 2, "yes\n")
	who.types("Check it now with authkit verify?", "no\n")
	if got := code(); got != 0 {
		t.Fatalf("exit code %d:\n%s", got, who.screen)
	}
	for file, want := range map[string]string{"secrets.toml": "https://login.microsoftonline.com/contoso.com/v2.0/", "authkit.toml": "2027-05-23"} {
		if data, err := os.ReadFile(filepath.Join(env.WorkingDir, ".streamlit", file)); err != nil || !strings.Contains(string(data), want) {
			t.Errorf("%s: %v\n%s", file, err, data)
		}
	}
	if data, _ := os.ReadFile(filepath.Join(env.WorkingDir, ".streamlit", "secrets.toml")); !strings.Contains(string(data), `client_id = "21111111`) {
		t.Error("the first client ID was written")
	}
}

// An app that signs nobody in is offered the sign-in, with the change shown; with
// yes, verify is satisfied in the same process.
func TestInitOffersTheGateAndVerify(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"yes", "no"} {
		env, who := terminal(t)
		app := filepath.Join(env.WorkingDir, "app.py")
		if err := os.WriteFile(app, []byte("import streamlit as st\nst.write(1)\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		code := start(env, "init", "--plain")
		who.types("Who signs people in?", "4\n")
		who.types("+if not st.user.is_logged_in:", answer+"\n")
		who.types("Write these files?", "yes\n")
		who.types("Check it now with authkit verify?", "yes\n")
		if answer == "yes" { // nothing is broken as far as can be seen without the sandbox
			who.types("Sign in once in the browser?", "no\n")
		}
		if got := code(); got != 0 {
			t.Fatalf("exit code %d:\n%s", got, who.screen)
		}
		text, _ := os.ReadFile(app)
		if gated := strings.Contains(string(text), "is_logged_in"); gated != (answer == "yes") {
			t.Errorf("%s: %s", answer, text)
		}
		if told := strings.Contains(who.screen.String(), "nothing in the app calls st.login"); told != (answer == "no") {
			t.Errorf("%s:\n%s", answer, who.screen)
		}
	}
}

// A project that is set up hears of all that is wrong in its files, in verify's words.
func TestInitLooksAtWhatIsSetUp(t *testing.T) {
	t.Parallel()
	env, who := terminal(t)
	if code := run(t.Context(), env, []string{"init", "--sandbox", "--yes"}); code != 0 {
		t.Fatal(who.screen)
	}
	if err := os.WriteFile(filepath.Join(env.WorkingDir, "app.py"), []byte("import streamlit as st\nst.login('entra')\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code := run(t.Context(), env, []string{"init", "--yes"}); code != 0 {
		t.Fatal(who.screen)
	}
	told := who.screen.String()
	for _, want := range []string{"nothing to change, and something is wrong", `st.login("entra") is called, but there is no section [auth.entra]`, "app.py:2:"} {
		if !strings.Contains(told, want) {
			t.Errorf("it lacks %q:\n%s", want, told)
		}
	}
}
