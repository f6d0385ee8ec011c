package streamlit

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// callbackPath is the only route at which Streamlit takes a provider's answer.
const callbackPath = "/oauth2callback"

const (
	formID   = checkid.RedirectURIForm
	pathID   = checkid.RedirectURIPath
	schemeID = checkid.RedirectURIScheme
	portID   = checkid.RedirectURIPort
)

// RedirectRules is what else is known about an app when its redirect_uri is judged.
type RedirectRules struct {
	Entra  bool                // the provider is Microsoft Entra, which takes http for localhost only
	Shared bool                // another provider of the app is Entra: what is written has to fit there as well
	Server ServerConfig        // where the app listens
	Taken  func(*url.URL) bool // whether the providers are known to refuse no such address; nil: they are not
	Mapped bool                // a container or proxy may stand between the port in redirect_uri and server.port

	AsWritten   bool // Streamlit before RewritesRedirectURI sends what is written there
	RawPaths    bool // Streamlit before OnStarlette compares paths as they are written
	HostForgets bool // Streamlit since KeepsLoginInCookie remembers a login that has begun at the host where it began
}

// Check judges redirect_uri: redirect-uri-form, -path, -scheme, -port. The value
// is repaired once, as a whole, and every problem names that same value. Messages
// show its scheme, host and path, never a query or a user name.
func (r RedirectRules) Check(text string) []Problem {
	if r.Server.Port == 0 {
		r.Server.Port = DefaultPort
	}
	port := strconv.Itoa(r.Server.Port)
	found := &redirect{RedirectRules: r, port: port}
	written := strings.ReplaceAll(text, "{port}", port)
	u, ok := found.read(written)
	if !ok {
		return found.problems("")
	}
	fixed := found.repair(u)
	found.lost = found.lost || r.Taken != nil && !r.Taken(&fixed)
	if written != text && r.AsWritten {
		found.note(portID, SeverityError, "redirect_uri holds {port}, which Streamlit before 1.53 sends as it stands")
		found.alternative(", or ask for " + deps.Recommended + " in the project's requirements")
	}
	address := hosts.Shown(&fixed)
	if written != text && !r.AsWritten {
		address = strings.Replace(address, ":"+port+"/", ":{port}/", 1)
	}
	return found.problems(address)
}

// Repair is the address that redirect_uri was meant to be; false when that cannot be told.
func (r RedirectRules) Repair(text string) (*url.URL, bool) {
	r.Server.Port = cmp.Or(r.Server.Port, DefaultPort)
	port := strconv.Itoa(r.Server.Port)
	found := &redirect{RedirectRules: r, port: port}
	u, ok := found.read(strings.ReplaceAll(text, "{port}", port))
	if !ok {
		return nil, false
	}
	fixed := found.repair(u)
	return &fixed, !found.lost
}

// redirect is one redirect_uri under repair, with what was found on the way.
type redirect struct {
	RedirectRules
	port  string // server.port
	found []fault
	more  bool // something else changes, which another provider's result tells
	lost  bool // what the address should be cannot be told
}

// fault is a problem whose fix is the repaired address, unless it has one of its own.
type fault struct {
	Problem
	then  string // what has to be done besides
	other string // another way out, where this is all that is wrong
}

func (r *redirect) note(id string, severity Severity, message string) {
	r.found = append(r.found, fault{Problem: Problem{ID: id, Severity: severity, Message: message}})
}

// besides adds what has to be done with the address to the problem noted last.
func (r *redirect) besides(fix string) { r.found[len(r.found)-1].then = fix }

// alternative adds another way out to the problem noted last.
func (r *redirect) alternative(fix string) { r.found[len(r.found)-1].other = fix }

// own gives the problem noted last a fix that leaves redirect_uri alone.
func (r *redirect) own(fix string, edit *findings.Edit) {
	last := &r.found[len(r.found)-1]
	last.Fix, last.Edit = fix, edit
}

// lose notes what keeps the address from being told. An empty fix is the general one.
func (r *redirect) lose(message, fix string) (*url.URL, bool) {
	r.lost = true
	r.note(formID, SeverityError, message)
	r.own(fix, nil)
	return nil, false
}

// problems gives every fault its fix: the address, the same for all.
func (r *redirect) problems(address string) []Problem {
	ofAddress := 0
	for _, f := range r.found {
		if f.Fix == "" {
			ofAddress++
		}
	}
	var problems []Problem
	for _, f := range r.found {
		switch {
		case f.Fix != "":
		case r.lost:
			if slices.ContainsFunc(problems, func(p Problem) bool { return p.ID == f.ID }) {
				continue // they have the same fix
			}
			f.Fix = "write the deployed app's address with https:// in front and /oauth2callback at its end"
			if !r.unregistrable(r.base()) {
				f.Fix += `, or on this machine redirect_uri = "` + r.here() + `"`
			}
		default:
			f.Fix, f.Edit = findings.Write(address, "auth", "redirect_uri")
			if f.ID == pathID {
				f.Fix += " and register it so at the provider"
			}
			f.Fix += f.then
			if ofAddress == 1 && !r.more {
				f.Fix += f.other
			}
		}
		problems = append(problems, f.Problem)
	}
	return problems
}

// here is the app's callback on this machine.
func (r *redirect) here() string {
	address := url.URL{Scheme: r.spoken(), Host: withPort("localhost", r.port), Path: r.base() + callbackPath}
	withoutDefaultPort(&address)
	return address.String()
}

// base is server.baseUrlPath with a slash in front, or nothing.
func (r *redirect) base() string {
	if base := strings.Trim(r.Server.BaseURLPath, "/"); base != "" {
		return "/" + base
	}
	return ""
}

// spoken is the scheme the app itself speaks at its port.
func (r *redirect) spoken() string {
	if r.Server.SSLCertFile != "" && r.Server.SSLKeyFile != "" {
		return "https"
	}
	return "http"
}

// notePort notes that people are sent to a port where the app is not. Where the
// scheme fits, the app can be moved there instead.
func (r *redirect) notePort(scheme, named string) {
	severity, message := SeverityWarning, fmt.Sprintf("redirect_uri sends people to port %s, but streamlit run listens on %s unless it is told otherwise", named, r.port)
	if r.Server.PortSet {
		severity, message = SeverityError, fmt.Sprintf("redirect_uri sends people to port %s, but the app listens on %s (server.port)", named, r.port)
	}
	r.note(portID, severity, message)
	switch {
	case scheme != r.spoken():
	case r.Server.PortSet:
		r.alternative(", or set server.port = " + named)
	default:
		r.alternative(", or set port = " + named + " below [server] in .streamlit/config.toml")
	}
}
