package sandbox

import "net/http"

// graphRefusal is one of Graph's errors, in the service's own words where they
// are known (docs/facts/entra.md, sections 5.4 and 6).
type graphRefusal struct {
	status        int
	code, message string
	details       []graphDetail
}

// graphDetail says more of an error.
type graphDetail struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Target  string `json:"target"`
}

// About the token.

func noToken() *graphRefusal {
	return &graphRefusal{status: http.StatusUnauthorized, code: "InvalidAuthenticationToken", message: "Access token is empty."}
}

func strangeToken() *graphRefusal {
	return &graphRefusal{status: http.StatusUnauthorized, code: "InvalidAuthenticationToken", message: "Access token validation failure."}
}

func tokenOfOtherAudience() *graphRefusal {
	return &graphRefusal{status: http.StatusUnauthorized, code: "InvalidAuthenticationToken", message: "Access token validation failure. Invalid audience."}
}

func tokenHasExpired() *graphRefusal {
	return &graphRefusal{status: http.StatusUnauthorized, code: "InvalidAuthenticationToken", message: "Lifetime validation failed, the token is expired."}
}

func notPrivileged() *graphRefusal {
	return &graphRefusal{status: http.StatusForbidden, code: "Authorization_RequestDenied", message: "Insufficient privileges to complete the operation."}
}

// About the request.

func unreadablePayload() *graphRefusal {
	return &graphRefusal{status: http.StatusBadRequest, code: "BadRequest",
		message: "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."}
}

func unknownSegment(name string) *graphRefusal {
	return &graphRefusal{status: http.StatusBadRequest, code: "BadRequest", message: "Resource not found for the segment '" + name + "'."}
}

func unsupportedFilter(what string) *graphRefusal {
	return &graphRefusal{status: http.StatusBadRequest, code: "Request_UnsupportedQuery", message: "Unsupported or invalid query filter clause specified for property '" + what + "' of resource 'Application'."}
}

func badRequest(message string) *graphRefusal {
	return &graphRefusal{status: http.StatusBadRequest, code: "Request_BadRequest", message: message}
}

func invalidProperty(name string) *graphRefusal {
	return badRequest("Invalid property '" + name + "'.")
}

func invalidValue(name string) *graphRefusal {
	return badRequest("Invalid value specified for property '" + name + "' of resource 'Application'.")
}

func readOnlyProperty(name string) *graphRefusal {
	return badRequest("Property '" + name + "' is read-only and cannot be set.")
}

func onlyForPeople() *graphRefusal {
	return &graphRefusal{status: http.StatusBadRequest, code: "BadRequest", message: "/me request is only valid with delegated authentication flow."}
}

// About registrations.

func noSuchResource(id string) *graphRefusal {
	return &graphRefusal{status: http.StatusNotFound, code: "Request_ResourceNotFound",
		message: "Resource '" + id + "' does not exist or one of its queried reference-property objects are not present."}
}

func noBackingApplication(appID string) *graphRefusal {
	message := "The appId '" + appID + "' of the service principal does not reference a valid application object."
	return &graphRefusal{status: http.StatusBadRequest, code: "Request_BadRequest", message: message,
		details: []graphDetail{{"NoBackingApplicationObject", message, "appId"}}}
}

func principalExists(appID string) *graphRefusal {
	return &graphRefusal{status: http.StatusConflict, code: "Request_MultipleObjectsWithSameKeyValue",
		message: "The service principal cannot be created, updated, or restored because the service principal name " + appID + " is already in use."}
}

func tooManySecrets() *graphRefusal {
	return badRequest("Too many keys or secrets: an application for personal Microsoft accounts may have 2 of them.")
}

func noSuchCredential(keyID string) *graphRefusal {
	return badRequest("No password credential found with keyId " + keyID + ".")
}

// The policy of the two refusals below.
const managementPolicy = "538f1913-366a-440a-95a0-e195cb55b282"

func secretsForbidden() *graphRefusal {
	return &graphRefusal{status: http.StatusBadRequest, code: "CredentialTypeNotAllowedAsPerAppPolicy",
		message: "Credential type not allowed as per assigned policy '" + managementPolicy + "'."}
}

func secretTooLong() *graphRefusal {
	return &graphRefusal{status: http.StatusBadRequest, code: "CredentialInvalidLifetimeAsPerAppPolicy",
		message: "Credential lifetime exceeds the max value allowed as per assigned policy '" + managementPolicy + "'."}
}
