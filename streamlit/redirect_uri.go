package streamlit

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// callbackPath is the only route at which Streamlit takes a provider's answer.
const callbackPath = "/oauth2callback"

// RedirectRules is what else is known about an app when its redirect_uri is judged.
type RedirectRules struct {
	Entra  bool         // the provider is Microsoft Entra, which takes http for localhost only
	Server ServerConfig // where the app listens
	Mapped bool         // a container or proxy may stand between the port in redirect_uri and server.port

	AsWritten bool // Streamlit before RewritesRedirectURI sends what is written there
}

// Check judges redirect_uri: redirect-uri-form, -path, -scheme, -port. Messages
// show its scheme, host and path, never a query or a user name.
func (r RedirectRules) Check(text string) []Problem {
	port := r.Server.Port
	if port == 0 {
		port = DefaultPort
	}
	hasPort := strings.Contains(text, "{port}")
	text = ExpandPort(text, port)
	u, problems := redirectForm(text)
	if u == nil {
		return problems
	}
	problems = append(problems, r.host(u)...)
	problems = append(problems, r.path(u)...)
	problems = append(problems, r.scheme(u, port)...)
	switch {
	case !hasPort:
		problems = append(problems, r.port(u, port)...)
	case r.AsWritten:
		problems = append(problems, redirectProblem("redirect-uri-port", SeverityError, "redirect_uri holds {port}, which Streamlit before 1.53 sends as it stands",
			"write redirect_uri = \""+hosts.Shown(u)+"\", or ask for "+deps.Recommended+" in the project's requirements"))
	}
	return problems
}

func redirectProblem(id string, severity Severity, message, fix string) Problem {
	return Problem{ID: id, Severity: severity, Message: message, Fix: fix}
}

const formID = "redirect-uri-form"

// redirectForm reads the address; nil when it is none.
func redirectForm(text string) (*url.URL, []Problem) {
	fail := func(message, fix string) (*url.URL, []Problem) {
		return nil, []Problem{redirectProblem(formID, SeverityError, message, fix)}
	}
	const example = "write redirect_uri = \"http://localhost:8501/oauth2callback\", or the deployed app's address with https://"
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed != text:
		return fail("redirect_uri has blanks around it, which are sent as part of it", "remove the blanks inside the quotes of redirect_uri")
	case strings.ContainsAny(text, " \t\r\n"):
		return fail("redirect_uri has a blank or a line break in it", example)
	case strings.Count(text, "://") > 1 && strings.ContainsAny(text, ",;"):
		return fail("redirect_uri holds more than one address, and takes one", "keep the address of this app, and register the others at the provider; each deployment has secrets of its own")
	case !strings.Contains(text, "://"):
		return fail("redirect_uri has no scheme, so nobody who signs in is recognised afterwards", "write http:// in front for this machine, https:// for every other host")
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Hostname() == "" {
		return fail("redirect_uri is not an address", example)
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return fail("redirect_uri begins with neither https:// nor http://", example)
	}
	return u, nil
}

// host judges what Streamlit compares with the browser's Origin.
func (r RedirectRules) host(u *url.URL) []Problem {
	var problems []Problem
	add := func(severity Severity, message string, fixed url.URL) {
		problems = append(problems, redirectProblem(formID, severity, message, "write redirect_uri = \""+hosts.Shown(&fixed)+"\""))
	}
	host := u.Hostname()
	fixed := *u
	fixed.User, fixed.RawQuery, fixed.Fragment = nil, "", ""
	switch {
	case u.User != nil:
		add(SeverityError, "redirect_uri holds a user name or password", fixed)
	case strings.ContainsAny(host, "*"):
		problems = append(problems, redirectProblem(formID, SeverityError, "redirect_uri holds a wildcard, which is no address a browser can open", "write the address of this one app"))
	case strings.ToLower(u.Host) != u.Host:
		fixed.Host = strings.ToLower(u.Host)
		add(SeverityError, "redirect_uri has capitals in its host; browsers write it small, and Streamlit compares letter by letter: after the sign-in people are still logged out", fixed)
	case u.Scheme == "https" && u.Port() == "443" || u.Scheme == "http" && u.Port() == "80":
		fixed.Host = bracketed(host)
		add(SeverityError, "redirect_uri names the default port, which browsers leave out: after the sign-in people are still logged out", fixed)
	case strings.HasSuffix(u.Host, ":"):
		fixed.Host = strings.TrimSuffix(u.Host, ":")
		add(SeverityError, "redirect_uri has a colon without a port", fixed)
	case host == "0.0.0.0" || host == "::":
		fixed.Host = strings.Replace(u.Host, "["+host+"]", "localhost", 1)
		fixed.Host = strings.Replace(fixed.Host, host, "localhost", 1)
		add(SeverityError, host+" is where a server listens, not an address people open", fixed)
	case r.Entra && net.ParseIP(host) != nil && net.ParseIP(host).IsLoopback() && strings.Contains(host, ":"):
		fixed.Host = withHost(u, "localhost")
		add(SeverityError, "Entra does not take [::1] in a redirect URI", fixed)
	case r.Entra && host == "127.0.0.1":
		fixed.Host = withHost(u, "localhost")
		add(SeverityWarning, "Entra takes 127.0.0.1 only through the manifest, and people have to open the app at 127.0.0.1 as well", fixed)
	}
	if u.RawQuery != "" || u.ForceQuery {
		add(SeverityWarning, "redirect_uri has a query, which the provider compares too and which keeps st.logout from reaching the provider", fixed)
	}
	if u.Fragment != "" {
		add(SeverityError, "redirect_uri has a part behind #, which no provider takes", fixed)
	}
	if r.Entra && strings.ContainsAny(u.Path, "!$'(),;") {
		problems = append(problems, redirectProblem(formID, SeverityError, "redirect_uri has characters in its path that Entra does not register: ! $ ' ( ) , ;", "use letters, digits, - . _ ~ and / in the app's base path"))
	}
	if address := r.Server.BrowserAddress; address != "" && hosts.IsLoopback(host) != hosts.IsLoopback(address) && address != host {
		fixed.Host = withHost(u, strings.ToLower(address))
		add(SeverityWarning, "browser.serverAddress opens the app at another host than redirect_uri names", fixed)
	}
	return problems
}

func bracketed(host string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

func withHost(u *url.URL, host string) string {
	if u.Port() == "" {
		return bracketed(host)
	}
	return net.JoinHostPort(host, u.Port())
}

// path: <base path>/oauth2callback, and nothing else.
func (r RedirectRules) path(u *url.URL) []Problem {
	const id = "redirect-uri-path"
	base := ""
	if r.Server.BaseURLPath != "" {
		base = "/" + strings.Trim(r.Server.BaseURLPath, "/")
	}
	fixed := *u
	fixed.User, fixed.RawQuery, fixed.Fragment, fixed.RawPath = nil, "", "", ""
	write := func(path string) string {
		fixed.Path = path
		return "write redirect_uri = \"" + hosts.Shown(&fixed) + "\""
	}
	switch path := u.Path; {
	case path == base+callbackPath:
		return nil
	case path == base+callbackPath+"/":
		return []Problem{redirectProblem(id, SeverityWarning, "redirect_uri ends with a slash behind /oauth2callback: the login takes a detour and st.logout does not reach the provider",
			write(base+callbackPath)+" and register it so at the provider")}
	case base != "" && strings.TrimSuffix(path, "/") == callbackPath:
		return []Problem{redirectProblem(id, SeverityError, "redirect_uri lacks the base path "+base+" (server.baseUrlPath), so the provider's answer does not reach the app",
			write(base+callbackPath)+" and register it so at the provider")}
	case base == "" && strings.HasSuffix(path, callbackPath):
		if hosts.IsLoopback(u.Hostname()) && !r.Mapped {
			return []Problem{redirectProblem(id, SeverityError, "redirect_uri has the base path "+strings.TrimSuffix(path, callbackPath)+", but server.baseUrlPath is not set, so the app has no callback there",
				write(callbackPath)+", or set server.baseUrlPath in .streamlit/config.toml")}
		}
		return nil // a proxy in front may take the base path off
	case strings.HasSuffix(path, callbackPath):
		return []Problem{redirectProblem(id, SeverityError, "redirect_uri has another base path than "+base+" (server.baseUrlPath)",
			write(base+callbackPath)+" and register it so at the provider")}
	}
	message := "redirect_uri does not end in /oauth2callback, the only address at which Streamlit takes the provider's answer"
	if strings.EqualFold(strings.TrimSuffix(u.Path, "/"), base+callbackPath) {
		message = "redirect_uri has capitals in /oauth2callback, which Streamlit and Entra tell apart from small letters"
	}
	return []Problem{redirectProblem(id, SeverityError, message, write(base+callbackPath)+" and register it so at the provider")}
}

// scheme: https for everybody else's host; on this machine what the app itself
// speaks at its port, which is http unless server.sslCertFile is set.
func (r RedirectRules) scheme(u *url.URL, serverPort int) []Problem {
	const id = "redirect-uri-scheme"
	if hosts.IsLoopback(u.Hostname()) && !r.Mapped && u.Port() == strconv.Itoa(serverPort) {
		spoken, why := "http", "server.sslCertFile is not set"
		if r.Server.SSLCertFile != "" {
			spoken, why = "https", "server.sslCertFile is set"
		}
		if u.Scheme != spoken {
			fixed := *u
			fixed.User, fixed.RawQuery, fixed.Fragment, fixed.Scheme = nil, "", "", spoken
			return []Problem{redirectProblem(id, SeverityError, "redirect_uri is "+u.Scheme+", but the app speaks "+spoken+" at this port ("+why+"), so the provider's answer does not reach it",
				"write redirect_uri = \""+hosts.Shown(&fixed)+"\"")}
		}
	}
	if u.Scheme == "https" || hosts.IsLoopback(u.Hostname()) || net.ParseIP(u.Hostname()).IsUnspecified() {
		return nil
	}
	fixed := *u
	fixed.User, fixed.RawQuery, fixed.Fragment, fixed.Scheme = nil, "", "", "https"
	severity, message := SeverityWarning, "redirect_uri is http, so logins can be read on the way"
	if r.Entra {
		severity, message = SeverityError, "redirect_uri is http, which Entra registers for localhost only"
	}
	return []Problem{redirectProblem(id, severity, message, "write redirect_uri = \""+hosts.Shown(&fixed)+"\" and serve the app over https (a proxy in front of it will do)")}
}

// port: on this machine the app itself has to listen there.
func (r RedirectRules) port(u *url.URL, serverPort int) []Problem {
	const id = "redirect-uri-port"
	if p := u.Port(); p != "" {
		if n, err := strconv.Atoi(p); err != nil || n < 1 || n > 65535 {
			return []Problem{redirectProblem(id, SeverityError, "redirect_uri names a port that does not exist", fmt.Sprintf("write the app's port, for instance %d", serverPort))}
		}
	}
	if !hosts.IsLoopback(u.Hostname()) || r.Mapped || r.Server.BrowserPort != 0 && strconv.Itoa(r.Server.BrowserPort) == u.Port() {
		return nil
	}
	named := u.Port()
	if named == "" {
		named = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	if named == strconv.Itoa(serverPort) {
		return nil
	}
	fixed := *u
	fixed.User, fixed.RawQuery, fixed.Fragment = nil, "", ""
	fixed.Host = net.JoinHostPort(u.Hostname(), strconv.Itoa(serverPort))
	if r.Server.PortSet {
		return []Problem{redirectProblem(id, SeverityError,
			fmt.Sprintf("redirect_uri sends people to port %s, but the app listens on %d (server.port)", named, serverPort),
			"write redirect_uri = \""+hosts.Shown(&fixed)+"\", or set server.port = "+named)}
	}
	return []Problem{redirectProblem(id, SeverityWarning,
		fmt.Sprintf("redirect_uri sends people to port %s, but streamlit run listens on %d unless it is told otherwise", named, serverPort),
		fmt.Sprintf("set port = %s below [server] in .streamlit/config.toml, or write redirect_uri = %q", named, hosts.Shown(&fixed)))}
}
