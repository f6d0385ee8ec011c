// Package graph speaks Microsoft Graph v1.0 about app registrations. Requests
// are sent by whoever asks; this package writes them and reads the answers.
package graph

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/register/azcli"
)

// Client asks with the session of the Azure CLI.
type Client struct {
	Session *azcli.Session
	// Send sends a request and reads the answer whole. It follows no redirect:
	// the token would go with it.
	Send func(request *http.Request, purpose string) (status int, body []byte, err error)
}

// Refusal is an answer of Graph that is not what was asked for.
type Refusal struct {
	Status  int
	Code    string // error.code, for instance Authorization_RequestDenied; empty: the answer is not Graph's
	Message string // cleaned
}

func (r *Refusal) Error() string { return "Microsoft Graph refuses: " + r.Code }

// NotFound tells whether Graph knows no such object.
func (r *Refusal) NotFound() bool {
	return r.Status == http.StatusNotFound && (r.Code == "Request_ResourceNotFound" || r.Code == "ResourceNotFound")
}

// Application returns the app registration of a client ID in the session's
// tenant; nil when there is none. An error that is not the network's is a *Refusal.
func (c *Client) Application(ctx context.Context, appID string) (*entra.Application, error) {
	application := new(entra.Application)
	found, err := c.get(ctx, "applications(appId='"+appID+"')", "the app registration, read with the Azure CLI's sign-in", application)
	if !found || err != nil {
		return nil, err
	}
	if !strings.EqualFold(application.AppID, appID) {
		return nil, &Refusal{Status: http.StatusOK}
	}
	return application, nil
}

// Principal returns the service principal of a client ID in the session's
// tenant; nil when there is none.
func (c *Client) Principal(ctx context.Context, appID string) (*entra.Principal, error) {
	principal := new(entra.Principal)
	found, err := c.get(ctx, "servicePrincipals(appId='"+appID+"')?$select=id,accountEnabled,appRoleAssignmentRequired,appOwnerOrganizationId",
		"the app's service principal, read with the Azure CLI's sign-in", principal)
	if !found || err != nil {
		return nil, err
	}
	if principal.ID == "" {
		return nil, &Refusal{Status: http.StatusOK}
	}
	return principal, nil
}

// get asks for one object; found is false when Graph says that there is none.
func (c *Client) get(ctx context.Context, object, purpose string, into any) (found bool, err error) {
	request, err := c.request(ctx, http.MethodGet, object, nil)
	if err != nil {
		return false, err
	}
	status, body, err := c.Send(request, purpose)
	if err != nil {
		return false, err
	}
	if status != http.StatusOK {
		refused := refusal(status, body)
		if refused.NotFound() {
			return false, nil
		}
		return false, refused
	}
	if json.Unmarshal(body, into) != nil {
		return false, &Refusal{Status: status}
	}
	return true, nil
}

// request writes a request to the session's Graph.
func (c *Client) request(ctx context.Context, method, object string, content any) (*http.Request, error) {
	address, err := url.Parse(c.Session.Graph.String() + "/v1.0/" + object)
	if err != nil {
		return nil, errors.New("the address cannot be used")
	}
	var body bytes.Buffer
	if content != nil {
		if err := json.NewEncoder(&body).Encode(content); err != nil {
			return nil, err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, address.String(), &body)
	if err != nil {
		return nil, errors.New("the address cannot be used")
	}
	if content != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	request.Header.Set("Authorization", "Bearer "+c.Session.Token.Reveal())
	return request, nil
}

// refusal reads Graph's form of an error (docs/facts/entra.md, section 7).
func refusal(status int, body []byte) *Refusal {
	var document struct {
		Error struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &document) != nil {
		return &Refusal{Status: status}
	}
	return &Refusal{Status: status, Code: entra.Clean(document.Error.Code), Message: entra.Clean(document.Error.Message)}
}

// Told puts a refusal to read into words. settled is false where asking again
// may help: the service fails, or has had enough.
func (r *Refusal) Told(host string) (settled bool, reason string) {
	switch {
	case r.Status == http.StatusTooManyRequests:
		return false, host + " has had enough of questions for now; try again in a minute"
	case r.Status >= http.StatusInternalServerError:
		return false, host + " answered " + spoken.Status(r.Status) + "; try again later"
	case r.Status == http.StatusForbidden:
		return true, "whoever is signed in at the Azure CLI may not read app registrations in this tenant (" + cmp.Or(r.Code, "403") + "); ask an administrator for the role Directory Readers, or look in the portal"
	case r.Status == http.StatusUnauthorized:
		return true, host + " does not take the Azure CLI's token; run az login once more"
	case r.Code != "":
		return true, host + " refuses to show the registration (" + r.Code + ")"
	}
	return true, host + " does not answer as Microsoft Graph does (" + spoken.Status(r.Status) + "); run az cloud show and look at microsoftGraphResourceId"
}
