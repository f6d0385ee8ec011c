package project

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyapp"
)

// Means tells whether anything in the project says that st.login is to sign people in: a
// call of it, st.user, [auth] or what should become it, Authlib, settings of authkit's own.
func (p *Project) Means() bool {
	code := slices.ContainsFunc(p.App.Files, func(file AppFile) bool {
		return file.Scan.Mentions || len(file.Scan.LoginCalls)+len(file.Scan.LogoutCalls) > 0
	})
	secrets := p.Auth.Found || p.Misplaced != "" || len(p.Writers)+len(p.AuthVariables) > 0 || p.Source.Named != "" || p.Source.Require
	asked := slices.Contains(p.Deps.Streamlit.Extras, "auth") || p.Deps.Authlib.Requirement.Name != ""
	return code || secrets || asked || p.App.CountsOnUser() || p.Run.Assertion != "" || !p.Expires.IsZero()
}

// AnotherSignIn is how the app knows who somebody is otherwise than by st.login; nil: in no
// way that is known. What it does all by itself is no excuse where [auth] or st.user say that
// st.login is meant.
func (p *Project) AnotherSignIn() *pyapp.Another {
	for _, other := range p.App.Followed.Another {
		if !other.Own || !p.Auth.Found && !p.App.CountsOnUser() {
			return &other
		}
	}
	return nil
}
