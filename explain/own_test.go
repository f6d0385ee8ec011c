package explain

import (
	"slices"
	"strings"
	"testing"
)

const (
	ownID  = "7f3b8a1e-1111-4222-8333-944445555666"
	ownURI = "http://localhost:8501/oauth2callback"
)

// With a project's values known, no instruction sends people to look for them.
func TestInstructionsNameTheProjectsOwn(t *testing.T) {
	project := Own{RedirectURI: ownURI, Address: "https://board.example.com", Clients: []Client{{Section: "[auth]", ID: ownID, Microsoft: true}}}
	told := map[string]int{}
	for _, topic := range Topics() {
		general, _ := knownPage(topic.Name, strings.EqualFold)
		page := general.For(project)
		for _, line := range append(slices.Clone(page.Steps), page.Fix) {
			for _, vague := range []string{"redirect_uri from secrets.toml", "redirect_uri of secrets.toml", "<the app's address>"} {
				if strings.Contains(line, vague) {
					t.Errorf("%s: %q", topic.Name, line)
				}
			}
			for _, value := range []string{ownURI, "https://board.example.com", "/appId/" + ownID, "client_id (" + ownID + ")"} {
				if strings.Contains(line, value) {
					told[value]++
				}
			}
		}
		if again := general.For(Own{}); !slices.Equal(again.Steps, general.Steps) || again.Fix != general.Fix {
			t.Errorf("%s: nothing is known of the project, and the page changes", topic.Name)
		}
	}
	if told[ownURI] < 40 || told["https://board.example.com"] < 5 || told["/appId/"+ownID] < 15 || told["client_id ("+ownID+")"] < 1 {
		t.Errorf("hardly told: %v", told)
	}
}

// Of two apps at Microsoft nobody knows which is meant, and a provider's page is
// none of Microsoft's.
func TestOnlyACertainClientIsNamed(t *testing.T) {
	page, _ := knownPage("AADSTS50011", strings.EqualFold)
	one := Client{Section: "[auth.a]", ID: ownID, Microsoft: true}
	two := Client{Section: "[auth.b]", ID: "00000000-1111-4222-8333-944445555666", Microsoft: true}
	other := Client{Section: "[auth.c]", ID: "00000000-1111-4222-8333-944445555667"}
	says := func(clients ...Client) bool {
		return strings.Contains(strings.Join(page.For(Own{Clients: clients}).Steps, " "), "/appId/")
	}
	if !says(one) || !says(one, one) || !says(one, other) || says(one, two) || says(other) || says(Client{Microsoft: true}) {
		t.Error("which client is named")
	}
}
