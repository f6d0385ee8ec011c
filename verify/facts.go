package verify

import (
	"net/http"
	"net/url"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/project"
)

// Facts is all that is known about one registration and its project. Checks
// read it and nothing else. For checks of the project Registration is nil.
type Facts struct {
	Project      *project.Project
	Registration *streamlit.Registration
	Now          time.Time

	Authority entra.Authority // when the metadata URL is a Microsoft address
	Microsoft bool            // a Microsoft address, or a loopback stand-in that answers like one

	Metadata Fact[*Metadata]
	Keys     Fact[*KeySet]
	Client   Fact[*ClientProbe]
	Secret   Fact[*SecretProbe]
	Redirect Fact[*RedirectProbe]
	Logout   Fact[*LogoutProbe]
	Graph    Fact[*GraphRegistration]
	SignIn   Fact[*SignIn]
	Deployed Fact[*Deployed]

	// Of the project as a whole:
	SecretWorks bool                     // some provider has accepted its client secret
	SecretEnd   Fact[entra.ClientSecret] // the entry of a client secret at Entra that ends first

	// Of one app of several, which others have the same secret in another file:
	SameCookieSecret, SameClientSecret Fact[[]string]
}

// Metadata is an answer to the request for server_metadata_url (OpenID Connect
// Discovery 1.0, section 4).
type Metadata struct {
	Asked       string // the URL asked, without its query
	Status      int
	ContentType string
	Location    string         // of a redirect, without its query
	Better      string         // another address, which was asked and answered with a document; empty: none is known
	Document    map[string]any // nil unless the body was a JSON object
	NotJSON     string         // what the body was instead, in words
	Entra       *entra.ErrorAnswer
	Clock       time.Duration // the provider's Date header minus our clock; zero when there was none
	HasClock    bool
}

// Text returns a string member of the document, empty when it is not there.
func (m *Metadata) Text(name string) string {
	text, _ := m.Document[name].(string)
	return text
}

// Texts returns a member that is a list of strings, and whether it is one.
func (m *Metadata) Texts(name string) ([]string, bool) {
	list, ok := m.Document[name].([]any)
	if !ok {
		return nil, false
	}
	var texts []string
	for _, item := range list {
		text, ok := item.(string)
		if !ok {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}

// Usable tells whether Streamlit could begin a login with this answer.
func (m *Metadata) Usable() bool {
	return m.Status == http.StatusOK && m.Document != nil && m.Text("authorization_endpoint") != ""
}

// KeySet is the answer to the request for jwks_uri.
type KeySet struct {
	Asked   string
	Status  int
	Keys    streamlit.SigningKeys
	Problem string // why it cannot be used, in words
	Fix     string // when there is a better one than to look at it
}

// ProviderAnswer is what a token or device-code endpoint said.
type ProviderAnswer struct {
	Status        int
	Accepted      bool // the request was granted; what was granted is dropped unread
	OAuthError    string
	Description   string // cleaned and capped
	Code          string // AADSTS…, empty for other providers
	TraceID       string
	CorrelationID string
	Subcode       string // error_subcode, "cancel" when the person left the sign-in
}

// ClientProbe is the device-code request for the client ID. Entra hands a device
// code to confidential web apps as well (docs/facts/entra.md, section 3.5).
type ClientProbe struct {
	ProviderAnswer
	Control ProviderAnswer // to the same for a client ID nobody has registered
}

// SecretProbe is an unattended question about the client secret.
type SecretProbe struct {
	SecretTry
	Again  bool       // refused, it was asked once more after a while
	Method string     // the client authentication method Streamlit uses
	Other  *SecretTry // the same by the other client authentication method, when this one was refused
	// Public is the same without a secret, next to a made-up client's; asked when
	// the secret was refused.
	Public *SecretTry
	// Encoded is the same by Basic with both values form-encoded first, as RFC
	// 6749, section 2.3.1 has it and Authlib does not; asked when the secret was
	// refused and encoding changes it.
	Encoded *SecretTry
}

// SecretTry is the question by one client authentication method.
type SecretTry struct {
	Real    ProviderAnswer
	Control *ProviderAnswer // the same question with a made-up secret; nil for client credentials at Microsoft's own hosts, whose answer needs none
	Wavers  bool            // asked once more, the provider answered otherwise
	Once    bool            // asked once more, the provider refused the assertion that it had taken before
}

// RedirectProbe is what the authorize endpoint did with prompt=none, and with
// the very request that Streamlit sends.
type RedirectProbe struct {
	Real     AuthorizeAnswer
	Controls []AuthorizeAnswer // to the same with redirect URIs nobody has registered
	Stranger AuthorizeAnswer   // to the same for a client ID nobody has registered
	Login    *AuthorizeAnswer  // to the request as Streamlit sends it; nil where it tells nothing
	// Changed are the answers to Streamlit's request with one thing changed,
	// asked when it was refused: LoginPrompt, LoginScope, LoginPKCE.
	Changed map[string]AuthorizeAnswer
}

// What is changed in Streamlit's login request to see what it was refused for.
const (
	LoginPrompt = "prompt" // prompt is login
	LoginScope  = "scope"  // scope is openid
	LoginPKCE   = "pkce"   // a code challenge is sent
)

// AuthorizeAnswer is the answer to one authorization request without a session;
// redirects to the provider's own pages are followed.
type AuthorizeAnswer struct {
	NoAnswer    string   // why there is none; then all else is empty
	Asked       *url.URL // the redirect URI asked for
	Status      int
	SentTo      string // scheme, host and path of the redirect's target; empty when there was none
	ToAsked     bool   // the redirect goes to exactly the redirect URI asked for
	StateKept   bool
	OAuthError  string // delivered to the redirect URI
	Code        string // AADSTS… delivered to the redirect URI or on the page
	Description string
	Page        string // "error", "sign-in", "interrupt", "other"; empty for a redirect
	OAuthOnPage string // what an error page refuses: client_id, client_disabled, redirect_uri; at Entra an OAuth error code
	ErrorAt     string // the error that a redirect to a page of the provider's own carries
	Looks       string // the page's words, without what is different on every page
}

// SignIn is one real round trip.
type SignIn struct {
	Stage    SignInStage // how far it came
	CameTo   string      // the redirect URI it came back to
	Error    *ProviderAnswer
	Message  string // why it ended, when no provider said so
	Asked    string // the metadata's address, without its query
	Fix      string
	NoAnswer bool // Message tells why no answer came, which decides nothing
	Problems []streamlit.TokenProblem
	Claims   map[string]any         // of an accepted ID token
	Granted  []string               // scopes
	Cookies  streamlit.LoginCookies // what Streamlit would store of it
}

// SignInStage is a step of the round trip.
type SignInStage string

const (
	StageAuthorize SignInStage = "authorize" // the browser was sent to the provider
	StageCallback  SignInStage = "callback"  // the provider sent it back
	StageToken     SignInStage = "token"     // the code was exchanged
	StageIDToken   SignInStage = "id-token"  // the ID token was checked
	StageDone      SignInStage = "done"
)

// LogoutProbe is what the provider's logout page says, asked without a session,
// about the address Streamlit wants people to come back to (OpenID Connect
// RP-Initiated Logout 1.0, section 2).
type LogoutProbe struct {
	Back    string // the address
	Taken   bool   // people are sent there, and not to a made-up one
	Refused bool   // the page names the address, or its parameter, as what is wrong
	Other   bool   // the page wants parameters of its own and not those of the standard
}

// Proves tells whether the answers show that the client was authenticated: a
// grant, or a refused code; and of the made-up secret a refusal of the client.
func (t SecretTry) Proves() bool {
	if t.Wavers {
		return false
	}
	if t.Control == nil {
		return t.Real.Accepted
	}
	return (t.Real.Accepted || t.Real.OAuthError == "invalid_grant") && RefusesClient(*t.Control)
}

// Works tells whether the secret is right, in whatever way it has to be sent.
func (p *SecretProbe) Works() bool {
	return p.Proves() || p.Other != nil && p.Other.Proves() || p.Encoded != nil && p.Encoded.Proves()
}

// onlyEncoded tells whether the secret is right, and Streamlit has no way to
// send it so that the provider reads it.
func (p *SecretProbe) onlyEncoded() bool {
	return p.Encoded != nil && p.Encoded.Proves() && !p.Proves() && (p.Other == nil || !p.Other.Proves())
}

// public tells whether the client is taken without a secret, and not with one.
func (p *SecretProbe) public() bool {
	return p.Method != "none" && !p.Works() && p.Public != nil && p.Public.Proves()
}

// provider is what is known of the provider, by the address of its metadata.
func (f *Facts) provider() provider.Provider {
	return provider.Of(f.Registration.MetadataURL.Text.Reveal())
}

// RedirectURI is the redirect URI Streamlit sends.
func (f *Facts) RedirectURI() string {
	text := f.Project.Auth.RedirectURI.Text.Reveal()
	if f.Project.Before(streamlit.RewritesRedirectURI) {
		return text
	}
	return streamlit.SentRedirectURI(text, f.Project.Server.Port)
}
