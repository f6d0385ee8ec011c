package streamlit

import (
	"cmp"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/internal/hosts"
)

// repair makes of an address the one that works, part by part, and notes what
// had to change. The host comes first: everything else depends on whether it is
// this machine.
func (r *redirect) repair(u *url.URL) url.URL {
	fixed := url.URL{Scheme: u.Scheme, Path: u.Path}
	r.extras(u)
	host, port := r.host(u.Hostname(), u.Port())
	local := hosts.IsLoopback(host)
	fixed.Path = r.path(u, host)
	port = r.atPort(u, host, port)
	fixed.Scheme = r.scheme(u, local, port)
	if strings.HasSuffix(u.Host, ":") {
		r.note(formID, SeverityError, "redirect_uri has a colon without a port")
	}
	if isDefaultPort(u.Scheme, u.Port()) {
		r.note(formID, SeverityError, "redirect_uri names the default port, which browsers leave out: after the sign-in people are still logged out")
	}
	if !local && (isDefaultPort(u.Scheme, port) || u.Scheme == "" && (port == "80" || port == "443")) {
		port = "" // on this machine it is the app's own, whatever the scheme becomes
	}
	fixed.Host = withPort(host, port)
	withoutDefaultPort(&fixed)
	r.opensElsewhere(host)
	return fixed
}

// defaultPort is the port browsers leave out.
func defaultPort(scheme string) string {
	switch scheme {
	case "http":
		return "80"
	case "https":
		return "443"
	}
	return ""
}

func isDefaultPort(scheme, port string) bool { return port != "" && port == defaultPort(scheme) }

func withoutDefaultPort(u *url.URL) {
	if isDefaultPort(u.Scheme, u.Port()) {
		u.Host = withPort(u.Hostname(), "")
	}
}

func withPort(host, port string) string {
	switch {
	case port != "":
		return net.JoinHostPort(host, port)
	case strings.Contains(host, ":"):
		return "[" + host + "]"
	}
	return host
}

// extras are what does not belong into redirect_uri at all.
func (r *redirect) extras(u *url.URL) {
	if u.User != nil {
		r.note(formID, SeverityError, "redirect_uri holds a user name or password")
	}
	if u.RawQuery != "" || u.ForceQuery {
		r.note(formID, SeverityWarning, "redirect_uri has a query, which the provider compares too and which keeps st.logout from reaching the provider")
	}
	if u.Fragment != "" {
		r.note(formID, SeverityError, "redirect_uri has a part behind #, which no provider takes")
	}
}

// host judges what Streamlit compares with the browser's Origin. A port that
// was written into the host comes back as one.
func (r *redirect) host(host, port string) (string, string) {
	const compared = "; Streamlit compares letter by letter: after the sign-in people are still logged out"
	if strings.ContainsAny(host, "*") {
		r.lose("redirect_uri holds a wildcard, which no browser can open", "write the address of this one app")
		return host, port
	}
	ascii, ok := hosts.ASCII(host)
	switch {
	case !ok:
		r.lose("redirect_uri has characters in its host that no host name may have", "")
		return host, port
	case ascii != strings.ToLower(host):
		r.note(formID, SeverityError, "redirect_uri has letters in its host that browsers write in another way (xn--…)"+compared)
	case ascii != host:
		r.note(formID, SeverityError, "redirect_uri has capitals in its host; browsers write it small, and Streamlit compares letter by letter: after the sign-in people are still logged out")
	}
	host = ascii
	if plain := strings.TrimRight(host, "."); plain != host {
		r.note(formID, SeverityError, "redirect_uri has a dot at the end of its host, which browsers keep and nobody types"+compared)
		host = plain
	}
	if ip := net.ParseIP(host); strings.Contains(host, ":") && ip != nil && ip.String() != host {
		r.note(formID, SeverityError, "redirect_uri has an IPv6 address that browsers write shorter"+compared)
		host = ip.String()
	}
	host = r.forwarded(host)
	ip := net.ParseIP(host)
	inHost, near := hosts.NearLocalhost(host)
	switch {
	case host == "":
		r.lose("redirect_uri is not an address", "")
	case near:
		r.note(formID, SeverityError, "redirect_uri names a host that is nearly localhost and is not: people who sign in do not come back")
		if port == "" {
			port = inHost
		}
		host = "localhost"
	case ip.IsUnspecified():
		r.note(formID, SeverityError, host+" is where a server listens, not an address people open")
		host = "localhost"
	case host == "share.streamlit.io":
		r.lose("share.streamlit.io is where apps are managed; each app has an address of its own", "write the address at which people open the app: https://<its name>.streamlit.app/oauth2callback")
	case r.Entra && ip.IsLoopback() && strings.Contains(host, ":"):
		r.note(formID, SeverityError, "Entra does not take [::1] in a redirect URI")
		host = "localhost"
	case r.Entra && ip.IsLoopback():
		r.note(formID, SeverityWarning, "Entra takes "+host+" only through the manifest, and people have to open the app at "+host+" as well")
		host = "localhost"
	case r.Shared && ip.IsLoopback():
		host, r.more = "localhost", true
	case ip.IsLoopback() && r.HostForgets && !r.Mapped && r.opensLocalhost():
		r.note(formID, SeverityWarning, "streamlit run opens the app at localhost, and redirect_uri names "+host+": since Streamlit 1.58 people come back logged out the first time")
		r.alternative(`, or set serverAddress = "` + host + `" below [browser] in .streamlit/config.toml`)
		host = "localhost"
	}
	return host, port
}

// opensLocalhost tells whether Streamlit itself opens the app there: without a
// setting that names another host, and where somebody looks on.
func (r *redirect) opensLocalhost() bool {
	s := r.Server
	return !s.Headless && s.BrowserAddress == "" && (s.Address == "" || strings.EqualFold(s.Address, "localhost"))
}

// forwards are the hosts whose first label names the port that they lead to
// (docs/facts/platforms.md, section 5).
var forwards = []struct {
	under string
	first bool // 8501-name; otherwise name-8501
}{
	{".app.github.dev", false}, {".devtunnels.ms", false},
	{".gitpod.io", true}, {".cloudshell.dev", true}, {".cloudworkstations.dev", true},
}

// forwarded judges the port in an address of GitHub Codespaces and its like.
func (r *redirect) forwarded(host string) string {
	label, rest, _ := strings.Cut(host, ".")
	for _, f := range forwards {
		if r.Mapped || !strings.HasSuffix("."+rest, f.under) {
			continue
		}
		at := strings.LastIndexByte(label, '-')
		if f.first {
			at = strings.IndexByte(label, '-')
		}
		if at < 0 {
			continue
		}
		named, other := label[at+1:], label[:at+1]+r.port
		if f.first {
			named, other = label[:at], r.port+label[at:]
		}
		if _, err := strconv.Atoi(named); err != nil || named == r.port {
			continue
		}
		r.notePort("", named)
		return other + "." + rest
	}
	return host
}

// path: <base path>/oauth2callback, and nothing else.
func (r *redirect) path(u *url.URL, host string) string {
	base, local := r.base(), hosts.IsLoopback(host) && !r.Mapped
	want := base + callbackPath
	if r.lost {
		return want // what is behind an address that is none says nothing
	}
	if plain := withoutDots(u); plain.Path != u.Path {
		r.note(pathID, SeverityWarning, "redirect_uri has . or .. in its path, which browsers take out and the provider compares")
		u = plain
	}
	prefix, isCallback := strings.CutSuffix(u.Path, callbackPath)
	switch path := u.Path; {
	case path == want && u.EscapedPath() == (&url.URL{Path: want}).EscapedPath():
	case path == want && r.RawPaths:
		r.note(pathID, SeverityError, "redirect_uri has letters of its path written with %, and Streamlit before 1.57 has no callback there")
	case path == want:
		r.note(pathID, SeverityWarning, "redirect_uri has letters of its path written with %: st.logout does not reach the provider")
	case path == want+"/":
		r.note(pathID, SeverityWarning, "redirect_uri ends with a slash behind /oauth2callback: the login takes a detour and st.logout does not reach the provider")
	case base != "" && strings.TrimSuffix(path, "/") == callbackPath:
		r.note(pathID, SeverityError, "redirect_uri lacks the base path "+base+" (server.baseUrlPath), so the provider's answer does not reach the app")
	case base == "" && isCallback && !local && !strings.HasSuffix(host, communityCloud) && !strings.Contains(path, "//"):
		want = path
		r.noBasePath(strings.Trim(prefix, "/"))
	case base == "" && InCommunityCloud(u):
		want = path
	case base == "" && isCallback:
		r.note(pathID, SeverityError, "redirect_uri has the base path "+prefix+", but server.baseUrlPath is not set, so the app has no callback there")
		if local && strings.Trim(prefix, "/") != "" {
			r.alternative(", or set server.baseUrlPath in .streamlit/config.toml")
		}
	case isCallback:
		r.note(pathID, SeverityError, "redirect_uri has another base path than "+base+" (server.baseUrlPath)")
	case strings.EqualFold(strings.TrimSuffix(path, "/"), want):
		r.note(pathID, SeverityError, "redirect_uri has capitals in /oauth2callback, which Streamlit and Entra tell apart from small letters")
	default:
		r.note(pathID, SeverityError, "redirect_uri does not end in /oauth2callback, the only address at which Streamlit takes the provider's answer")
	}
	if r.unregistrable(want) {
		r.lost = true
		if r.Entra {
			r.lose("redirect_uri has characters in its path that Entra does not register: ! $ ' ( ) , ;", "use letters, digits, - . _ ~ and / in the app's base path")
		}
	}
	return want
}

// withoutDots takes . and .. out of a path, as browsers do (RFC 3986, section 5.2.4).
func withoutDots(u *url.URL) *url.URL {
	if !strings.Contains(u.Path, "/.") {
		return u
	}
	plain := *u
	resolved := (&url.URL{Path: "/"}).ResolveReference(&url.URL{Path: u.Path})
	plain.Path, plain.RawPath = resolved.Path, ""
	return &plain
}

// unregistrable tells whether Entra does not take a path.
func (r *redirect) unregistrable(path string) bool {
	return (r.Entra || r.Shared) && strings.ContainsAny(path, "!$'(),;")
}

// noBasePath notes that the app lives at the root as far as it knows. A proxy
// that takes the base path off brings the provider's answer home, but not the person.
func (r *redirect) noBasePath(base string) {
	if r.Mapped || base == "" {
		return
	}
	r.note(pathID, SeverityWarning, "redirect_uri has the base path /"+base+", but server.baseUrlPath is not set, so after the sign-in Streamlit sends people to / and not to /"+base+"/")
	_, edit := findings.Write(base, "server", "baseUrlPath")
	r.own(`set baseUrlPath = "`+base+`" below [server] in .streamlit/config.toml, and let a proxy in front not take it off`, edit)
}

// InCommunityCloud tells whether a redirect URI is the address at which
// Community Cloud keeps the app behind its own page. Some people register it;
// whether a sign-in ends there is not known (docs/facts/streamlit.md, section 6.3).
func InCommunityCloud(u *url.URL) bool {
	return strings.HasSuffix(u.Hostname(), communityCloud) && u.Path == "/~/+"+callbackPath
}

// communityCloud ends the host of every app of Streamlit Community Cloud, which
// has no base paths.
const communityCloud = ".streamlit.app"

// atPort: on this machine the app itself has to listen there.
func (r *redirect) atPort(u *url.URL, host, port string) string {
	n, err := strconv.Atoi(port)
	impossible := port != "" && (err != nil || n < 1 || n > 65535)
	local := hosts.IsLoopback(host)
	if impossible {
		r.note(portID, SeverityError, "redirect_uri names a port that does not exist")
		if local {
			return r.port
		}
		return ""
	}
	if plain := strconv.Itoa(n); port != "" && port != plain {
		r.note(formID, SeverityError, "redirect_uri has a 0 in front of its port, which browsers leave out: after the sign-in people are still logged out")
		port = plain
	}
	if !local || r.Mapped || r.Server.BrowserPort != 0 && strconv.Itoa(r.Server.BrowserPort) == port {
		return port
	}
	named := cmp.Or(port, defaultPort(u.Scheme))
	if named == "" {
		return r.port // what is wrong with the scheme is told
	}
	if named == r.port {
		return named
	}
	r.notePort(u.Scheme, named)
	return r.port
}

// scheme: https for everybody else's host; on this machine what the app itself
// speaks at its port, which is http unless server.sslCertFile is set.
func (r *redirect) scheme(u *url.URL, local bool, port string) string {
	if local {
		if r.Mapped || cmp.Or(port, defaultPort(u.Scheme)) != r.port {
			if u.Scheme == "" {
				return r.spoken()
			}
			return u.Scheme
		}
		if u.Scheme != "" && u.Scheme != r.spoken() && cmp.Or(u.Port(), defaultPort(u.Scheme)) == r.port {
			why := "server.sslCertFile is not set"
			if r.Server.SSLCertFile != "" {
				why = "server.sslCertFile is set"
			}
			r.note(schemeID, SeverityError, "redirect_uri is "+u.Scheme+", but the app speaks "+r.spoken()+" at this port ("+why+"), so the provider's answer does not reach it")
		}
		return r.spoken()
	}
	if u.Scheme == "http" {
		severity, message := SeverityWarning, "redirect_uri is http, so logins can be read on the way"
		if r.Entra {
			severity, message = SeverityError, "redirect_uri is http, which Entra registers for localhost only"
		}
		r.note(schemeID, severity, message)
		r.besides(" and serve the app over https (a proxy in front of it will do)")
	}
	return "https"
}

// opensElsewhere notes that Streamlit opens the app at another host than the
// one people are sent back to. Without a person at the machine it opens none.
func (r *redirect) opensElsewhere(host string) {
	opens := strings.ToLower(r.Server.BrowserAddress)
	if opens == "" || opens == host || r.Server.Headless || r.lost {
		return
	}
	both := hosts.IsLoopback(host) && hosts.IsLoopback(opens)
	if both && !r.HostForgets || !both && hosts.IsLoopback(host) == hosts.IsLoopback(opens) {
		return
	}
	message := "browser.serverAddress opens the app at another host than redirect_uri names"
	if ip := net.ParseIP(opens); ip.IsUnspecified() {
		message = "browser.serverAddress is " + opens + ", where a server listens and which is not an address people open"
	}
	r.note(formID, SeverityWarning, message)
	fix, edit := findings.Write(host, "browser", "serverAddress")
	fix = strings.Replace(fix, "write ", "set ", 1) + " below [browser] in .streamlit/config.toml"
	if r.Server.Outside["browser.serverAddress"] {
		fix, edit = "set browser.serverAddress to "+host+" where the app is started, or remove it there", nil
	}
	r.own(fix, edit)
}
