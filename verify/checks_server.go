package verify

import (
	"fmt"
	"time"
)

const configFile = ".streamlit/config.toml"

func configServer(f *Facts) Outcome {
	var findings []Finding
	server := f.Project.Server
	add := func(severity Severity, message, fix string) {
		findings = append(findings, Finding{Severity: severity, File: configFile, Message: message, Fix: fix})
	}
	if server.Err != nil {
		add(SeverityError, "Streamlit cannot read "+configFile+", and does not start", "mend the file; authkit cannot show what stands there")
	}
	if server.XSRFOff && f.Project.Auth.Found {
		add(SeverityWarning, "server.enableXsrfProtection = false has no effect: Streamlit turns it on again for a login", "remove the line enableXsrfProtection")
	}
	if !server.CookieSecret.IsEmpty() && f.Project.Auth.Found && !f.Project.Auth.CookieSecret.Text.IsEmpty() && !server.CookieSecret.Equal(f.Project.Auth.CookieSecret.Text) {
		add(SeverityWarning, "server.cookieSecret is not used: cookie_secret in [auth] counts", "remove the line cookieSecret; a secret does not belong into config.toml")
	}
	for _, r := range f.Project.Recipes {
		if line := replicas(r); line > 0 && f.Project.Deps.Streamlit.Present() && f.Project.Deps.Streamlit.Version.Before("1.58.0") {
			findings = append(findings, Finding{
				Severity: SeverityWarning, File: r.Path, Line: line,
				Message: "several copies of the app run, and Streamlit before 1.58 keeps a login that has begun in the memory of one of them",
				Fix:     "move to streamlit[auth]>=1.59.1, or give every person the same copy (sticky sessions)",
			})
		}
	}
	return found(Proved, findings...)
}

func needExpiry(f *Facts) *Missing {
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
	return passed(Inferred)
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
