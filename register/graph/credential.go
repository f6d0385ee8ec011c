package graph

import (
	"context"
	"net/http"

	"github.com/authkit-cli/authkit/entra"
)

// Federated are the federated credentials of a registration.
func (c *Client) Federated(ctx context.Context, id string) ([]entra.FederatedCredential, error) {
	var list struct {
		Value []entra.FederatedCredential `json:"value"`
	}
	_, err := c.get(ctx, "applications/"+id+"/federatedIdentityCredentials", "whose tokens the app registration takes", &list)
	return list.Value, err
}

const (
	mostFederated    = 20 // docs/facts/entra.md, section 5.7
	tooManyFederated = "more than 20 federated credentials"
)

// AddFederated makes a federated credential beside the others, and returns it with its ID.
func (c *Client) AddFederated(ctx context.Context, id string, wanted entra.FederatedCredential) (entra.FederatedCredential, error) {
	if all, err := c.Federated(ctx, id); err == nil && len(all) >= mostFederated {
		return entra.FederatedCredential{}, &Refusal{Status: http.StatusBadRequest, Code: tooManyFederated}
	}
	var made entra.FederatedCredential
	_, err := c.write(ctx, http.MethodPost, "applications/"+id+"/federatedIdentityCredentials", "make a federated credential", wanted, &made)
	return made, err
}

// SetAudiences changes for whom the tokens of a federated credential have to be.
func (c *Client) SetAudiences(ctx context.Context, id, credentialID string, audiences []string) error {
	_, err := c.write(ctx, http.MethodPatch, "applications/"+id+"/federatedIdentityCredentials/"+credentialID, "change a federated credential", map[string]any{"audiences": audiences}, nil)
	return err
}

// RemoveFederated removes a federated credential. One that is gone is no error.
func (c *Client) RemoveFederated(ctx context.Context, id, credentialID string) error {
	return c.remove(ctx, "applications/"+id+"/federatedIdentityCredentials/"+credentialID, "remove a federated credential")
}

// Certificates are the certificates of a registration, each whole and with its
// public key, which Graph shows to who selects them only: a change replaces all.
func (c *Client) Certificates(ctx context.Context, id string) ([]map[string]any, error) {
	var app struct {
		Keys []map[string]any `json:"keyCredentials"`
	}
	_, err := c.get(ctx, "applications/"+id+"?$select=keyCredentials", "the certificates of the app registration", &app)
	return app.Keys, err
}

// SetCertificates replaces the certificates of a registration, all of them.
func (c *Client) SetCertificates(ctx context.Context, id string, all []map[string]any) error {
	return c.Update(ctx, id, map[string]any{"keyCredentials": append([]map[string]any{}, all...)})
}
