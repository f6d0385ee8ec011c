package answer

import (
	"strings"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC)

func TestExpires(t *testing.T) {
	for text, want := range map[string]string{
		"2027-06-30": "2027-06-30", " 2027-06-30 ": "2027-06-30", "2027/06/30": "2027-06-30", "2027.6.3": "2027-06-03", "2027-06-30T22:15:00Z": "2027-06-30",
		"30 June 2027": "2027-06-30", "30. June 2027": "2027-06-30", "30-Jun-2027": "2027-06-30", "Jun 30 2027": "2027-06-30", "June 30th, 2027": "2027-06-30", "1st sept 2027": "2027-09-01",
		"30.06.2027": "2027-06-30", "30/6/2027": "2027-06-30", "6/30/2027": "2027-06-30", "06/06/2027": "2027-06-06",
		"in 6 months": "2027-05-30", "3 months": "2027-02-28", "180 days": "2027-05-29", "in 2 weeks": "2026-12-14", "1 year": "2027-11-30", "2026-11-30": "2026-11-30",
	} {
		got, err := Expires(text, now)
		if err != nil || got.Format(time.DateOnly) != want {
			t.Errorf("%q: %s, %v; want %s", text, got.Format(time.DateOnly), err, want)
		}
	}
	for text, want := range map[string]string{
		"06/07/2027": "6 July 2027 or 7 June 2027: write 2027-07-06 or 2027-06-07", "01.05.2027": "1 May 2027 or 5 January 2027",
		"2026-11-29": "that day is over", "29 Nov 2026": "that day is over", "2027-02-30": "write the date as YYYY-MM-DD, for instance 2027-05-30", "30 Feb 2027": "YYYY-MM-DD", "31/31/2027": "YYYY-MM-DD",
		"30.06.27": "YYYY-MM-DD", "": "YYYY-MM-DD", "soon": "YYYY-MM-DD", "never": "YYYY-MM-DD", "in 0 months": "YYYY-MM-DD", "6": "YYYY-MM-DD", "2027": "YYYY-MM-DD", "ma 3 2027": "YYYY-MM-DD",
	} {
		if _, err := Expires(text, now); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %s", text, err, want)
		}
	}
}

func TestTenant(t *testing.T) {
	const id, metadata = "5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4", "/v2.0/.well-known/openid-configuration"
	const good, domain = "https://login.microsoftonline.com/" + id + metadata, "https://login.microsoftonline.com/contoso.onmicrosoft.com" + metadata
	for text, want := range map[string]string{
		id: good, " " + strings.ToUpper(id) + " ": good, "contoso.onmicrosoft.com": domain, "consumers": "https://login.microsoftonline.com/consumers" + metadata,
		good: good, "https://login.microsoftonline.com/" + id: good, "https://login.microsoftonline.com/" + id + "/oauth2/v2.0/authorize": good, "login.microsoftonline.com/" + id + "/v2.0": good,
		"https://sts.windows.net/" + id + "/": good, "https://portal.azure.com/#@contoso.onmicrosoft.com/resource/x": domain, "https://entra.microsoft.com/" + id + "#view/Microsoft_AAD_IAM/TenantOverview.ReactView": good,
		"https://login.microsoftonline.us/" + id + "/v2.0": "https://login.microsoftonline.us/" + id + metadata,
	} {
		if got, err := Tenant(text); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"https://entra.microsoft.com/#view/Microsoft_AAD_IAM/TenantOverview.ReactView":                                                 "does not name the tenant",
		"https://portal.azure.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/" + id + "/isMSAApp~/false": "does not name the tenant",
		"https://login.microsoftonline.com/common/v2.0" + metadata:                                                                     "the tenant cannot be told", "common": "common does not work", "https://accounts.google.com/.well-known/openid-configuration": "no address of Microsoft's",
		"": "empty", "hunter2 hunter2": "a tenant is a GUID",
	} {
		if got, err := Tenant(text); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestClient(t *testing.T) {
	const id = "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31"
	for text, want := range map[string]string{
		id: id, " " + id + "\n": id, "board": "board", "": "", "https://": "https://",
		"https://portal.azure.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/" + strings.ToUpper(id) + "/isMSAApp~/false":                               id,
		"https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/quickStartType~/null/sourceType/Microsoft_AAD_IAM/appId/" + id:             id,
		"https://entra.microsoft.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4/appId/" + id + "/preferredSingleSignOnMode": id,
		"https://portal.azure.com/?appId=" + id + "&x=1":  id,
		"https://portal.azure.com/#view/x/objectId/" + id: "https://portal.azure.com/#view/x/objectId/" + id,
	} {
		if got := Client(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
