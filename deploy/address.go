package deploy

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/internal/hosts"
)

const callbackPath = "/oauth2callback"

// Address is where an app is deployed.
type Address struct {
	App         string // as people open it, without a slash at the end
	RedirectURI string // App with /oauth2callback
	Cloud       bool   // Streamlit Community Cloud
	Loopback    bool   // this machine
	Notes       []string
}

// AddressError says what is wrong with an address, and what to give instead.
type AddressError struct{ Reason, Hint string }

func (e *AddressError) Error() string { return e.Reason }

// ParseAddress reads the address of a deployed app, with its base path when it
// has one. The callback path may stand at its end or not. The result is written
// as browsers write it, since Streamlit compares it with their Origin letter by
// letter (docs/facts/streamlit.md, section 3.6). Whether anything answers is not checked.
func ParseAddress(text string) (Address, error) {
	text = strings.TrimSpace(text)
	if text != "" && !strings.Contains(text, "://") {
		return Address{}, &AddressError{"the address has no scheme", "write https:// in front of it"}
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return Address{}, &AddressError{"that is not an address", "give the app's address as the browser shows it, for instance https://myapp.streamlit.app"}
	case u.User != nil:
		return Address{}, &AddressError{"the address holds a user name or password", "leave out everything between // and @"}
	case u.Scheme != "https" && u.Scheme != "http":
		return Address{}, &AddressError{"the address is neither https nor http", "give the app's address as the browser shows it"}
	case strings.ContainsAny(u.Host, "*{}<>$ ") || strings.ContainsAny(u.Path, "*{}<>$ "):
		return Address{}, &AddressError{"the address still holds a placeholder", "give the real address; wildcards are not possible"}
	}
	host := strings.ToLower(u.Hostname())
	a := Address{Loopback: hosts.IsLoopback(host), Cloud: strings.HasSuffix(host, ".streamlit.app")}
	switch {
	case host == "share.streamlit.io", host == "streamlit.io", host == "streamlit.app":
		return Address{}, &AddressError{"that is Streamlit's own site, not your app", "open the app and copy its address, which ends in .streamlit.app"}
	case strings.HasSuffix(host, ".streamlit.io"):
		return Address{}, &AddressError{"apps on Community Cloud do not live at .streamlit.io", "open the app and copy its address, which ends in .streamlit.app"}
	case host == "0.0.0.0" || host == "::":
		return Address{}, &AddressError{host + " is where a server listens, not an address to open", "give the address people open in the browser"}
	case u.Scheme == "http" && !a.Loopback:
		return Address{}, &AddressError{"the address is http, which providers do not take for a public host and which shows logins to anybody on the way", "give the address with https://; behind a proxy that ends TLS it is https too"}
	}
	base := strings.TrimRight(strings.TrimSuffix(strings.TrimRight(u.Path, "/"), callbackPath), "/")
	if a.Cloud {
		if before, _, ok := strings.Cut(base+"/", "/~/+/"); ok {
			base = before
			a.Notes = append(a.Notes, "the part /~/+/ was left out: it is Community Cloud's own")
		}
	}
	if u.RawQuery != "" || u.Fragment != "" {
		a.Notes = append(a.Notes, "the part after ? or # was left out: it does not belong into a redirect URI")
	}
	if strings.ContainsAny(base, ";,!$'()\\") {
		return Address{}, &AddressError{"the path holds characters that providers do not take in a redirect URI", "use letters, digits, - . _ ~ and / in the app's base path"}
	}
	a.App = u.Scheme + "://" + hostPort(u, host) + base
	a.RedirectURI = a.App + callbackPath
	if len(a.RedirectURI) > 256 {
		return Address{}, &AddressError{fmt.Sprintf("the redirect URI would be %d characters long", len(a.RedirectURI)), "Entra takes 256 characters at most; use a shorter address"}
	}
	return a, nil
}

// hostPort is the host as a browser's Origin has it: small letters, no default port.
func hostPort(u *url.URL, host string) string {
	port := u.Port()
	if port == "443" && u.Scheme == "https" || port == "80" && u.Scheme == "http" {
		port = ""
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port == "" {
		return host
	}
	return host + ":" + port
}
