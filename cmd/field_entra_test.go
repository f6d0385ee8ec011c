package cmd

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/sandbox"
)

// What the cases call their own at Entra.
const (
	fieldTenant = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
	fieldClient = "11111111-2222-4333-8444-555555555555"
	fieldSecret = "fakeQ8~not-a-real-client-secret-value"
)

// fieldEntra is a sandbox with the registration a case tells of. Settings:
//
//	audience=…         of the registration, in Entra's own words
//	redirect=URI       what is registered instead of the case's redirect URI
//	faults=a,b         of the sandbox
//	drops=Authorization  something on the way takes this header off token requests
//	repeats=token      something on the way sends every token request twice
//	callback="AADSTS…: text"  what the person is sent back with instead of a code
//	token="AADSTS…: text"     what the exchange of the code is refused with
func fieldEntra(t *testing.T, c *fieldCase, callback string) string {
	t.Helper()
	_, settings := fieldSettings("entra " + strings.TrimPrefix(c.entra, "yes"))
	options := sandbox.Default()
	tenant := fieldTenant
	if audience := settings["audience"]; audience == sandbox.PersonalMicrosoftAccount {
		tenant = entra.ConsumersTenant
	}
	registered := []string{"http://localhost:8501/oauth2callback", "https://app.example.com/oauth2callback", callback}
	if settings["redirect"] != "" {
		registered = []string{settings["redirect"]}
	}
	options.Tenants = []sandbox.Tenant{{ID: fieldTenant, Name: "Contoso"}}
	options.Clients = []sandbox.Client{{
		ID: fieldClient, Name: "My app", Tenant: tenant, Audience: settings["audience"],
		Secrets: []sandbox.ClientSecret{{Value: fieldSecret}}, WebRedirectURIs: registered,
	}}
	for i := range options.Users {
		if options.Users[i].Tenant == sandbox.DefaultTenant {
			options.Users[i].Tenant = fieldTenant
		}
	}
	if faults := settings["faults"]; faults != "" {
		options.Faults = strings.Split(faults, ",")
	}
	server, err := sandbox.New(options)
	if err != nil {
		t.Fatal(err)
	}
	provider := httptest.NewServer(onTheWay(settings, server))
	t.Cleanup(func() { provider.CloseClientConnections(); provider.Close() })
	return provider.URL
}

// onTheWay is what a case has between the app and Entra.
func onTheWay(settings map[string]string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		toToken, toAuthorize := strings.HasSuffix(r.URL.Path, "/token"), strings.HasSuffix(r.URL.Path, "/authorize")
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		form, _ := url.ParseQuery(string(body))
		switch {
		case toToken && settings["drops"] != "":
			r.Header.Del(settings["drops"])
		case toToken && settings["repeats"] == "token":
			first := r.Clone(r.Context())
			first.Body = io.NopCloser(bytes.NewReader(body))
			next.ServeHTTP(httptest.NewRecorder(), first)
		case toToken && settings["token"] != "" && form.Get("grant_type") == "authorization_code":
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			w.WriteHeader(http.StatusBadRequest)
			json.NewEncoder(w).Encode(map[string]string{"error": "invalid_request", "error_description": settings["token"]}) //nolint:errcheck
			return
		case toAuthorize && settings["callback"] != "" && r.URL.Query().Get("prompt") != "none":
			back, err := url.Parse(r.URL.Query().Get("redirect_uri"))
			if err != nil {
				http.Error(w, "Bad Request", http.StatusBadRequest)
				return
			}
			back.RawQuery = url.Values{"error": {"access_denied"}, "error_description": {settings["callback"]}, "state": {r.URL.Query().Get("state")}}.Encode()
			http.Redirect(w, r, back.String(), http.StatusFound)
			return
		}
		next.ServeHTTP(w, r)
	})
}
