package streamlit

import (
	"net/url"
	"strings"
)

// Auth is what Streamlit makes of all secrets files together.
type Auth struct {
	Found         bool    // some file has a table [auth]
	Section       Setting // the [auth] that counts: the last file's
	RedirectURI   Setting
	CookieSecret  Setting
	ExposeTokens  Setting        // as written
	Exposed       []string       // "id", "access": what st.user.tokens will hold
	Registrations []Registration // "default" first when there is one, then in file order; at least one when Found
	Shadowed      []Setting      // [auth] of earlier files, which the one that counts hides whole
	Unread        []Unread       // keys of [auth] and stray ones above it that Streamlit does not read
	Problems      []Problem      // of the section as a whole; each registration has its own
}

// ReturnsElsewhere tells whether redirect_uri has another path than the one that Streamlit answers itself.
func (a Auth) ReturnsElsewhere() bool {
	u, err := url.Parse(a.RedirectURI.Text.Reveal())
	return err == nil && u.Host != "" && !strings.HasSuffix(strings.TrimRight(u.Path, "/"), callbackPath)
}

// Registration is one provider a person can sign in with.
type Registration struct {
	Name         string   // what st.login is called with; "default" for st.login()
	Table        []string // where its keys stand: {"auth"} or {"auth","microsoft"}
	Section      Setting
	ClientID     Setting
	ClientSecret Setting
	MetadataURL  Setting

	ClientKwargs      map[string]Setting // as written
	AuthorizeParams   map[string]Setting
	AccessTokenParams map[string]Setting
	AuthorizeURL      Setting // authorize_url: used instead of the discovered endpoint
	AccessTokenURL    Setting // access_token_url: used instead of the discovered endpoint
	ByRun             bool    // authkit run shows the provider something else than client_secret
	Unread            []Unread
	Problems          []Problem

	// What Streamlit with Authlib makes of them:

	Scope           string     // "openid email profile" unless set
	Prompt          string     // "select_account" unless set
	TokenAuthMethod string     // client_secret_basic unless set; none when the secret is empty
	ForcePKCE       bool       // code_challenge_method = "S256" in client_kwargs
	Extra           url.Values // everything else that goes into the login request: login_hint, response_mode, authorize_params
}

// WithClientKwarg is the fix that gives one entry to client_kwargs.
func (r Registration) WithClientKwarg(key, value string) string {
	entry := key + ` = "` + value + `"`
	if _, other := r.ClientKwargs[key]; other {
		return "write " + entry + " in client_kwargs instead"
	}
	if len(r.ClientKwargs) > 0 {
		return "add " + entry + " to client_kwargs"
	}
	return "write client_kwargs = { " + entry + " } below [" + strings.Join(r.Table, ".") + "]"
}

// Unread is a key that Streamlit passes over.
type Unread struct {
	Setting
	Path   string // "auth.microsoft.scope"
	Reason string // why it has no effect there
	Works  string // where it would have one; empty: nowhere
}

// Registration returns the provider of that name.
func (a Auth) Registration(name string) (Registration, bool) {
	for _, r := range a.Registrations {
		if r.Name == name {
			return r, true
		}
	}
	return Registration{}, false
}
