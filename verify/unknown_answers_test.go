package verify_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/verify"
)

// unknownAnswers are answers on nobody's list: neither what a provider says of
// a client that is right, nor any error that has a name.
func unknownAnswers() map[string]http.HandlerFunc {
	all := map[string]http.HandlerFunc{}
	add := func(status int, contentType, body, location string) {
		all[strings.TrimSpace(fmt.Sprintf("%d %s %s %s", status, contentType, body, location))] = func(w http.ResponseWriter, r *http.Request) {
			if contentType != "" {
				w.Header().Set("Content-Type", contentType)
			}
			if location != "" {
				w.Header().Set("Location", location)
			}
			w.WriteHeader(status)
			if status != http.StatusNoContent && status != http.StatusNotModified {
				fmt.Fprint(w, body)
			}
		}
	}
	const page, json = "text/html", "application/json"
	for _, body := range []string{"", "{}", "[]", "null", `"ok"`, `{"ok":true}`, `{"error":42}`, `{"status":"success"}`} {
		add(http.StatusOK, json, body, "")
	}
	add(http.StatusOK, page, "<title>Welcome</title>", "")
	add(http.StatusOK, "text/plain", "ok", "")
	for _, status := range []int{201, 202, 203, 204, 206, 208, 226, 300, 304, 305} {
		add(status, json, "{}", "")
	}
	for _, status := range []int{301, 302, 303, 307, 308} {
		add(status, page, "", "https://elsewhere.invalid/")
		add(status, page, "", "")
	}
	for _, status := range []int{400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 415, 418, 421, 422, 423, 425, 426, 428, 429, 431, 451, 499} {
		add(status, json, `{"error":"zz_unheard_of"}`, "")
		add(status, page, "<title>No</title>", "")
	}
	for _, status := range []int{500, 501, 502, 503, 504, 507, 508, 511, 520, 522, 525, 530, 599} {
		add(status, page, "", "")
	}
	return all
}

// What is on no list is no proof: no check that hears from the network says ok
// to it, neither of Entra nor of another provider.
func TestUnknownAnswersProveNothing(t *testing.T) {
	metadata := []string{"metadata-redirect", "metadata-tenant", "metadata-document", "metadata-issuer", "metadata-jwks", "metadata-client-auth", "metadata-pkce", "metadata-logout"}
	credentials := []string{"client-known", "client-audience", "client-enabled", "client-secret", "redirect-uri-registered", "client-platform"}
	signIn := []string{"sign-in-authorize", "sign-in-callback", "sign-in-token", "sign-in-id-token", "sign-in-claims", "sign-in-cookie-size"}
	other := openID{}
	tried := map[string]int{}
	for name, answer := range unknownAnswers() {
		for _, of := range []struct {
			endpoint string
			paths    []string
			healthy  http.Handler
			checks   []string
		}{
			{"Entra's metadata", []string{"/openid-configuration"}, healthy, slices.Concat(metadata, credentials, signIn)},
			{"metadata", []string{"/openid-configuration"}, http.HandlerFunc(other.serve), slices.Concat(metadata, credentials, signIn)},
			{"Entra's keys", []string{"/keys"}, healthy, []string{"metadata-jwks"}},
			{"keys", []string{"/keys"}, http.HandlerFunc(other.serve), []string{"metadata-jwks"}},
			{"Entra's endpoints", []string{"/token", "/devicecode", "/authorize"}, healthy, credentials},
			{"endpoints", []string{"/token", "/authorize"}, http.HandlerFunc(other.serve), credentials},
		} {
			if testing.Short() && len(tried) > 0 && tried[of.checks[0]] > 30 {
				continue
			}
			t.Run(of.endpoint+" "+name, func(t *testing.T) {
				document := strings.HasPrefix(name, "200 application/json {") // by itself, whatever stands in it
				r := example{handler: func(w http.ResponseWriter, r *http.Request) {
					if slices.ContainsFunc(of.paths, func(path string) bool { return strings.HasSuffix(r.URL.Path, path) }) {
						answer(w, r)
						return
					}
					of.healthy.ServeHTTP(w, r)
				}}.report(t)
				if r.Verdict == verify.Sound && strings.HasSuffix(of.endpoint, "metadata") {
					t.Errorf("the verdict is %s", r.Verdict)
				}
				for _, result := range r.Results {
					if !slices.Contains(of.checks, result.ID) || document && result.ID == "metadata-redirect" {
						continue
					}
					tried[result.ID]++
					if result.Status == verify.OK {
						t.Errorf("%s is ok by %q", result.ID, result.Evidence)
					}
				}
			})
		}
	}
	t.Logf("figures: unknown answers: %d, each of 6 sources; checks that none of them proves: %d", len(unknownAnswers()), len(tried))
}
