package verify

import (
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/provider"
)

// guide is what a remedy of more than one line takes: the steps, and who can
// take them when that is not the developer.
type guide struct {
	owner string
	steps []string
}

// guided completes a check with its guide.
func guided(c Check, g guide) Check {
	if c.Owner == "" {
		c.Owner = g.owner
	}
	if c.Owner == "" {
		c.Owner = entra.OwnerDeveloper
	}
	if c.Steps == nil {
		c.Steps = g.steps
	}
	return c
}

// guides are those of the checks whose remedy takes more than one line.
func guides() map[string]guide {
	openApp := "Entra: open " + entra.PortalRegistrations() + " and choose the app"
	const (
		again      = "run authkit verify again"
		oneSignIn  = "run authkit verify --login and sign in once"
		signInLogs = "let an administrator look the attempt up under Sign-in logs in https://entra.microsoft.com, with the correlation ID of the error page"
	)
	return map[string]guide{
		"secrets-found": {steps: []string{
			"on your machine: run authkit init, which writes .streamlit/secrets.toml in the folder streamlit is run in",
			"on Community Cloud: open the app's Settings, Secrets, and paste what authkit deploy-secrets --url ADDRESS prints",
			"in a container: mount or write the file before the app starts; authkit deploy-secrets --from-env does that at start-up",
		}},
		"secrets-tracked": {steps: []string{
			"git rm --cached .streamlit/secrets.toml",
			"add the line .streamlit/secrets.toml to .gitignore and commit both",
			"make a new client secret at the provider and delete the old one: whoever has a copy of the repository has it",
			"run authkit init --yes with a new cookie secret, or replace cookie_secret by hand",
		}},
		"client-known": {steps: []string{
			openApp, "compare Application (client) ID on Overview with client_id, and Directory (tenant) ID with the tenant in server_metadata_url; both come from the same page",
			"other providers: copy the client ID from the client's settings, and compare the host and realm of server_metadata_url", again,
		}},
		"client-audience": {steps: []string{
			openApp, "Authentication, Supported account types: see who the app is for",
			"one organisation: put Directory (tenant) ID into server_metadata_url; personal accounts: put consumers there", again,
		}},
		"client-enabled": {owner: entra.OwnerTenantAdmin, steps: []string{
			"Entra: open Enterprise applications in https://entra.microsoft.com, choose the app, Properties: Enabled for users to sign-in: Yes",
			"other providers: switch the client on, and allow it the authorization code flow, the scopes openid, email and profile, and the prompt Streamlit sends (select_account)", again,
		}},
		"client-secret": {steps: []string{
			openApp, "Certificates & secrets, New client secret; copy the column Value at once, it is shown only now (the Secret ID is not it)",
			"other providers: copy the client secret from the client's settings", "put it into client_secret between quotes, here and in every deployment", "wait a minute, then " + again,
		}},
		"redirect-uri-registered": {steps: []string{
			openApp, "Authentication, platform Web: add exactly the value of redirect_uri (scheme, host, port, path, capitals, no slash at the end) and save; keep the entries that are there",
			redirectLists() + "others: the list of allowed redirect or callback URIs", "wait a minute or two, then " + again,
		}},
		"client-platform": {steps: []string{
			openApp, "Authentication: delete the URI under Single-page application or Mobile and desktop applications", "add it under the platform Web; Allow public client flows: No; save", oneSignIn,
		}},
		"secret-expiry": {steps: []string{
			openApp, "Certificates & secrets, New client secret; note the date under Expires", "put the Value into client_secret here and in every deployment",
			"run authkit init --secret-expires DATE, so that verify warns before the next one", "delete the old secret once nothing uses it",
		}},
		"metadata-url-tenant": {steps: []string{
			openApp, "copy Directory (tenant) ID from Overview (for personal accounts the tenant is consumers)",
			"write server_metadata_url = \"https://login.microsoftonline.com/<that ID>/v2.0/.well-known/openid-configuration\"", again,
		}},
		"metadata-tenant": {steps: []string{openApp, "copy Directory (tenant) ID from Overview into server_metadata_url", again}},
		"metadata-issuer": {steps: []string{
			"Entra: put the tenant's ID (or consumers) in place of common or organizations in server_metadata_url",
			"other providers: open server_metadata_url in a browser; issuer in it has to be what the provider's tokens carry, slash for slash",
			"when a proxy changes the address: set the provider's public address (Keycloak: hostname) so that both are the same", again,
		}},
		"metadata-reachable": {steps: []string{
			"open server_metadata_url in a browser on the machine that runs the app",
			"behind a company proxy: set HTTPS_PROXY before starting the app; with a company's own certificates: SSL_CERT_FILE", again,
		}},
		"metadata-jwks": {owner: "provider", steps: []string{
			"open jwks_uri of the metadata in a browser on the machine that runs the app: a list of keys has to come",
			"when one key is named as broken: tell whoever runs the provider; Authlib gives up the whole set for it", again,
		}},
		"metadata-logout": {steps: []string{
			"add redirect_uri to the addresses the provider allows after logging out (" + logoutLists() + ")",
			"Entra takes the redirect URIs of the platform Web; leave Front-channel logout URL empty",
		}},
		"clock-skew": {steps: []string{
			"Linux: timedatectl set-ntp true; Windows: Settings, Time & language, Sync now; macOS: General, Date & Time, set automatically",
			"containers and virtual machines take the time of their host: set it there", again,
		}},
		"sign-in-authorize": {owner: entra.OwnerTenantAdmin, steps: []string{
			"give the code of the finding to authkit explain: it says whether the person, an administrator or you can mend it",
			"Entra: " + signInLogs, oneSignIn,
		}},
		"sign-in-callback": {steps: []string{"remove response_type and response_mode from client_kwargs and authorize_params", oneSignIn}},
		"sign-in-token": {steps: []string{
			"give the code of the finding to authkit explain",
			"without a code: compare client_id and client_secret with the provider's page, and how the client may authenticate (client_secret_basic or client_secret_post)",
			"check that redirect_uri stands under the platform Web and nowhere else", oneSignIn,
		}},
		"sign-in-id-token": {steps: []string{
			"iss: use the server_metadata_url of the tenant or realm the token comes from",
			"aud and azp: copy client_id again; remove further audiences at the provider",
			"nonce: remove nonce from client_kwargs and authorize_params", "exp, nbf and iat: set the clock of the machine that runs the app",
			"signature, kid and alg: choose RS256 for ID tokens at the provider; what stays is the provider's to mend", oneSignIn,
		}},
		"sign-in-claims": {steps: []string{
			"read claims that may be missing with st.user.get(\"NAME\") and handle None",
			"Entra: Token configuration of the app registration adds optional claims (given_name, family_name, groups); email comes only for accounts that have an address",
			"other providers: add the claim to the ID token (not to userinfo alone, which Streamlit never asks), or its scope to client_kwargs", oneSignIn,
		}},
		"app-claims": {steps: []string{
			"write st.user.get(\"email\") and fall back to st.user.get(\"preferred_username\")",
			"to know a person again, store st.user[\"tid\"] with st.user[\"oid\"] (Entra), or iss with sub (others): email and names change hands",
			"groups: left out for people in more than 200 groups and never sent for personal accounts; app roles (roles) are surer",
			"where everybody can sign in (consumers, Google), list who may use the app: ALLOWED in the app.py that authkit init writes",
		}},
		"sign-in-cookie-size": {steps: []string{
			openApp, "Token configuration: remove the groups claim, or limit it to groups assigned to the application",
			"where Streamlit's own server is what refuses: set WEBSOCKETS_MAX_LINE_LENGTH=65536 in the environment of the app (Streamlit 1.57 and newer)",
			"a proxy of your own: nginx: large_client_header_buffers 4 32k; proxy_buffer_size 16k;", oneSignIn,
		}},
		"deployed-reachable": {steps: []string{
			"open the address in a browser: an app that sleeps (Community Cloud) wakes with a click",
			"check the address: https, the host, and the base path (server.baseUrlPath)", "run authkit verify --url ADDRESS again",
		}},
		"deployed-cookie-secret": {steps: []string{
			"put the same secrets into the deployment: authkit deploy-secrets --url ADDRESS prints them",
			"restart the app: Streamlit reads a file that was not there at the start only then", "give all replicas the same cookie_secret",
		}},
		"deployed-redirect-uri": {steps: []string{
			"authkit deploy-secrets --url ADDRESS prints the secrets with the right redirect_uri; put them into the deployment",
			"register that redirect URI at the provider too", "restart the app, then run authkit verify --url ADDRESS again",
		}},
	}
}

// redirectLists says where the providers with a page of their own keep redirect URIs.
func redirectLists() string {
	text := ""
	for _, p := range provider.All() {
		if p.Console != "" {
			text += p.Name + ": " + p.Console + ", " + p.Redirects + "; "
		}
	}
	return text
}

// logoutLists names the lists of addresses that providers allow after a logout.
func logoutLists() string {
	var names []string
	for _, p := range provider.All() {
		if p.Logouts != "" {
			names = append(names, p.Name+": "+p.Logouts)
		}
	}
	return strings.Join(names, "; ")
}
