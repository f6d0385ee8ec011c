package probe

import (
	"net/http"
	"net/url"
	"testing"
)

// Where nobody comes in without the platform's login, an answer that sends away
// or refuses is that login's; what the app itself says is not.
func TestReplyAtAHostThatAlwaysAsks(t *testing.T) {
	for _, tc := range []struct {
		host, path, location string
		status               int
		by                   string
	}{
		{"x-org-acct.snowflakecomputing.app", "/_stcore/health", "https://org-acct.snowflakecomputing.com/console/login", 302, "Snowflake's login"},
		{"x-org-acct.snowflakecomputing.app", "/_stcore/health", "", 401, "Snowflake's login"},
		{"x-org-acct.snowflakecomputing.app", "/_stcore/health", "", 200, ""},
		{"x-org-acct.snowflakecomputing.app", "/_stcore/health", "", 503, ""},
		{"connect.example.com", "/content/1c0a3f2e-0d5b-4a52-9d3f-2a7b6f1e9c10/auth/login", "/content/1c0a3f2e-0d5b-4a52-9d3f-2a7b6f1e9c10/", 302, ""},
		{"example.com", "/_stcore/health", "", 401, ""},
	} {
		a := &answer{Status: tc.status, Header: http.Header{}}
		if tc.location != "" {
			a.Header.Set("Location", tc.location)
		}
		if by := reply(a, &url.URL{Scheme: "https", Host: tc.host, Path: tc.path}, "").By; by.Name != tc.by {
			t.Errorf("%s %d is taken for %q's, not %q's", tc.host, tc.status, by.Name, tc.by)
		}
	}
}
