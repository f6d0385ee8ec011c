package sandbox

import (
	"crypto"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// jwtBearer is the kind of assertion that is taken in a secret's place (RFC 7523, section 2.2).
const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// judgeAssertion judges what a client shows in place of a secret: a token about
// itself that it has signed with the key of one of its certificates, or somebody
// else's token that one of its federated credentials names (docs/facts/entra.md, section 5.7).
func (s *Server) judgeAssertion(t *tokenRequest) *failure {
	token, err := jwt.ParseSigned(t.assertion, []jose.SignatureAlgorithm{jose.RS256, jose.PS256, jose.ES256})
	var claims jwt.Claims
	if err != nil || token.UnsafeClaimsWithoutVerification(&claims) != nil {
		return badAssertion(50027, "JWT token is invalid or malformed.")
	}
	f := s.judgeSignature(t, token, claims)
	if f == nil {
		f = s.judgeTime(claims)
	}
	if f == nil && s.faults["assertion-once"] {
		f = s.seenBefore(t, claims)
	}
	return f
}

// judgeSignature tells who has signed an assertion, and whether that is good enough.
func (s *Server) judgeSignature(t *tokenRequest, token *jwt.JSONWebToken, claims jwt.Claims) *failure {
	for _, key := range t.client.AssertionKeys { // of a test, or of somebody who plays: any assertion will do
		if token.Claims(key, new(jwt.Claims)) == nil {
			return nil
		}
	}
	if len(t.client.Federated) > 0 && !strings.EqualFold(claims.Issuer, t.client.ID) {
		return s.judgeFederated(t, token, claims)
	}
	return judgeOwn(t, token, claims)
}

// judgeOwn judges an assertion that the app's own key has signed.
func judgeOwn(t *tokenRequest, token *jwt.JSONWebToken, claims jwt.Claims) *failure {
	certificate := t.client.certificateOf(token.Headers[0])
	switch {
	case !strings.EqualFold(claims.Issuer, t.client.ID), !strings.EqualFold(claims.Subject, t.client.ID):
		return badAssertion(700021, "Client assertion application identifier doesn't match 'client_id' parameter."+reviewCertificates)
	case certificate == nil:
		return strangeAssertion("The key was not found.")
	case token.Claims(certificate.PublicKey, new(jwt.Claims)) != nil:
		return strangeAssertion("The key was found, but use of the key to verify the signature failed.")
	case !slices.ContainsFunc(claims.Audience, func(one string) bool { return slices.Contains(t.audiences(), strings.TrimSuffix(one, "/")) }):
		return badAssertion(700023, "Client assertion audience claim does not match Realm issuer."+reviewCertificates)
	}
	return nil
}

// audiences are the names by which an app may call the tenant's token endpoint.
func (t *tokenRequest) audiences() []string {
	at := t.base + "/" + t.tenant.ID
	return []string{at, at + "/v2.0", at + "/oauth2/v2.0/token", at + "/oauth2/token"}
}

// certificateOf is the certificate that a header names, by either thumbprint; nil
// when the app has no such.
func (c Client) certificateOf(header jose.Header) *x509.Certificate {
	for _, entry := range c.certificates {
		long, short := sha256.Sum256(entry.Key), sha1.Sum(entry.Key)
		names := []string{base64.RawURLEncoding.EncodeToString(long[:]), base64.RawURLEncoding.EncodeToString(short[:])}
		for _, name := range []any{header.ExtraHeaders["x5t#S256"], header.ExtraHeaders["x5t"], header.KeyID} {
			if text, ok := name.(string); ok && slices.Contains(names, text) {
				certificate, err := x509.ParseCertificate(entry.Key)
				if err != nil {
					return nil
				}
				return certificate
			}
		}
	}
	return nil
}

// judgeFederated judges a token of somebody else by the federated credentials: the
// first of issuer, audience and subject that fits none is what is said.
func (s *Server) judgeFederated(t *tokenRequest, token *jwt.JSONWebToken, claims jwt.Claims) *failure {
	rest := t.client.Federated
	narrow := func(fits func(issuer, subject, audience string) bool) bool {
		before := rest
		rest = nil
		for _, f := range before {
			if fits(f.Issuer, f.Subject, f.Audiences[0]) {
				rest = append(rest, f)
			}
		}
		return len(rest) > 0
	}
	if !narrow(func(issuer, _, _ string) bool { return issuer == claims.Issuer }) {
		return noFederated(700211, "issuer '"+claims.Issuer+"'.")
	}
	if !narrow(func(_, _, audience string) bool { return claims.Audience.Contains(audience) }) {
		return noFederated(700212, "audience '"+strings.Join(claims.Audience, " ")+"'.")
	}
	alike := slices.Clone(rest)
	if !narrow(func(_, subject, _ string) bool { return subject == claims.Subject }) {
		for _, f := range alike {
			if strings.EqualFold(f.Subject, claims.Subject) {
				return noFederated(7002138, "subject '"+claims.Subject+"'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison.")
			}
		}
		return noFederated(700213, "subject '"+claims.Subject+"'.")
	}
	keys, err := s.keysOf(claims.Issuer, t.base)
	if err != nil {
		return badAssertion(50027, "The keys of the issuer cannot be read: "+err.Error()+".")
	}
	if !slices.ContainsFunc(keys, func(key crypto.PublicKey) bool { return token.Claims(key, new(jwt.Claims)) == nil }) {
		return badAssertion(50027, "External ID token from issuer failed signature verification.")
	}
	return nil
}

func (s *Server) judgeTime(claims jwt.Claims) *failure {
	now := s.now()
	early := claims.NotBefore != nil && now.Add(clockSkew).Before(claims.NotBefore.Time())
	if claims.Expiry == nil || now.After(claims.Expiry.Time()) || early {
		return expiredAssertion(now, claims)
	}
	return nil
}

// clockSkew is how far the clock of who signs may be ahead.
const clockSkew = 5 * time.Minute

// seenBefore tells whether an assertion was shown before, or has no ID by which
// that could be told.
func (s *Server) seenBefore(t *tokenRequest, claims jwt.Claims) *failure {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := t.client.ID + " " + claims.Issuer + " " + claims.ID
	if claims.ID == "" || s.assertions[id] {
		return badAssertion(50012, "The client assertion has been used before, or has no jti.")
	}
	s.assertions[id] = true
	return nil
}

const reviewCertificates = " Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials ."

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
	return badAssertion(700024, "Client assertion is not within its valid time range. Current time: "+now.UTC().Format(moment)+", assertion valid from "+from.Format(moment)+", expiry time of assertion "+until.Format(moment)+"."+reviewCertificates)
}

func strangeAssertion(reason string) *failure {
	return badAssertion(700027, "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - "+reason+"]")
}

// The text is that of public reports (Azure/login, issues 482 and 515).
func noFederated(code int, what string) *failure {
	return badAssertion(code, "No matching federated identity record found for presented assertion "+what+" Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation")
}

func badAssertion(code int, message string) *failure {
	return &failure{status: 401, oauth: "invalid_client", code: code, message: message}
}
