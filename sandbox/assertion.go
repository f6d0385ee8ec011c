package sandbox

import (
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// jwtBearer is the kind of assertion that is taken in a secret's place (RFC 7523, section 2.2).
const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// judgeAssertion judges what a client shows in place of a secret: signed with
// one of its keys, about itself, and not too old. Audience and issuer are not
// compared: what Entra says of wrong ones nobody here has seen.
func (s *Server) judgeAssertion(c Client, assertion string) *failure {
	token, err := jwt.ParseSigned(assertion, []jose.SignatureAlgorithm{jose.RS256, jose.PS256, jose.ES256})
	if err != nil {
		return unreadableAssertion()
	}
	var claims jwt.Claims
	for _, key := range c.AssertionKeys {
		if token.Claims(key, &claims) != nil {
			continue
		}
		if now := s.now(); claims.Expiry == nil || now.After(claims.Expiry.Time()) {
			return expiredAssertion(now, claims)
		}
		return nil
	}
	return strangeAssertion()
}

// The text is that of public reports (Azure/login, issue 180).
func expiredAssertion(now time.Time, claims jwt.Claims) *failure {
	const moment = "2006-01-02T15:04:05.0000000Z"
	from, until := time.Unix(0, 0).UTC(), time.Unix(0, 0).UTC()
	if claims.NotBefore != nil {
		from = claims.NotBefore.Time().UTC()
	}
	if claims.Expiry != nil {
		until = claims.Expiry.Time().UTC()
	}
	return &failure{status: 401, oauth: "invalid_client", code: 700024,
		message: "Client assertion is not within its valid time range. Current time: " + now.UTC().Format(moment) + ", assertion valid from " + from.Format(moment) + ", expiry time of assertion " + until.Format(moment) +
			". Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials ."}
}

func strangeAssertion() *failure {
	return &failure{status: 401, oauth: "invalid_client", code: 700027,
		message: "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found.]"}
}

func unreadableAssertion() *failure {
	return &failure{status: 401, oauth: "invalid_client", code: 50027, message: "JWT token is invalid or malformed."}
}
