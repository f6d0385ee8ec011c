//go:build e2e

package e2e

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// zitadel/oidc, the provider that ZITADEL is built on, with the storage of its
// own example and clients of ours.
func TestVerifyAgainstZitadel(t *testing.T) {
	product{name: "zitadel/oidc", open: codeFirst, starts: func(t *testing.T, clients []client) string {
		server := httptest.NewUnstartedServer(nil)
		issuer := "http://" + server.Listener.Addr().String()
		store := zitadelStore{storage.NewStorage(ada{}), map[string]client{}}
		for _, c := range clients {
			store.clients[c.ID] = c
		}
		server.Config.Handler = exampleop.SetupServer(issuer, store, slog.New(slog.NewTextHandler(io.Discard, nil)), false)
		server.Start()
		t.Cleanup(server.Close)
		return issuer
	}}.judges(t)
}

// zitadelStore is the example's storage, with these clients.
type zitadelStore struct {
	*storage.Storage
	clients map[string]client
}

func (s zitadelStore) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	c, ok := s.clients[id]
	if !ok {
		return nil, errors.New("client not found")
	}
	return zitadelClient{c}, nil
}

func (s zitadelStore) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	if c, ok := s.clients[id]; !ok || c.Secret != secret {
		return errors.New("invalid secret")
	}
	return nil
}

// zitadelClient is a client as zitadel/oidc asks for it.
type zitadelClient struct{ client }

func (c zitadelClient) GetID() string                       { return c.ID }
func (c zitadelClient) RedirectURIs() []string              { return c.Redirects }
func (c zitadelClient) PostLogoutRedirectURIs() []string    { return nil }
func (c zitadelClient) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb }
func (c zitadelClient) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}
func (c zitadelClient) LoginURL(id string) string            { return "/login/username?authRequestID=" + id }
func (c zitadelClient) AccessTokenType() op.AccessTokenType  { return op.AccessTokenTypeBearer }
func (c zitadelClient) IDTokenLifetime() time.Duration       { return time.Hour }
func (c zitadelClient) DevMode() bool                        { return true }
func (c zitadelClient) IsScopeAllowed(string) bool           { return false }
func (c zitadelClient) IDTokenUserinfoClaimsAssertion() bool { return true }
func (c zitadelClient) ClockSkew() time.Duration             { return 0 }
func (c zitadelClient) RestrictAdditionalIdTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}
func (c zitadelClient) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}

func (c zitadelClient) AuthMethod() oidc.AuthMethod {
	switch c.Auth {
	case "post":
		return oidc.AuthMethodPost
	case "none":
		return oidc.AuthMethodNone
	case "jwt":
		return oidc.AuthMethodPrivateKeyJWT
	}
	return oidc.AuthMethodBasic
}

func (c zitadelClient) GrantTypes() []oidc.GrantType {
	if c.Machine {
		return []oidc.GrantType{oidc.GrantTypeClientCredentials}
	}
	return []oidc.GrantType{oidc.GrantTypeCode}
}

// ada is the only person of the example.
type ada struct{}

func (ada) person() *storage.User {
	return &storage.User{ID: "ada", Username: "ada", Password: personsSecret, FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", EmailVerified: true}
}
func (ada) ExampleClientID() string { return storage.ServiceUserID }
func (a ada) GetUserByID(id string) *storage.User {
	if id != "ada" {
		return nil
	}
	return a.person()
}
func (a ada) GetUserByUsername(name string) *storage.User { return a.GetUserByID(name) }
