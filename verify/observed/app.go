// Package observed is what a deployed app showed of itself from outside, and what
// that means taken together: which answers only Streamlit gives.
package observed

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/platform"
)

// App is what a running app showed of itself from outside (docs/facts/streamlit.md,
// section 6). Nothing of it needs a person. Each question about the app has a
// control that somebody else in front of it would answer alike.
type App struct {
	App    string // address without query
	Origin string // scheme and host a browser would use
	Base   string // base path without a slash at the end
	Cloud  bool   // Streamlit Community Cloud

	Health Reply // /_stcore/health
	Nobody Reply // a path that nobody has
	Socket Reply // /_stcore/stream, asked as a browser does that opened the app at Origin
	Back   Reply // /oauth2callback, asked with a state that nobody has

	LoginAsked bool
	Login      Reply // /auth/login with a token signed with our cookie_secret
	NoToken    Reply // the same without a token
	Stranger   Reply // the same with the token, at the same time, by another browser
	Cached     bool  // the login route gave two people the same state
	QueryLost  bool  // a question that Streamlit's answer repeats came back without its query
}

// Reply is one answer of the deployed app's address, or of whoever stands in front of it.
type Reply struct {
	Reason string // why there was no answer
	Status int
	SentTo string            // scheme, host and path of a redirect's target
	Query  url.Values        // of a redirect's target, of a few keys only
	Home   bool              // the redirect leads to the app's start page, and carries nothing
	Root   bool              // the same to the root of the host, below which the app's base path lies
	Same   bool              // the redirect leads to the path that was asked for, at another origin
	OK     bool              // the body is ok, as that of Streamlit's health
	Index  bool              // the body is the page of a Streamlit app
	HTML   bool              // the body is a web page
	Words  string            // what of Streamlit's own words the body holds; "" for others
	State  bool              // it sets the cookie in which Streamlit keeps the state of a login
	XSRF   bool              // it sets the cookie that Streamlit sets with its health
	By     platform.Platform // whose marks it bears; zero: nobody's known
}

// Streamlit's words on a login that it cannot begin (docs/facts/streamlit.md, section 6.2).
const (
	WordsOfStarlette = "Authentication error" // since 1.57, without a reason
	WordsOfTornado   = "400: "                // before, with one in the title
)

// Begins tells whether a redirect is one that begins a login, whoever's.
func (r Reply) Begins() bool {
	return r.Status == http.StatusFound && r.Query.Get("response_type") != "" && r.Query.Has("client_id") && r.Query.Has("redirect_uri") && r.Query.Has("state")
}

// GoesHome tells whether it is what Streamlit's routes answer to those they do
// not know: a redirect to the start page, before or after a proxy took the base path off.
func (r Reply) GoesHome() bool { return r.Status == http.StatusFound && (r.Home || r.Root) }

// Like tells whether two answers look alike to somebody who sees where they lead.
func (r Reply) Like(other Reply) bool {
	return r.Status == other.Status && r.SentTo == other.SentTo && r.Query.Get("client_id") == other.Query.Get("client_id")
}

// Passing tells whether it is an answer that the next question may not get:
// the server fails, or has had enough.
func (r Reply) Passing() bool {
	return r.Status >= 500 || slices.Contains([]int{http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests}, r.Status)
}

// Shown is the answer in words.
func (r Reply) Shown() string {
	if r.SentTo != "" {
		return spoken.Status(r.Status) + " to " + r.SentTo
	}
	return spoken.Status(r.Status)
}

// AsksForToken tells whether the login route goes home without a token, as
// Streamlit's does.
func (d *App) AsksForToken() bool {
	return d.LoginAsked && d.NoToken.GoesHome() && d.Login.Reason == ""
}

// SendsPeople tells whether the login route took the token and sends people to
// a provider. Nobody but Streamlit makes that depend on the token.
func (d *App) SendsPeople() bool { return d.AsksForToken() && d.Login.Begins() }

// FailsToBegin tells whether the login route took the token and says that it cannot begin.
func (d *App) FailsToBegin() bool {
	return d.AsksForToken() && d.Login.Status == http.StatusBadRequest && d.Login.Words != ""
}

// Crashes tells whether the login route fails once it took the token.
func (d *App) Crashes() bool {
	return d.AsksForToken() && d.Login.Status == http.StatusInternalServerError
}

// RefusesToken tells whether the login route does not take the token: it goes
// home with it as without it, and a path that nobody has does not.
func (d *App) RefusesToken() bool {
	return d.AsksForToken() && d.Login.GoesHome() && d.Nobody.Reason == "" && !d.Nobody.GoesHome()
}

// LosesCookies tells whether none of the cookies came that every release sets.
func (d *App) LosesCookies() bool {
	return d.SendsPeople() && !d.Login.State && d.IsHealthy() && !d.Health.XSRF
}

// Differs tells whether the same question at the same time got the token taken and refused.
func (d *App) Differs() bool {
	return d.SendsPeople() && d.Stranger.GoesHome() || d.RefusesToken() && d.Stranger.Begins()
}

// IsHealthy tells whether the app's health was heard, and not somebody's who
// Answers ok to everything.
func (d *App) IsHealthy() bool {
	return d.Health.Status == http.StatusOK && d.Health.OK && d.Nobody.Reason == "" && !d.Nobody.OK
}

// Answers tells whether the app itself was heard.
func (d *App) Answers() bool {
	return d.IsHealthy() || d.SendsPeople() || d.FailsToBegin() || d.Crashes() || d.RefusesToken()
}

// Front is who is known to answer before the app: all paths, or all but a few.
// Where the app was heard, only a login counts: a firewall may dislike a made-up path.
func (d *App) Front() platform.Platform {
	for _, reply := range []Reply{d.Health, d.Nobody} {
		if reply.By.Known() && (reply.By.Does == platform.AsksLogin || !d.Answers()) {
			return reply.By
		}
	}
	return platform.Platform{}
}

// HasStranger tells whether a path that nobody has is answered with a login or a
// redirect elsewhere, as no Streamlit and no web server does.
func (d *App) HasStranger() bool {
	n := d.Nobody
	if n.Reason != "" || n.GoesHome() {
		return false
	}
	return n.Status/100 == 3 || slices.Contains([]int{http.StatusUnauthorized, http.StatusProxyAuthRequired, http.StatusNetworkAuthenticationRequired}, n.Status)
}

// Moved is the origin that the address sends people on to, path and all; empty
// when it does not.
func (d *App) Moved() string {
	if !d.Health.Same || !d.Nobody.Same {
		return ""
	}
	target, err := url.Parse(d.Health.SentTo)
	if err != nil {
		return ""
	}
	return target.Scheme + "://" + target.Host + d.Base
}
