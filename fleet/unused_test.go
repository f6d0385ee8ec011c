package fleet_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/fleet"
	"github.com/authkit-cli/authkit/fleet/expiry"
	"github.com/authkit-cli/authkit/register/azcli"
	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
)

// shownByGraph is the sandbox's app with the addresses of two apps and of nobody's.
const shownByGraph = `{"id":"5f1c1f2e-0001-4f0e-9c37-5d1a2b3c4d5e","appId":"` + sandbox.DefaultClientID + `","displayName":"x","signInAudience":"AzureADMyOrg",
"web":{"redirectUris":["https://a.example.com/oauth2callback","https://b.example.com/oauth2callback","https://old.example.com/oauth2callback","http://localhost:8501/oauth2callback"]},
"passwordCredentials":[{"endDateTime":"2031-06-30T10:11:12Z","hint":"San","keyId":"0f5c1f2e-6b0a-4f0e-9c37-5d1a2b3c4d5e"}]}`

// With --graph a registration is read once for all apps: the addresses that none of
// them has are told in one note, and the last day of the secret is a fact.
func TestRegistrationOfSeveralApps(t *testing.T) {
	server, err := sandbox.New(sandbox.Default())
	if err != nil {
		t.Fatal(err)
	}
	provider := httptest.NewServer(server)
	defer provider.Close()
	asked := 0
	graph := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/v1.0/applications(") {
			asked++
			io.WriteString(w, shownByGraph) //nolint:errcheck // a test's answer
			return
		}
		io.WriteString(w, `{"id":"6a1c1f2e-0002-4f0e-9c37-5d1a2b3c4d5e","accountEnabled":true}`) //nolint:errcheck // a test's answer
	}))
	defer graph.Close()
	address, err := url.Parse(graph.URL)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files := map[string]string{}
	for _, app := range []string{"a", "b"} {
		files[app+"/app.py"] = login
		files[app+"/.streamlit/secrets.toml"] = "[auth]\nredirect_uri = \"https://" + app + ".example.com/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9" + app + "\"\nclient_id = \"" + sandbox.DefaultClientID +
			"\"\nclient_secret = \"" + sandbox.DefaultClientSecret + "\"\nserver_metadata_url = \"" + provider.URL + "/" + sandbox.DefaultTenant + "/v2.0/.well-known/openid-configuration\"\n"
	}
	write(t, dir, files)
	found, err := fleet.Below(t.Context(), dir, []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	apps := found.Load(t.Context(), project.LoadOptions{Getenv: func(string) string { return "" }})
	ask := probe.Ask{
		Network: probe.Network{Transport: http.DefaultTransport, Now: time.Now, Timeout: 20 * time.Second},
		Graph: func(context.Context, string) (*azcli.Session, error) {
			return &azcli.Session{Token: secrets.New("token"), Tenant: sandbox.DefaultTenant, Graph: address}, nil
		},
	}
	report, _ := fleet.Verify(t.Context(), apps, nil, ask, verify.Options{}, nil, dir)
	if asked != 1 {
		t.Errorf("the registration was asked for %d times", asked)
	}
	notes := strings.Join(report.Notes, "\n")
	if strings.Count(notes, "example.com") != 1 || !strings.Contains(notes, "no app here has the redirect URI https://old.example.com/oauth2callback, which the registration "+sandbox.DefaultClientID) {
		t.Errorf("the notes are %q", notes)
	}
	list := expiry.Of(apps, fleet.Gather(t.Context(), apps, ask), time.Now(), 30)
	for _, e := range list.Secrets {
		if e.LastDay != "2031-06-30" || e.Source != expiry.FromGraph {
			t.Errorf("%+v", e)
		}
	}
	if len(list.Secrets) != 2 || list.Failed() {
		t.Errorf("%+v", list)
	}
}

// What could not be looked at may be broken: the run is undecided.
func TestUnseenIsUndecided(t *testing.T) {
	t.Parallel()
	ask := probe.Ask{Offline: true, Network: probe.Network{Now: time.Now}}
	report, _ := fleet.Verify(t.Context(), nil, []fleet.Passed{{Name: "apps/a", Reason: "this folder may not be read by this user"}}, ask, verify.Options{}, nil, t.TempDir())
	if report.Verdict != verify.VerdictUndecided || len(report.Apps) != 1 || report.Apps[0].Verdict != verify.VerdictUndecided || len(report.Results) != 1 || report.Results[0].Project != "apps/a" {
		t.Errorf("%+v", report)
	}
	none, _ := fleet.Verify(t.Context(), nil, nil, ask, verify.Options{}, nil, t.TempDir())
	if none.Verdict != verify.VerdictUndecided {
		t.Errorf("a run without apps is %s", none.Verdict)
	}
}
