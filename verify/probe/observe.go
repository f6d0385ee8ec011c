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

// observe asks the deployed app what its login would do, and asks the controls
// that somebody else in front of it would answer alike.
func (q *prober) observe(ctx context.Context, f *verify.Facts, address string) verify.Fact[*verify.Deployed] {
	app, err := url.Parse(address)
	if err != nil || app.Host == "" {
		return verify.NotKnown[*verify.Deployed](verify.Skipped, "--url is not an address")
	}
	base := strings.TrimSuffix(strings.TrimSuffix(app.Path, "/"), "/oauth2callback")
	d := &verify.Deployed{App: hosts.Shown(app), Origin: app.Scheme + "://" + app.Host, Base: base, Cloud: strings.HasSuffix(strings.ToLower(app.Hostname()), ".streamlit.app")}
	v := &visit{q: q, ctx: ctx, app: app, jar: noCookies()}

	at, bases := base, []string{base}
	if d.Cloud {
		// The page there is a static shell; the app lives below /~/+/.
		at = base + "/~/+"
		bases = append(bases, at)
	}
	hear := func(path string, a *answer, err error) verify.Reply {
		if err != nil {
			return verify.Reply{Reason: noAnswer(err, app.Host)}
		}
		return reply(a, v.at(path), bases...)
	}
	ask := func(by *visit, path, purpose string) verify.Reply {
		a, err := by.get(path, purpose)
		return hear(path, a, err)
	}
	var states [2]string
	askLogin := func(by *visit, i int, path, purpose string) verify.Reply {
		a, err := by.get(path, purpose)
		if err == nil {
			if target := sentTo(a, v.at(path)); target != nil {
				states[i] = target.Query().Get("state")
			}
		}
		return hear(path, a, err)
	}

	const health = "/_stcore/health"
	a, err := v.get(at+health, "is the deployed app up")
	if err == nil && d.Cloud && a.Status/100 == 3 {
		v.follow(a) // the platform's handshake, which sets cookies
		a, err = v.get(at+health, "is the deployed app up, after the platform's handshake")
	}
	d.Health = hear(at+health, a, err)
	if err != nil {
		return verify.Known(d)
	}

	var side safego.Group
	side.Go(func() {
		d.Nobody = ask(v, at+"/authkit-"+q.unguessable(8), "does a path that nobody has answer the same")
	})
	side.Go(func() {
		// Both parameters: without a code, 1.42 answers with an error.
		d.Back = ask(v, at+"/oauth2callback?code=authkit&state="+q.unguessable(8), "does the way back from the provider lead to the app")
	})
	side.Go(func() {
		const path = "/_stcore/stream"
		a, err := v.stream(at+path, d.Origin, "does the app take a browser's connection")
		d.Socket = hear(at+path, a, err)
	})
	if token, ok := q.tokenFor(f); ok {
		d.LoginAsked = true
		const login = "/auth/login"
		side.Go(func() {
			d.Login = askLogin(v, 0, at+login+"?provider="+token, "where the deployed app sends people to sign in")
		})
		side.Go(func() { d.NoToken = ask(v, at+login, "does the login route answer the same without a token") })
		if !d.Cloud {
			// Replicas that do not share a cookie secret show when two ask at once.
			side.Go(func() {
				stranger := &visit{q: q, ctx: ctx, app: app, jar: noCookies()}
				d.Stranger = askLogin(stranger, 1, at+login+"?provider="+token, "does every replica answer the same")
			})
		}
	}
	side.Wait()
	d.Cached = states[0] != "" && states[0] == states[1]
	if d.Login.Home && d.NoToken.Home {
		d.QueryLost = v.losesQuery(at + "/authkit-" + q.unguessable(8))
	}
	return verify.Known(d)
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
