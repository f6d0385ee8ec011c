package sandbox

import (
	"fmt"
	"html"
	"net/http"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

// device is a sign-in that a program without a browser waits for (RFC 8628).
type device struct {
	clientID, userCode string
	request            *request // what the program has asked for
	grant              *grant   // once a person has signed in
	declined           bool
}

// deviceCode hands out a code for somebody to enter at /devicelogin. Entra does
// so for every app of the tenant, which tells that the app exists
// (docs/facts/entra.md, section 3.5).
func (s *Server) deviceCode(w http.ResponseWriter, r *http.Request) {
	tenant, kind := s.tenant(r.PathValue("tenant"))
	var f *failure
	var client Client
	switch {
	case r.Method != http.MethodPost:
		f = wrongMethod(r.Method)
	case r.ParseForm() != nil:
		f = undecodable()
	case kind == entra.NotEntra:
		f = noSuchTenant(tenant)
	case readCredentials(r).id == "":
		f = missingParameter("client_id")
	default:
		client, f = s.clientAt(tenant, kind, readCredentials(r).id)
	}
	switch {
	case f != nil:
	case kind == entra.Consumers:
		f = notMobile()
	case r.PostForm.Get("scope") == "" && r.PostForm.Get("resource") == "":
		f = missingParameter("scope")
	}
	if f != nil {
		s.refuse(w, f)
		return
	}
	userCode, code, page := strings.ToUpper(strings.ReplaceAll(newGUID(), "-", ""))[:9], random(90), base(r)+"/devicelogin"
	q := newRequest(r, tenant, kind, client)
	waiting := &device{clientID: client.ID, userCode: userCode, request: q}
	q.device = waiting
	s.mu.Lock()
	keep(s.devices, code, waiting)
	s.mu.Unlock()
	note(w, "device code")
	writeJSON(w, http.StatusOK, struct {
		UserCode   string `json:"user_code"`
		DeviceCode string `json:"device_code"`
		Page       string `json:"verification_uri"`
		ExpiresIn  int    `json:"expires_in"` // seconds
		Interval   int    `json:"interval"`   // seconds
		Message    string `json:"message"`
	}{userCode, code, page, 900, 5, "To sign in, use a web browser to open the page " + page + " and enter the code " + userCode + " to authenticate."})
}

// pollDevice answers a program that waits for a person to sign in.
func (s *Server) pollDevice(t *tokenRequest) (*grant, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	waiting := s.devices[t.form.Get("device_code")]
	switch {
	case t.form.Get("device_code") == "":
		return nil, missingParameter("device_code")
	case waiting == nil:
		return nil, undecodable()
	case !strings.EqualFold(waiting.clientID, t.client.ID):
		return nil, codeOfOtherClient()
	case waiting.declined:
		return nil, deviceDeclined()
	case waiting.grant == nil:
		return nil, devicePending()
	case !t.client.public() && t.nothing():
		return nil, noSecret()
	}
	delete(s.devices, t.form.Get("device_code"))
	return waiting.grant, nil
}

// public tells whether an app may go without a secret where no redirect URI
// tells its platform.
func (c Client) public() bool { return c.fallback != nil && *c.fallback }

// deviceLogin is where a person enters a device code.
func (s *Server) deviceLogin(w http.ResponseWriter, r *http.Request) {
	r.ParseForm() //nolint:errcheck // then there is no code
	code := strings.ToUpper(strings.TrimSpace(r.Form.Get("otc")))
	ticket := random(16)
	var waiting *device
	s.mu.Lock()
	for _, one := range s.devices {
		if one.userCode == code && one.grant == nil {
			waiting = one
			keep(s.pages, ticket, one.request)
		}
	}
	s.mu.Unlock()
	if waiting != nil {
		s.signInPage(w, waiting.request, ticket, "", "")
		return
	}
	out := pageHead(w, "Enter code", "DeviceLogin", nil)
	out.WriteString(`<h1>Enter code</h1><p>A program without a browser, such as the Azure CLI, shows the code.</p>`)
	if code != "" {
		out.WriteString(`<p class="wrong" role="alert">That code is not known, or was used already.</p>`)
	}
	out.WriteString(`<form action="/devicelogin"><label>Code<input type="text" name="otc" autocomplete="off"></label><button class="primary">Next</button></form>`)
	pageEnd(w, out)
}

// finishDevice lets the program go on that waits for a sign-in.
func (s *Server) finishDevice(w http.ResponseWriter, q *request, user User, cancelled bool) {
	s.mu.Lock()
	if q.device.declined = cancelled; !cancelled {
		q.device.grant = &grant{request: q, user: user, issued: s.now(), device: true}
	}
	s.mu.Unlock()
	note(w, "device signed in")
	out := pageHead(w, "Signed in", "DeviceDone", nil)
	fmt.Fprintf(out, `<h1>%s</h1><p>You can close this page and go back to the program.</p>`, html.EscapeString(q.client.Name))
	pageEnd(w, out)
}
