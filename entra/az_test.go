package entra

import (
	"strings"
	"testing"
)

func TestAzRefusesWhatCouldInject(t *testing.T) {
	const good = "https://app.example.com/oauth2callback"
	for _, uri := range []string{
		"", "x", "/oauth2callback", good + ";rm -rf ~", good + " --web-redirect-uris x", good + "'", good + "\"", good + "`id`", good + "$(id)", good + "$HOME", good + "\n", good + "|sh",
		good + "&x", good + "?a=b", good + "#x", good + "\\", good + "*", good + "!x", good + "%0a", good + "{a,b}", good + "ä", "ftp://x/y", "javascript:alert", "https://", "https:///x", "http://user@x/y", "-https://x", "https://x:99999/y", "https://x:/y", "https://x..y/z",
		"https://" + strings.Repeat("a", 60) + ".com/" + strings.Repeat("b", 200),
	} {
		for _, line := range []func(string, string) (string, bool){AzAddRedirectURI, AzAddRedirectURIPowerShell} {
			if got, ok := line(sampleApp, uri); ok || got != "" {
				t.Errorf("%q went through: %s", uri, got)
			}
		}
	}
	for _, app := range []string{"", "app", sampleApp + " ", sampleApp + ";id", "{" + sampleApp + "}", "$(id)", strings.Repeat("a", 36)} {
		for _, line := range []func(string, string) (string, bool){AzAddRedirectURI, AzAddRedirectURIPowerShell} {
			if got, ok := line(app, good); ok || got != "" {
				t.Errorf("%q went through: %s", app, got)
			}
		}
	}
	for _, uri := range []string{good, "http://localhost:8501/oauth2callback", "http://127.0.0.1:8501/oauth2callback", "https://app.example.com/base/oauth2callback", "https://x.streamlit.app/oauth2callback"} {
		for _, line := range []func(string, string) (string, bool){AzAddRedirectURI, AzAddRedirectURIPowerShell} {
			if got, ok := line(sampleApp, uri); !ok || !strings.Contains(got, uri) || strings.Contains(got, "\n") || strings.Index(got, "app show") > strings.Index(got, "app update") {
				t.Errorf("%q: %v %s", uri, ok, got)
			}
		}
	}
}

func TestPortal(t *testing.T) {
	for _, link := range []string{PortalAuthentication(sampleApp), PortalCredentials(sampleApp), PortalOverview(sampleApp)} {
		if !strings.HasPrefix(link, "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/") || !strings.HasSuffix(link, "/appId/"+sampleApp) {
			t.Error(link)
		}
	}
	if PortalAuthentication("evil/../x") != PortalRegistrations() || PortalAuthentication("") != PortalRegistrations() {
		t.Error("anything but a GUID leads to the list")
	}
}

func TestSecretForms(t *testing.T) {
	if !LooksLikeSecretID(sampleApp) || !LooksLikeSecretID(" "+sampleApp) || LooksLikeSecretID("abc8Q~"+strings.Repeat("x", 34)) || LooksLikeSecretID("") {
		t.Error("Secret ID")
	}
	for value, want := range map[string]bool{
		"abc8Q~" + strings.Repeat("x", 34): true, "abc8Q~" + strings.Repeat("x", 31): true, "abc8Q~" + strings.Repeat("x", 30): false, "abc8Q~" + strings.Repeat("x", 35): false,
		"abcdQ~" + strings.Repeat("x", 34): false, "abc8Q~" + strings.Repeat("x", 33) + " ": false, "": false, sampleApp: false,
	} {
		if LooksLikeSecretValue(value) != want {
			t.Errorf("%q", value)
		}
	}
}
