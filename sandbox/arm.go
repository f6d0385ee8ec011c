package sandbox

import (
	"net/http"
	"strings"
)

// armTenants answers Azure Resource Manager's question for a person's tenants,
// which the Azure CLI asks after the sign-in.
func (s *Server) armTenants(w http.ResponseWriter, r *http.Request) {
	g := s.armCaller(w, r)
	if g == nil {
		return
	}
	t, _ := s.tenant(g.directory())
	writeJSON(w, http.StatusOK, map[string]any{"value": []map[string]any{{
		"id": "/tenants/" + t.ID, "tenantId": t.ID, "tenantCategory": "Home", "displayName": t.Name, "defaultDomain": t.Domain, "domains": []string{t.Domain}, "countryCode": "DE",
	}}})
}

// armSubscriptions tells that there are none: az login --allow-no-subscriptions.
func (s *Server) armSubscriptions(w http.ResponseWriter, r *http.Request) {
	if s.armCaller(w, r) != nil {
		writeJSON(w, http.StatusOK, map[string]any{"value": []any{}, "count": map[string]any{"type": "Total", "value": 0}})
	}
}

func (s *Server) armCaller(w http.ResponseWriter, r *http.Request) *grant {
	s.mu.Lock()
	g, why := s.bearer(r, armAudience)
	s.mu.Unlock()
	if why != nil {
		writeJSON(w, why.status, map[string]any{"error": map[string]string{"code": why.code, "message": why.message}})
		return nil
	}
	return g
}

// instances tells Microsoft's libraries that this address is an authority
// (instance discovery). For an address they do not know, they ask Microsoft's
// own server instead, unless they are told not to.
func (s *Server) instances(w http.ResponseWriter, r *http.Request) {
	endpoint := r.URL.Query().Get("authorization_endpoint")
	tenant := "common"
	if _, path, found := strings.Cut(endpoint, "://"); found {
		if parts := strings.Split(path, "/"); len(parts) > 1 && parts[1] != "" {
			tenant = parts[1]
		}
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"tenant_discovery_endpoint": base(r) + "/" + tenant + "/v2.0/.well-known/openid-configuration", "api-version": "1.1",
		"metadata": []map[string]any{{"preferred_network": r.Host, "preferred_cache": r.Host, "aliases": []string{r.Host}}},
	})
}
