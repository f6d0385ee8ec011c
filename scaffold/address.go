package scaffold

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/streamlit"
)

const wellKnown = "/.well-known/openid-configuration"

// CheckMetadataURL refuses addresses that st.login cannot work with: not https
// (loopback aside), not a metadata document's, or a Microsoft authority whose
// tokens name another issuer than its metadata does: Authlib compares the two
// exactly, so common and organizations fail after the sign-in. Whether anything
// answers there is not checked.
func CheckMetadataURL(address string) error {
	if strings.TrimSpace(address) == "" {
		return errors.New("it is empty: paste the provider's metadata URL")
	}
	authority, microsoft := entra.ParseAuthority(address)
	usable := microsoft && authority.Works() // the v1 address among them: fragile, and verify says so
	if better, what := entra.Repair(address); what != "" && !usable {
		if better != "" {
			what += "; use " + better
		}
		return errors.New(what)
	}
	u, err := url.Parse(address)
	switch {
	case strings.ContainsAny(address, "{}<>"):
		return errors.New("it still has a placeholder in it: put your own value there")
	case err != nil || u.Host == "" || u.Opaque != "":
		return errors.New("it is not a web address: one begins with https:// and ends in " + wellKnown)
	case u.Scheme != "https" && !(u.Scheme == "http" && hosts.IsLoopback(u.Hostname())):
		return errors.New("it has to begin with https://, or anybody on the way can read the client secret")
	case u.User != nil || u.Fragment != "":
		return errors.New("it has a user name or a # part: leave them out")
	case !strings.HasSuffix(u.Path, wellKnown):
		return errors.New("it has to end in " + wellKnown)
	case microsoft && !usable:
		return errors.New("with this Microsoft address Streamlit cannot sign in: use your tenant's ID or domain, or consumers for personal accounts")
	}
	return nil
}

// CheckRedirectURI refuses a redirect URI that sign-in would fail with;
// mere warnings pass. microsoft adds Entra's own rule, https for anything but
// localhost.
func CheckRedirectURI(address string, microsoft bool) error {
	for _, problem := range (streamlit.RedirectRules{Entra: microsoft}).Check(address) {
		if problem.Severity == streamlit.SeverityError {
			return fmt.Errorf("%s; %s", problem.Message, problem.Fix)
		}
	}
	return nil
}
