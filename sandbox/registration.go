package sandbox

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
)

// client finds an app registration.
func (s *Server) client(id string) (Client, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.options.Clients {
		if strings.EqualFold(c.ID, id) {
			return c, true
		}
	}
	if strings.EqualFold(id, AzureCLI) {
		return azureCLI(), true
	}
	return Client{}, false
}

// completeClients gives the apps that were not registered through Graph what
// Graph says of every app.
func (s *Server) completeClients() {
	for i := range s.options.Clients {
		c := &s.options.Clients[i]
		if c.ObjectID == "" {
			c.ObjectID = newGUID()
		}
		if c.TokenVersion == 0 && c.takesPersonal() {
			c.TokenVersion = 2
		}
		if c.Created.IsZero() {
			c.Created = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) // long ago
		}
		for j := range c.Secrets { // the list is the sandbox's own since the faults were applied
			if c.Secrets[j].Start.IsZero() {
				c.Secrets[j].Start = c.Created
			}
		}
		c.principalID, c.kept = newGUID(), newKept()
	}
}

// clientAt finds an app and tells why an authority would not serve it.
func (s *Server) clientAt(t Tenant, kind entra.Kind, id string) (Client, *failure) {
	c, known := s.client(id)
	switch {
	case kind == entra.Consumers && (!known || !c.takesPersonal()):
		return c, notForConsumers()
	case !known:
		return c, unknownClient(id, t)
	case (kind == entra.Organisation || kind == entra.Organizations) && c.Audience == PersonalMicrosoftAccount:
		return c, personalOnly(c)
	case kind == entra.Organisation && c.Tenant != t.ID && c.singleTenant():
		return c, unknownClient(id, t)
	case kind == entra.Organisation && c.NoPrincipal && s.directory(c) == t.ID:
		return c, unknownClient(id, t)
	case c.Disabled:
		return c, disabledClient(c)
	}
	return c, nil
}

func (c Client) takesPersonal() bool {
	return c.Audience == PersonalMicrosoftAccount || c.Audience == AzureADandPersonalMicrosoftAccount
}

func (c Client) singleTenant() bool { return c.Audience == AzureADMyOrg || c.Audience == "" }

// platform tells what kind of client a redirect URI makes the app; empty when
// the URI is not registered.
func (c Client) platform(uri string) platform {
	switch {
	case listed(c.WebRedirectURIs, uri):
		return web
	case listed(c.SPARedirectURIs, uri):
		return spa
	case listed(c.PublicRedirectURIs, uri):
		return public
	}
	return ""
}

type platform string

const (
	web    platform = "Web"
	spa    platform = "Single-page application"
	public platform = "Mobile and desktop applications"
)

func listed(registered []string, uri string) bool {
	return slices.ContainsFunc(registered, func(one string) bool { return entra.SameRedirectURI(one, uri) })
}

// CheckRedirectURI tells why Entra would not take a redirect URI for the
// platform Web; nil when it would (docs/facts/entra.md, section 5.1).
func CheckRedirectURI(uri string) error {
	u, err := url.Parse(uri)
	switch {
	case err != nil || u.Host == "" || u.Opaque != "":
		return errors.New("a redirect URI is a whole address, such as " + DefaultRedirectURI)
	case u.Scheme != "https" && u.Scheme != "http":
		return errors.New("a redirect URI begins with https://, or http:// on localhost")
	case u.Scheme == "http" && !isLoopback(u.Host):
		return errors.New("a redirect URI is https, except on localhost")
	case net.ParseIP(u.Hostname()) != nil && strings.Contains(u.Hostname(), ":"):
		return errors.New("no IPv6 address is taken by Entra; use localhost")
	case u.User != nil || strings.Contains(uri, "#"):
		return errors.New("a redirect URI has neither user name nor fragment (#)")
	case len(uri) > 256:
		return errors.New("a redirect URI has at most 256 characters")
	case strings.Contains(u.Host, "*"):
		return errors.New("a redirect URI has no wildcard")
	case strings.ContainsAny(u.Path, "!$'(),;"):
		return errors.New("the path of a redirect URI has none of ! $ ' ( ) , ;")
	}
	return nil
}

// AddRedirectURI registers another redirect URI for the platform Web.
func (s *Server) AddRedirectURI(clientID, uri string) error {
	if err := CheckRedirectURI(uri); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.options.Clients {
		c := &s.options.Clients[i]
		if strings.EqualFold(c.ID, clientID) {
			c.WebRedirectURIs = append(slices.Clone(c.WebRedirectURIs), uri)
			return nil
		}
	}
	return fmt.Errorf("there is no app %s", clientID)
}

// RemoveRedirectURI takes a redirect URI away again.
func (s *Server) RemoveRedirectURI(clientID, uri string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.options.Clients {
		c := &s.options.Clients[i]
		if strings.EqualFold(c.ID, clientID) {
			c.WebRedirectURIs = slices.DeleteFunc(slices.Clone(c.WebRedirectURIs), func(u string) bool { return u == uri })
		}
	}
}

// secretSpread is how long Entra takes to know a new secret everywhere.
const secretSpread = 10 * time.Second

// judgeSecret tells what is wrong with a client secret. One that is new is
// answered like a wrong one for a while.
func (s *Server) judgeSecret(c Client, secret string) *failure {
	now := s.now()
	expired := false
	for _, known := range c.Secrets {
		if subtle.ConstantTimeCompare([]byte(known.Value), []byte(secret)) != 1 {
			continue
		}
		switch {
		case !known.Created.IsZero() && now.Before(known.Created.Add(secretSpread)):
			return wrongSecret(c)
		case !known.Expires.IsZero() && known.Expires.Before(now):
			expired = true
		default:
			return nil
		}
	}
	if expired {
		return expiredSecret(c)
	}
	return wrongSecret(c)
}
