//go:build e2e

package e2e

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// cause maps what Streamlit shows and logs to the checks that may stand behind
// it: one of them has to be among verify's errors.
type cause struct {
	stage  string
	says   *regexp.Regexp
	checks []string
}

func becauseOf(stage, says string, checks ...string) cause {
	return cause{stage, regexp.MustCompile(says), checks}
}

var unreadable = []string{"secrets-found", "secrets-parse", "secrets-encoding", "secrets-dialect", "auth-section"}

// causes are asked in order; the first whose words are there counts.
var causes = []cause{
	becauseOf(stageServer, `expose_tokens`, "expose-tokens"),
	becauseOf(stageServer, `object has no attribute 'get'`, "auth-section"),
	becauseOf(stageServer, `'cookie_secret' setting`, "cookie-secret"), // Tornado, of an empty one
	becauseOf(stageServer, `(?i)toml|codec|IndexError|KeyError|is not a folder`, append([]string{"config-server"}, unreadable...)...),
	becauseOf(stageServer, `.`, "config-server", "redirect-uri-port", "redirect-uri-path"), // it starts, and answers elsewhere
	becauseOf(stageNoButton, ``, "config-server", "app-login"),                             // the server breaks off before it has shown the page, or there is no way in

	becauseOf(stageApp, `missing the "redirect_uri" key`, "auth-keys", "auth-shadowed"),
	becauseOf(stageApp, `missing the "cookie_secret" key`, "auth-keys", "auth-shadowed"),
	becauseOf(stageApp, `missing the following keys`, "auth-keys", "auth-shadowed", "app-provider"),
	becauseOf(stageApp, `default authentication provider`, "auth-keys", "app-provider", "auth-shadowed"),
	becauseOf(stageApp, `missing for the authentication provider`, "app-provider"),
	becauseOf(stageApp, `must be valid TOML`, "app-provider", "provider-keys"),
	becauseOf(stageApp, `contains an underscore`, "provider-name", "app-provider"),
	becauseOf(stageApp, `need to configure credentials`, unreadable...),
	becauseOf(stageApp, `has no attribute 'to_dict'`, "client-kwargs"),
	becauseOf(stageApp, `has no attribute "?is_logged_in|has no attribute`, append([]string{"app-api", "config-server"}, unreadable...)...),
	becauseOf(stageApp, `expose_tokens`, "expose-tokens"),
	becauseOf(stageApp, `(?i)OctKey|key|JWT|json`, "cookie-secret", "auth-keys"),
	becauseOf(stageApp, `.`, append([]string{"app-provider", "app-api", "auth-keys", "cookie-secret"}, unreadable...)...),

	becauseOf(stageLogin, `^302 "/`, "cookie-secret", "auth-keys"),
	becauseOf(stageLogin, `(?s)^404|^200`, "redirect-uri-path"),
	becauseOf(stageLogin, `.`, "metadata-reachable", "metadata-document", "metadata-redirect", "metadata-tenant", "metadata-pkce", "metadata-url-form", "metadata-url-tenant",
		"client-kwargs", "provider-keys", "auth-keys", "provider-name", "auth-placeholder", "redirect-uri-form", "redirect-uri-port"),

	becauseOf(stageProvider, `AADSTS700016`, "client-known", "client-id-form", "auth-placeholder", "client-audience"),
	becauseOf(stageProvider, `AADSTS50011`, "redirect-uri-registered", "redirect-uri-form", "redirect-uri-path", "redirect-uri-scheme", "redirect-uri-port", "client-platform", "auth-placeholder"),
	becauseOf(stageProvider, `AADSTS90002|AADSTS900023`, "metadata-tenant", "metadata-url-tenant"),
	becauseOf(stageProvider, `AADSTS7000112`, "client-enabled"),
	becauseOf(stageProvider, `no such client`, "client-known", "client-id-form", "auth-placeholder", "auth-keys", "client-secret"),
	becauseOf(stageProvider, `.`, "client-known", "client-id-form", "auth-placeholder", "auth-keys", "redirect-uri-registered", "redirect-uri-form", "redirect-uri-path", "redirect-uri-scheme", "redirect-uri-port",
		"client-audience", "client-enabled", "client-kwargs", "provider-keys", "sign-in-authorize", "metadata-document", "metadata-url-tenant"),

	becauseOf(stageWayBack, `.`, "redirect-uri-form", "redirect-uri-path", "redirect-uri-port", "redirect-uri-scheme", "client-kwargs", "provider-keys"),

	becauseOf(stageCallback, `the browser drops`, "sign-in-cookie-size"),
	becauseOf(stageCallback, `Invalid claim:? '?iss`, "metadata-issuer", "metadata-url-tenant", "sign-in-id-token"),
	becauseOf(stageCallback, `(?i)claim`, "auth-keys", "sign-in-id-token", "client-id-form", "client-kwargs", "provider-keys"),
	becauseOf(stageCallback, `Error during authentication|the provider sends`, "client-kwargs", "metadata-pkce", "sign-in-authorize", "client-known", "client-enabled", "client-audience", "provider-keys"),
	becauseOf(stageCallback, `invalid_client|AADSTS70|401`, "client-secret", "client-secret-form", "auth-placeholder", "auth-keys", "client-kwargs", "metadata-client-auth", "client-platform", "client-known", "client-id-form", "sign-in-token"),
	becauseOf(stageCallback, `did not return user information`, "client-kwargs", "sign-in-id-token", "sign-in-token", "provider-keys"),
	becauseOf(stageCallback, `JSONDecodeError`, "metadata-jwks", "sign-in-token"),
	becauseOf(stageCallback, `(?i)key|jwks|alg`, "metadata-jwks", "metadata-document", "sign-in-id-token", "client-kwargs", "auth-keys", "client-secret-form"),
	becauseOf(stageCallback, `misconfigured origin`, "auth-keys", "redirect-uri-form"),
	becauseOf(stageCallback, `405`, "client-kwargs", "provider-keys"),
	becauseOf(stageCallback, `Missing provider`, "redirect-uri-form", "client-kwargs", "provider-keys", "provider-name"),
	becauseOf(stageCallback, `.`, "metadata-jwks", "sign-in-token", "sign-in-id-token", "metadata-document", "client-kwargs", "auth-keys", "client-secret-form", "client-secret", "client-platform", "provider-keys", "provider-name", "metadata-client-auth"),

	becauseOf(stageOrigin, `.`, "redirect-uri-form", "redirect-uri-scheme"),
	becauseOf(stageAfter, `never answers`, "sign-in-cookie-size"),
	becauseOf(stageAfter, `expose_tokens`, "expose-tokens"),
	becauseOf(stageAfter, `.`, "app-api", "app-claims"),
}

// exposed are errors of secrets that others can read or guess; people can still sign in.
var exposed = []string{"cookie-secret", "secrets-ignored", "secrets-tracked", "secrets-leaked", "secrets-image"}

// disagreement tells how verify's report differs from what somebody saw at the
// real Streamlit; empty when both agree.
func disagreement(v variation, r release, saw ending, said result) string {
	errors := said.errors()
	newest := r == differentialReleases[0] && !v.judged
	if saw.stage == stageSignedIn {
		if newest && v.want != "" && !slices.Contains(exposed, v.want) {
			return "somebody can sign in, the variation was meant to be broken (" + v.want + ")"
		}
		if newest && v.want != "" && !slices.Contains(errors, v.want) {
			return fmt.Sprintf("%s does not say that the secret is exposed", v.want)
		}
		stop := slices.DeleteFunc(slices.Clone(errors), func(id string) bool { return id == v.want && slices.Contains(exposed, id) })
		if len(stop) > 0 {
			return "a false alarm: somebody can sign in, verify says no"
		}
		if len(errors) == 0 && said.Verdict != "sound" {
			return "somebody can sign in, verify is " + said.Verdict
		}
		return ""
	}
	if newest && v.want == "" {
		return "nobody can sign in, the variation was meant to be right"
	}
	if v.unproven {
		if said.status(v.want) != "unproven" || len(errors) > 0 {
			return fmt.Sprintf("nobody can know this before a sign-in, and %s says %s", v.want, said.status(v.want))
		}
		return ""
	}
	if len(errors) == 0 {
		return "a false green: nobody can sign in, verify says " + said.Verdict
	}
	text := strings.Join(strings.Fields(saw.text), " ")
	for _, c := range causes {
		if c.stage != saw.stage || !c.says.MatchString(text) {
			continue
		}
		if !slices.ContainsFunc(errors, func(id string) bool { return slices.Contains(c.checks, id) }) {
			return fmt.Sprintf("another cause: Streamlit's words stand for one of %s, verify names %s", strings.Join(c.checks, " "), strings.Join(errors, " "))
		}
		if newest && !slices.Contains(errors, v.want) {
			return fmt.Sprintf("another cause: it is %s, verify names %s", v.want, strings.Join(errors, " "))
		}
		return ""
	}
	return "nobody has said what this outcome stands for"
}
