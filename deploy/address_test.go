package deploy

import (
	"errors"
	"testing"
)

func TestParseAddress(t *testing.T) {
	for _, tc := range []struct{ in, redirect string }{
		{"https://myapp.streamlit.app", "https://myapp.streamlit.app/oauth2callback"},
		{"https://myapp.streamlit.app/", "https://myapp.streamlit.app/oauth2callback"},
		{"https://MyApp.Streamlit.App:443/?embed=true#x", "https://myapp.streamlit.app/oauth2callback"},
		{"https://myapp.streamlit.app/~/+/", "https://myapp.streamlit.app/oauth2callback"},
		{"https://example.com/tools/app/", "https://example.com/tools/app/oauth2callback"},
		{"https://example.com/tools/oauth2callback", "https://example.com/tools/oauth2callback"},
		{"https://example.com/oauth2callback/", "https://example.com/oauth2callback"},
		{"https://example.com:8443", "https://example.com:8443/oauth2callback"},
		{"http://localhost:8501", "http://localhost:8501/oauth2callback"},
		{"http://[::1]:8501/", "http://[::1]:8501/oauth2callback"},
		{" https://example.com ", "https://example.com/oauth2callback"},
	} {
		a, err := ParseAddress(tc.in)
		if err != nil || a.RedirectURI != tc.redirect {
			t.Errorf("%q: %q %v, want %q", tc.in, a.RedirectURI, err, tc.redirect)
		}
	}
	for _, in := range []string{
		"", "myapp.streamlit.app", "http://example.com", "https://", "ftp://example.com", "https://user:pw@example.com",
		"https://*.example.com", "https://<app>.streamlit.app", "https://share.streamlit.io/me/app", "https://my_app.streamlit.io",
		"http://0.0.0.0:8501", "https://example.com/a;b", "https://exa mple.com", "https://example.com/%zz",
	} {
		a, err := ParseAddress(in)
		var wrong *AddressError
		if !errors.As(err, &wrong) || wrong.Hint == "" {
			t.Errorf("%q was taken: %+v %v", in, a, err)
		}
	}
}
