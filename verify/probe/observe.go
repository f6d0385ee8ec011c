package probe

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
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

// observe asks the deployed app what its login would do.
func (q *prober) observe(ctx context.Context, f *verify.Facts, address string) verify.Fact[*verify.Deployed] {
	app, err := url.Parse(address)
	if err != nil || app.Host == "" {
		return verify.NotKnown[*verify.Deployed](verify.Skipped, "--url is not an address")
	}
	base := strings.TrimSuffix(strings.TrimSuffix(app.Path, "/"), "/oauth2callback")
	d := &verify.Deployed{App: hosts.Shown(app), Origin: app.Scheme + "://" + app.Host, Base: base, Cloud: strings.HasSuffix(strings.ToLower(app.Hostname()), ".streamlit.app")}
	v := &visit{q: q, ctx: ctx, app: app, jar: noCookies()}

	paths := []string{base}
	if d.Cloud {
		// The page there is a static shell; the app lives below /~/+/.
		paths = []string{base + "/~/+"}
	}
	at := paths[0]
	health, err := v.get(at+"/_stcore/health", "is the deployed app up")
	if err == nil && d.Cloud && health.Status/100 == 3 {
		v.follow(health) // the platform's handshake, which sets cookies
		health, err = v.get(at+"/_stcore/health", "is the deployed app up, after the platform's handshake")
	}
	if err != nil {
		d.HealthReason = noAnswer(err, app.Host)
		return verify.Known(d)
	}
	d.Health = health.Status
	d.HealthOK = health.Status == http.StatusOK && strings.TrimSpace(string(health.Body)) == "ok"

	cookieSecret := f.Project.Auth.CookieSecret
	if cookieSecret.Kind != secrets.KindString || cookieSecret.Text.IsEmpty() {
		return verify.Known(d)
	}
	token, err := loginToken(cookieSecret.Text, f.Registration.Name, q.network.Now().Add(loginTokenLife))
	if err != nil {
		return verify.Known(d)
	}
	// Replicas that do not share a cookie secret show when two ask at once.
	var second safego.Group
	var other *answer
	if !d.Cloud {
		second.Go(func() {
			stranger := &visit{q: q, ctx: ctx, app: app, jar: noCookies()}
			other, _ = stranger.get(at+"/auth/login?provider="+token, "does every replica answer the same")
		})
	}
	login, err := v.get(at+"/auth/login?provider="+token, "where the deployed app sends people to sign in")
	second.Wait()
	d.LoginAsked = true
	if err != nil {
		d.LoginReason = noAnswer(err, app.Host)
		return verify.Known(d)
	}
	if other != nil {
		d.LoginDiffer = sendsToProvider(login) != sendsToProvider(other) && login.Status/100 == 3 && other.Status/100 == 3
	}
	d.LoginStatus = login.Status
	d.StateCookie = slices.ContainsFunc((&http.Response{Header: login.Header}).Cookies(), func(c *http.Cookie) bool { return c.Name == "_streamlit_session" })
	d.LoginPage = login.Status == http.StatusOK && strings.HasPrefix(strings.ToLower(login.Header.Get("Content-Type")), "text/html")
	if location := login.Header.Get("Location"); login.Status/100 == 3 && location != "" {
		target, err := v.at(at + "/auth/login").Parse(location)
		if err == nil {
			d.LoginSentTo = hosts.Shown(target)
			d.LoginHome = strings.EqualFold(target.Host, app.Host) && !strings.Contains(target.RawQuery, "client_id=")
			d.LoginQuery = url.Values{}
			for _, key := range []string{"client_id", "redirect_uri", "scope", "prompt", "code_challenge_method"} {
				if target.Query().Has(key) {
					d.LoginQuery.Set(key, target.Query().Get(key))
				}
			}
		}
	}
	return verify.Known(d)
}

func noCookies() *cookiejar.Jar {
	jar, _ := cookiejar.New(nil) // without options it cannot fail
	return jar
}

// sendsToProvider tells whether a login route took the token.
func sendsToProvider(a *answer) bool {
	return strings.Contains(a.Header.Get("Location"), "client_id=")
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

// visit asks the app as one browser would: cookies are kept.
type visit struct {
	q   *prober
	ctx context.Context
	app *url.URL
	jar *cookiejar.Jar
}

func (v *visit) at(path string) *url.URL {
	address := *v.app
	path, query, _ := strings.Cut(path, "?")
	address.Path, address.RawQuery, address.Fragment, address.RawPath = path, query, "", ""
	return &address
}

func (v *visit) get(path, purpose string) (*answer, error) { return v.ask(v.at(path), purpose) }

func (v *visit) ask(address *url.URL, purpose string) (*answer, error) {
	request, err := get(v.ctx, address.String())
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "*/*")
	for _, cookie := range v.jar.Cookies(address) {
		request.AddCookie(cookie)
	}
	a, err := v.q.wire.ask(request, purpose, "")
	if err == nil {
		v.jar.SetCookies(address, (&http.Response{Header: a.Header}).Cookies())
	}
	return a, err
}

// follow goes where a redirect leads, a few times, for the cookies on the way.
// It never leaves https for http, nor a public app for an address inside a network.
func (v *visit) follow(a *answer) {
	from := v.app
	for range maxRedirects {
		location := a.Header.Get("Location")
		if a.Status/100 != 3 || location == "" {
			return
		}
		next, err := from.Parse(location)
		if err != nil || next.Scheme != "https" && v.app.Scheme == "https" || hosts.IsInward(next.Hostname()) && !hosts.IsInward(v.app.Hostname()) {
			return
		}
		if a, err = v.ask(next, "the platform's handshake"); err != nil {
			return
		}
		from = next
	}
}
