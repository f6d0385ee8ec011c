package project

import (
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// logoutManner is what st.logout does in a release (docs/facts/streamlit.md, section 3.7).
type logoutManner int

const (
	LogoutHere     logoutManner = iota // ends the app's own login only
	LogoutToRoot                       // to the provider, and back to the app's root
	logoutToItself                     // to the provider, and back to redirect_uri
)

func logoutOf(s deps.Version) logoutManner {
	switch {
	case !s.Before(streamlit.LogsOutToRoot) && s.Before(streamlit.LogsOutHere):
		return LogoutToRoot
	case s.Before(streamlit.LogsOutToRedirectURI), !s.Before(streamlit.ForgetsLogout) && s.Before(streamlit.KeepsLoginInCookie):
		return LogoutHere
	}
	return logoutToItself
}

// Logout is the manner of the project's release; the newest one's when it is not known.
func (p *Project) Logout() logoutManner {
	if p.DepsErr == nil && p.Deps.Streamlit.Present() {
		return logoutOf(p.Deps.Streamlit.Version)
	}
	return logoutToItself
}

// LogsOut tells whether the app calls st.logout; true when its code is not known.
func (a App) LogsOut() bool {
	for _, file := range a.Files {
		if len(file.Scan.LogoutCalls) > 0 {
			return true
		}
	}
	return len(a.Files) == 0
}
