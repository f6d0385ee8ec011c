package sandbox

import "github.com/authkit-cli/authkit/entra"

// failure is one of Entra's errors, in the service's own words (docs/facts/entra.md,
// sections 2 and 3).
type failure struct {
	status  int // of a JSON answer; pages have 200
	oauth   string
	code    int
	message string
	lines   bool // the older form: trace and time on lines of their own
	link    bool // error_uri is sent for this code
}

// About the tenant.

func unknownTenant(tenant string) *failure {
	return &failure{status: 400, oauth: "invalid_tenant", code: 90002, lines: true, link: true,
		message: "Tenant '" + tenant + "' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."}
}

func malformedTenant(tenant string) *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 900023, link: true,
		message: "Specified tenant identifier '" + tenant + "' is neither a valid DNS name, nor a valid external domain."}
}

func noTenant() *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 50059, lines: true,
		message: "No tenant-identifying information found in either the request or implied by any provided credentials."}
}

// About the app.

func unknownClient(id string, t Tenant) *failure {
	if !entra.IsGUID(id) || id == "00000000-0000-0000-0000-000000000000" {
		return &failure{status: 400, oauth: "unauthorized_client", code: 700038, message: id + " is not a valid application identifier."}
	}
	return &failure{status: 400, oauth: "unauthorized_client", code: 700016, link: true,
		message: "Application with identifier '" + id + "' was not found in the directory '" + t.name() + "'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."}
}

func disabledClient(c Client) *failure {
	return &failure{status: 400, oauth: "unauthorized_client", code: 7000112, link: true, message: "Application '" + c.ID + "'(" + c.Name + ") is disabled."}
}

func personalOnly(c Client) *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 9002346,
		message: "Application '" + c.ID + "'(" + c.Name + ") is configured for use by Microsoft Account users only. Please use the /consumers endpoint to serve this request."}
}

func organisationsOnly(c Client) *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 9002332,
		message: "Application '" + c.ID + "'(" + c.Name + ") is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request."}
}

func singleTenant(c Client) *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 50194, lines: true,
		message: "Application '" + c.ID + "'(" + c.Name + ") is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant."}
}

// What the service for personal accounts says of an app it does not serve.
const notForConsumersText = "The client does not exist or is not enabled for consumers. If you are the application developer, configure a new application through the App Registrations in the Azure Portal at https://go.microsoft.com/fwlink/?linkid=2083908."

func notForConsumers() *failure {
	return &failure{status: 400, oauth: "invalid_client", code: 70002, link: true, message: notForConsumersText}
}

func notMobile() *failure {
	return &failure{status: 401, oauth: "invalid_client", code: 70002, link: true,
		message: "The provided client is not supported for this feature. The client application must be marked as 'mobile.'"}
}

// About the request.

func missingParameter(name string) *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 900144, link: true,
		message: "The request body must contain the following parameter: '" + name + "'."}
}

func wrongMethod(method string) *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 900561, link: true,
		message: "The endpoint only accepts POST requests. Received a " + method + " request."}
}

func unsupportedGrant(name string) *failure {
	return &failure{status: 400, oauth: "unsupported_grant_type", code: 70003, message: "The app requested an unsupported grant type '" + name + "'."}
}

func unsupportedResponseType(name string) *failure {
	return &failure{status: 400, oauth: "unsupported_response_type", code: 700054, link: true, message: "response_type '" + name + "' is not enabled for the application."}
}

func unsupportedResponseMode(name string) *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 70007, link: true, message: "'" + name + "' is not a supported value of 'response_mode' when requesting a token."}
}

// unknownScope is said with invalid_client, as five public reports show it.
func unknownScope(c Client, scope string) *failure {
	return &failure{status: 400, oauth: "invalid_client", code: 650053, link: true,
		message: "The application '" + c.Name + "' asked for scope '" + scope + "' that doesn't exist on the resource '" + graphID + "'. Contact the app vendor."}
}

func scopeWithoutDefault(scope string) *failure {
	return &failure{status: 400, oauth: "invalid_scope", code: 1002012,
		message: "The provided value for scope " + scope + " is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."}
}

func unknownResource(resource string, t Tenant) *failure {
	return &failure{status: 400, oauth: "invalid_resource", code: 500011, link: true,
		message: "The resource principal named " + resource + " was not found in the tenant named " + t.ID + ". This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant."}
}

// About the redirect URI.

func relativeRedirect() *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 90102, message: "'redirect_uri' value must be a valid absolute URI."}
}

func noRedirect() *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 500113, link: true, message: "No reply address is registered for the application."}
}

func redirectMismatch(c Client, uri string) *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 50011, link: true,
		message: "The redirect URI '" + uri + "' specified in the request does not match the redirect URIs configured for the application '" + c.ID + "'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to fix this."}
}

// Reported is the page and the beginning of its text; the app is not told.
func unsupportedPrompt() *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 90023, link: true, message: "Unsupported 'prompt' value."}
}

// The same of the service for personal accounts, at its page and at its token endpoint.
const redirectNotValidText = "The provided value for the input parameter 'redirect_uri' is not valid. The expected value is a URI which matches a redirect URI registered for this client application."

func redirectNotValid() *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 90023, link: true, message: redirectNotValidText}
}

func otherRedirect(now, before string) *failure {
	return &failure{status: 400, oauth: "invalid_client", code: 500112, lines: true, link: true,
		message: "The reply address '" + now + "' does not match the reply address '" + before + "' provided when requesting Authorization code."}
}

// About the person.

func noSession() *failure {
	return &failure{status: 400, oauth: "login_required", code: 50058, lines: true, link: true,
		message: "A silent sign-in request was sent but no user is signed in. The cookies used to represent the user's session were not sent in the request to Azure AD. This can happen if the user is using Internet Explorer or Edge, and the web app sending the silent sign-in request is in different IE security zone than the Azure AD endpoint (login.microsoftonline.com)."}
}

func consentDeclined() *failure {
	return &failure{status: 400, oauth: "access_denied", code: 65004, lines: true, link: true, message: "User declined to consent to access the app."}
}

func notAssigned(c Client, u User) *failure {
	return &failure{status: 400, oauth: "access_denied", code: 50105, link: true,
		message: "Your administrator has configured the application " + c.Name + " ('" + c.ID + "') to block users unless they are specifically granted ('assigned') access to the application. The signed in user '" + u.Username + "' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application."}
}

func strayForm() *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 165000, link: true,
		message: "Invalid Request: The request tokens do not match the user context. One or more of the user context values (cookies; form fields; headers) were incorrect or invalid. Start the sign-in again from the app."}
}

func policyBlocks() *failure {
	return &failure{status: 400, oauth: "invalid_grant", code: 53003, link: true,
		message: "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance."}
}

// About the secret.

func wrongSecret(c Client) *failure {
	return &failure{status: 401, oauth: "invalid_client", code: 7000215, link: true,
		message: "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '" + c.ID + "'."}
}

func expiredSecret(c Client) *failure {
	return &failure{status: 401, oauth: "invalid_client", code: 7000222, link: true,
		message: "The provided client secret keys for app '" + c.ID + "' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds."}
}

func noSecret() *failure {
	return &failure{status: 401, oauth: "invalid_client", code: 7000218, lines: true,
		message: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."}
}

func noSecretForCredentials() *failure {
	return &failure{status: 401, oauth: "invalid_client", code: 7000216, lines: true,
		message: "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type."}
}

func noSecretForConsumers() *failure {
	return &failure{status: 401, oauth: "invalid_client", code: 70002, link: true,
		message: "The provided request must include a 'client_secret' input parameter."}
}

func publicWithSecret() *failure {
	return &failure{status: 401, oauth: "invalid_client", code: 700025, lines: true,
		message: "Client is public so neither 'client_assertion' nor 'client_secret' should be presented."}
}

func publicWithSecretForConsumers() *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 90023, link: true, message: "Public clients can't send a client secret."}
}

func browserOnly() *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 9002327, lines: true, link: true,
		message: "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests."}
}

func serverOnly() *failure {
	return &failure{status: 400, oauth: "invalid_request", code: 9002326, lines: true, link: true,
		message: "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type."}
}

// About the authorization code.

func undecodable() *failure {
	return &failure{status: 400, oauth: "invalid_grant", code: 9002313, lines: true, link: true, message: "Invalid request. Request is malformed or invalid."}
}

func invalidCode(more string) *failure {
	return &failure{status: 400, oauth: "invalid_grant", code: 70000, lines: true, message: "The provided value for the 'code' parameter is not valid." + more}
}

func codeOfOtherClient() *failure {
	return &failure{status: 400, oauth: "invalid_grant", code: 70000, lines: true, message: "Provided grant is invalid or malformed."}
}

func codeOfOtherTenant() *failure {
	return &failure{status: 400, oauth: "invalid_grant", code: 700005, lines: true, message: "Provided Authorization Code is intended to use against other tenant, thus rejected."}
}

func codeExpired() *failure {
	return &failure{status: 400, oauth: "invalid_grant", code: 70008, lines: true, link: true,
		message: "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource."}
}

func codeUsed() *failure {
	return &failure{status: 400, oauth: "invalid_grant", code: 54005, lines: true,
		message: "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token."}
}

func verifierMismatch() *failure {
	return &failure{status: 400, oauth: "invalid_grant", code: 501481, lines: true, message: "The Code_Verifier does not match the code_challenge supplied in the authorization request."}
}

func devicePending() *failure {
	return &failure{status: 400, oauth: "authorization_pending", code: 70016, lines: true, link: true,
		message: "OAuth 2.0 device flow error. Authorization is pending. Continue polling."}
}

func deviceDeclined() *failure {
	return &failure{status: 400, oauth: "authorization_declined", code: 65004, lines: true, link: true, message: "User declined to consent to access the app."}
}
