package platform

import (
	"net/url"
	"testing"
)

// An address names a login only where nobody else can be at it.
func TestAtAddress(t *testing.T) {
	for _, tc := range []struct {
		app, name string
		always    bool
	}{
		{"https://board-2718.aws.databricksapps.com", "Databricks' login", true},
		{"https://Board-2718.11.azure.DatabricksApps.com/x", "Databricks' login", true},
		{"https://p6bye-org-acct.snowflakecomputing.app", "Snowflake's login", true},
		{"https://app.snowflake.com/org/acct", "Snowflake's login", true},
		{"https://connect.example.com/content/1c0a3f2e-0d5b-4a52-9d3f-2a7b6f1e9c10", "Posit Connect's login", false},
		{"https://example.com/rsc/content/1C0A3F2E-0D5B-4A52-9D3F-2A7B6F1E9C10/", "Posit Connect's login", false},
		{"https://databricksapps.com", "", false},
		{"https://databricksapps.com.example.com", "", false},
		{"https://example.com/content/about", "", false},
		{"https://example.com/content/1c0a3f2e-0d5b-4a52-9d3f-2a7b6f1e9c10x", "", false},
		{"https://myapp.azurewebsites.net", "", false}, // Easy Auth may be on, or not
		{"https://myapp-1.a.run.app", "", false},       // IAP likewise
		{"https://org-acct.snowflakecomputing.com", "", false},
	} {
		app, err := url.Parse(tc.app)
		if err != nil {
			t.Fatal(err)
		}
		login, always := AtAddress(app)
		if login.Name != tc.name || always != tc.always {
			t.Errorf("%s: %q, always %v", tc.app, login.Name, always)
		}
		if login.Known() && (login.Fix == "" || login.Facts == "" || login.Does != AsksLogin) {
			t.Errorf("%s lacks something", login.Name)
		}
	}
}
