package dynamic

import (
	"net/url"
	"strings"
	"testing"
)

// A token goes to hosts of the provider's own, and not in the clear.
func TestTokensGoNowhereElse(t *testing.T) {
	for _, test := range []struct{ metadata, address, why string }{
		{"https://id.example.com/realms/a/.well-known/openid-configuration", "https://id.example.com/realms/a/clients-registrations/openid-connect", ""},
		{"https://id.example.com/.well-known/openid-configuration", "https://register.example.com/", ""},
		{"http://localhost:8080/.well-known/openid-configuration", "http://localhost:8080/register", ""},
		{"http://127.0.0.1:8080/.well-known/openid-configuration", "http://localhost:8080/register", ""},
		{"https://id.intranet/.well-known/openid-configuration", "https://id.intranet/register", ""},
		{"https://id.example.com/.well-known/openid-configuration", "http://id.example.com/register", "is not https"},
		{"https://id.example.com/.well-known/openid-configuration", "https://id.example.org/register", "names another host"},
		{"https://id.example.com/.well-known/openid-configuration", "https://id.example.com.evil.example/register", "names another host"},
		{"https://a.auth0-like.onelogin.com/.well-known/openid-configuration", "https://b.onelogin.com/register", "names another host"},
		{"https://id.example.com/.well-known/openid-configuration", "https://169.254.169.254/register", "inside a network"},
		{"https://id.example.com/.well-known/openid-configuration", "http://localhost/register", "inside a network"},
		{"https://id.example.com/.well-known/openid-configuration", "https://10.0.0.1/register", "inside a network"},
		{"https://id.example.com/.well-known/openid-configuration", "https://user:pass@id.example.com/register", "is not an address"},
		{"https://id.example.com/.well-known/openid-configuration", "//id.example.com/register", "is not https"},
		{"https://id.example.com/.well-known/openid-configuration", "/register", "is not an address"},
		{"https://id.example.com/.well-known/openid-configuration", "javascript:alert(1)", "is not an address"},
		{"https://id.example.com/.well-known/openid-configuration", "https://%zz/", "is not an address"},
	} {
		metadata, err := url.Parse(test.metadata)
		if err != nil {
			t.Fatal(err)
		}
		err = Provider{Host: metadata.Hostname(), metadata: metadata}.allows(test.address, "registration_endpoint")
		switch {
		case (err == nil) != (test.why == ""):
			t.Errorf("%s at %s: %v", test.address, test.metadata, err)
		case err != nil && !strings.Contains(err.Error(), test.why):
			t.Errorf("%s at %s: %v, want %q", test.address, test.metadata, err, test.why)
		}
	}
}
