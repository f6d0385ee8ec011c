//go:build e2e

package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// visit is one person with one browser at a running app: the browser's rules
// that matter for st.login, without the browser. It speaks to the server as
// Streamlit's own page does.
type visit struct {
	server *server
	base   string   // the app's base path
	opened *url.URL // what the person opens
	jar    *cookiejar.Jar

	dropped  string     // of a cookie that a browser does not keep
	callback *appAnswer // what the app answered at /oauth2callback
	login    *appAnswer // what it answered at /auth/login
}

// appAnswer is one answer of the app.
type appAnswer struct {
	status   int
	location string
	body     string
	address  *url.URL
}

// screen is what one run of the app's script shows.
type screen struct {
	exceptions []string // type and message
	buttons    []button
	text       string
	redirect   string // where st.login sends the browser
}

type button struct{ id, label string }

// ending is how far somebody came.
type ending struct {
	stage string // see the constants
	text  string // what the person saw and the server wrote there
}

const (
	stageServer   = "server"   // there is no app
	stageApp      = "app"      // the app shows an error instead of a login
	stageNoButton = "nothing"  // there is nothing to log in with
	stageLogin    = "login"    // /auth/login does not lead to a provider
	stageProvider = "provider" // the provider's page shows an error
	stageWayBack  = "way back" // the provider's answer does not reach the app
	stageCallback = "callback" // the app refuses the provider's answer
	stageOrigin   = "origin"   // there is a login cookie, and still nobody is logged in
	stageAfter    = "after"    // logged in, and then the app shows an error
	stageSignedIn = "signed in"
)

func newVisit(s *server, address string) (*visit, error) {
	opened, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	return &visit{server: s, base: strings.TrimSuffix(opened.Path, "/"), opened: opened, jar: jar}, err
}

// origin is what a browser sends for a page at that address (RFC 6454, section 4).
func origin(u *url.URL) string {
	host := strings.ToLower(u.Host)
	if u.Scheme == "http" {
		host = strings.TrimSuffix(host, ":80")
	}
	if u.Scheme == "https" {
		host = strings.TrimSuffix(host, ":443")
	}
	return u.Scheme + "://" + strings.TrimSuffix(host, ":")
}

// reaches tells whether an address leads to the app: the one the person
// opened, through a proxy if need be, and the app's own port of this machine.
func (v *visit) reaches(u *url.URL) bool {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	switch strings.ToLower(u.Hostname()) {
	case "localhost", "127.0.0.1", "::1":
		if u.Scheme == "http" && port == v.server.port {
			return true
		}
	}
	return origin(u) == origin(v.opened)
}

// RoundTrip carries a browser's request to the app, or to somebody else on this
// machine; nobody else is asked.
func (v *visit) RoundTrip(r *http.Request) (*http.Response, error) {
	if !v.reaches(r.URL) {
		if host := r.URL.Hostname(); host != "localhost" && host != "127.0.0.1" {
			return nil, errors.New("nobody is asked at " + r.URL.Host)
		}
		return http.DefaultTransport.RoundTrip(r)
	}
	out := r.Clone(r.Context())
	out.URL.Scheme, out.URL.Host, out.Host = "http", "localhost:"+v.server.port, strings.ToLower(r.URL.Host)
	out.Header.Del("Cookie")
	for _, cookie := range v.jar.Cookies(r.URL) {
		out.AddCookie(cookie)
	}
	response, err := http.DefaultTransport.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	for _, cookie := range response.Cookies() {
		if size := len(cookie.Name) + len(cookie.Value); size > 4096 { // as Chromium does
			v.dropped = fmt.Sprintf("the browser drops %s, which has %d bytes: ", cookie.Name, size)
			continue
		}
		v.jar.SetCookies(r.URL, []*http.Cookie{cookie})
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	response.Body.Close()
	if err != nil {
		return nil, err
	}
	response.Body, response.Request = io.NopCloser(strings.NewReader(string(body))), r
	a := &appAnswer{response.StatusCode, response.Header.Get("Location"), string(body), r.URL}
	switch {
	case strings.HasSuffix(r.URL.Path, "/auth/login"):
		v.login = a
	case v.login != nil && (v.callback == nil || v.callback.status == http.StatusMovedPermanently || v.callback.status == http.StatusTemporaryRedirect):
		v.callback = a // the address the provider sends the browser to, or where that has moved
	}
	return response, nil
}

// look opens the app, or presses a button of it, and waits for its script's end.
func (v *visit) look(at *url.URL, press string) (screen, error) {
	client := &http.Client{Transport: v, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	login, callback := v.login, v.callback
	for _, route := range []string{"/_stcore/health", "/_stcore/host-config"} { // Streamlit's page asks both; one of them sets _streamlit_xsrf
		address := *at
		address.Path = v.base + route
		response, err := client.Get(address.String())
		if err != nil {
			return screen{}, err
		}
		response.Body.Close()
	}
	v.login, v.callback = login, callback
	header := http.Header{"Origin": {origin(at)}, "Host": {strings.TrimPrefix(strings.TrimPrefix(origin(at), "http://"), "https://")}}
	protocols, cookies := "streamlit", []string{}
	for _, cookie := range v.jar.Cookies(at) {
		cookies = append(cookies, cookie.Name+"="+cookie.Value)
		if cookie.Name == "_streamlit_xsrf" {
			protocols += ", " + cookie.Value
		}
	}
	header.Set("Sec-WebSocket-Protocol", protocols)
	if len(cookies) > 0 {
		header.Set("Cookie", strings.Join(cookies, "; "))
	}
	socket, err := dialWebsocket(v.server.port, v.base+"/_stcore/stream", header)
	if err != nil {
		return screen{}, err
	}
	defer socket.close()
	shown, err := rerun(socket, nil)
	if err != nil || press == "" {
		return shown, err
	}
	which := slices.IndexFunc(shown.buttons, func(b button) bool { return b.label == press })
	if which < 0 {
		return shown, fmt.Errorf("the button %q is gone", press)
	}
	// ClientState.widget_states, WidgetStates.widgets, WidgetState{id, trigger_value}
	widget := append(encoded(1, []byte(shown.buttons[which].id)), 2<<3, 1)
	return rerun(socket, encoded(2, encoded(1, widget)))
}

// rerun has the server run the script once (BackMsg.rerun_script).
func rerun(socket *websocket, clientState []byte) (screen, error) {
	var shown screen
	if err := socket.send(encoded(11, clientState)); err != nil {
		return shown, err
	}
	for {
		message, err := socket.receive()
		if err != nil {
			return shown, err
		}
		for _, f := range fields(message) { // ForwardMsg
			switch f.id {
			case 5: // delta
				element, _ := sub(f.bytes, 3)
				shown.add(element)
			case 6: // script_finished
				return shown, nil
			case 24: // auth_redirect
				address, _ := sub(f.bytes, 1)
				shown.redirect = string(address)
			}
		}
	}
}

// add takes one Element.
func (s *screen) add(element []byte) {
	for _, f := range fields(element) {
		switch f.id {
		case 1, 29: // text, markdown
			body, _ := sub(f.bytes, 1)
			s.text += string(body) + "\n"
		case 8: // exception
			kind, _ := sub(f.bytes, 1)
			message, _ := sub(f.bytes, 2)
			s.exceptions = append(s.exceptions, string(kind)+": "+strings.Join(strings.Fields(string(message)), " "))
		case 19: // button
			id, _ := sub(f.bytes, 1)
			label, _ := sub(f.bytes, 2)
			s.buttons = append(s.buttons, button{string(id), string(label)})
		}
	}
}

// visitApp has somebody try every way in that the app offers; it ends at the
// first that does not let them in.
func visitApp(ctx context.Context, s *server, address string) ending {
	v, err := newVisit(s, address)
	if err != nil {
		return ending{stageServer, err.Error()}
	}
	first, err := v.look(v.opened, "")
	if err != nil {
		return ending{stageServer, err.Error()}
	}
	if len(first.exceptions) > 0 {
		return ending{stageApp, strings.Join(first.exceptions, "\n")}
	}
	ways := []string{""}
	if first.redirect == "" {
		ways = nil
		for _, b := range first.buttons {
			ways = append(ways, b.label)
		}
	}
	if len(ways) == 0 {
		return ending{stageNoButton, first.text}
	}
	var last ending
	for _, way := range ways {
		v, err := newVisit(s, address)
		if err != nil {
			return ending{stageServer, err.Error()}
		}
		if last = v.signIn(ctx, way); last.stage != stageSignedIn {
			return last
		}
	}
	return last
}

var (
	aadsts = regexp.MustCompile(`AADSTS\d+`)
	styles = regexp.MustCompile(`(?s)<style.*?</style>`)
)

// signIn presses a button, signs in at the provider, and comes back.
func (v *visit) signIn(ctx context.Context, way string) ending {
	shown, err := v.look(v.opened, way)
	switch {
	case err != nil:
		return ending{stageApp, err.Error()}
	case len(shown.exceptions) > 0:
		return ending{stageApp, strings.Join(shown.exceptions, "\n")}
	case shown.redirect == "":
		return ending{stageNoButton, shown.text}
	}
	address, err := v.opened.Parse(shown.redirect)
	if err != nil {
		return ending{stageLogin, err.Error()}
	}
	client := &http.Client{Transport: v, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(address.String())
	if err != nil {
		return ending{stageLogin, err.Error()}
	}
	response.Body.Close()
	target, err := v.opened.Parse(v.login.location)
	if err != nil || v.login.location == "" || v.reaches(target) {
		title, _, _ := strings.Cut(v.login.body, "</title>")
		return ending{stageLogin, fmt.Sprintf("%d %q %.300s\n%s", v.login.status, v.login.location, title, told(v.server.log()))}
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	end, err := sandbox.Visitor{Client: &http.Client{Transport: v}}.SignIn(ctx, target.String())
	if v.callback == nil {
		if err != nil {
			return ending{stageWayBack, err.Error()}
		}
		page, _ := io.ReadAll(io.LimitReader(end.Body, 1<<20))
		end.Body.Close()
		if end.Request.URL.Host != target.Host {
			return ending{stageWayBack, fmt.Sprintf("%s answers %d", end.Request.URL.Host, end.StatusCode)}
		}
		text := strings.Join(strings.Fields(styles.ReplaceAllString(string(page), "")), " ")
		if codes := aadsts.FindAllString(text, 1); codes != nil {
			text = codes[0]
		}
		return ending{stageProvider, fmt.Sprintf("%d %.300s", end.StatusCode, text)}
	}
	if err == nil {
		end.Body.Close()
	}
	return v.after()
}

// after tells what the callback came to.
func (v *visit) after() ending {
	said := fmt.Sprintf("%d at %s\n%s", v.callback.status, v.callback.address.Path, told(v.server.log()))
	said = v.dropped + said
	if refusal := v.callback.address.Query().Get("error"); refusal != "" { // releases before 1.56 keep it to themselves
		said = "the provider sends " + refusal + ": " + said
	}
	if strings.TrimSuffix(v.callback.address.Path, "/") != v.base+"/oauth2callback" {
		return ending{stageWayBack, said}
	}
	if v.callback.status == http.StatusNotFound { // there is no callback: another base path
		return ending{stageWayBack, said}
	}
	if v.callback.status >= 400 {
		return ending{stageCallback, said}
	}
	if v.callback.status == http.StatusOK { // Streamlit's page, not its callback: another base path
		return ending{stageWayBack, said}
	}
	cookie := false
	for _, c := range v.jar.Cookies(v.callback.address) {
		cookie = cookie || c.Name == "_streamlit_user" && c.Value != ""
	}
	if !cookie {
		return ending{stageCallback, said}
	}
	home, err := v.callback.address.Parse(v.callback.location)
	if err != nil {
		return ending{stageCallback, err.Error()}
	}
	shown, err := v.look(home, "")
	switch {
	case err != nil:
		return ending{stageAfter, err.Error() + "\n" + told(v.server.log())}
	case len(shown.exceptions) > 0:
		return ending{stageAfter, strings.Join(shown.exceptions, "\n")}
	case !strings.Contains(shown.text, signedInText):
		return ending{stageOrigin, told(v.server.log())}
	}
	return ending{stageSignedIn, ""}
}

// signedInText is what every app of these tests shows to somebody who is logged in.
const signedInText = "You are in"

var inQuery = regexp.MustCompile(`\?\S+`)

// told is what a log says, without the places in tracebacks, Streamlit's
// greeting, and the codes of addresses.
func told(log string) string {
	var lines []string
	for _, line := range strings.Split(log, "\n") {
		if line != "" && line[0] != ' ' && !strings.HasPrefix(line, "Traceback") && !strings.HasPrefix(line, "HTTPServerRequest") {
			lines = append(lines, inQuery.ReplaceAllString(line, "?"))
		}
	}
	return strings.Join(lines[max(0, len(lines)-40):], "\n")
}
