package sandbox

import (
	"crypto"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// ManagedIdentityToken is what Azure's identity endpoint gives a managed identity
// of a tenant: a token about its principal (an object ID), which a federated
// credential may name. base is this server's address.
func (s *Server) ManagedIdentityToken(base, tenant, principal, audience string) (string, error) {
	now := s.now()
	return s.sign(map[string]any{
		"iss": base + "/" + tenant + "/v2.0", "sub": principal, "oid": principal, "aud": audience, "jti": random(24),
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(24 * time.Hour).Unix(),
	}, false)
}

// keysOf are the public keys of an issuer. Those of Options.Issuers are known; the
// sandbox's own tenants have its own; others are asked if they are on this machine.
func (s *Server) keysOf(issuer, base string) ([]crypto.PublicKey, error) {
	if known, ok := s.options.Issuers[issuer]; ok {
		return known, nil
	}
	if strings.HasPrefix(issuer, base+"/") {
		return []crypto.PublicKey{workKey.Get().private.Public()}, nil
	}
	u, err := url.Parse(issuer)
	if err != nil || !isLoopback(u.Host) {
		return nil, errors.New("the sandbox asks nobody outside this machine")
	}
	var metadata struct {
		KeysAt string `json:"jwks_uri"`
	}
	if err := readDocument(strings.TrimSuffix(issuer, "/")+"/.well-known/openid-configuration", &metadata); err != nil {
		return nil, err
	}
	if u, err := url.Parse(metadata.KeysAt); err != nil || !isLoopback(u.Host) {
		return nil, errors.New("its metadata names keys outside this machine")
	}
	var set jose.JSONWebKeySet
	if err := readDocument(metadata.KeysAt, &set); err != nil {
		return nil, err
	}
	var keys []crypto.PublicKey
	for _, key := range set.Keys {
		keys = append(keys, key.Key)
	}
	return keys, nil
}

const issuerTime = 5 * time.Second // for a document of an issuer

func readDocument(address string, into any) error {
	client := &http.Client{Timeout: issuerTime, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(address)
	if err != nil {
		return errors.New("it does not answer")
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || json.NewDecoder(io.LimitReader(response.Body, mostGraphBody)).Decode(into) != nil {
		return errors.New("it answers with something else")
	}
	return nil
}
