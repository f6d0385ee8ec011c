package verify

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/verify/image"
	"github.com/authkit-cli/authkit/verify/outcome"
)

func configServer(f *Facts) Outcome {
	var findings []Finding
	server := f.Project.Server
	add := func(severity Severity, file, message, fix string) {
		findings = append(findings, Finding{Severity: severity, File: file, Message: message, Fix: fix})
	}
	for _, file := range f.Project.Config.NotUTF8 {
		add(SeverityError, file, file+" is not UTF-8, and Streamlit does not start", "save the file as UTF-8 without BOM (Notepad: Save as, Encoding UTF-8)")
	}
	for _, file := range f.Project.Config.Broken {
		if f.Project.Before(streamlit.SkipsBrokenConfig) {
			add(SeverityError, file, "Streamlit cannot read "+file+", and does not start", "fix the file; it has to be valid TOML")
			continue
		}
		add(SeverityWarning, file, file+" is not valid TOML, so Streamlit passes over all of it", "fix the file; it has to be valid TOML, in UTF-8 without BOM")
	}
	if file := f.Project.Config.XSRFOff; file != "" && f.Project.Auth.Found {
		add(SeverityWarning, file, "server.enableXsrfProtection = false has no effect: Streamlit turns it on again for a login", "remove the line enableXsrfProtection")
	}
	if !server.CookieSecret.IsEmpty() && f.Project.Auth.Found && !f.Project.Auth.CookieSecret.Text.IsEmpty() && !server.CookieSecret.Equal(f.Project.Auth.CookieSecret.Text) {
		add(SeverityWarning, f.Project.Config.CookieSecret, "server.cookieSecret is not used: cookie_secret in [auth] counts", "remove the line cookieSecret; a secret does not belong into config.toml")
	}
	if base := server.BaseURLPath; base != "" && f.Project.Auth.Found && f.Project.Before(streamlit.OnStarlette) {
		add(SeverityWarning, "", "Streamlit before 1.57 sends the login cookies of /"+base+" with every request to this host, so every app there sees them, and may refuse requests that become too large",
			"move to "+deps.Recommended+", or give the app a host name of its own")
	}
	if server.BaseIsSlash && f.Project.Before(streamlit.OnStarlette) {
		add(SeverityError, "", "server.baseUrlPath is /, and Streamlit before 1.57 then answers at addresses with two slashes only, which no browser opens", "remove the setting baseUrlPath")
	}
	release := f.Project.Release()
	findings = append(append(findings, f.Project.Config.Missing...), image.Starts(f.Project)...)
	for _, problem := range findingsOf(server.Judge(release), checkid.ConfigServer) {
		if f.Project.Auth.Found || problem.Severity == SeverityError {
			findings = append(findings, problem)
		}
	}
	if uri, err := url.Parse(f.RedirectURI()); err == nil && uri.Hostname() != "" && !server.AllowsHost(uri.Hostname(), release) {
		place := server.WhereAllowedHosts()
		findings = append(findings, Finding{
			Severity: SeverityError, Message: "server.allowedHosts does not list " + uri.Hostname() + ", where redirect_uri says people open the app: the page never loads",
			Fix: "add \"" + uri.Hostname() + "\" to allowedHosts", File: place.File, Line: place.Key.Line, Column: place.Key.Column,
		})
	}
	for _, r := range f.Project.Recipes {
		if line := r.Replicas(); line > 0 && !f.Project.Sticky() && f.Project.Before(streamlit.KeepsLoginInCookie) {
			findings = append(findings, Finding{
				Severity: SeverityWarning, File: r.Path, Line: line,
				Message: "several copies of the app run, and Streamlit before 1.58 keeps a login that has begun in the memory of one of them",
				Fix:     "move to " + deps.Recommended + ", or give every person the same copy (sticky sessions)",
			})
		}
	}
	if unknown := f.Project.Config.NotKnown; len(findings) == 0 && len(unknown) > 0 {
		return unproven(strings.Join(unknown, ", ") + notKnownHere)
	}
	return whole(searched(outcome.Proof("no setting of the server keeps people out"), findings...), f.Project.Config.Unread)
}

// notKnownHere is why a setting that names a file or an address is not judged.
const notKnownHere = ": it names a file or an address, and whether the app can start with that is not known here"

// needProject: something of a Streamlit app is in the folder.
func needProject(f *Facts) *Missing {
	if f.Project.Empty {
		return &Missing{Skipped, "this folder has nothing of a Streamlit app"}
	}
	return nil
}

func needExpiry(f *Facts) *Missing {
	if _, known := f.SecretEnd.Get(); known {
		return nil
	}
	if f.Project.SettingsErr != "" {
		return &Missing{Undecided, f.Project.SettingsErr}
	}
	if f.Project.Expires.IsZero() && f.Project.ExpiryErr == "" {
		return &Missing{Skipped, "nobody noted when the client secret expires (authkit init --secret-expires DATE)"}
	}
	return nil
}

// warnAhead is how long before its end a secret is spoken of.
const warnAhead = 30 * 24 * time.Hour

func secretExpiry(f *Facts) Outcome {
	place := f.Project.ExpiryFile
	at := func(severity Severity, message, fix string) Outcome {
		return found(Proved, Finding{Severity: severity, Message: message, Fix: fix, File: place.File, Line: place.Line, Column: place.Column})
	}
	entry, byGraph := f.SecretEnd.Get()
	if byGraph {
		day := entry.End.UTC().Format(time.DateOnly)
		if severity, message, soon := endsByGraph(entry, f.Now); soon {
			return found(Proved, Finding{Severity: severity, Message: message, Fix: "make a new client secret at the provider and put it into the secrets"})
		}
		return passed(outcome.Proof("Microsoft Graph shows the secret as valid until " + day))
	}
	const renew = "make a new client secret at the provider, put it into the secrets, and note its last day: authkit init --secret-expires YYYY-MM-DD"
	if f.Project.ExpiryErr != "" {
		return at(SeverityWarning, f.Project.ExpiryErr, "write secret_expires = \"YYYY-MM-DD\"")
	}
	end := f.Project.Expires.AddDate(0, 0, 1) // the day itself still counts
	left := end.Sub(f.Now)
	day := f.Project.Expires.Format(time.DateOnly)
	switch {
	case left <= 0 && f.SecretWorks:
		return at(SeverityWarning, "the client secret was said to end on "+day+", yet the provider still accepts it", "note its real last day: authkit init --secret-expires YYYY-MM-DD")
	case left <= 0:
		return at(SeverityError, "the client secret ended on "+day, renew)
	case left <= warnAhead:
		return at(SeverityWarning, fmt.Sprintf("the client secret ends on %s, in %s", day, days(left)), renew)
	}
	return passed(outcome.Sign("it was noted as valid until " + day))
}

func days(d time.Duration) string {
	n := int(d / (24 * time.Hour))
	switch n {
	case 0:
		return "less than a day"
	case 1:
		return "one day"
	}
	return fmt.Sprintf("%d days", n)
}
