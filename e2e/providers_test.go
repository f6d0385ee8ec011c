//go:build e2e

package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// Providers that others wrote judge verify: oidc-provider, which is
// certified by the OpenID Foundation, and Keycloak. Each runs for real, with
// clients that are right and wrong, and the real Streamlit signs in where
// verify calls the project sound.

const (
	rightSecret   = "right-secret-0123456789"
	personsSecret = "ada" // the password of the person

	keycloakStarts = 4 * time.Minute // at most
)

// registered is one client at a provider, and what verify is to say of it.
type registered struct {
	name         string
	client       string
	secret       string
	clientKwargs string
	provider     string   // the whole part of the secrets about the provider, in place of the four above
	path         string   // behind the provider's address
	elsewhere    bool     // redirect_uri is another address than the registered one
	failed       []string // checks; none: sound
	unproven     []string // of the credentials' level
	signsIn      bool     // the real Streamlit is asked
	login        bool     // verify signs in as well
	atLogin      []string // checks that fail only then
}

// project writes a project that signs in at issuer, with the app on port.
func (r registered) project(t *testing.T, issuer, port string) string {
	t.Helper()
	dir := t.TempDir()
	host := "localhost"
	if r.elsewhere {
		host = "127.0.0.1"
	}
	secrets := fmt.Sprintf(`[auth]
redirect_uri = "http://%s:%s/oauth2callback"
cookie_secret = "k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9ok3yJw8QpZr5T"
client_id = %q
client_secret = %q
server_metadata_url = "%s/.well-known/openid-configuration"
%s
`, host, port, r.client, r.secret, issuer, r.clientKwargs)
	if r.provider != "" {
		secrets = fmt.Sprintf("[auth]\nredirect_uri = \"http://%s:%s/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9ok3yJw8QpZr5T\"\n%s", host, port, r.provider)
	}
	for name, text := range map[string]string{
		".streamlit/secrets.toml": secrets,
		".streamlit/config.toml":  "[server]\nport = " + port + "\n",
		"app.py":                  "import streamlit as st\n\nif not st.user.is_logged_in:\n    st.button(\"Sign in\", on_click=st.login)\nelse:\n    st.write(st.user.name)\n",
		"requirements.txt":        "streamlit[auth]==1.67.0\nAuthlib==1.9.9\nhttpx==0.28.1\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// judge holds verify's answer against what is known of the client, and against
// the real Streamlit.
func (r registered) judge(t *testing.T, issuer, port string) {
	dir := r.project(t, issuer, port)
	_, out := run(t, dir, environment(t), "verify", "--no-login", "--skip", "secrets-ignored", "--format", "json")
	var report struct {
		Verdict string
		Results []struct{ ID, Level, Status, Reason string }
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var failed, unproven []string
	for _, result := range report.Results {
		switch {
		case result.Status == "failed":
			failed = append(failed, result.ID)
		case result.Status == "unproven" && result.Level == "credentials":
			unproven = append(unproven, result.ID)
		}
	}
	wanted := "sound"
	if len(r.failed) > 0 {
		wanted = "broken"
	}
	if report.Verdict != wanted || !slices.Equal(failed, r.failed) || !slices.Equal(unproven, r.unproven) {
		t.Errorf("verify says %s, failed %v, unproven %v\nwant %s, failed %v, unproven %v\n%s", report.Verdict, failed, unproven, wanted, r.failed, r.unproven, out)
	}
	if r.login {
		r.judgeLogin(t, dir)
	}
	if r.signsIn {
		streamlit(t, dir, port)
		err := signsInAs(t, secretsOf(dir), "http://localhost:"+port, typesAda)
		if (err == nil) != (len(r.failed)+len(r.atLogin) == 0) {
			t.Errorf("verify says %s; the real Streamlit: %v", report.Verdict, err)
		}
	}
}

// judgeLogin has verify sign Ada in and holds what it says then.
func (r registered) judgeLogin(t *testing.T, dir string) {
	t.Helper()
	scratch := t.TempDir()
	opener, address, file := filepath.Join(scratch, "opener"), filepath.Join(scratch, "address"), filepath.Join(scratch, "report.json")
	if err := os.WriteFile(opener, []byte("#!/bin/sh\nprintf %s \"$1\" > '"+address+".part' && mv '"+address+".part' '"+address+"'\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	p := start(t, dir, environment(t, "BROWSER="+opener), binary(t), "verify", "--login", "--skip", "secrets-ignored", "--output", "json="+file)
	var at []byte
	for deadline := time.Now().Add(30 * time.Second); len(at) == 0 && time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		at, _ = os.ReadFile(address)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	end, err := typesAda(ctx, http.DefaultClient, string(at))
	if err != nil {
		t.Errorf("Ada at %s: %v", r.name, err)
		p.command.Process.Kill()
		return
	}
	end.Body.Close()
	p.exits(t)
	var report struct {
		Results []struct{ ID, Level, Status, Reason string }
	}
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, &report)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, p.out.String())
	}
	var failed []string
	for _, result := range report.Results {
		if result.Level == "sign-in" && result.Status == "failed" {
			failed = append(failed, result.ID)
		}
		if result.ID == "sign-in-id-token" && result.Status != "ok" && result.Status != "failed" && len(r.atLogin) == 0 {
			t.Errorf("the ID token is %s: %s", result.Status, result.Reason)
		}
	}
	if !slices.Equal(failed, r.atLogin) {
		t.Errorf("verify --login says failed %v, want %v\n%s", failed, r.atLogin, data)
	}
}

// promptLogin asks for a prompt that every provider knows; oidc-provider does
// not know Streamlit's own, select_account, unless it is taught to.
const promptLogin = `client_kwargs = { prompt = "login" }`

// Sound and broken clients at oidc-provider.
func TestVerifyAgainstOIDCProvider(t *testing.T) {
	t.Parallel()
	var asked, right atomic.Int32
	t.Cleanup(func() {
		t.Logf("figures: oidc-provider: verify is right about %d of %d clients", right.Load(), asked.Load())
	})
	for _, r := range []registered{
		{name: "right", client: "app", secret: rightSecret, clientKwargs: promptLogin, signsIn: true, login: true},
		{name: "another host's metadata", client: "app", secret: rightSecret, clientKwargs: promptLogin, path: "/nowhere", failed: []string{"metadata-reachable"}},
		{name: "Streamlit's own prompt", client: "app", secret: rightSecret, failed: []string{"client-enabled"}, signsIn: true},
		{name: "wrong secret", client: "app", secret: "wrong-secret-0123456789", clientKwargs: promptLogin, failed: []string{"client-secret"}, signsIn: true},
		{name: "unknown client", client: "another", secret: rightSecret, clientKwargs: promptLogin, failed: []string{"client-known"}, signsIn: true},
		{name: "redirect URI not registered", client: "app", secret: rightSecret, clientKwargs: promptLogin, elsewhere: true, failed: []string{"redirect-uri-registered"}},
		{name: "registered for the request body", client: "post", secret: rightSecret, clientKwargs: promptLogin, signsIn: true},
		{name: "registered for the request body, sent so", client: "post", secret: rightSecret, clientKwargs: `client_kwargs = { prompt = "login", token_endpoint_auth_method = "client_secret_post" }`, signsIn: true},
		{name: "scope that is not granted", client: "narrow", secret: rightSecret, clientKwargs: promptLogin, failed: []string{"client-enabled"}, signsIn: true},
		{name: "PKCE", client: "pkce", secret: rightSecret, clientKwargs: promptLogin, signsIn: true},
	} {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			asked.Add(1)
			t.Cleanup(func() {
				if !t.Failed() {
					right.Add(1)
				}
			})
			port := freePort(t)
			r.judge(t, oidcProvider(t, port, r.client == "pkce")+r.path, port)
		})
	}
}

// oidcProvider starts one whose clients redirect to an app on appPort.
func oidcProvider(t *testing.T, appPort string, demandsPKCE bool, more ...any) (issuer string) {
	t.Helper()
	client := func(id string, more map[string]any) map[string]any {
		all := map[string]any{"client_id": id, "client_secret": rightSecret, "redirect_uris": []string{"http://localhost:" + appPort + "/oauth2callback"}}
		for name, value := range more {
			all[name] = value
		}
		return all
	}
	configuration, err := json.Marshal(map[string]any{"pkce": demandsPKCE, "clients": append([]any{
		client("app", nil), client("pkce", nil),
		client("post", map[string]any{"token_endpoint_auth_method": "client_secret_post"}),
		client("narrow", map[string]any{"scope": "openid"}),
	}, more...)})
	if err != nil {
		t.Fatal(err)
	}
	return startedOIDCProvider(t, string(configuration))
}

// startedOIDCProvider starts one with what provider.mjs takes.
func startedOIDCProvider(t *testing.T, configuration string) (issuer string) {
	t.Helper()
	port := freePort(t)
	p := start(t, "npm", os.Environ(), need(t, "NODE"), "provider.mjs", port, configuration)
	p.says(t, "listening at")
	return "http://localhost:" + port
}

// Sound and broken clients of a Keycloak realm.
func TestVerifyAgainstKeycloak(t *testing.T) {
	t.Parallel()
	clients := []registered{
		{name: "right", client: "app", secret: rightSecret, signsIn: true, login: true},
		{name: "tokens signed with the secret", client: "hmac", secret: rightSecret, signsIn: true, login: true, atLogin: []string{"sign-in-id-token"}},
		{name: "tokens signed with ES256", client: "curve", secret: rightSecret, signsIn: true, login: true},
		{name: "wrong secret", client: "app", secret: "wrong-secret-0123456789", failed: []string{"client-secret"}, signsIn: true},
		{name: "unknown client", client: "another", secret: rightSecret, failed: []string{"client-known"}},
		{name: "redirect URI not registered", client: "app", secret: rightSecret, elsewhere: true, failed: []string{"redirect-uri-registered"}},
		{name: "switched off", client: "disabled", secret: rightSecret, failed: []string{"client-enabled"}, signsIn: true},
		{name: "without the code flow", client: "noflow", secret: rightSecret, failed: []string{"client-enabled"}, signsIn: true},
		{name: "PKCE demanded", client: "pkce", secret: rightSecret, signsIn: true},
		{name: "any redirect URI", client: "wild", secret: rightSecret, unproven: []string{"client-enabled", "redirect-uri-registered"}, signsIn: true},
		{name: "public, whatever the secret", client: "public", secret: rightSecret, unproven: []string{"client-secret"}, signsIn: true},
	}
	ports := map[string]string{}
	var callbacks []string
	for _, r := range clients {
		ports[r.name] = freePort(t)
		callbacks = append(callbacks, "http://localhost:"+ports[r.name]+"/oauth2callback")
	}
	signed := newSigned(t, &callbacks)
	issuer := keycloak(t, callbacks, signed.atKeycloak())
	right := 0
	for _, r := range clients {
		if t.Run(r.name, func(t *testing.T) { r.judge(t, issuer, ports[r.name]) }) {
			right++
		}
	}
	t.Logf("figures: Keycloak: verify is right about %d of %d clients", right, len(clients))
	r := registered{client: "app", secret: rightSecret, failed: []string{"metadata-reachable"}}
	t.Run("no such realm", func(t *testing.T) { r.judge(t, issuer+"x", freePort(t)) })
	signed.everywhere(t, "Keycloak", issuer, adaAtKeycloak)
}

// keycloak starts a realm with clients for these redirect URIs.
func keycloak(t *testing.T, callbacks []string, more ...any) (issuer string) {
	t.Helper()
	client := func(id string, more map[string]any) map[string]any {
		all := map[string]any{"clientId": id, "protocol": "openid-connect", "secret": rightSecret, "redirectUris": callbacks}
		for name, value := range more {
			all[name] = value
		}
		return all
	}
	realm, err := json.Marshal(map[string]any{
		"realm": "authkit", "enabled": true, "sslRequired": "none",
		"clients": append([]any{
			client("app", nil),
			client("disabled", map[string]any{"enabled": false}),
			client("noflow", map[string]any{"standardFlowEnabled": false}),
			client("pkce", map[string]any{"attributes": map[string]any{"pkce.code.challenge.method": "S256"}}),
			client("hmac", map[string]any{"attributes": map[string]any{"id.token.signed.response.alg": "HS256"}}),
			client("curve", map[string]any{"attributes": map[string]any{"id.token.signed.response.alg": "ES256"}}),
			client("wild", map[string]any{"redirectUris": []string{"*"}}),
			client("public", map[string]any{"publicClient": true}),
		}, more...),
		"users": []any{map[string]any{
			"username": "ada", "enabled": true, "email": "ada@example.com", "emailVerified": true, "firstName": "Ada", "lastName": "Lovelace",
			"credentials": []any{map[string]any{"type": "password", "value": personsSecret, "temporary": false}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	if out, err := exec.Command("cp", "-r", need(t, "KEYCLOAK")+"/.", home).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	folder := filepath.Join(home, "data", "import")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "realm.json"), realm, 0o644); err != nil {
		t.Fatal(err)
	}
	port, management := freePort(t), freePort(t)
	start(t, home, append(os.Environ(), "JAVA_OPTS_APPEND=-XX:TieredStopAtLevel=1", "KC_BOOTSTRAP_ADMIN_USERNAME=admin", "KC_BOOTSTRAP_ADMIN_PASSWORD="+personsSecret), filepath.Join(home, "bin", "kc.sh"), "start-dev", "--import-realm",
		"--http-host=127.0.0.1", "--http-port="+port, "--http-management-port="+management)
	issuer = "http://localhost:" + port + "/realms/authkit"
	answersWithin(t, keycloakStarts, issuer+"/.well-known/openid-configuration")
	return issuer
}

var (
	formTag     = regexp.MustCompile(`(?is)<form\b([^>]*)>(.*?)</form>`)
	actionOfTag = regexp.MustCompile(`(?i)\baction="([^"]*)"`)
	inputTag    = regexp.MustCompile(`(?is)<input\b[^>]*>`)
	nameOfTag   = regexp.MustCompile(`(?i)\bname="([^"]*)"`)
	valueOfTag  = regexp.MustCompile(`(?i)\bvalue="([^"]*)"`)
)

// typesAda fills in whatever form a provider shows, and presses its button.
func typesAda(ctx context.Context, browser *http.Client, address string) (*http.Response, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	atProvider := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	for range 12 { // pages and redirects
		if err != nil {
			return nil, err
		}
		if strings.HasSuffix(request.URL.Path, "/oauth2callback") {
			return browser.Do(request)
		}
		request, err = next(ctx, atProvider, request)
	}
	return nil, errors.New("the provider never ends")
}

// next is the request a person's browser sends after this one.
func next(ctx context.Context, browser *http.Client, request *http.Request) (*http.Request, error) {
	request.Header.Set("Accept", "text/html") // some ask nobody else to sign in
	response, err := browser.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	page, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	if to, err := response.Location(); err == nil {
		return http.NewRequestWithContext(ctx, http.MethodGet, to.String(), nil)
	}
	form := formOf(string(page))
	if form == nil || response.StatusCode >= 400 {
		return nil, fmt.Errorf("the provider answers %s without a form", response.Status)
	}
	to := request.URL // a form without an action is sent to its own page
	if action := actionOfTag.FindStringSubmatch(form[1]); action != nil {
		if to, err = request.URL.Parse(html.UnescapeString(action[1])); err != nil {
			return nil, err
		}
	}
	request, err = http.NewRequestWithContext(ctx, http.MethodPost, to.String(), strings.NewReader(filledIn(form[2]).Encode()))
	if err == nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return request, err
}

// formOf is the form that a person fills in: where there are several, the one
// that asks who they are.
func formOf(page string) []string {
	forms := formTag.FindAllStringSubmatch(page, -1)
	for _, form := range forms {
		if fields := filledIn(form[2]); fields.Has("login") || fields.Has("username") || fields.Has("password") {
			return form
		}
	}
	if len(forms) == 0 {
		return nil
	}
	return forms[0]
}

// filledIn is what a browser sends of a form in which Ada typed her name.
func filledIn(form string) url.Values {
	fields := url.Values{}
	for _, tag := range inputTag.FindAllString(form, -1) {
		name := nameOfTag.FindStringSubmatch(tag)
		if name == nil {
			continue
		}
		switch name[1] {
		case "login", "username":
			fields.Set(name[1], "ada")
		case "password":
			fields.Set(name[1], personsSecret)
		default:
			if value := valueOfTag.FindStringSubmatch(tag); value != nil {
				fields.Set(name[1], html.UnescapeString(value[1]))
			}
		}
	}
	return fields
}
