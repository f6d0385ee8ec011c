package verify

import (
	"fmt"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/outcome"
)

// sharedChecks are what no look at one app alone can tell.
func sharedChecks() []Check {
	return []Check{
		{
			ID: checkid.CookieSecretShared, Level: LevelFiles, Project: true, Several: true,
			Question: "Does each app have a cookie_secret of its own?",
			Why:      "A login cookie of one app is good for every app with the same cookie_secret, and whoever learns it of one can sign in to all as anybody.",
			Fix:      "Give each app a cookie_secret of its own.",
			Needs:    []Need{func(f *Facts) *Missing { return f.SameCookieSecret.Missing() }},
			Run: func(f *Facts) Outcome {
				others, _ := f.SameCookieSecret.Get()
				return notShared(others, f.Project.Auth.CookieSecret, "this cookie_secret is also that of %s: a login at one app is good at the other as well",
					"give this app a cookie_secret of its own: python -c \"import secrets; print(secrets.token_hex(32))\" prints one")
			},
		},
		{
			ID: checkid.ClientSecretShared, Level: LevelFiles, Several: true,
			Question: "Does each app have a client secret of its own?",
			Why:      "A client secret that several apps hold ends for all of them on one day, cannot be replaced in one alone, and whoever learns it of one can speak for all.",
			Fix:      "Give each app a registration of its own, or at least a secret of its own in the one they share.",
			Needs:    []Need{needAuth, func(f *Facts) *Missing { return f.SameClientSecret.Missing() }},
			Run: func(f *Facts) Outcome {
				others, _ := f.SameClientSecret.Get()
				return notShared(others, f.Registration.ClientSecret, "this client_secret is also that of %s: it ends for all on one day, and none can get a new one alone",
					"make a client secret for this app alone at the provider, and put it into client_secret")
			},
		},
	}
}

func notShared(others []string, at streamlit.Setting, message, fix string) Outcome {
	if len(others) == 0 {
		return passed(outcome.Proof("the values of all apps of this run were compared"))
	}
	return found(Proved, finding(SeverityWarning, at, fmt.Sprintf(message, spoken.Few(others)), fix))
}
