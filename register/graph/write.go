package graph

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/secrets"
)

// Named returns the app registration with a unique name; nil when there is none.
// A display name finds nothing here: two registrations may share one.
func (c *Client) Named(ctx context.Context, uniqueName string) (*entra.Application, error) {
	application := new(entra.Application)
	found, err := c.get(ctx, "applications(uniqueName='"+uniqueName+"')", "the app registration", application)
	if !found || err != nil {
		return nil, err
	}
	return application, nil
}

// Create makes a registration of a unique name, or changes the one that has it:
// asked twice, it makes one.
func (c *Client) Create(ctx context.Context, uniqueName string, content map[string]any) error {
	_, err := c.write(ctx, http.MethodPatch, "applications(uniqueName='"+uniqueName+"')", "make the app registration", content, nil)
	return err
}

// Update changes members of a registration. Lists are replaced whole.
func (c *Client) Update(ctx context.Context, id string, content map[string]any) error {
	_, err := c.write(ctx, http.MethodPatch, "applications/"+id, "change the app registration", content, nil)
	return err
}

// CreatePrincipal makes the app known in the session's tenant. One that is there
// already is no error.
func (c *Client) CreatePrincipal(ctx context.Context, appID string) error {
	_, err := c.write(ctx, http.MethodPost, "servicePrincipals", "make the service principal", map[string]any{"appId": appID}, nil)
	var refused *Refusal
	if errors.As(err, &refused) && (refused.Status == http.StatusConflict || refused.Code == "Request_MultipleObjectsWithSameKeyValue") {
		return nil
	}
	return err
}

// AddPassword makes a client secret beside the others. Its value is told this once.
func (c *Client) AddPassword(ctx context.Context, id, name string, end time.Time) (entra.ClientSecret, secrets.Secret, error) {
	var made struct {
		entra.ClientSecret
		Value string `json:"secretText"`
	}
	content := map[string]any{"passwordCredential": map[string]any{"displayName": name, "endDateTime": end.UTC().Format(time.RFC3339)}}
	if _, err := c.write(ctx, http.MethodPost, "applications/"+id+"/addPassword", "make a client secret", content, &made); err != nil {
		return entra.ClientSecret{}, secrets.Secret{}, err
	}
	if made.Value == "" || !entra.IsGUID(made.KeyID) {
		return entra.ClientSecret{}, secrets.Secret{}, &Refusal{Status: http.StatusOK}
	}
	return made.ClientSecret, secrets.New(made.Value), nil
}

// RemovePassword removes the client secret of a key ID, and no other. One that
// is gone already is no error.
func (c *Client) RemovePassword(ctx context.Context, id, keyID string) error {
	_, err := c.write(ctx, http.MethodPost, "applications/"+id+"/removePassword", "remove a client secret", map[string]any{"keyId": keyID}, nil)
	var refused *Refusal
	if errors.As(err, &refused) && strings.Contains(strings.ToLower(refused.Message), "no password credential found") {
		return nil
	}
	return err
}

// Delete removes a registration. Entra keeps it for 30 days. One that is gone
// already is no error.
func (c *Client) Delete(ctx context.Context, id string) error {
	return c.remove(ctx, "applications/"+id, "delete the app registration")
}

// DeletePrincipal removes a service principal, and so the app from the tenant.
func (c *Client) DeletePrincipal(ctx context.Context, id string) error {
	return c.remove(ctx, "servicePrincipals/"+id, "delete the service principal")
}

func (c *Client) remove(ctx context.Context, object, purpose string) error {
	_, err := c.write(ctx, http.MethodDelete, object, purpose, nil, nil)
	var refused *Refusal
	if errors.As(err, &refused) && refused.NotFound() {
		return nil
	}
	return err
}

// Assigned tells whether people, groups or apps are assigned to a service principal.
func (c *Client) Assigned(ctx context.Context, principalID string) (bool, error) {
	var list struct {
		Value []json.RawMessage `json:"value"`
	}
	_, err := c.get(ctx, "servicePrincipals/"+principalID+"/appRoleAssignedTo", "who is assigned to the app", &list)
	return len(list.Value) > 0, err
}

// Consented tells whether an administrator or the person has agreed to
// permissions of the app for the whole tenant. It grants nothing.
func (c *Client) Consented(ctx context.Context, principalID string) (bool, error) {
	var list struct {
		Value []struct {
			Type string `json:"consentType"`
		} `json:"value"`
	}
	if _, err := c.get(ctx, "oauth2PermissionGrants?$filter=clientId%20eq%20'"+principalID+"'", "has anybody consented", &list); err != nil {
		return false, err
	}
	for _, grant := range list.Value {
		if grant.Type == "AllPrincipals" {
			return true, nil
		}
	}
	return false, nil
}

// Owners are the names of who may change a registration, for people to ask.
func (c *Client) Owners(ctx context.Context, id string) ([]string, error) {
	var list struct {
		Value []struct {
			Name string `json:"displayName"`
			Mail string `json:"userPrincipalName"`
		} `json:"value"`
	}
	if _, err := c.get(ctx, "applications/"+id+"/owners?$select=displayName,userPrincipalName", "who owns the app registration", &list); err != nil {
		return nil, err
	}
	var names []string
	for _, owner := range list.Value {
		names = append(names, entra.Clean(strings.TrimSpace(owner.Name+" "+owner.Mail)))
	}
	return names, nil
}

// write sends a change and reads what comes back into into, unless that is nil.
func (c *Client) write(ctx context.Context, method, object, purpose string, content, into any) (status int, err error) {
	request, err := c.request(ctx, method, object, content)
	if err != nil {
		return 0, err
	}
	if strings.HasPrefix(object, "applications(uniqueName=") {
		request.Header.Set("Prefer", "create-if-missing")
	}
	status, body, err := c.Send(request, purpose)
	switch {
	case err != nil:
		return 0, err
	case status/100 != 2:
		return status, refusal(status, body)
	case into != nil && json.Unmarshal(body, into) != nil:
		return status, &Refusal{Status: status}
	}
	return status, nil
}

// Replicating tells whether a refusal may come of a registration that was made a
// moment ago and is not known everywhere (docs/facts/entra.md, section 5.4).
func Replicating(err error) bool {
	var refused *Refusal
	if !errors.As(err, &refused) {
		return false
	}
	switch {
	case refused.NotFound(), refused.Code == "Error_MsaAppDoesNotExist":
		return true
	case refused.Status != http.StatusBadRequest && refused.Status != http.StatusNotFound:
		return false
	}
	message := strings.ToLower(refused.Message)
	return strings.Contains(message, "does not exist or one of its queried reference-property objects") ||
		strings.Contains(message, "does not reference a valid application object")
}

// Explain puts a refusal of a change into words, and says what to do. what is
// what the person wanted to do, as in "you may not …"; again is the command that
// was run.
func (r *Refusal) Explain(what, again string) (message, fix string) {
	const ticket = "write the request for your administrator: authkit register --request md"
	switch {
	case r.Status == http.StatusForbidden, r.Code == "Authorization_RequestDenied":
		return "you may not " + what + " in this tenant (" + cmp.Or(r.Code, "403") + ")", ticket + "; the role Application Developer would do"
	case r.Code == "CredentialTypeNotAllowedAsPerAppPolicy" && strings.Contains(what, "certificate"):
		return "this tenant forbids certificates, or this one (" + r.Code + ")", "take one that the app management policy allows, or no secret and no certificate: " + again + " --federated SOURCE"
	case r.Code == "CredentialTypeNotAllowedAsPerAppPolicy":
		return "this tenant forbids client secrets (" + r.Code + ")", "use the app without one: " + again + " --federated SOURCE, or --certificate FILE; or ask an administrator for an exception from the app management policy"
	case r.Code == "CredentialInvalidLifetimeAsPerAppPolicy" && strings.Contains(what, "certificate"):
		return "this tenant wants certificates to end sooner (" + r.Code + ")", "make one for a shorter time, for instance openssl req -x509 -days 90"
	case r.Code == tooManyFederated:
		return "the registration has 20 federated credentials, the most that Entra takes", "remove one that nobody uses, under Certificates & secrets, Federated credentials"
	case r.Code == "CredentialInvalidLifetimeAsPerAppPolicy":
		return "this tenant wants client secrets to end sooner (" + r.Code + ")", "give a shorter time with --days, for instance --days 90"
	case strings.Contains(r.Message, "requestedAccessTokenVersion"):
		return "Entra wants access tokens of version 2 for apps that take personal accounts", "run " + again + " again; it sets the version"
	case r.Status == http.StatusUnauthorized:
		return "Microsoft Graph does not take the Azure CLI's token", "run az login once more"
	}
	settled, reason := r.Told("Microsoft Graph")
	if !settled {
		return reason, "run " + again + " again; it goes on where it stopped"
	}
	if r.Message != "" {
		reason = "Microsoft Graph refuses (" + cmp.Or(r.Code, spoken.Status(r.Status)) + "): " + r.Message
	}
	return reason, "look at the registration in the portal, then run " + again + " again"
}
