package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/authkit-cli/authkit/entra"
)

const consumersTenant = entra.ConsumersTenant

// Server is a sandbox; it is an http.Handler.
type Server struct {
	options Options
	faults  map[string]bool
	mux     *http.ServeMux
	keys    *keys

	mu      sync.Mutex
	grants  map[string]*grant   // by authorization code
	pages   map[string]*request // sign-in pages that wait for a person, by their ticket
	rotated bool
}

// New makes a sandbox. The error names a fault that does not exist.
func New(o Options) (*Server, error) {
	faults, err := checkFaults(o.Faults)
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logf == nil {
		o.Logf = func(string, ...any) {}
	}
	o.Clients = slices.Clone(o.Clients)
	s := &Server{options: o, faults: faults, keys: &keys{}, grants: map[string]*grant{}, pages: map[string]*request{}}
	s.applyFaults()
	s.routes()
	return s, nil
}

// applyFaults changes the registrations the way a person would have.
func (s *Server) applyFaults() {
	for i := range s.options.Clients {
		c := &s.options.Clients[i]
		c.Secrets = slices.Clone(c.Secrets)
		for j := range c.Secrets {
			if s.faults["secret-expired"] {
				c.Secrets[j].Expires = s.options.Now().Add(-24 * time.Hour)
			}
			if s.faults["secret-fresh"] {
				c.Secrets[j].Created = s.options.Now().Add(24 * time.Hour)
			}
		}
		c.Disabled = c.Disabled || s.faults["app-disabled"]
		if s.faults["spa-platform"] {
			c.SPARedirectURIs, c.WebRedirectURIs = append(c.SPARedirectURIs, c.WebRedirectURIs...), nil
		}
		if s.faults["public-client"] {
			c.PublicRedirectURIs, c.WebRedirectURIs = append(c.PublicRedirectURIs, c.WebRedirectURIs...), nil
		}
	}
}

func (s *Server) routes() {
	s.mux = http.NewServeMux()
	s.mux.HandleFunc("GET /{tenant}/v2.0/.well-known/openid-configuration", s.metadata)
	s.mux.HandleFunc("GET /{tenant}/.well-known/openid-configuration", s.metadata)
	s.mux.HandleFunc("GET /{tenant}/discovery/v2.0/keys", s.keySet)
	s.mux.HandleFunc("GET /{tenant}/discovery/keys", s.keySet)
	s.mux.HandleFunc("GET /{tenant}/oauth2/v2.0/authorize", s.authorize)
	s.mux.HandleFunc("POST /{tenant}/oauth2/v2.0/authorize", s.authorize)
	s.mux.HandleFunc("GET /{tenant}/oauth2/authorize", s.authorize)
	s.mux.HandleFunc("POST /{tenant}/login", s.login)
	s.mux.HandleFunc("POST /{tenant}/oauth2/v2.0/token", s.token)
	s.mux.HandleFunc("POST /{tenant}/oauth2/token", s.token)
	s.mux.HandleFunc("POST /{tenant}/oauth2/v2.0/devicecode", s.deviceCode)
	s.mux.HandleFunc("GET /{tenant}/oauth2/v2.0/logout", s.logout)
	s.mux.HandleFunc("GET /{tenant}/oauth2/logout", s.logout)
	s.mux.HandleFunc("GET /{$}", s.home)
	s.mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
}

// ServeHTTP answers as Entra would. Only names of this machine are answered,
// so that a web page cannot reach the sandbox under a name of its own.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !isLoopback(r.Host) {
		http.Error(w, "the sandbox answers at localhost only", http.StatusMisdirectedRequest)
		return
	}
	s.options.Logf("%s %s", r.Method, r.URL.Path)
	header := w.Header()
	header.Set("Cache-Control", "no-store, no-cache")
	header.Set("Pragma", "no-cache")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("x-ms-request-id", newGUID())
	header.Set("Date", s.now().UTC().Format(http.TimeFormat))
	s.mux.ServeHTTP(w, r)
}

func isLoopback(hostPort string) bool {
	host := hostPort
	if h, _, err := net.SplitHostPort(hostPort); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// now is the provider's clock.
func (s *Server) now() time.Time {
	if s.faults["clock-ahead"] {
		return s.options.Now().Add(10 * time.Minute)
	}
	return s.options.Now()
}

// AddRedirectURI registers another redirect URI for the platform Web.
func (s *Server) AddRedirectURI(clientID, uri string) error {
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" {
		return errors.New("the redirect URI is not an address")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.options.Clients {
		if strings.EqualFold(s.options.Clients[i].ID, clientID) {
			s.options.Clients[i].WebRedirectURIs = append(s.options.Clients[i].WebRedirectURIs, uri)
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

// client finds an app registration.
func (s *Server) client(id string) (Client, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.options.Clients {
		if strings.EqualFold(c.ID, id) {
			return c, true
		}
	}
	return Client{}, false
}

// tenant finds a directory by GUID or domain, or one of the words. kind is
// NotEntra for a tenant that does not exist.
func (s *Server) tenant(name string) (Tenant, entra.Kind) {
	switch strings.ToLower(name) {
	case "common":
		return Tenant{ID: "common"}, entra.Common
	case "organizations":
		return Tenant{ID: "organizations"}, entra.Organizations
	case "consumers", consumersTenant:
		return Tenant{ID: consumersTenant, Name: "Microsoft accounts"}, entra.Consumers
	}
	for _, t := range s.options.Tenants {
		if strings.EqualFold(t.ID, name) || t.Domain != "" && strings.EqualFold(t.Domain, name) {
			return t, entra.Organisation
		}
	}
	return Tenant{ID: name}, entra.NotEntra
}

// Listen opens a port of this machine; every other address is refused.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	ip := net.ParseIP(host)
	if host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, errors.New("the sandbox listens on this machine only")
	}
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", address)
}

// base is the address the request was made to.
func base(r *http.Request) string { return "http://" + r.Host }

func random(n int) string {
	raw := make([]byte, n)
	rand.Read(raw) //nolint:errcheck // never fails
	return hex.EncodeToString(raw)
}

func newGUID() string {
	h := random(16)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
}
