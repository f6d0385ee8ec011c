package explain

import (
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/own"
)

// platformMessages are the signs of somebody else's login that stands in front
// of the app.
func platformMessages() []message {
	return []message{
		{
			id: "platform-login", rank: rankKind,
			phrases: []string{"/.auth/login/", "/oauth2/sign_in", "/oauth2/idpresponse", "cloudflareaccess.com", "iap.googleapis.com", "/outpost.goauthentik.io", "your client does not have permission to get url"},
			title:   "another login stands in front of the app, and answers in its place",
			meaning: "App Service and Container Apps (/.auth/), Identity-Aware Proxy, Cloud Run, Cloudflare Access, a load balancer or a proxy such as oauth2-proxy can ask people to sign in before the app is reached. The provider's answer to st.login never gets past it.",
			fix:     "use one login: switch the platform's off, or leave the app's path out of it",
			steps: []string{
				"App Service, Container Apps: Authentication, and switch it off or set Unauthenticated requests to Allow",
				"Cloud Run, Identity-Aware Proxy: allow unauthenticated access, or do without st.login",
				"Cloudflare Access, oauth2-proxy, a load balancer: make a rule that lets the app's address through",
				"run authkit verify --url " + own.Address,
			},
			checks: []string{checkid.DeployedReachable, checkid.DeployedLoginRoute},
		},
	}
}
