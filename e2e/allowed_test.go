//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// Signing in is not being let in: the starter app's list keeps everybody else
// out, and tells its owner what to put on it.
func TestStarterAppLetsInWhoIsListed(t *testing.T) {
	dir, port := sandboxProject(t)
	ada := ""
	for _, user := range sandbox.Default().Users {
		if user.Name == "Ada Lovelace" {
			ada = "('" + user.Tenant + "', '" + user.ObjectID + "')"
		}
	}
	file := filepath.Join(dir, "app.py")
	app, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	allow := func(list string) {
		t.Helper()
		changed := strings.Replace(string(app), "ALLOWED = set()", "ALLOWED = {"+list+"}", 1)
		if changed == string(app) {
			t.Fatal("app.py has no ALLOWED = set()")
		}
		if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	allow("('" + sandbox.DefaultTenant + "', 'somebody-else')")
	b := newBrowser(t)
	streamlit(t, dir, port)
	b.open("http://localhost:" + port)
	b.click("Sign in")
	b.click("Ada Lovelace")
	b.text("You are not on the list of this app. Its owner can add you: " + ada)
	b.screenshot("not-listed")

	allow(ada) // what the page says, put on the list
	b.open("http://localhost:" + port)
	b.text("Hello, Ada Lovelace!")
}
