//go:build unix

package cmd

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// takes tells whether the tenant takes a client secret of the sandbox's app.
func (e *tenant) takes(secret string) bool {
	e.t.Helper()
	response, err := http.PostForm(e.url+"/"+sandbox.DefaultTenant+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {sandbox.DefaultClientID}, "client_secret": {secret}, "scope": {"https://graph.microsoft.com/.default"},
	})
	if err != nil {
		e.t.Fatal(err)
	}
	defer response.Body.Close()
	var answer map[string]any
	return json.NewDecoder(response.Body).Decode(&answer) == nil && answer["access_token"] != nil
}

// rotating is a tenant whose project signs in, with a clock that waits skip.
func rotating(t *testing.T, faults ...string) *tenant {
	t.Helper()
	e := newTenantAt(t, newTestClock(), func(o *sandbox.Options) { o.Faults = faults })
	e.signsIn(sandbox.DefaultClientID, sandbox.DefaultClientSecret)
	return e
}

func (e *tenant) secret() string {
	e.t.Helper()
	all := e.secrets()
	if len(all) != 1 {
		e.t.Fatalf("%d client secrets in the file", len(all))
	}
	return all[0]
}

// A rotation: both secrets work until it is finished, the command gets the new
// one on its stdin, and then the old one is gone, and no other.
func TestRotate(t *testing.T) {
	t.Parallel()
	e := rotating(t, "secret-fresh")
	before := e.app(sandbox.DefaultClientID)
	got := filepath.Join(t.TempDir(), "handed over")
	code, out := e.run("rotate", "--yes", "--run", "cat > '"+got+"'")
	if code != 0 || !strings.Contains(out, "waiting until Entra takes") {
		t.Fatalf("exit %d\n%s", code, out)
	}
	fresh := e.secret()
	if fresh == sandbox.DefaultClientSecret || !e.takes(fresh) || !e.takes(sandbox.DefaultClientSecret) {
		t.Errorf("both have to work")
	}
	if handed, _ := os.ReadFile(got); string(handed) != e.file(secretsPath) {
		t.Error("the command got something else than the file")
	}
	if argv := e.file("argv"); strings.Contains(argv, fresh) {
		t.Error("the secret stands in a command line")
	}
	code, out = e.run("rotate", "--finish", "--dry-run")
	if code != 0 || !e.takes(sandbox.DefaultClientSecret) {
		t.Errorf("exit %d\n%s", code, out)
	}
	code, out = e.run("rotate", "--finish", "--yes")
	if code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	if e.takes(sandbox.DefaultClientSecret) || !e.takes(fresh) || e.secret() != fresh {
		t.Error("the new one alone has to work")
	}
	if after := e.app(sandbox.DefaultClientID); len(after.PasswordCredentials) != len(before.PasswordCredentials) {
		t.Errorf("%d secrets", len(after.PasswordCredentials))
	}
	if code, out := e.run("rotate", "--finish", "--yes"); code != exitUndecided || !strings.Contains(out, "no rotation was begun") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if code, out := e.run("verify", "--graph", "--login"); code != 0 {
		t.Errorf("verify: exit %d\n%s", code, out)
	}
}

// The only section may have a name; it need not be said.
func TestRotateOfANamedProvider(t *testing.T) {
	t.Parallel()
	e := rotating(t)
	e.write(secretsPath, strings.Replace(e.file(secretsPath), "client_id", "[auth.microsoft]\nclient_id", 1))
	for _, args := range [][]string{{"register", "--yes"}, {"rotate", "--yes"}, {"rotate", "--finish", "--yes"}, {"register", "--yes"}} {
		if code, out := e.run(args...); code != 0 {
			t.Fatalf("%v: exit %d\n%s", args, code, out)
		}
	}
	if e.takes(sandbox.DefaultClientSecret) || !e.takes(e.secret()) {
		t.Error("the new secret alone has to work")
	}
	if settings := e.file(".streamlit/authkit.toml"); !strings.Contains(settings, "[registration.microsoft]") || strings.Contains(settings, "old_key_id") {
		t.Errorf("it is noted as\n%s", settings)
	}
}

// A command that fails leaves two secrets that work, and the next run goes on
// with the same one.
func TestRotateGoesOn(t *testing.T) {
	t.Parallel()
	e := rotating(t)
	code, out := e.run("rotate", "--yes", "--run", "cat >/dev/null; exit 3")
	if code != exitUndecided || !strings.Contains(out, "--run failed") {
		t.Fatalf("exit %d\n%s", code, out)
	}
	fresh := e.secret()
	code, out = e.run("rotate", "--yes", "--run", "cat >/dev/null")
	if code != 0 || !strings.Contains(out, "Going on") || e.secret() != fresh {
		t.Errorf("exit %d\n%s", code, out)
	}
	if n := len(e.app(sandbox.DefaultClientID).PasswordCredentials); n != 2 {
		t.Errorf("%d secrets", n)
	}
}

// What a command prints of the secrets is blotted out.
func TestRotateShowsNoSecret(t *testing.T) {
	t.Parallel()
	e := rotating(t)
	var out strings.Builder
	env := canaryEnv(e.dir, &out, "", func() {})
	env.Now, env.Sleep, env.AzureCLI = e.clock.now, e.clock.sleep, e.session
	code := run(t.Context(), env, []string{"rotate", "--yes", "--run", "cat; cat .streamlit/secrets.toml >&2; exit 1"})
	if code != exitUndecided || strings.Contains(out.String(), e.secret()) || !strings.Contains(out.String(), "client_id") {
		t.Errorf("exit %d\n%s", code, out.String())
	}
}

// Broken off at any request or refused, the secret in the file works, and so does
// the one that the deployed app has.
func TestRotateNeverWithoutASecret(t *testing.T) {
	t.Parallel()
	whole := rotating(t)
	if code, out := whole.run("rotate", "--yes"); code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	requests := whole.asked()
	for stop := range requests {
		for _, late := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d late %v", stop, late), func(t *testing.T) {
				e := rotating(t)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				n := 0
				e.seeFirst(func(_ http.ResponseWriter, r *http.Request) bool {
					if n++; n-1 != stop {
						return false
					}
					if late {
						e.server.ServeHTTP(discard{http.Header{}}, r)
					}
					cancel()
					panic(http.ErrAbortHandler)
				})
				e.in(ctx, "rotate", "--yes")
				e.seeFirst(nil)
				if !e.takes(e.secret()) || !e.takes(sandbox.DefaultClientSecret) {
					t.Error("a secret that is in use does not work")
				}
				there := e.app(sandbox.DefaultClientID).PasswordCredentials
				code, out := e.run("rotate", "--yes")
				if code != 0 || !e.takes(e.secret()) || !e.takes(sandbox.DefaultClientSecret) {
					t.Errorf("exit %d\n%s", code, out)
				}
				for _, entry := range there {
					if strings.HasPrefix(entry.DisplayName, ours) && !strings.Contains(out, entry.KeyID) {
						t.Errorf("nobody is told of %s\n%s", entry.KeyID, out)
					}
				}
			})
		}
	}
	for _, c := range []struct{ fault, says string }{
		{"graph-secrets-forbidden", "forbids client secrets"}, {"graph-secret-lifetime", "--days 90"}, {"graph-not-owner", "you may not"},
		{"graph-500", "try again later"}, {"graph-html", "does not answer as"},
	} {
		t.Run(c.fault, func(t *testing.T) {
			e := rotating(t, c.fault)
			before := e.file(secretsPath)
			code, out := e.run("rotate", "--yes")
			if code != exitUndecided || !strings.Contains(strings.Join(strings.Fields(out), " "), c.says) || e.file(secretsPath) != before {
				t.Errorf("exit %d\n%s", code, out)
			}
		})
	}
}

// A secret that Entra does not take is not rotated.
func TestRotateOfAnExpiredSecret(t *testing.T) {
	t.Parallel()
	e := newTenant(t, func(o *sandbox.Options) { o.Clients[0].Secrets[0].Expires = time.Now().Add(-time.Hour) })
	e.signsIn(sandbox.DefaultClientID, sandbox.DefaultClientSecret)
	code, out := e.run("rotate", "--yes")
	if code != exitUndecided || !strings.Contains(out, "is not taken by Entra") || len(e.app(sandbox.DefaultClientID).PasswordCredentials) != 1 {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// --finish removes nothing as long as it is not certain that the new one is in use.
func TestRotateFinishRefuses(t *testing.T) {
	t.Parallel()
	keys := func(e *tenant) []string {
		var ids []string
		for _, entry := range e.app(sandbox.DefaultClientID).PasswordCredentials {
			ids = append(ids, entry.KeyID)
		}
		return ids
	}
	for name, c := range map[string]struct {
		change func(e *tenant)
		says   string
	}{
		"nothing was begun":            {func(e *tenant) { e.write(".streamlit/authkit.toml", "") }, "no rotation was begun"},
		"the old one is back":          {func(e *tenant) { e.signsIn(sandbox.DefaultClientID, sandbox.DefaultClientSecret) }, "still has"},
		"another one is in the file":   {func(e *tenant) { e.signsIn(sandbox.DefaultClientID, "Abc8Q~"+strings.Repeat("y", 34)) }, "does not have"},
		"the new one is not taken yet": {func(e *tenant) { e.clock.ahead.Add(-int64(5 * time.Second)) }, "was not seen to be taken"},
	} {
		t.Run(name, func(t *testing.T) {
			e := rotating(t, "secret-fresh")
			if code, out := e.run("rotate", "--yes"); code != 0 {
				t.Fatalf("exit %d\n%s", code, out)
			}
			before := keys(e)
			c.change(e)
			code, out := e.run("rotate", "--finish", "--yes")
			if code != exitUndecided || !strings.Contains(strings.Join(strings.Fields(out), " "), c.says) || !slices.Equal(keys(e), before) {
				t.Errorf("exit %d\n%s", code, out)
			}
		})
	}
}
