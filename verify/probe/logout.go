package probe

import (
	"context"
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/project"
)

// logout asks the logout page twice: with the address Streamlit sends, and with
// a made-up one, which no provider may send anybody to.
func (q *prober) logout(ctx context.Context, f *verify.Facts, m *verify.Metadata) verify.Fact[*verify.LogoutProbe] {
	back := f.RedirectURI()
	manner := f.Project.Logout()
	switch {
	case !q.wantsAny(checkid.MetadataLogout):
		return verify.NotKnown[*verify.LogoutProbe](verify.Skipped, "not selected")
	case f.Microsoft:
		return verify.NotKnown[*verify.LogoutProbe](verify.Skipped, "Entra's logout page tells nothing without a session")
	case m.Text("end_session_endpoint") == "":
		return verify.NotKnown[*verify.LogoutProbe](verify.Skipped, "the provider has no logout page")
	case manner == project.LogoutHere || !f.Project.App.LogsOut():
		return verify.NotKnown[*verify.LogoutProbe](verify.Skipped, "the app does not send people there")
	case f.Registration.ClientID.Text.IsEmpty() || hosts.Origin(back) == "" || !strings.HasSuffix(back, "/oauth2callback"):
		return verify.NotKnown[*verify.LogoutProbe](verify.Skipped, "Streamlit sends people there only with a client_id, and a redirect_uri that ends in /oauth2callback")
	}
	if manner == project.LogoutToRoot {
		back = strings.TrimSuffix(back, "oauth2callback")
	}
	endpoint, err := q.usableEndpoint(m, "end_session_endpoint")
	if err != nil {
		return verify.NotKnown[*verify.LogoutProbe](verify.Unproven, err.Error())
	}
	elsewhere := "https://authkit-" + q.unguessable(8) + ".invalid/oauth2callback"
	var real, control *answer
	missing := both(
		func() (missing *verify.Missing) {
			real, missing = q.logoutPage(ctx, f, endpoint, back, "would the provider let people come back after st.logout")
			return missing
		},
		func() (missing *verify.Missing) {
			control, missing = q.logoutPage(ctx, f, endpoint, elsewhere, "control: the same with a made-up address")
			return missing
		},
	)
	if missing != nil {
		return verify.NotKnown[*verify.LogoutProbe](missing.Status, missing.Reason)
	}
	return verify.Known(readLogout(back, real, control, sendsTo(real, endpoint, back), sendsTo(control, endpoint, elsewhere)))
}

func (q *prober) logoutPage(ctx context.Context, f *verify.Facts, endpoint *url.URL, back, purpose string) (*answer, *verify.Missing) {
	address := *endpoint
	query := address.Query()
	query.Set("client_id", f.Registration.ClientID.Text.Reveal())
	query.Set("post_logout_redirect_uri", back)
	address.RawQuery = query.Encode()
	a, missing := q.page(ctx, &address, purpose)
	if missing == nil && a.Status >= 500 { // some pages fall over without a session
		missing = because(verify.Unproven, endpoint.Host+" answered "+spoken.Status(a.Status))
	}
	return a, missing
}

var (
	logoutAddressRefused = lazy.Regexp{Pattern: `(?i)post_logout_redirect_uri|post[ -]logout[ -]redirect|allowed logout ur|invalid redirect[ _-]ur[il]`}
	logoutNeedsToken     = lazy.Regexp{Pattern: `(?i)id_token_hint`}
	logoutOfItsOwn       = lazy.Regexp{Pattern: `(?i)(?:required|missing)[^<]{0,40}['"](?:redirect_uri|logout_uri|returnTo|continue)['"]`}
)

func readLogout(back string, real, control *answer, taken, takenAnywhere bool) *verify.LogoutProbe {
	probe := &verify.LogoutProbe{Back: back, Taken: taken && !takenAnywhere}
	if real.Status < 400 || control.Status < 400 {
		return probe
	}
	page := real.Body
	if logoutNeedsToken.Get().Match(page) {
		return probe // with the ID token of a person it may be another answer
	}
	probe.Other = logoutOfItsOwn.Get().Match(page)
	probe.Refused = !probe.Other && logoutAddressRefused.Get().Match(page)
	return probe
}

// sendsTo tells whether an answer is a redirect to an address.
func sendsTo(a *answer, from *url.URL, back string) bool {
	target, err := from.Parse(a.Header.Get("Location"))
	want, err2 := url.Parse(back)
	return a.Status/100 == 3 && err == nil && err2 == nil && hosts.Same(target, want)
}
