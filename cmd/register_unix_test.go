//go:build unix

package cmd

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/sandbox"
)

// From nothing to a sign-in: a registration, the project's files, verify that
// proves it, and a second run that changes nothing and asks one thing.
func TestRegisterFromNothing(t *testing.T) {
	t.Parallel()
	e := newTenant(t, nil)
	code, out := e.run("register", "--name", "Sales board", "--yes")
	if code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	code, out = e.run("verify", "--graph", "--login")
	if code != 0 || !strings.Contains(out, "sound") {
		t.Errorf("exit %d\n%s", code, out)
	}
	before := e.file(".streamlit/secrets.toml") + e.file(".streamlit/authkit.toml")
	e.asked()
	code, out = e.run("register", "--yes")
	if code != 0 || !strings.Contains(out, "nothing to change") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if asked := e.asked(); len(asked) != 1 {
		t.Errorf("%d requests: %v", len(asked), asked)
	}
	if before != e.file(".streamlit/secrets.toml")+e.file(".streamlit/authkit.toml") {
		t.Error("the second run changed a file")
	}
	if len(e.made()) != 1 {
		t.Errorf("%d registrations", len(e.made()))
	}
}

const unregistered = "f00dbabe-1111-4222-8333-444455556666"

// signsIn writes a project that signs in at the tenant.
func (e *tenant) signsIn(clientID, secret string) {
	e.t.Helper()
	e.write(secretsPath, fmt.Sprintf("[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o\"\nclient_id = %q\nclient_secret = %q\nserver_metadata_url = \"%s/%s/v2.0/.well-known/openid-configuration\"\n",
		clientID, secret, e.url, sandbox.DefaultTenant))
	e.write("app.py", "import streamlit as st\n\nif not st.user.is_logged_in:\n    st.button(\"in\", on_click=st.login)\n    st.stop()\nst.write(st.user.get(\"email\"))\n")
	e.write("requirements.txt", "streamlit[auth]>=1.59.1\nhttpx\n")
	e.write(".gitignore", ".streamlit/secrets.toml\n")
}

// convergenceState is a wrong or partial state of a registration.
type convergenceState struct {
	Name   string
	App    json.RawMessage // what is different from the sandbox's own app
	Secret string          // of the project; empty: the right one
	Args   []string
}

// convergenceStates are those that the real Streamlit is asked about too (e2e).
func convergenceStates(t *testing.T) []convergenceState {
	t.Helper()
	text, err := os.ReadFile("testdata/convergence.json")
	if err != nil {
		t.Fatal(err)
	}
	var states []convergenceState
	if err := json.Unmarshal(text, &states); err != nil || len(states) < 25 {
		t.Fatalf("only %d states: %v", len(states), err)
	}
	return states
}

// tenant is one in that state, with a project.
func (s convergenceState) tenant(t *testing.T) *tenant {
	t.Helper()
	e := newTenant(t, func(o *sandbox.Options) {
		if s.App != nil {
			o.Clients[0].Secrets = slices.Clone(o.Clients[0].Secrets)
			if err := json.Unmarshal(s.App, &o.Clients[0]); err != nil {
				t.Fatal(err)
			}
		}
	})
	e.signsIn(sandbox.DefaultClientID, strings.TrimSpace(cmp.Or(s.Secret, sandbox.DefaultClientSecret)))
	return e
}

// From every wrong or partial state one run leads to a registration with which a
// person signs in, and a second run changes nothing. Nothing of anybody is lost.
func TestRegisterConverges(t *testing.T) {
	t.Parallel()
	for i, s := range convergenceStates(t) {
		if testing.Short() && i%9 != 0 {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			e := s.tenant(t)
			before := e.app(sandbox.DefaultClientID)
			code, out := e.run(append([]string{"register", "--yes"}, s.Args...)...)
			if code != 0 {
				t.Fatalf("exit %d\n%s", code, out)
			}
			after := e.app(sandbox.DefaultClientID)
			for _, uri := range slices.Concat(before.Web.RedirectURIs, before.SPA.RedirectURIs, before.PublicClient.RedirectURIs) {
				if !slices.Contains(slices.Concat(after.Web.RedirectURIs, after.SPA.RedirectURIs, after.PublicClient.RedirectURIs), uri) {
					t.Errorf("%s is lost", uri)
				}
			}
			for _, secret := range before.PasswordCredentials {
				if !slices.ContainsFunc(after.PasswordCredentials, func(s2 entra.ClientSecret) bool { return s2.KeyID == secret.KeyID }) {
					t.Errorf("secret %s is lost", secret.KeyID)
				}
			}
			if after.DisplayName != before.DisplayName {
				t.Errorf("the name became %s", after.DisplayName)
			}
			if code, out := e.run("verify", "--graph", "--login", "--strict"); code != 0 {
				t.Errorf("verify: exit %d\n%s", code, out)
			}
			files := e.file(secretsPath) + e.file(".streamlit/authkit.toml")
			code, out = e.run(append([]string{"register", "--yes"}, s.Args...)...)
			if code != 0 || files != e.file(secretsPath)+e.file(".streamlit/authkit.toml") || fmt.Sprint(after) != fmt.Sprint(e.app(sandbox.DefaultClientID)) {
				t.Errorf("the second run: exit %d\n%s", code, out)
			}
		})
	}
}

// Refusals have their own words, and leave nothing behind.
func TestRegisterRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault, says string
		existing    bool
		args        []string
	}{
		{"graph-forbidden", "you may not read app registrations", true, nil},
		{"graph-create-forbidden", "you may not register apps", false, nil},
		{"graph-not-owner", "you may not change this app registration", true, []string{"--redirect-uri", "https://x.example.com/oauth2callback"}},
		{"graph-secrets-forbidden", "forbids client secrets", false, nil},
		{"graph-secret-lifetime", "--days 90", false, nil},
		{"graph-500", "try again later", true, nil},
		{"graph-html", "does not answer as Microsoft Graph does", true, nil},
		{"graph-redirect", "does not answer as Microsoft Graph does", true, nil},
	} {
		t.Run(c.fault, func(t *testing.T) {
			e := newTenant(t, func(o *sandbox.Options) { o.Faults = []string{c.fault} })
			if c.existing {
				e.signsIn(sandbox.DefaultClientID, sandbox.DefaultClientSecret)
			}
			secrets := e.file(secretsPath)
			code, out := e.run(append([]string{"register", "--yes"}, c.args...)...)
			if code != exitUndecided || !strings.Contains(strings.Join(strings.Fields(out), " "), c.says) || !strings.Contains(out, "hint: ") {
				t.Errorf("exit %d\n%s", code, out)
			}
			if e.file(secretsPath) != secrets {
				t.Error("the secrets were changed")
			}
		})
	}
	t.Run("a shorter time", func(t *testing.T) {
		e := newTenant(t, func(o *sandbox.Options) { o.Faults = []string{"graph-secret-lifetime"} })
		e.run("register", "--yes")
		if code, out := e.run("register", "--yes", "--days", "90"); code != 0 {
			t.Errorf("exit %d\n%s", code, out)
		}
		if n := len(e.made()); n != 1 {
			t.Errorf("%d registrations", n)
		}
	})
	t.Run("under another platform", func(t *testing.T) {
		e := newTenant(t, func(o *sandbox.Options) { o.Faults = []string{"spa-platform"} })
		e.signsIn(sandbox.DefaultClientID, sandbox.DefaultClientSecret)
		code, out := e.run("register", "--yes")
		if code != exitUndecided || !strings.Contains(out, "Single-page application") {
			t.Errorf("exit %d\n%s", code, out)
		}
	})
	t.Run("no such app", func(t *testing.T) {
		e := newTenant(t, nil)
		e.signsIn(unregistered, sandbox.DefaultClientSecret)
		code, out := e.run("register", "--yes")
		if code != exitUndecided || !strings.Contains(out, "no app registration "+unregistered) {
			t.Errorf("exit %d\n%s", code, out)
		}
	})
	t.Run("nobody agrees", func(t *testing.T) {
		e := newTenant(t, nil)
		if code, out := e.run("register"); code != exitUsage || !strings.Contains(out, "--yes") {
			t.Errorf("exit %d\n%s", code, out)
		}
		if code, out := e.run("register", "--dry-run"); code != 0 || !strings.Contains(out, "nothing was written") {
			t.Errorf("exit %d\n%s", code, out)
		}
		if len(e.made()) != 0 || e.file(".streamlit/authkit.toml") != "" {
			t.Error("something was written")
		}
	})
}

// What passes is waited for, and what somebody else adds at the same time stays.
func TestRegisterWaits(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{"graph-replication", "graph-throttled", "graph-colleague"} {
		t.Run(fault, func(t *testing.T) {
			e := newTenantAt(t, newTestClock(), func(o *sandbox.Options) { o.Faults = []string{fault} })
			if fault == "graph-colleague" {
				e.signsIn(sandbox.DefaultClientID, sandbox.DefaultClientSecret)
			}
			code, out := e.run("register", "--yes", "--redirect-uri", "https://x.example.com/oauth2callback")
			if code != 0 {
				t.Fatalf("exit %d\n%s", code, out)
			}
			if fault == "graph-replication" && !strings.Contains(out, "waiting until Entra knows") {
				t.Errorf("it does not say that it waits:\n%s", out)
			}
			if fault == "graph-colleague" && !slices.Contains(e.app(sandbox.DefaultClientID).Web.RedirectURIs, sandbox.ColleagueRedirectURI) {
				t.Error("the colleague's redirect URI is lost")
			}
		})
	}
}

// Broken off at any request, the next run goes on: one registration, a secret
// that the project has, and none that nobody is told of.
func TestRegisterBrokenOff(t *testing.T) {
	t.Parallel()
	whole := newTenant(t, nil)
	if code, out := whole.run("register", "--yes"); code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	requests := whole.asked()
	last := slices.IndexFunc(requests, func(r string) bool { return strings.HasSuffix(r, "/addPassword") })
	for stop := range last + 1 {
		for _, late := range []bool{false, true} {
			if testing.Short() && late != (stop%2 == 0) {
				continue
			}
			t.Run(fmt.Sprintf("%d late %v", stop, late), func(t *testing.T) {
				e := newTenant(t, nil)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				n := 0
				e.seeFirst(func(w http.ResponseWriter, r *http.Request) bool {
					n++
					if n-1 != stop {
						return false
					}
					if late { // it is done, and nobody hears of it
						e.server.ServeHTTP(discard{http.Header{}}, r)
					}
					cancel()
					panic(http.ErrAbortHandler)
				})
				if code, out := e.in(ctx, "register", "--yes"); code != exitInterrupted || strings.Contains(out, "nothing was written") || !strings.Contains(out, "goes on where it stopped") {
					t.Fatalf("exit %d\n%s", code, out)
				}
				e.seeFirst(nil)
				code, out := e.run("register", "--yes")
				if code != 0 {
					t.Fatalf("exit %d\n%s", code, out)
				}
				apps := e.made()
				if len(apps) != 1 {
					t.Fatalf("%d registrations", len(apps))
				}
				if made := apps[0].PasswordCredentials; len(made) > 1 && !strings.Contains(out, made[0].KeyID) {
					t.Errorf("%d secrets, and nobody is told\n%s", len(made), out)
				}
				if code, out := e.run("verify", "--graph", "--login"); code != 0 {
					t.Errorf("exit %d\n%s", code, out)
				}
			})
		}
	}
}

// discard is where an answer goes that nobody hears.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

// A secret that cannot be written is removed again.
func TestRegisterCannotWrite(t *testing.T) {
	t.Parallel()
	e := newTenant(t, nil)
	e.signsIn(sandbox.DefaultClientID, "YOUR_CLIENT_SECRET")
	before := e.app(sandbox.DefaultClientID)
	e.seeFirst(func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/addPassword") { // the file changes under it
			e.write(secretsPath, e.file(secretsPath)+"# somebody was here\n")
		}
		return false
	})
	code, out := e.run("register", "--yes")
	if code != exitUndecided || !strings.Contains(out, "hint: ") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if after := e.app(sandbox.DefaultClientID); len(after.PasswordCredentials) != len(before.PasswordCredentials) {
		t.Errorf("%d secrets, %d before", len(after.PasswordCredentials), len(before.PasswordCredentials))
	}
	if !strings.Contains(e.file(secretsPath), "somebody was here") {
		t.Error("what somebody wrote is lost")
	}
}

// deploy-secrets adds the deployed app's address, and a second run finds it there.
func TestDeploySecretsRegisters(t *testing.T) {
	t.Parallel()
	const deployed = "https://board.example.com/oauth2callback"
	e := newTenant(t, nil)
	e.signsIn(sandbox.DefaultClientID, sandbox.DefaultClientSecret)
	if code, out := e.run("deploy-secrets", "--register"); code != exitUsage || !strings.Contains(out, "--url") {
		t.Errorf("exit %d\n%s", code, out)
	}
	code, out := e.run("deploy-secrets", "--url", "https://board.example.com", "--register", "--dry-run")
	if code != 0 || !strings.Contains(out, "adds "+deployed) || slices.Contains(e.app(sandbox.DefaultClientID).Web.RedirectURIs, deployed) {
		t.Errorf("exit %d\n%s", code, out)
	}
	code, out = e.run("deploy-secrets", "--url", "https://board.example.com", "--register", "--out", "secrets.deploy.toml")
	if code != 0 || !strings.Contains(out, "now: http://localhost:8501/oauth2callback and "+deployed) {
		t.Errorf("exit %d\n%s", code, out)
	}
	if got := e.app(sandbox.DefaultClientID).Web.RedirectURIs; !slices.Equal(got, []string{"http://localhost:8501/oauth2callback", deployed}) {
		t.Errorf("registered are %v", got)
	}
	if !strings.Contains(e.file("secrets.deploy.toml"), deployed) {
		t.Error("the secrets have another address")
	}
	code, out = e.run("deploy-secrets", "--url", "https://board.example.com", "--register", "--out", "again.toml")
	if code != 0 || !strings.Contains(out, "already") {
		t.Errorf("exit %d\n%s", code, out)
	}
	code, out = newTenant(t, func(o *sandbox.Options) { o.Faults = []string{"graph-not-owner"} }).deploys()
	if code != exitUndecided || !strings.Contains(out, "you may not change") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

func (e *tenant) deploys() (int, string) {
	e.t.Helper()
	e.signsIn(sandbox.DefaultClientID, sandbox.DefaultClientSecret)
	return e.run("deploy-secrets", "--url", "https://board.example.com", "--register", "--out", "secrets.deploy.toml")
}

// init --register is the whole tutorial: files and registration in one run.
func TestInitRegisters(t *testing.T) {
	t.Parallel()
	e := newTenant(t, nil)
	if code, out := e.run("init", "--register", "--client-id", unregistered); code != exitUsage {
		t.Errorf("exit %d\n%s", code, out)
	}
	code, out := e.run("init", "--register", "--port", "8600", "--yes")
	if code != 0 || len(e.made()) != 1 {
		t.Fatalf("exit %d, %d registrations\n%s", code, len(e.made()), out)
	}
	if uris := e.made()[0].Web.RedirectURIs; !slices.Equal(uris, []string{"http://localhost:8600/oauth2callback"}) {
		t.Errorf("registered are %v", uris)
	}
	if !strings.Contains(e.file(".streamlit/config.toml"), "8600") || !strings.Contains(e.file("app.py"), "st.login") {
		t.Error("init's own files are not written")
	}
	if code, out := e.run("verify", "--graph", "--login"); code != 0 {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// What the app reads without a default is asked for, and shown before; what the
// registration asks for already stays as it is.
func TestRegisterAsksForClaims(t *testing.T) {
	t.Parallel()
	e := newTenant(t, nil)
	e.signsIn(sandbox.DefaultClientID, sandbox.DefaultClientSecret)
	e.write("app.py", "import streamlit as st\n\nif not st.user.is_logged_in:\n    st.button(\"in\", on_click=st.login)\n    st.stop()\nst.write(st.user.groups, st.user.family_name, st.user.get(\"upn\"))\n")
	code, out := e.run("register", "--dry-run")
	if code != 0 || !strings.Contains(out, "adds family_name") || !strings.Contains(out, "claim groups") || strings.Contains(out, "upn") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if code, out = e.run("register", "--yes"); code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	app := e.app(sandbox.DefaultClientID)
	if !app.Sends("groups") || !app.Sends("family_name") || app.Sends("upn") {
		t.Errorf("it asks for %v, %q", app.OptionalClaims, app.GroupMembershipClaims)
	}
	if code, out = e.run("register", "--yes"); code != 0 || !strings.Contains(out, "nothing to change") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if code, out := e.run("verify", "--graph", "--no-login", "--only", "registration-claims"); code != 0 {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// An Azure CLI that is signed in elsewhere is asked for the tenant that the
// project names, and where it has no session there, it is said.
func TestSignedInToAnotherTenant(t *testing.T) {
	t.Parallel()
	const elsewhere = "9d2f3c1e-4b5a-4c6d-8e7f-0a1b2c3d4e5f"
	e := newTenant(t, nil)
	e.signsIn(sandbox.DefaultClientID, sandbox.DefaultClientSecret)
	e.signedIn = elsewhere
	e.az()
	code, out := e.run("verify", "--graph", "--no-login")
	if code != 0 || strings.Contains(out, "unproven") {
		t.Errorf("verify: exit %d\n%s", code, out)
	}
	e.refuses = true
	e.az()
	code, out = e.run("verify", "--graph", "--no-login", "-v")
	if code != 0 || !strings.Contains(strings.Join(strings.Fields(out), " "), "az login --tenant "+sandbox.DefaultTenant) {
		t.Errorf("verify: exit %d\n%s", code, out)
	}
}

// A project may name its tenant by a domain: the registration is made there, and
// not in the tenant that the CLI happens to have chosen.
func TestRegisterInTheTenantOfADomain(t *testing.T) {
	t.Parallel()
	e := newTenant(t, nil)
	e.signedIn, e.entra = "9d2f3c1e-4b5a-4c6d-8e7f-0a1b2c3d4e5f", true
	e.az()
	e.write(secretsPath, "[auth]\nserver_metadata_url = \"https://login.microsoftonline.com/"+sandbox.DefaultDomain+"/v2.0/.well-known/openid-configuration\"\n")
	code, out := e.run("register", "--yes")
	if code != 0 || !strings.Contains(out, "in tenant "+sandbox.DefaultTenant) {
		t.Errorf("exit %d\n%s", code, out)
	}
	e.write(secretsPath, "[auth]\nserver_metadata_url = \"https://login.microsoftonline.com/nobody.example/v2.0/.well-known/openid-configuration\"\n")
	code, out = e.run("register", "--yes")
	if code != exitUndecided || !strings.Contains(out, "which tenant nobody.example is") || len(e.made()) != 1 {
		t.Errorf("exit %d\n%s", code, out)
	}
}
