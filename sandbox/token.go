package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
)

// credentials are what a client shows of itself (RFC 6749, section 2.3.1).
type credentials struct {
	id, secret string
	hasSecret  bool
	twice      bool
}

func readCredentials(r *http.Request) credentials {
	c := credentials{id: r.PostForm.Get("client_id"), secret: r.PostForm.Get("client_secret"), hasSecret: r.PostForm.Has("client_secret")}
	if id, secret, ok := r.BasicAuth(); ok {
		// Form-decoded where that is possible, as the RFC has it.
		if decoded, err := url.QueryUnescape(secret); err == nil && !strings.Contains(secret, "+") {
			secret = decoded
		}
		c.twice = c.hasSecret
		c.id, c.secret, c.hasSecret = id, secret, true
	}
	return c
}

// token answers in Entra's order: tenant, client, grant.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	if s.faults["token-500"] {
		http.Error(w, "Service Unavailable", http.StatusServiceUnavailable)
		return
	}
	if r.ParseForm() != nil {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	tenant, kind := s.tenant(r.PathValue("tenant"))
	if kind == entra.NotEntra {
		s.refuse(w, unknownTenant(tenant.ID))
		return
	}
	c := readCredentials(r)
	grantType := r.PostForm.Get("grant_type")
	switch {
	case grantType == "":
		s.refuse(w, missingParameter("grant_type"))
		return
	case c.id == "":
		s.refuse(w, missingParameter("client_id"))
		return
	}
	client, f, refused := s.tokenClient(tenant, kind, c.id)
	if refused {
		s.refuse(w, f)
		return
	}
	switch grantType {
	case "authorization_code":
		s.redeem(w, r, tenant, kind, client, c)
	case "client_credentials":
		s.clientCredentials(w, r, tenant, kind, client, c)
	default:
		s.refuse(w, failure{400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type '" + grantType + "'.", false, false})
	}
}

// tokenClient finds the app at a tenant.
func (s *Server) tokenClient(tenant Tenant, kind entra.Kind, id string) (Client, failure, bool) {
	client, known := s.client(id)
	personal := client.Audience == PersonalMicrosoftAccount
	switch {
	case kind == entra.Consumers && (!known || !personal && client.Audience != AzureADandPersonalMicrosoftAccount):
		return client, notForConsumers(), true
	case !known:
		return client, unknownClient(id, directory(tenant)), true
	case personal && kind != entra.Consumers && kind != entra.Common:
		return client, personalOnly(client), true
	case kind == entra.Organisation && client.Audience == AzureADMyOrg && client.Tenant != tenant.ID:
		return client, unknownClient(id, directory(tenant)), true
	case client.Disabled:
		return client, disabledClient(client), true
	}
	return client, failure{}, false
}

// secretProblem judges a client secret. A fresh one is not known everywhere yet.
func (s *Server) secretProblem(client Client, secret string) (failure, bool) {
	now := s.now()
	expired := false
	for _, known := range client.Secrets {
		if subtle.ConstantTimeCompare([]byte(known.Value), []byte(secret)) != 1 {
			continue
		}
		switch {
		case known.Created.After(now):
			return wrongSecret(client), true
		case !known.Expires.IsZero() && known.Expires.Before(now):
			expired = true
		default:
			return failure{}, false
		}
	}
	if expired {
		return expiredSecret(client), true
	}
	return wrongSecret(client), true
}

// redeem exchanges a code. What cannot be decoded is refused before the secret
// is looked at; the platform of the redirect URI counts before the secret too.
func (s *Server) redeem(w http.ResponseWriter, r *http.Request, tenant Tenant, kind entra.Kind, client Client, c credentials) {
	form := r.PostForm
	if form.Get("code") == "" {
		s.refuse(w, missingParameter("code"))
		return
	}
	s.mu.Lock()
	g := s.grants[form.Get("code")]
	s.mu.Unlock()
	personal := kind == entra.Consumers
	if g == nil {
		if personal {
			s.refuse(w, failure{400, "invalid_grant", 70000, "The provided value for the 'code' parameter is not valid.", true, false})
			return
		}
		s.refuse(w, failure{400, "invalid_grant", 9002313, "Invalid request. Request is malformed or invalid.", true, true})
		return
	}
	q := g.request
	uri := form.Get("redirect_uri")
	switch {
	case !personal && !listed(client.WebRedirectURIs, q.redirectURI) && listed(client.SPARedirectURIs, q.redirectURI) && r.Header.Get("Origin") == "":
		s.refuse(w, failure{400, "invalid_request", 9002327, "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.", true, true})
		return
	case !listed(client.WebRedirectURIs, q.redirectURI) && listed(client.PublicRedirectURIs, q.redirectURI) && c.hasSecret:
		s.refuse(w, failure{401, "invalid_client", 700025, "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.", true, false})
		return
	case q.client.ID != client.ID:
		s.refuse(w, failure{400, "invalid_grant", 70000, "The provided authorization code was issued to another client.", true, false})
		return
	case q.tenant.ID != tenant.ID:
		s.refuse(w, failure{400, "invalid_grant", 700005, "Provided Authorization Code is intended to use against other tenant, thus rejected.", true, false})
		return
	case !c.hasSecret || c.secret == "":
		if personal {
			s.refuse(w, failure{401, "invalid_client", 70002, "The request must include a 'client_secret' parameter.", false, true})
			return
		}
		s.refuse(w, failure{401, "invalid_client", 7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.", true, false})
		return
	}
	if f, wrong := s.secretProblem(client, c.secret); wrong {
		s.refuse(w, f)
		return
	}
	switch {
	case uri != q.redirectURI:
		s.refuse(w, failure{400, "invalid_client", 500112, "The reply address '" + uri + "' does not match the reply address '" + q.redirectURI + "' provided when requesting Authorization code.", true, true})
		return
	case q.challenge != "" && !proves(form.Get("code_verifier"), q.challenge, q.method), q.challenge == "" && form.Get("code_verifier") != "":
		s.refuse(w, failure{400, "invalid_grant", 501481, "The Code_Verifier does not match the code_challenge supplied in the authorization request.", true, false})
		return
	case s.now().Sub(g.issued) > codeLife:
		s.refuse(w, failure{400, "invalid_grant", 70008, "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.", true, true})
		return
	}
	s.mu.Lock()
	used := g.used
	g.used = true
	s.mu.Unlock()
	if used {
		s.refuse(w, failure{400, "invalid_grant", 54005, "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.", true, false})
		return
	}
	s.grantTokens(w, r, g)
}

// proves checks a code verifier (RFC 7636, section 4.6).
func proves(verifier, challenge, method string) bool {
	if method == "S256" {
		sum := sha256.Sum256([]byte(verifier))
		verifier = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return subtle.ConstantTimeCompare([]byte(verifier), []byte(challenge)) == 1
}

// grantTokens answers with the tokens of one sign-in.
func (s *Server) grantTokens(w http.ResponseWriter, r *http.Request, g *grant) {
	q := g.request
	scopes := strings.Fields(q.scope)
	answer := map[string]any{
		"token_type": "Bearer", "scope": strings.Join(granted(scopes), " "),
		"expires_in": 4145, "ext_expires_in": 4145,
		"access_token": "sandbox-access-token-" + random(600),
	}
	if slices.Contains(scopes, "openid") && !s.faults["no-id-token"] {
		raw, err := s.sign(s.claims(r, g, scopes))
		if err != nil {
			http.Error(w, "Internal Server Error", http.StatusInternalServerError)
			return
		}
		answer["id_token"] = raw
	}
	writeJSON(w, http.StatusOK, answer)
}

// granted lists the scopes as Entra names them.
func granted(scopes []string) []string {
	var list []string
	for _, scope := range []string{"email", "openid", "profile"} {
		if slices.Contains(scopes, scope) {
			list = append(list, scope)
		}
	}
	return append(list, "00000003-0000-0000-c000-000000000000/User.Read")
}

// claims are those of a version 2.0 ID token (facts: entra, section 4).
func (s *Server) claims(r *http.Request, g *grant, scopes []string) map[string]any {
	q, user, now := g.request, g.user, s.now()
	issued := now.Add(-5 * time.Minute)
	claims := map[string]any{
		"aud": q.client.ID, "iss": q.base + "/" + user.Tenant + "/v2.0",
		"iat": issued.Unix(), "nbf": issued.Unix(), "exp": issued.Add(65 * time.Minute).Unix(),
		"aio": random(40), "rh": "1.AXXX" + random(20), "uti": random(11), "sid": newGUID(),
		"sub": pairwise(q.client.ID, user.ObjectID), "tid": user.Tenant, "ver": "2.0",
	}
	if !q.v2 {
		claims["iss"], claims["ver"] = q.base+"/sts/"+user.Tenant+"/", "1.0"
	}
	if q.nonce != "" {
		claims["nonce"] = q.nonce
	}
	if slices.Contains(scopes, "profile") {
		claims["name"], claims["oid"] = user.Name, user.ObjectID
		if q.v2 {
			claims["preferred_username"] = user.Username
		}
	}
	if slices.Contains(scopes, "email") && user.Email != "" {
		claims["email"] = user.Email
	}
	groups := user.Groups
	if s.faults["big-token"] {
		groups = 200
	}
	if groups > 0 {
		var ids []string
		for range groups {
			ids = append(ids, newGUID())
		}
		claims["groups"] = ids
	}
	switch {
	case s.faults["wrong-issuer"]:
		claims["iss"] = q.base + "/" + newGUID() + "/v2.0"
	case s.faults["wrong-audience"]:
		claims["aud"] = newGUID()
	case s.faults["wrong-nonce"]:
		claims["nonce"] = random(10)
	case s.faults["expired-token"]:
		claims["exp"] = now.Add(-time.Hour).Unix()
	case s.faults["future-token"]:
		claims["iat"], claims["nbf"] = now.Add(10*time.Minute).Unix(), now.Add(10*time.Minute).Unix()
	}
	return claims
}

// pairwise is a subject that differs from app to app.
func pairwise(clientID, objectID string) string {
	mac := hmac.New(sha256.New, []byte("authkit sandbox"))
	mac.Write([]byte(clientID + "/" + objectID))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// clientCredentials answers RFC 6749, section 4.4.
func (s *Server) clientCredentials(w http.ResponseWriter, r *http.Request, tenant Tenant, kind entra.Kind, client Client, c credentials) {
	scope := r.PostForm.Get("scope")
	switch {
	case kind == entra.Common || kind == entra.Organizations:
		s.refuse(w, failure{400, "invalid_request", 50059, "No tenant-identifying information found in either the request or implied by any provided credentials.", false, true})
		return
	case kind == entra.Consumers:
		s.refuse(w, failure{400, "invalid_request", 9002332, "Application '" + client.ID + "'(" + client.Name + ") is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request.", false, false})
		return
	case s.faults["blocked-by-policy"]:
		s.refuse(w, failure{400, "invalid_grant", 53003, "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.", false, true})
		return
	case !c.hasSecret || c.secret == "":
		s.refuse(w, failure{401, "invalid_client", 7000216, "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.", true, false})
		return
	case scope == "":
		s.refuse(w, missingParameter("scope"))
		return
	case !strings.HasSuffix(scope, "/.default"):
		s.refuse(w, failure{400, "invalid_scope", 1002012, "The provided value for scope " + scope + " is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).", false, false})
		return
	}
	if f, wrong := s.secretProblem(client, c.secret); wrong {
		s.refuse(w, f)
		return
	}
	if scope != "https://graph.microsoft.com/.default" {
		resource := strings.TrimSuffix(scope, "/.default")
		s.refuse(w, failure{400, "invalid_resource", 500011, "The resource principal named " + resource + " was not found in the tenant named " + directory(tenant) + ". This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.", false, true})
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": "sandbox-app-token-" + random(600)})
}

// deviceCode hands out a code nobody can enter: only the answers matter here.
func (s *Server) deviceCode(w http.ResponseWriter, r *http.Request) {
	if r.ParseForm() != nil {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	tenant, kind := s.tenant(r.PathValue("tenant"))
	id := r.PostForm.Get("client_id")
	switch {
	case kind == entra.NotEntra:
		s.refuse(w, unknownTenant(tenant.ID))
		return
	case id == "":
		s.refuse(w, missingParameter("client_id"))
		return
	}
	_, f, refused := s.tokenClient(tenant, kind, id)
	switch {
	case refused:
		s.refuse(w, f)
	case kind == entra.Consumers:
		s.refuse(w, notMobile())
	default:
		code := strings.ToUpper(random(5))[:9]
		writeJSON(w, http.StatusOK, map[string]any{
			"user_code": code, "device_code": "sandbox-device-code-" + random(80), "verification_uri": base(r) + "/devicelogin", "expires_in": 900, "interval": 5,
			"message": "To sign in, use a web browser to open the page " + base(r) + "/devicelogin and enter the code " + code + " to authenticate.",
		})
	}
}
