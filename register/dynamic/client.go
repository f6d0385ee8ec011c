package dynamic

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/secrets"
)

// Wanted is the client that is asked for.
type Wanted struct {
	Name         string
	RedirectURIs []string
}

// Client is a client as the provider has it.
type Client struct {
	ID           string
	Secret       secrets.Secret
	Ends         time.Time // when the secret ends; the zero time: never
	RedirectURIs []string
	Management   Management
	Posted       bool // the secret is to be sent in the request's body, and not in its header

	document map[string]any // everything that is registered
}

// Register makes a client (RFC 7591, section 3). initial is the initial access
// token; empty where the provider lets everybody register. When the answer
// cannot be used and the provider says how, the client is removed again.
func (w Wire) Register(ctx context.Context, p Provider, initial secrets.Secret, wanted Wanted) (Client, error) {
	a, err := w.ask(ctx, http.MethodPost, p.Endpoint, initial.Reveal(), map[string]any{
		"client_name":                wanted.Name,
		"redirect_uris":              wanted.RedirectURIs,
		"post_logout_redirect_uris":  wanted.RedirectURIs, // Streamlit has people return to redirect_uri after st.logout
		"grant_types":                []string{"authorization_code"},
		"response_types":             []string{"code"},
		"token_endpoint_auth_method": "client_secret_basic", // what Authlib does unless it is told otherwise
	})
	if err != nil {
		return Client{}, err
	}
	if a.status/100 != 2 {
		return Client{}, notRegistered(a, p, !initial.IsEmpty())
	}
	client := a.client(Client{})
	if err := client.usable(p, wanted); err != nil {
		return client, w.backOut(ctx, p, client, err)
	}
	return client, nil
}

// usable tells why a client that was made is none that Streamlit can sign in with.
func (c Client) usable(p Provider, wanted Wanted) error {
	switch method, _ := c.document["token_endpoint_auth_method"].(string); {
	case c.ID == "":
		return refused(p.Host+" answered, and named no client_id", byHand)
	case c.Secret.IsEmpty(), method == "none":
		return refused(p.Host+" registers clients without a secret only, and Streamlit needs one", byHand)
	case method != "" && method != "client_secret_basic" && method != "client_secret_post":
		return refused(p.Host+" wants the client to show itself in a way that Streamlit does not know", byHand)
	}
	for _, uri := range wanted.RedirectURIs {
		if !slices.Contains(c.RedirectURIs, uri) {
			return refused(p.Host+" registered the client without the redirect URI "+uri, byHand)
		}
	}
	return nil
}

// backOut removes a client that is of no use, and says what became of it.
func (w Wire) backOut(ctx context.Context, p Provider, c Client, because error) error {
	if c.ID == "" || w.Remove(ctx, p, c.Management) == nil {
		return because
	}
	return fmt.Errorf("%w; the client that was made is there still, without use", because)
}

// Current reads a client that is registered, with the management token that
// counts from now on: some providers give out a new one with each answer.
func (w Wire) Current(ctx context.Context, p Provider, m Management) (Client, error) {
	a, err := w.manage(ctx, p, http.MethodGet, m, nil)
	switch {
	case err != nil:
		return Client{}, err
	case a.status != http.StatusOK || a.text("client_id") == "":
		return Client{}, notManaged(a, p)
	}
	return a.client(Client{Management: m}), nil
}

// Add registers redirect URIs beside those that are there (RFC 7592, section
// 2.2). The whole client is written back as it was read.
func (w Wire) Add(ctx context.Context, p Provider, c Client, uris []string) (Client, error) {
	body := map[string]any{}
	for name, value := range c.document {
		switch name {
		case "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at":
		default:
			body[name] = value
		}
	}
	for _, list := range []string{"redirect_uris", "post_logout_redirect_uris"} {
		body[list] = union(texts(c.document[list]), uris)
	}
	a, err := w.manage(ctx, p, http.MethodPut, c.Management, body)
	switch {
	case err != nil:
		return c, err
	case a.status != http.StatusOK || a.text("client_id") == "":
		return c, notChanged(a, p)
	}
	after := a.client(c)
	for _, uri := range union(c.RedirectURIs, uris) {
		if !slices.Contains(after.RedirectURIs, uri) {
			return after, refused(p.Host+" answered, and the redirect URI "+uri+" is not registered", "look at the client in its console")
		}
	}
	return after, nil
}

// Remove deletes a client (RFC 7592, section 2.3).
func (w Wire) Remove(ctx context.Context, p Provider, m Management) error {
	if !m.Known() {
		return refused(p.Host+" gave no management token", "delete the client in its console")
	}
	a, err := w.manage(context.WithoutCancel(ctx), p, http.MethodDelete, m, nil)
	if err == nil && a.status/100 != 2 {
		err = notManaged(a, p)
	}
	return err
}

// manage sends a request with the management token, to the provider's own hosts:
// each answer may name another address for the next.
func (w Wire) manage(ctx context.Context, p Provider, method string, m Management, body map[string]any) (*answer, error) {
	if err := p.allows(m.Address, "registration_client_uri"); err != nil {
		return nil, err
	}
	if body == nil {
		return w.ask(ctx, method, m.Address, m.Token.Reveal(), nil)
	}
	return w.ask(ctx, method, m.Address, m.Token.Reveal(), body)
}

// client reads a client; what the answer does not say stays as it was before.
func (a *answer) client(before Client) Client {
	c := before
	c.document, c.ID, c.RedirectURIs = a.document, a.text("client_id"), texts(a.document["redirect_uris"])
	if secret := a.text("client_secret"); secret != "" {
		c.Secret = secrets.New(secret)
	}
	if seconds, _ := a.document["client_secret_expires_at"].(float64); seconds > 0 && seconds < 1<<40 {
		c.Ends = time.Unix(int64(seconds), 0).UTC()
	}
	if address := a.text("registration_client_uri"); address != "" {
		c.Management.Address = address
	}
	if token := a.text("registration_access_token"); plainToken(token) {
		c.Management.Token = secrets.New(token)
	}
	c.Posted = a.text("token_endpoint_auth_method") == "client_secret_post"
	return c
}

// texts are the texts of a list.
func texts(value any) []string {
	list, _ := value.([]any)
	var all []string
	for _, item := range list {
		if text, ok := item.(string); ok {
			all = append(all, text)
		}
	}
	return all
}

func union(there, added []string) []string {
	all := slices.Clone(there)
	for _, uri := range added {
		if !slices.Contains(all, uri) {
			all = append(all, uri)
		}
	}
	return all
}

// Missing are the redirect URIs that the client lacks.
func (c Client) Missing(uris []string) []string {
	return slices.DeleteFunc(slices.Clone(uris), func(uri string) bool { return slices.Contains(c.RedirectURIs, uri) })
}

// said is what a provider gave as its reason, behind a colon.
func (a *answer) said() string {
	if text := strings.TrimRight(a.description, ". "); text != "" {
		return ": " + text
	}
	return ""
}
