package verify

import (
	"net/url"

	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/verify/outcome"
	"github.com/authkit-cli/authkit/verify/project"
)

func metadataLogout(f *Facts) Outcome {
	m, _ := f.Metadata.Get()
	end := m.Text("end_session_endpoint")
	if end == "" {
		return passed(outcome.Proof("the metadata names no end_session_endpoint, so st.logout ends the app's own login only")) // st.logout then ends the app's own login only
	}
	if u, err := url.Parse(end); err != nil || u.Host == "" {
		return found(Proved, aboutMetadata(f, SeverityWarning, "end_session_endpoint in the provider's metadata is not an address, so st.logout cannot end the provider's session", "tell the people who run the provider"))
	}
	if f.Project.Logout() == project.LogoutHere && f.Project.App.LogsOut() {
		release := "before " + streamlit.LogsOutToRedirectURI
		if !f.Project.Before(streamlit.ForgetsLogout) {
			release = streamlit.ForgetsLogout
		}
		return found(Proved, aboutMetadata(f, SeverityWarning, "st.logout of Streamlit "+release+" leaves people still signed in at the provider, which lets the next person in under the same name",
			"move to "+deps.Recommended+", or ask for the password at every login: "+f.Registration.WithClientKwarg("prompt", "login")))
	}
	return logoutAnswered(f)
}

func logoutAnswered(f *Facts) Outcome {
	probe, ok := f.Logout.Get()
	if !ok {
		return missing(f.Logout.Missing()) // a logout that cannot be tried keeps nobody from logging in
	}
	back := hosts.ShownText(probe.Back)
	switch {
	case probe.Taken:
		return passed(outcome.Proof("the provider sends people from its logout page to " + back + ", and not to a made-up address"))
	case probe.Refused:
		list := "the addresses that are allowed after a logout, in the client's settings at the provider (" + provider.LogoutLists() + ")"
		if p := f.provider(); p.Logouts != "" {
			list = p.Logouts + " in the client's settings at " + p.Name
		}
		return found(Proved, finding(SeverityWarning, f.Project.Auth.RedirectURI, "the provider does not take "+back+" as the address to return to after the logout, so st.logout ends on its error page",
			"add "+back+" to "+list))
	case probe.Other:
		return found(Proved, aboutMetadata(f, SeverityWarning, "the provider refuses the logout as Streamlit asks for it: its page wants parameters of its own, so st.logout ends on an error page",
			"do not offer st.logout, or link to the provider's own logout page (Amazon Cognito: /logout?client_id=…&logout_uri=…)"))
	}
	return unproven("the provider's logout page does not tell whether " + back + " is allowed")
}
