package sandbox_test

import "testing"

// What Entra refuses before it asks who is there, and what after: docs/facts/entra.md, section 2.2.
func TestLoginRequestsThatEntraRefuses(t *testing.T) {
	s := open(t)
	const told = "page ConvergedError AADSTS90023" // two public reports saw it on Microsoft's page
	for prompt, want := range map[string]string{
		"": "page ConvergedSignIn", "login": "page ConvergedSignIn", "consent": "page ConvergedSignIn", "select_account": "page ConvergedSignIn", "create": "page ConvergedSignIn",
		"none": "to the app with login_required AADSTS50058", "unspecified": told, "consent select_account": told,
	} {
		if got := seen(s.authorize(tenant, "prompt", prompt)); got != want {
			t.Errorf("prompt %q: %s", prompt, got)
		}
	}
	if got := seen(s.signIn(tenant, worker, "scope", "openid nonsense")); got != "to the app with invalid_client AADSTS650053" {
		t.Errorf("an unknown scope: %s", got)
	}
}
