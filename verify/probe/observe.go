package probe

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify"
)

// loginTokenLife is generous, since the server's clock may differ; Streamlit sets no upper bound.
const loginTokenLife = time.Hour

// heard is what was heard of the app itself, whoever signs in: asked once in a
// run, however many providers there are.
type heard struct {
	app   verify.Deployed
	v     *visit
	at    string   // the path below which the app's own paths lie
	bases []string // the paths of its start page
}

// observe asks the deployed app what its login would do, and asks the controls
// that somebody else in front of it would answer alike.
func (q *prober) observe(ctx context.Context, f *verify.Facts, address string) verify.Fact[*verify.Deployed] {
	app, err := url.Parse(address)
	if err != nil || app.Host == "" {
		return verify.NotKnown[*verify.Deployed](verify.Skipped, "--url is not an address")
	}
	h := q.deployed.get(address, func() *heard { return q.hear(ctx, app) })
	d := h.app
	if token, ok := q.tokenFor(f); ok && d.Health.Reason == "" {
		h.askLogin(&d, token)
	}
	return verify.Known(&d)
}

// hear asks for what every Streamlit answers alike (docs/facts/streamlit.md, section 6).
func (q *prober) hear(ctx context.Context, app *url.URL) *heard {
	base := strings.TrimSuffix(strings.TrimSuffix(app.Path, "/"), "/oauth2callback")
	h := &heard{
		app: verify.Deployed{App: hosts.Shown(app), Origin: app.Scheme + "://" + app.Host, Base: base, Cloud: strings.HasSuffix(strings.ToLower(app.Hostname()), ".streamlit.app")},
		v:   &visit{q: q, ctx: ctx, app: app}, at: base, bases: []string{base},
	}
	d, v := &h.app, h.v
	if d.Cloud {
		// The page there is a static shell; the app lives below /~/+/.
		h.at = base + "/~/+"
		h.bases = append(h.bases, h.at)
	}
	const health = "/_stcore/health"
	a, err := v.get(h.at+health, "is the deployed app up")
	if err == nil && d.Cloud && a.Status/100 == 3 {
		v.follow(a) // the platform's handshake, which sets cookies
		a, err = v.get(h.at+health, "is the deployed app up, after the platform's handshake")
	}
	d.Health = h.reply(health, a, err)
	if err != nil {
		return h
	}
	var side safego.Group
	side.Go(func() {
		d.Nobody = h.ask(v, "/authkit-"+q.unguessable(8), "does a path that nobody has answer the same")
	})
	side.Go(func() {
		// Both parameters: without a code, 1.42 answers with an error.
		d.Back = h.ask(v, "/oauth2callback?code=authkit&state="+q.unguessable(8), "does the way back from the provider lead to the app")
	})
	side.Go(func() {
		const stream = "/_stcore/stream"
		a, err := v.stream(h.at+stream, d.Origin, "does the app take a browser's connection")
		d.Socket = h.reply(stream, a, err)
	})
	side.Go(func() { d.NoToken = h.ask(v, login, "does the login route answer the same without a token") })
	side.Wait()
	return h
}

const login = "/auth/login"

// askLogin asks the login route as st.login does.
func (h *heard) askLogin(d *verify.Deployed, token string) {
	d.LoginAsked = true
	var side safego.Group
	var own, other *answer
	ask := func(by *visit, purpose string) (*answer, verify.Reply) {
		a, err := by.get(h.at+login+"?provider="+token, purpose)
		return a, h.reply(login, a, err)
	}
	side.Go(func() { own, d.Login = ask(h.v, "where the deployed app sends people to sign in") })
	if !d.Cloud {
		// Replicas that do not share a cookie secret show when two ask at once.
		side.Go(func() {
			stranger := &visit{q: h.v.q, ctx: h.v.ctx, app: h.v.app}
			other, d.Stranger = ask(stranger, "does every replica answer the same")
		})
	}
	side.Wait()
	state := h.state(own)
	d.Cached = state != "" && state == h.state(other)
	if d.Login.Home && d.NoToken.Home {
		d.QueryLost = h.v.losesQuery(h.at + "/authkit-" + h.v.q.unguessable(8))
	}
}

func (h *heard) ask(by *visit, path, purpose string) verify.Reply {
	a, err := by.get(h.at+path, purpose)
	return h.reply(path, a, err)
}

func (h *heard) reply(path string, a *answer, err error) verify.Reply {
	if err != nil {
		return verify.Reply{Reason: NoAnswer(err, h.v.app.Host)}
	}
	return reply(a, h.v.at(h.at+path), h.bases...)
}

// state is the state of the login that an answer begins; empty when it begins none.
func (h *heard) state(a *answer) string {
	if a == nil {
		return ""
	}
	target := sentTo(a, h.v.at(h.at+login))
	if target == nil {
		return ""
	}
	return target.Query().Get("state")
}

// tokenFor is a login token for the registration; false without a cookie_secret to sign it with.
func (q *prober) tokenFor(f *verify.Facts) (string, bool) {
	cookieSecret := f.Project.Auth.CookieSecret
	if cookieSecret.Kind != secrets.KindString || cookieSecret.Text.IsEmpty() {
		return "", false
	}
	token, err := loginToken(cookieSecret.Text, f.Registration.Name, q.network.Now().Add(loginTokenLife))
	return token, err == nil
}

// loginToken is the token st.login sends a browser to /auth/login with
// (docs/facts/streamlit.md, section 3.2).
func loginToken(cookieSecret secrets.Secret, provider string, expires time.Time) (string, error) {
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.HS256, Key: []byte(cookieSecret.Reveal())},
		(&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", err
	}
	return jwt.Signed(signer).Claims(map[string]any{"provider": provider, "exp": expires.Unix()}).Serialize()
}
