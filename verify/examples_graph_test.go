package verify_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/verify"
)

// graphExamples are what Microsoft Graph decides, and what it does not.
func graphExamples() []example {
	const listed = `"web":{"redirectUris":["http://localhost:8501/oauth2callback"],"logoutUrl":null},"spa":{"redirectUris":[]},"publicClient":{"redirectUris":[]}`
	change := func(pairs ...string) http.HandlerFunc {
		return graphShows(strings.NewReplacer(pairs...).Replace(registered), principal)
	}
	consumers := "AT/consumers/v2.0/.well-known/openid-configuration"
	unknown := []string{"b1e7c0de", "c1e7c0de"}
	secret := []string{"San8Q~box-only-opens-the-authkit-sandbox", "Abc8Q~" + strings.Repeat("y", 34)}
	all := []example{
		{check: "redirect-uri-registered", status: ok, graph: change()},
		{check: "redirect-uri-registered", status: failed, says: "not registered", line: 3, graph: change(), edit: []string{"/oauth2callback", "/tools/oauth2callback"}},
		{check: "redirect-uri-registered", status: ok, graph: change("http://localhost:8501/oauth2callback", "https://tools.example.com/oauth2callback")}, // Entra takes it
		{check: "redirect-uri-registered", status: ok, graph: change("localhost:8501", "localhost:9999")},                                                 // the port does not count
		{check: "redirect-uri-registered", status: failed, graph: change(), edit: []string{"/oauth2callback", "/oauth2callback/"}},
		{check: "redirect-uri-registered", status: unproven, says: "only that an address is registered", graph: change("http://localhost:8501/oauth2callback", "https://*.example.com/oauth2callback"),
			edit: []string{"http://localhost:8501/oauth2callback", "https://a.example.com/oauth2callback"}},
		{check: "client-secret", status: ok, graph: change(`"hint":"San"`, `"hint":"Xyz"`)}, // Entra takes it
		{check: "client-platform", status: ok, graph: change()},
		{check: "client-platform", status: failed, says: "Single-page", graph: change(listed, strings.Replace(strings.Replace(listed, `"spa"`, `"x"`, 1), `"web"`, `"spa"`, 1))},
		{check: "client-platform", status: failed, says: "Mobile and desktop", graph: change(listed, strings.Replace(strings.Replace(listed, `"publicClient"`, `"x"`, 1), `"web"`, `"publicClient"`, 1))},
		{check: "client-platform", status: skipped, says: "redirect-uri-registered", graph: change(), edit: []string{"/oauth2callback", "/tools/oauth2callback"}},

		{check: "secret-expiry", status: ok, graph: change()},
		{check: "secret-expiry", status: failed, says: "ended on 2020-01-02", graph: change("2099-06-30", "2020-01-02")},
		{check: "secret-expiry", status: warning, says: "ends on 2026-12-20", graph: change("2099-06-30", "2026-12-20"), today: time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)},
		{check: "secret-expiry", status: skipped, says: "nobody noted", graph: change(`"hint":"San"`, `"hint":"Xyz"`)},
		{check: "secret-expiry", status: skipped, says: "nobody noted", graph: change(`"hint":"San"`, `"hint":null`)},
		{check: "secret-expiry", status: skipped, says: "nobody noted", graph: change(`"passwordCredentials":[`, `"passwordCredentials":[{"keyId":"1","hint":"San","endDateTime":"2026-01-01T00:00:00Z"},`)}, // which of the two is not guessed

		{check: "client-secret", status: failed, says: "begins as this one does", url: consumers, graph: change(`"hint":"San"`, `"hint":"Xyz"`)},
		{check: "client-secret", status: failed, says: "has expired", url: consumers, graph: change("2099-06-30", "2020-01-02")},
		{check: "client-secret", status: failed, says: "AADSTS7000215", edit: secret, graph: change()}, // Entra's own word first
		{check: "client-known", status: skipped, says: "registration-found", edit: unknown, graph: graphShows("", "")},

		{check: "registration-found", status: skipped, says: "--graph was not given"},
		{check: "registration-found", status: unproven, says: "in another tenant", graph: graphShows("", principal)},
		{check: "registration-found", status: unproven, says: "no such registration", graph: graphShows("", "")}, // Entra knows the app
		{check: "registration-found", status: unproven, says: "may not read", graph: graphRefuses(http.StatusForbidden, "Authorization_RequestDenied")},
		{check: "registration-found", status: unproven, says: "az login once more", graph: graphRefuses(http.StatusUnauthorized, "InvalidAuthenticationToken")},
		{check: "registration-found", status: open, says: "had enough", graph: graphRefuses(http.StatusTooManyRequests, "TooManyRequests")},
		{check: "registration-found", status: open, says: "503", graph: graphRefuses(http.StatusServiceUnavailable, "")},
		{check: "registration-audience", status: failed, says: "takes no personal accounts", url: consumers, graph: change()},
		{check: "registration-audience", status: ok, url: consumers, graph: change("AzureADMyOrg", "PersonalMicrosoftAccount")},
		{check: "registration-audience", status: ok, url: consumers, graph: change("AzureADMyOrg", "AzureADandPersonalMicrosoftAccount")},
		{check: "registration-principal", status: skipped, says: "personal accounts", url: consumers, graph: change("AzureADMyOrg", "PersonalMicrosoftAccount")},
		{check: "registration-principal", status: warning, says: "no service principal", graph: graphShows(registered, "")},
		{check: "registration-principal", status: ok, graph: graphShows(registered, strings.Replace(principal, `"appRoleAssignmentRequired":false`, `"appRoleAssignmentRequired":true`, 1))},
	}
	return all
}

// What Graph's address says that is not Graph's form proves nothing.
func TestStrangeGraphProvesNothing(t *testing.T) {
	checks := []string{"registration-found", "registration-audience", "registration-principal", "registration-claims"}
	tried := 0
	for name, answer := range unknownAnswers() {
		if testing.Short() && tried > 100 {
			break
		}
		t.Run(name, func(t *testing.T) {
			r := example{graph: answer}.report(t)
			for _, result := range r.Results {
				if !slices.Contains(checks, result.ID) {
					continue
				}
				tried++
				if result.Status != verify.Unproven && result.Status != verify.Undecided && result.Status != verify.Skipped {
					t.Errorf("%s is %s by %q", result.ID, result.Status, result.Evidence)
				}
			}
			if r.Verdict == verify.Broken {
				t.Error("a Graph that says nothing makes the project broken")
			}
		})
	}
	if tried < 100 {
		t.Errorf("only %d results were looked at", tried)
	}
}

// Hosts that the project does not know are named, and nothing is accused for them.
func TestStrangersInTheRegistration(t *testing.T) {
	listed := strings.Replace(registered, `["http://localhost:8501/oauth2callback"]`,
		`["http://localhost:8501/oauth2callback","https://board.example.com/oauth2callback","https://old.example.com/a","https://old.example.com/b","http://127.0.0.1/x"]`, 1)
	r := example{graph: graphShows(listed, principal)}.report(t)
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "sends people to board.example.com, old.example.com;") {
		t.Errorf("the notes are %q", r.Notes)
	}
	if r := (example{graph: graphShows(registered, principal)}).report(t); len(r.Notes) != 0 {
		t.Errorf("the notes are %q", r.Notes)
	}
}
