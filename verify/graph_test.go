package verify_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/register/azcli"
	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/secrets"
)

// registered is the sandbox's own app as Microsoft Graph shows it, in the form of
// its documentation.
const registered = `{"id":"5f1c1f2e-0001-4f0e-9c37-5d1a2b3c4d5e","appId":"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31","displayName":"My Streamlit app","uniqueName":null,` +
	`"signInAudience":"AzureADMyOrg","groupMembershipClaims":null,"api":{"requestedAccessTokenVersion":null},"appRoles":[],"optionalClaims":null,` +
	`"web":{"redirectUris":["http://localhost:8501/oauth2callback"],"logoutUrl":null},"spa":{"redirectUris":[]},"publicClient":{"redirectUris":[]},` +
	`"passwordCredentials":[{"customKeyIdentifier":null,"displayName":"first","endDateTime":"2099-06-30T10:11:12.1234567Z","hint":"San","keyId":"0f5c1f2e-6b0a-4f0e-9c37-5d1a2b3c4d5e","secretText":null}]}`

const principal = `{"id":"6a1c1f2e-0002-4f0e-9c37-5d1a2b3c4d5e","accountEnabled":true,"appRoleAssignmentRequired":false,"appOwnerOrganizationId":"` + sandbox.DefaultTenant + `"}`

const graphToken = "eyJ.a-token-for-graph.only"

// graphShows answers as Microsoft Graph does; empty: there is no such object.
func graphShows(application, principal string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		text := principal
		if strings.HasPrefix(r.URL.Path, "/v1.0/applications(appId='") {
			text = application
		}
		switch {
		case r.Header.Get("Authorization") != "Bearer "+graphToken:
			graphRefuses(http.StatusUnauthorized, "InvalidAuthenticationToken")(w, r)
		case text == "":
			graphRefuses(http.StatusNotFound, "Request_ResourceNotFound")(w, r)
		default:
			w.Header().Set("Content-Type", "application/json;odata.metadata=minimal")
			io.WriteString(w, text) //nolint:errcheck // a test's answer
		}
	}
}

func graphRefuses(status int, code string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		io.WriteString(w, `{"error":{"code":"`+code+`","message":"words","innerError":{"date":"2026-11-27T10:00:00"}}}`) //nolint:errcheck // a test's answer
	}
}

// cliAt is a session of the Azure CLI in the sandbox's tenant.
func cliAt(t *testing.T, handler http.HandlerFunc) func(context.Context, string) (*azcli.Session, error) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return func(context.Context, string) (*azcli.Session, error) {
		return &azcli.Session{Token: secrets.New(graphToken), Tenant: sandbox.DefaultTenant, Graph: address}, nil
	}
}
