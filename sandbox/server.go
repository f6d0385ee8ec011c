package sandbox

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
)

// Server is a sandbox; it is an http.Handler.
type Server struct {
	options Options
	faults  map[string]bool
	mux     *http.ServeMux

	mu                sync.Mutex
	pages             map[string]*request // sign-in pages that wait for a person, by their ticket
	grants            map[string]*grant   // by authorization code
	refreshes, access map[string]*grant   // by refresh token, by access token
	devices           map[string]*device  // by device code
	keyTurns          int                 // how often the keys were asked for
	graphTurns        int                 // how often Graph was asked
	colleague         map[string]bool     // apps that somebody else has written to
	assertions        map[string]bool     // client assertions that were shown, under the fault assertion-once
	lost              bool                // the answer of a write got lost
	deleted           []Client            // registrations that can be restored
}

// New makes a sandbox. An error names what is wrong with the options, for
// instance a fault that does not exist.
func New(o Options) (*Server, error) {
	faults, err := checkFaults(o.Faults)
	if err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logf == nil {
		o.Logf = func(string, ...any) {}
	}
	o.Clients = slices.Clone(o.Clients)
	s := &Server{
		options: o, faults: faults, mux: http.NewServeMux(),
		pages: map[string]*request{}, grants: map[string]*grant{},
		refreshes: map[string]*grant{}, access: map[string]*grant{}, devices: map[string]*device{}, colleague: map[string]bool{}, assertions: map[string]bool{},
	}
	s.applyFaults()
	s.completeClients()
	s.routes()
	return s, nil
}

func (s *Server) routes() {
	for pattern, handler := range map[string]http.HandlerFunc{
		"GET /{tenant}/v2.0/.well-known/openid-configuration": s.metadata,
		"GET /{tenant}/.well-known/openid-configuration":      s.metadata,
		"GET /{tenant}/discovery/v2.0/keys":                   s.keySet,
		"GET /{tenant}/discovery/keys":                        s.keySet,
		"GET /{tenant}/oauth2/v2.0/authorize":                 s.authorize,
		"POST /{tenant}/oauth2/v2.0/authorize":                s.authorize,
		"GET /{tenant}/oauth2/authorize":                      s.authorize,
		"POST /{tenant}/oauth2/authorize":                     s.authorize,
		"POST /{tenant}/login":                                s.login,
		"/{tenant}/oauth2/v2.0/token":                         s.token,
		"/{tenant}/oauth2/token":                              s.token,
		"/{tenant}/oauth2/v2.0/devicecode":                    s.deviceCode,
		"/{tenant}/oauth2/devicecode":                         s.deviceCode,
		"GET /{tenant}/adminconsent":                          s.adminConsent,
		"GET /{tenant}/v2.0/adminconsent":                     s.adminConsent,
		"GET /{tenant}/oauth2/v2.0/logout":                    s.logout,
		"GET /{tenant}/oauth2/logout":                         s.logout,
		"GET /oidc/userinfo":                                  s.userInfo,
		"POST /oidc/userinfo":                                 s.userInfo,
		"GET /{tenant}/openid/userinfo":                       s.userInfo, // v1
		"POST /{tenant}/openid/userinfo":                      s.userInfo,
		"GET /devicelogin":                                    s.deviceLogin,
		"GET /common/discovery/instance":                      s.instances,
		"GET /tenants":                                        s.armTenants,
		"GET /subscriptions":                                  s.armSubscriptions,
		"GET /{$}":                                            s.home,
		"GET /favicon.ico":                                    func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
	} {
		s.mux.HandleFunc(pattern, handler)
	}
}

// ServeHTTP answers as Entra would, but sets no cookie: a browser would send it
// to every port of this machine, the app's included. Only names of this machine
// are answered, so that a web page cannot reach the sandbox under a name of its own.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !isLoopback(r.Host) {
		http.Error(w, "the sandbox answers at localhost only", http.StatusMisdirectedRequest)
		return
	}
	for strings.Contains(r.URL.Path, "//") { // an empty tenant: Entra reads the next part as the tenant
		r = r.Clone(r.Context())
		r.URL.Path, r.URL.RawPath = strings.ReplaceAll(r.URL.Path, "//", "/"), ""
	}
	e := &exchange{ResponseWriter: w}
	defer s.log(r, e)
	header := w.Header()
	header.Set("Cache-Control", "no-store, no-cache")
	header.Set("Pragma", "no-cache")
	header.Set("Expires", "-1")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("x-ms-request-id", newGUID())
	header.Set("x-ms-ests-server", "2.1.0.0 - authkit sandbox")
	header.Set("Date", s.now().UTC().Format(http.TimeFormat))
	if strings.HasPrefix(r.URL.Path, "/v1.0/") { // in a mux of its own it would be a tenant
		s.graph(e, r)
		return
	}
	s.mux.ServeHTTP(e, r)
}

// isLoopback tells whether a host, with or without port, is this machine.
func isLoopback(hostPort string) bool {
	host := hostPort
	if h, _, err := net.SplitHostPort(hostPort); err == nil {
		host = h
	}
	return hosts.IsLoopback(strings.Trim(host, "[]"))
}

// now is the provider's clock.
func (s *Server) now() time.Time {
	if s.faults["clock-ahead"] {
		return s.options.Now().Add(10 * time.Minute)
	}
	return s.options.Now()
}

// tenant finds a directory by GUID or domain, or one of the words. kind is
// NotEntra for a tenant that does not exist.
func (s *Server) tenant(name string) (Tenant, entra.Kind) {
	switch strings.ToLower(name) {
	case "common":
		return Tenant{ID: "common"}, entra.Common
	case "organizations":
		return Tenant{ID: "organizations"}, entra.Organizations
	case "consumers", entra.ConsumersTenant:
		return Tenant{ID: entra.ConsumersTenant, Name: "Microsoft accounts"}, entra.Consumers
	}
	for _, t := range s.options.Tenants {
		if strings.EqualFold(t.ID, name) || t.Domain != "" && strings.EqualFold(t.Domain, name) {
			return t, entra.Organisation
		}
	}
	return Tenant{ID: name}, entra.NotEntra
}

// noSuchTenant is what an endpoint says of a tenant that does not exist. A word
// that is neither GUID nor domain gets a number of its own there; the metadata
// address does not make that difference.
func noSuchTenant(t Tenant) *failure {
	if !entra.IsGUID(t.ID) && (!strings.Contains(t.ID, ".") || strings.ContainsAny(t.ID, "{}<> ")) {
		return malformedTenant(t.ID)
	}
	return unknownTenant(t.ID)
}

// Listen opens a port of this machine; every other address is refused.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if !hosts.IsLoopback(host) {
		return nil, errors.New("the sandbox listens on this machine only")
	}
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", address)
}

// base is the address the request was made to.
func base(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
