package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// The example of the help text is a file that works: its app signs its person in.
func TestRegistrationExample(t *testing.T) {
	options, err := sandbox.ReadRegistrations([]byte(sandbox.RegistrationExample))
	if err != nil {
		t.Fatal(err)
	}
	app, person := options.Clients[0], options.Users[0]
	if app.Name != "Sales dashboard" || app.Audience != sandbox.AzureADMyOrg || app.Secrets[0].Expires.Format("2006-01-02") != "2040-02-01" || person.Groups != 3 || person.Tenant != app.Tenant {
		t.Errorf("%+v\n%+v", app, person)
	}
	if app.ObjectID != "6e2f9a4b-1c8d-4f37-b5e0-d94a7c2160f8" || app.UniqueName != "sales-dashboard" || app.NoPrincipal || app.Consented || app.Owners[0] != person.ObjectID || app.Secrets[0].Name != "until the move" {
		t.Errorf("at Graph: %+v", app)
	}
	if f := app.Federated[0]; f.Issuer != "http://localhost:9000" || f.Subject != "system:serviceaccount:board:app" || f.Audiences[0] != "api://AzureADTokenExchange" {
		t.Errorf("federated: %+v", f)
	}
	s := openWith(t, options)
	own := []string{"client_id", app.ID, "redirect_uri", "http://localhost:8777/oauth2callback"}
	code := s.code(app.Tenant, person.ObjectID, own...)
	a := s.token(app.Tenant, append(own, "client_secret", "any-text-will-do-offline", "code", code)...)
	if a.status != http.StatusOK || !strings.Contains(a.body, "id_token") {
		t.Errorf("%d %s", a.status, a.body)
	}
	if got := seen(s.appToken(app.Tenant, "client_id", app.ID, "client_secret", "another")); got != "401 invalid_client AADSTS7000215" {
		t.Errorf("a wrong secret: %s", got)
	}
	if got := seen(s.deviceCode(app.Tenant)); got != "400 unauthorized_client AADSTS700016" {
		t.Errorf("the sandbox's own app: %s", got)
	}
}

const smallest = `[[app]]
client_id = "3b8f3c56-7c1e-4f0b-9a51-2d4be6f0c7a9"
`

// What a file leaves out is the sandbox's own, or what the portal chooses.
func TestSmallestRegistrations(t *testing.T) {
	for _, c := range []struct{ name, text, tenant, person string }{
		{"an app", smallest, sandbox.DefaultTenant, sandbox.DefaultTenant},
		{"a personal app", smallest + "accounts = \"PersonalMicrosoftAccount\"\n", "9188040d-6c67-4c5b-b112-36a304b66dad", sandbox.DefaultTenant},
		{"an app in a tenant", smallest + "[[tenant]]\nid = \"8D5F9C1E-2a64-4b0d-9c55-70b1f2e3d4c6\"\n", "8d5f9c1e-2a64-4b0d-9c55-70b1f2e3d4c6", "8d5f9c1e-2a64-4b0d-9c55-70b1f2e3d4c6"},
		{"an app by domain", smallest + "tenant = \"contoso.example\"\n", sandbox.DefaultTenant, sandbox.DefaultTenant},
	} {
		options, err := sandbox.ReadRegistrations([]byte(c.text))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if options.Clients[0].Tenant != c.tenant || options.Users[0].Tenant != c.person {
			t.Errorf("%s: app in %s, person in %s", c.name, options.Clients[0].Tenant, options.Users[0].Tenant)
		}
		if _, err := sandbox.New(options); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// A file that cannot be used is refused with the place and without its values.
func TestBrokenRegistrations(t *testing.T) {
	const hush = "canary-5b1f"
	for text, says := range map[string]string{
		"": "no [[app]]",
		smallest + "[[app.secret]]\nvalue = \"" + hush + "\nid = 1\n":               "line 4: this is not TOML",
		smallest + "client_secret = \"" + hush + "\"\n":                             "line 3: there is no key app.client_secret",
		smallest + "redirect_uris = \"" + hush + "\"\n":                             "line 3: this is not TOML, or a value is of the wrong kind",
		smallest + "[[app.secret]]\nvalue = \"" + hush + "\"\nexpires = \"soon\"\n": "[[app]] 1: expires is not a date",
		"[[app]]\nclient_id = \"" + hush + "\"\n":                                   "[[app]] 1: client_id is not a GUID",
		smallest + "accounts = \"" + hush + "\"\n":                                  "[[app]] 1: accounts is none of",
		smallest + "object_id = \"" + hush + "\"\n":                                 "[[app]] 1: object_id is not a GUID",
		smallest + "owners = [\"" + hush + "\"]\n":                                  "[[app]] 1: owners names nobody",
		smallest + "tenant = \"" + hush + "\"\n":                                    "[[app]] 1: tenant is none",
		smallest + "redirect_uris = [\"http://" + hush + ".example/\"]\n":           "[[app]] 1: a redirect URI is https",
		smallest + "[[app.secret]]\nid = \"" + hush + "\"\n":                        "[[app.secret]] 1: value is missing",
		smallest + "[[tenant]]\nid = \"" + hush + "\"\n":                            "[[tenant]] 1: id is not a GUID",
		smallest + "[[person]]\nname = \"" + hush + "\"\n":                          "[[person]] 1: username is missing",
	} {
		_, err := sandbox.ReadRegistrations([]byte(text))
		switch {
		case err == nil:
			t.Errorf("nothing is wrong with %s", text)
		case !strings.Contains(err.Error(), says):
			t.Errorf("%q, want %q", err, says)
		case strings.Contains(err.Error(), hush):
			t.Errorf("a value is repeated: %v", err)
		}
	}
}
