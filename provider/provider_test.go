package provider

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every provider says what a provider has to say, and where it is written down.
func TestEveryProviderIsComplete(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "facts", "providers.md"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, p := range All() {
		if p.Name == "" || names[p.Name] {
			t.Errorf("%q: no name of its own", p.Name)
		}
		names[p.Name] = true
		if len(p.Hosts)+len(p.Paths) == 0 && !nameless[p.Name] {
			t.Errorf("%s: nothing tells its addresses from others", p.Name)
		}
		if p.Redirects == "" {
			t.Errorf("%s: does not say where redirect URIs are registered", p.Name)
		}
		if section := sectionOf(string(page), p.Facts); !strings.Contains(section, p.Name) {
			t.Errorf("%s: %q does not speak of it", p.Name, p.Facts)
		}
		if p.Unusable != nil && (p.Unusable.Why == "" || p.Unusable.Fix == "" || p.OpenTo != "") {
			t.Errorf("%s: %+v, open to %q", p.Name, p.Unusable, p.OpenTo)
		}
		u, err := url.Parse(p.Example)
		if err != nil || u.Scheme != "https" || !strings.HasSuffix(u.Path, wellKnown) {
			t.Errorf("%s: %q is no metadata address", p.Name, p.Example)
			continue
		}
		if got := Of(p.Example); got.Name != p.Name && !nameless[p.Name] {
			t.Errorf("%s: its example is taken for %q", p.Name, got.Name)
		}
		if p.Meant(u) != "" {
			t.Errorf("%s: for its example %s is meant", p.Name, p.Meant(u))
		}
	}
}

// nameless are products whose address says nothing.
var nameless = map[string]bool{"Authelia": true}

// sectionOf is the text of a section that is cited as a page of docs/facts and a number.
func sectionOf(page, cited string) string {
	number, ok := strings.CutPrefix(cited, "docs/facts/providers.md, section ")
	if !ok {
		return ""
	}
	_, section, _ := strings.Cut(page, "# "+number)
	if at := regexp.MustCompile(`(?m)^##`).FindStringIndex(section); at != nil {
		section = section[:at[0]]
	}
	return section
}

func TestOf(t *testing.T) {
	for address, want := range map[string]string{
		"https://ACCOUNTS.google.com/o/oauth2/auth": "Google", "oauth2.googleapis.com": "Google", "accounts.google.com": "Google",
		"https://acme.okta.com": "Okta", "https://acme.oktapreview.com/oauth2/default": "Okta", "https://okta.com": "", "https://acme.okta.com.evil.example": "", "https://evilokta.com": "",
		"https://acme.eu.auth0.com/": "Auth0", "https://cognito-idp.eu-west-1.amazonaws.com/x": "Amazon Cognito", "https://acme.auth.eu-west-1.amazoncognito.com/login": "Amazon Cognito",
		"https://cognito-idp.evil.s3.amazonaws.com/x": "", "https://board.s3.amazonaws.com/realms/tools": "Keycloak", "https://acme.okta.com/realms/x": "Okta",
		"https://sso.example.com:8443/auth/realms/Tools": "Keycloak", "https://sso.example.com/realms": "", "https://sso.example.com/application/o/board/": "authentik",
		"https://gitlab.com/oauth/authorize": "GitLab", "https://gitlab.example.com/": "", "https://github.com/login/oauth/authorize": "GitHub", "https://github.example.com": "",
		"https://www.linkedin.com/oauth": "LinkedIn", "https://appleid.apple.com": "Apple",
		"": "", "://": "", "https://": "", "https://%zz": "", "a b": "", "https://login.microsoftonline.com/common": "",
	} {
		if got := Of(address); got.Name != want {
			t.Errorf("%q is taken for %q, not %q", address, got.Name, want)
		}
	}
}

// Another address of a known provider leads to its metadata, and what it leads
// to is one, which leads nowhere else.
func TestMeant(t *testing.T) {
	const google = "https://accounts.google.com/.well-known/openid-configuration"
	for address, want := range map[string]string{
		"https://accounts.google.com/o/oauth2/auth":                                             google,
		"https://accounts.google.com":                                                           google,
		"https://oauth2.googleapis.com/token":                                                   google,
		"http://accounts.google.com" + wellKnown:                                                "",
		"https://acme.us.auth0.com" + wellKnown + "/":                                           "",
		"https://acme.us.auth0.com/":                                                            "https://acme.us.auth0.com" + wellKnown,
		"https://acme.us.auth0.com/oauth/token" + wellKnown:                                     "https://acme.us.auth0.com" + wellKnown,
		"https://acme.us.auth0.com" + serverMetadata:                                            "",
		"https://manage.auth0.com/dashboard":                                                    "",
		"https://acme-admin.oktapreview.com" + wellKnown:                                        "https://acme.oktapreview.com" + wellKnown,
		"https://Acme-admin.okta.com/admin/dashboard":                                           "https://acme.okta.com" + wellKnown,
		"https://acme.okta.com/oauth2/default":                                                  "https://acme.okta.com/oauth2/default" + wellKnown,
		"https://acme.okta.com/oauth2/default/v1/authorize":                                     "https://acme.okta.com/oauth2/default" + wellKnown,
		"https://acme.okta.com/oauth2/v1/token":                                                 "https://acme.okta.com" + wellKnown,
		"https://acme.okta.com/oauth2/default" + wellKnown:                                      "",
		"https://acme.okta.com" + serverMetadata:                                                "",
		"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12Cd34E":                       "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12Cd34E" + wellKnown,
		"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12Cd34E/.well-known/jwks.json": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12Cd34E" + wellKnown,
		"https://acme.auth.eu-west-1.amazoncognito.com/oauth2/authorize":                        "",
		"https://gitlab.com/oauth/authorize":                                                    "https://gitlab.com" + wellKnown,
		"http://sso.example.com:8080/auth/realms/Tools/protocol/openid-connect/auth":            "http://sso.example.com:8080/auth/realms/Tools" + wellKnown,
		"https://sso.example.com/realms/Tools/":                                                 "https://sso.example.com/realms/Tools" + wellKnown,
		"https://sso.example.com/realms/":                                                       "",
		"https://sso.example.com/application/o/board/":                                          "https://sso.example.com/application/o/board" + wellKnown,
		"https://sso.example.com/application/o/authorize/":                                      "",
	} {
		p := Of(address)
		u, err := url.Parse(address)
		if err != nil || p.Name == "" {
			t.Fatalf("%s: %v, %q", address, err, p.Name)
		}
		got := p.Meant(u)
		if got != want {
			t.Errorf("%s: %q is meant, not %q", address, got, want)
		}
		if again, err := url.Parse(got); err != nil || got != "" && p.Meant(again) != "" {
			t.Errorf("%s: %q is no end", address, got)
		}
	}
}

func TestFormsOfGoogle(t *testing.T) {
	p := google()
	for value, want := range map[string]bool{
		"418203957716-9d2k5v7m1q8r3t6w0x4z9d2k5v7m1q8r.apps.googleusercontent.com": true, "407408718192.apps.googleusercontent.com": true,
		"SEU_CLIENT_ID.apps.googleusercontent.com": false, "my-board.apps.googleusercontent.com": false, "418203957716-9d2k5v7m1q8r3t6w0x4z.apps.googleusercontent.com": false,
		"418203957716-9d2k5v7m1q8r3t6w0x4z9d2k5v7m1q8r": false, "": false,
	} {
		if got := p.ClientID.Fits(value); got != want {
			t.Errorf("client ID %q: %v", value, got)
		}
	}
	for value, want := range map[string]bool{
		"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": true, "r7Kq2mVx9Lb4Tn8Wc1Zp5Ys3": true,
		"GOCSPX-...": false, "GOCSPX-your secret goes in here": false, "GOCSPX-abc": false, "SEU_CLIENT_SECRET": false, "r7Kq2mVx9Lb4Tn8Wc1Zp5Ys": false, "": false,
	} {
		if got := p.ClientSecret.Fits(value); got != want {
			t.Errorf("client secret %q: %v", value, got)
		}
	}
	if !(Form{}).Fits("anything at all") {
		t.Error("a form that nobody knows refuses a value")
	}
	for value, want := range map[string]string{"<CLIENT-ID>.apps.googleusercontent.com": "<CLIENT-ID>", "GOCSPX-xxx": "xxx", "0oa1": "0oa1"} {
		if got := Bare(value); got != want {
			t.Errorf("%q without what all have is %q", value, got)
		}
	}
}

// Google's rules for redirect URIs: https and a public name, or this machine.
func TestRedirectsOfGoogle(t *testing.T) {
	for address, refused := range map[string]bool{
		"http://localhost:8501/oauth2callback": false, "http://127.0.0.1:8501/oauth2callback": false, "http://[::1]:8501/oauth2callback": false, "https://board.example.com/oauth2callback": false,
		"http://board.example.com/oauth2callback": true, "http://192.168.1.20:8501/oauth2callback": true, "https://10.0.0.5/oauth2callback": true, "https://8.8.8.8/oauth2callback": true,
		"https://board.local/oauth2callback": true, "https://board/oauth2callback": true, "https://board.corp.internal/oauth2callback": true,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if why, _ := googleRefusesRedirect(u); (why != "") != refused {
			t.Errorf("%s: %q", address, why)
		}
	}
}

func TestUnusableIn(t *testing.T) {
	const all = "openid email profile"
	if !linkedin().Unusable.In("openid") || !apple().Unusable.In(all) || apple().Unusable.In("openid") || google().Unusable.In(all) {
		t.Error("who cannot work, and when")
	}
}

// A person whom nobody assigned cannot agree to anything.
func TestOktaTurnsAwayWhomNobodyAssigned(t *testing.T) {
	metadata, err := url.Parse("https://acme.okta.com/.well-known/openid-configuration")
	if err != nil {
		t.Fatal(err)
	}
	denied := Of(metadata.String()).Denied
	for said, want := range map[string]string{
		"User is not assigned to the client application.": "assign the person",
		"Policy evaluation failed for this request":       "access policy",
		"The resource owner denied the request":           "",
	} {
		if got := denied(metadata, said); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}
