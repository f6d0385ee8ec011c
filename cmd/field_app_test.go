package cmd

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// fieldApp is a running Streamlit app as it looks from outside (docs/facts/streamlit.md,
// section 6.2). Its secrets are server.toml of the case, else the
// project's own. Settings:
//
//	as=without-secrets  it has no [auth], so the key of its tokens is a random one
//	as=behind-iis       a reverse proxy puts the app's own name into redirects
//	as=without-cookies  a proxy takes the cookies off its answers
//	as=gone             nothing listens there
type fieldApp struct {
	world     *fieldWorld
	secrets   string
	behaviour string
	host      string
}

func (w *fieldWorld) addApp() {
	host, settings := fieldSettings(w.c.app)
	if settings["as"] == "gone" {
		w.hosts[host] = nil
		return
	}
	app := &fieldApp{world: w, secrets: w.c.serverSecrets, behaviour: settings["as"], host: host}
	if app.secrets == "" {
		app.secrets = w.c.secrets
	}
	if app.behaviour == "without-secrets" {
		app.secrets = ""
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_stcore/health", func(rw http.ResponseWriter, _ *http.Request) {
		app.cookie(rw, "_streamlit_xsrf")
		io.WriteString(rw, "ok") //nolint:errcheck
	})
	mux.HandleFunc("GET /_stcore/stream", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Connection", "Upgrade")
		rw.Header().Set("Upgrade", "websocket")
		rw.WriteHeader(http.StatusSwitchingProtocols)
	})
	mux.HandleFunc("GET /oauth2callback", func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/", http.StatusFound) })
	mux.HandleFunc("GET /auth/login", app.login)
	mux.HandleFunc("GET /", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html")
		io.WriteString(rw, "<!doctype html><title>Streamlit</title>") //nolint:errcheck
	})
	w.hosts[host] = mux
}

// login is the route st.login sends a browser to.
func (a *fieldApp) login(w http.ResponseWriter, r *http.Request) {
	if !a.takes(r.URL.Query().Get("provider")) {
		http.Redirect(w, r, "/", http.StatusFound)
		return
	}
	document, err := a.discover(r)
	if err != nil {
		http.Error(w, "Authentication error", http.StatusBadRequest)
		return
	}
	target, err := url.Parse(document)
	if err != nil {
		http.Error(w, "Authentication error", http.StatusBadRequest)
		return
	}
	target.RawQuery = url.Values{
		"response_type": {"code"}, "client_id": {valueOf(a.secrets, "client_id")}, "redirect_uri": {valueOf(a.secrets, "redirect_uri")},
		"scope": {"openid email profile"}, "prompt": {"select_account"}, "state": {rand.Text()}, "nonce": {"n"},
	}.Encode()
	if a.behaviour == "behind-iis" { // Application Request Routing: "reverse rewrite host in response headers"
		target.Scheme, target.Host = "https", a.host
	}
	a.cookie(w, "_streamlit_session")
	http.Redirect(w, r, target.String(), http.StatusFound)
}

// cookie is one that Streamlit sets, unless a proxy takes it off.
func (a *fieldApp) cookie(w http.ResponseWriter, name string) {
	if a.behaviour != "without-cookies" {
		http.SetCookie(w, &http.Cookie{Name: name, Value: "signed", Path: "/"})
	}
}

// takes checks the login token: HS256 with cookie_secret, not expired.
func (a *fieldApp) takes(token string) bool {
	signed, signature, ok := cutLast(token, ".")
	secret := valueOf(a.secrets, "cookie_secret")
	if !ok || secret == "" {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	io.WriteString(mac, signed) //nolint:errcheck // a hash takes everything
	if signature != base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) {
		return false
	}
	_, payload, _ := strings.Cut(signed, ".")
	text, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return false
	}
	var claims struct {
		Expires int64 `json:"exp"`
	}
	return json.Unmarshal(text, &claims) == nil && time.Now().Unix() < claims.Expires
}

func cutLast(text, separator string) (before, after string, found bool) {
	at := strings.LastIndex(text, separator)
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+len(separator):], true
}

// discover asks the provider for its authorization endpoint, as the app does at every login.
func (a *fieldApp) discover(r *http.Request) (string, error) {
	request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, a.world.named(valueOf(a.secrets, "server_metadata_url")), nil)
	if err != nil {
		return "", err
	}
	response, err := a.world.transport.RoundTrip(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var document struct {
		Endpoint string `json:"authorization_endpoint"`
	}
	err = json.NewDecoder(response.Body).Decode(&document)
	return document.Endpoint, err
}
