package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// failure is one of Entra's errors, with its own text.
type failure struct {
	status  int
	oauth   string
	code    int
	message string
	lines   bool // the older form: trace and time on lines of their own
	link    bool // error_uri is sent for codes with a page to look up
}

func unknownTenant(tenant string) failure {
	return failure{400, "invalid_tenant", 90002, "Tenant '" + tenant + "' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.", true, true}
}

func malformedTenant(tenant string) failure {
	return failure{400, "invalid_request", 900023, "Specified tenant identifier '" + tenant + "' is neither a valid DNS name, nor a valid external domain.", false, true}
}

func unknownClient(id, directory string) failure {
	if id == "00000000-0000-0000-0000-000000000000" || !isGUID(id) {
		return failure{400, "unauthorized_client", 700038, id + " is not a valid application identifier.", false, false}
	}
	return failure{400, "unauthorized_client", 700016, "Application with identifier '" + id + "' was not found in the directory '" + directory + "'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.", false, true}
}

func disabledClient(c Client) failure {
	return failure{400, "unauthorized_client", 7000112, "Application '" + c.ID + "'(" + c.Name + ") is disabled.", false, true}
}

func personalOnly(c Client) failure {
	return failure{400, "invalid_request", 9002346, "Application '" + c.ID + "'(" + c.Name + ") is configured for use by Microsoft Account users only. Please use the /consumers endpoint to serve this request.", false, false}
}

func notForConsumers() failure {
	return failure{401, "invalid_client", 70002, "The client does not exist or is not enabled for consumers. If you are the application developer, configure a new application through the App Registrations in the Azure Portal at https://go.microsoft.com/fwlink/?linkid=2083908.", false, true}
}

func notMobile() failure {
	return failure{401, "invalid_client", 70002, "The provided client is not supported for this feature. The client application must be marked as 'mobile.'", false, true}
}

func missingParameter(name string) failure {
	return failure{400, "invalid_request", 900144, "The request body must contain the following parameter: '" + name + "'.", false, true}
}

func wrongSecret(c Client) failure {
	return failure{401, "invalid_client", 7000215, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '" + c.ID + "'.", false, true}
}

func expiredSecret(c Client) failure {
	return failure{401, "invalid_client", 7000222, "The provided client secret keys for app '" + c.ID + "' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.", false, true}
}

func redirectMismatch(c Client, uri string) failure {
	return failure{200, "", 50011, "The redirect URI '" + uri + "' specified in the request does not match the redirect URIs configured for the application '" + c.ID + "'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to fix this.", false, true}
}

func noSession() failure {
	return failure{200, "login_required", 50058, "A silent sign-in request was sent but no user is signed in. The cookies used to represent the user's session were not sent in the request to Azure AD. This can happen if the user is using Internet Explorer or Edge, and the web app sending the silent sign-in request is in different IE security zone than the Azure AD endpoint (login.microsoftonline.com).", true, true}
}

// description is the text with its trace, as Entra writes it.
func (s *Server) description(f failure, trace, correlation, stamp string) string {
	between := " "
	if f.lines {
		between = "\r\n"
	}
	return fmt.Sprintf("AADSTS%d: %s%sTrace ID: %s%sCorrelation ID: %s%sTimestamp: %s", f.code, f.message, between, trace, between, correlation, between, stamp)
}

func (s *Server) stamp() string { return s.now().UTC().Format("2006-01-02 15:04:05Z") }

const errorPage = "https://login.microsoftonline.com/error?code="

// refuse answers a token, device-code or metadata request.
func (s *Server) refuse(w http.ResponseWriter, f failure) {
	type body struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
		Codes       []int  `json:"error_codes"`
		Timestamp   string `json:"timestamp"`
		Trace       string `json:"trace_id"`
		Correlation string `json:"correlation_id"`
		URI         string `json:"error_uri,omitempty"`
	}
	trace, correlation, stamp := newGUID(), newGUID(), s.stamp()
	b := body{f.oauth, s.description(f, trace, correlation, stamp), []int{f.code}, stamp, trace, correlation, ""}
	if f.link {
		b.URI = errorPage + strconv.Itoa(f.code)
	}
	w.Header().Set("x-ms-request-id", trace)
	s.options.Logf("  AADSTS%d %s", f.code, f.oauth)
	writeJSON(w, f.status, b)
}

// parameters are what an error sends along to a redirect URI.
func (s *Server) parameters(f failure, state string) url.Values {
	values := url.Values{
		"error":             {f.oauth},
		"error_description": {s.description(f, newGUID(), newGUID(), s.stamp())},
	}
	if f.link {
		values.Set("error_uri", errorPage+strconv.Itoa(f.code))
	}
	if state != "" {
		values.Set("state", state)
	}
	return values
}

func isGUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i, r := range strings.ToLower(text) {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if r != '-' {
				return false
			}
		} else if !(r >= '0' && r <= '9' || r >= 'a' && r <= 'f') {
			return false
		}
	}
	return true
}
