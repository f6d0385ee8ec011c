package sandbox_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// The admin-consent link works, and Graph tells of it afterwards.
func TestAdminConsent(t *testing.T) {
	t.Parallel()
	s := open(t, administered, func(o *sandbox.Options) { o.Clients[0].NoPrincipal = true })
	token := s.graphToken()
	consents := func() int {
		principals := object(t, s.graph(token, "GET", "servicePrincipals?$filter="+escaped("appId eq '"+client+"'"), "").body)["value"].([]any)
		if len(principals) == 0 {
			return -1
		}
		id := principals[0].(map[string]any)["id"].(string)
		return len(object(t, s.graph(token, "GET", "oauth2PermissionGrants?$filter="+escaped("clientId eq '"+id+"'"), "").body)["value"].([]any))
	}
	if got := consents(); got != -1 {
		t.Errorf("before: %d", got)
	}
	press := func(form url.Values) answer {
		page := s.get("/" + tenant + "/adminconsent?client_id=" + client)
		ticket := ticketField.FindStringSubmatch(page.body)
		if ticket == nil {
			t.Fatalf("%d %s", page.status, page.body)
		}
		form.Set("ticket", ticket[1])
		return s.post("/"+tenant+"/login", form)
	}
	if to := press(url.Values{"cancel": {"1"}}).header.Get("Location"); !strings.HasPrefix(to, callback+"?error=access_denied") || consents() != -1 {
		t.Errorf("declined: %s, %d", to, consents())
	}
	if to := press(url.Values{"user": {worker}}).header.Get("Location"); to != callback+"?admin_consent=True&tenant="+tenant {
		t.Errorf("to %s", to)
	}
	if got := consents(); got != 1 {
		t.Errorf("after: %d", got)
	}
	if got := seen(s.get("/" + tenant + "/adminconsent?client_id=" + otherTenant)); got != "page ConvergedError AADSTS700016" {
		t.Errorf("an unknown app: %s", got)
	}
}
