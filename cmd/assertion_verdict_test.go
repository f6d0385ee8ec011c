package cmd

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/authkit-cli/authkit/sandbox"
)

var (
	registeredKey = sync.OnceValue(newAssertionKey)
	strangersKey  = sync.OnceValue(newAssertionKey)
)

func newAssertionKey() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return key
}

// asserting registers a key whose assertions stand in for a secret.
func asserting(c *sandbox.Client) {
	c.Secrets, c.AssertionKeys = nil, []any{registeredKey().Public()}
}

// asserts is a project that shows an assertion and sends no secret.
func asserts(key *ecdsa.PrivateKey, life time.Duration) assembly {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, nil)
	if err != nil {
		panic(err)
	}
	text, err := jwt.Signed(signer).Claims(jwt.Claims{Issuer: sandbox.DefaultClientID, Subject: sandbox.DefaultClientID, ID: rand.Text(), Expiry: jwt.NewNumericDate(time.Now().Add(life))}).Serialize()
	if err != nil {
		panic(err)
	}
	return assembly{section: "[auth.default]\n", secret: "unused", more: fmt.Sprintf("[auth.default.client_kwargs]\ntoken_endpoint_auth_method = \"none\"\n"+
		"[auth.default.access_token_params]\nclient_assertion_type = \"urn:ietf:params:oauth:client-assertion-type:jwt-bearer\"\nclient_assertion = %q\n", text)}
}
