package platform

// logins are those where a person signs in before the app is seen. What stands
// in a redirect's query decides before its host does: the same provider may be
// the app's own.
var logins = []Platform{
	{
		Name: "App Service's or Container Apps' own login (Easy Auth)", Facts: "docs/facts/platforms.md, section 2.1",
		Fix: "in the Azure portal open the app, Authentication, and allow unauthenticated access or switch the login off; st.login then does the sign-in",
		marks: []mark{
			{sends: true, callback: "/.auth/login/"},
			{sends: true, path: "/.auth/login/"},
			{status: []int{401}, headers: []string{"WWW-Authenticate: login.windows.net"}},
			{status: []int{401}, headers: []string{"x-ms-middleware-request-id: ", "WWW-Authenticate: Bearer"}},
			{status: []int{401}, body: "You do not have permission to view this directory or page."},
		},
	},
	{
		Name: "Google's Identity-Aware Proxy (IAP)", Facts: "docs/facts/platforms.md, section 2.2",
		Fix: "switch IAP off for this service in the Google Cloud console, or leave st.login out and let IAP do the sign-in",
		marks: []mark{
			{headers: []string{"X-Goog-IAP-Generated-Response: "}},
			{sends: true, callback: "https://iap.googleapis.com/"},
			{sends: true, cookie: "GCP_IAP_"},
			{status: []int{401}, body: "Invalid IAP credentials"},
		},
	},
	{
		Name: "Cloudflare Access", Facts: "docs/facts/platforms.md, section 2.3",
		Fix: "in Cloudflare Zero Trust, Access, Applications, remove this application or give it a Bypass policy; or leave st.login out and let Access do the sign-in",
		marks: []mark{
			{sends: true, host: ".cloudflareaccess.com", path: "/cdn-cgi/access/login"},
			{headers: []string{"WWW-Authenticate: Cloudflare-Access"}},
		},
	},
	{
		Name: "an AWS Application Load Balancer's login", Facts: "docs/facts/platforms.md, section 2.4",
		Fix: "remove the authenticate action from the listener rule, or leave st.login out and let the load balancer do the sign-in",
		marks: []mark{
			{sends: true, cookie: "AWSALBAuthNonce"},
			{sends: true, callback: "/oauth2/idpresponse"},
			{status: []int{401}, headers: []string{"Server: awselb/"}},
		},
	},
	{
		Name: "oauth2-proxy", Facts: "docs/facts/platforms.md, section 2.5",
		Fix: "take oauth2-proxy away from this app, or list the app under skip_auth_routes; or leave st.login out and let oauth2-proxy do the sign-in",
		marks: []mark{
			{sends: true, path: "/oauth2/sign_in"},
			{sends: true, path: "/oauth2/start"},
			{sends: true, cookie: "_oauth2_proxy"},
			{sends: true, callback: "/oauth2/callback"},
			{status: []int{401, 403}, body: `/oauth2/start"`},
			{status: []int{401, 403}, body: "oauth2-proxy/oauth2-proxy"},
		},
	},
	{
		Name: "authentik", Facts: "docs/facts/platforms.md, section 2.7",
		Fix: "take the authentik outpost away from this app, or leave st.login out and let authentik do the sign-in",
		marks: []mark{
			{sends: true, path: "/outpost.goauthentik.io/"},
			{sends: true, callback: "/outpost.goauthentik.io/"},
			{sends: true, status: []int{401, 403}, cookie: "authentik_proxy_"},
		},
	},
	{
		Name: "Pomerium", Facts: "docs/facts/platforms.md, section 2.8",
		Fix: "give the route allow_public_unauthenticated_access, or leave st.login out and let Pomerium do the sign-in",
		marks: []mark{
			{headers: []string{"x-pomerium-intercepted-response: "}},
			{sends: true, key: "pomerium_redirect_uri"},
			{sends: true, path: "/.pomerium/"},
			{sends: true, cookie: "_pomerium"},
		},
	},
	{
		Name: "traefik-forward-auth", Facts: "docs/facts/platforms.md, section 2.9",
		Fix: "take the middleware off the app's router in Traefik, or leave st.login out and let it do the sign-in",
		marks: []mark{
			{sends: true, cookie: "_forward_auth"},
			{sends: true, callback: "/_oauth"},
		},
	},
	{
		Name: "Apache's mod_auth_openidc", Facts: "docs/facts/platforms.md, section 2.10",
		Fix:   "take AuthType openid-connect off the app's location, or leave st.login out and let Apache do the sign-in",
		marks: []mark{{sends: true, cookie: "mod_auth_openidc_"}},
	},
	{
		Name: "Vouch Proxy", Facts: "docs/facts/platforms.md, section 2.10",
		Fix:   "take auth_request off the app's location in nginx, or leave st.login out and let Vouch Proxy do the sign-in",
		marks: []mark{{sends: true, key: "vouch-failcount"}, {sends: true, cookie: "VouchSession"}},
	},
	{
		Name: "Streamlit Community Cloud's login", Facts: "docs/facts/platforms.md, section 2.11",
		Fix: "in the app's settings, Sharing, make the app public; while it is private, people sign in at Community Cloud first",
		marks: []mark{
			{sends: true, host: "share.streamlit.io", path: "/-/auth/"},
			{sends: true, host: "authkit.streamlit.io"},
		},
	},
	databricks(),
	positConnect(),
	{
		Name: "Vercel's deployment protection", Facts: "docs/facts/platforms.md, section 2.14",
		Fix: "switch Deployment Protection off in the project's settings; Streamlit itself cannot run on Vercel, only a proxy to it",
		marks: []mark{
			{status: []int{401, 403}, cookie: "_vercel_sso_nonce"},
			{status: []int{401, 403}, body: "vercel.com/sso-api"},
			{sends: true, host: "vercel.com", path: "/sso-api"},
		},
	},
	{
		Name: "the login of GitHub Codespaces or of a dev tunnel", Facts: "docs/facts/platforms.md, section 2.15",
		Fix: "make the port public: in the Ports view, the port's menu, Port Visibility, Public; a dev tunnel is started with --allow-anonymous",
		marks: []mark{
			{status: []int{401}, headers: []string{"WWW-Authenticate: tunnel"}},
			{sends: true, host: "github.com", path: "/codespaces/auth/"},
			{sends: true, host: "auth.app.github.dev"},
			{sends: true, host: ".tunnels.api.visualstudio.com"},
		},
	},
	{
		Name: "ngrok's login", Facts: "docs/facts/platforms.md, section 2.16",
		Fix:   "start ngrok without --oauth, --oidc and --basic-auth, or take them out of its traffic policy",
		marks: []mark{{sends: true, host: "idp.ngrok.com"}, {sends: true, path: "/ngrok/login"}},
	},
	{
		Name: "Netlify's password page", Facts: "docs/facts/platforms.md, section 2.14",
		Fix:   "switch the site protection off in the site's settings; Streamlit itself cannot run on Netlify, only a proxy to it",
		marks: []mark{{status: []int{401}, headers: []string{"Server: Netlify"}}},
	},
	{
		Name: "an F5 BIG-IP's login (APM)", Facts: "docs/facts/platforms.md, section 2.18",
		Fix:   "let the access policy pass the app, or leave st.login out and let BIG-IP do the sign-in",
		marks: []mark{{sends: true, path: "/my.policy"}, {sends: true, cookie: "MRHSession"}},
	},
	{
		Name: "a login at Cognito for CloudFront (Lambda@Edge)", Facts: "docs/facts/platforms.md, section 2.18",
		Fix:   "take the function off the distribution's behaviour for the app, or leave st.login out and let it do the sign-in",
		marks: []mark{{sends: true, callback: "/parseauth"}},
	},
	{
		Name: "Entra's application proxy", Facts: "docs/facts/platforms.md, section 2.18",
		Fix:   "set the application's Pre Authentication to Passthrough, or leave st.login out",
		marks: []mark{{sends: true, callback: ".msappproxy.net"}, {sends: true, host: ".msappproxy.net"}},
	},
	{
		Name: "JupyterHub's login", Facts: "docs/facts/platforms.md, section 2.18",
		Fix:   "run the app where it has an address of its own: below JupyterHub everybody signs in there first, and /oauth2callback is not the app's",
		marks: []mark{{sends: true, path: "/hub/login"}, {sends: true, path: "/hub/api/oauth2/authorize"}},
	},
	{
		Name: "the login of Google's Cloud Shell or Cloud Workstations", Facts: "docs/facts/platforms.md, section 2.18",
		Fix:   "such an address opens for its owner alone; deploy the app where others reach it",
		marks: []mark{{sends: true, host: "ssh.cloud.google.com"}},
	},
	{
		Name: "a login by SAML", Facts: "docs/facts/platforms.md, section 2.18",
		Fix:   "let the web server or gateway in front of the app pass it without a login, or leave st.login out",
		marks: []mark{{sends: true, key: "SAMLRequest"}},
	},
	{
		Name: "a login by CAS", Facts: "docs/facts/platforms.md, section 2.18",
		Fix:   "let the web server or gateway in front of the app pass it without a login, or leave st.login out",
		marks: []mark{{sends: true, path: "/cas/login"}},
	},
	{
		Name: "Authelia", Facts: "docs/facts/platforms.md, section 2.6",
		Fix: "give the app's domain the policy bypass in Authelia's access_control, or leave st.login out and let Authelia do the sign-in",
		marks: []mark{
			{sends: true, status: []int{401, 403}, cookie: "authelia_session"},
			{status: []int{401}, headers: []string{`WWW-Authenticate: realm="Authelia`}},
			// Authelia adds the method to the address that it sends people back to.
			{sends: true, key: "rm"},
		},
	},
	{
		Name: "a login of Windows (Kerberos or NTLM)", Facts: "docs/facts/platforms.md, section 2.17",
		Fix:   "allow anonymous access to the app in the web server in front of it (IIS: Authentication, Anonymous Authentication)",
		marks: []mark{{status: []int{401}, headers: []string{"WWW-Authenticate: Negotiate"}}, {status: []int{401}, headers: []string{"WWW-Authenticate: NTLM"}}},
	},
	{
		Name: "a user name and password (HTTP Basic) of a web server", Facts: "docs/facts/platforms.md, section 2.17",
		Fix:   "take the password off the app in the web server in front of it (nginx: auth_basic off; Traefik: the basicAuth middleware)",
		marks: []mark{{status: []int{401}, headers: []string{"WWW-Authenticate: Basic"}}, {status: []int{401}, headers: []string{"WWW-Authenticate: Digest"}}},
	},
}
