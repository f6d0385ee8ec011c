package sandbox

import (
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
)

const cloudName = "microsoftonline.com"

// document is Entra's metadata, member by member in the order of the wire.
type document struct {
	TokenEndpoint          string            `json:"token_endpoint"`
	TokenAuthMethods       []string          `json:"token_endpoint_auth_methods_supported"`
	KeysURI                string            `json:"jwks_uri"`
	ResponseModes          []string          `json:"response_modes_supported"`
	SubjectTypes           []string          `json:"subject_types_supported"`
	SigningAlgorithms      []string          `json:"id_token_signing_alg_values_supported"`
	ResponseTypes          []string          `json:"response_types_supported"`
	Scopes                 []string          `json:"scopes_supported"`
	Issuer                 string            `json:"issuer"`
	MultiRefreshToken      bool              `json:"microsoft_multi_refresh_token,omitempty"` // v1
	RequestURIParameter    *bool             `json:"request_uri_parameter_supported,omitempty"`
	UserInfoEndpoint       string            `json:"userinfo_endpoint"`
	AuthorizationEndpoint  string            `json:"authorization_endpoint"`
	DeviceEndpoint         string            `json:"device_authorization_endpoint"`
	HTTPLogout             bool              `json:"http_logout_supported"`
	FrontchannelLogout     bool              `json:"frontchannel_logout_supported"`
	EndSessionEndpoint     string            `json:"end_session_endpoint"`
	CheckSessionFrame      string            `json:"check_session_iframe,omitempty"` // v1
	Claims                 []string          `json:"claims_supported"`
	KerberosEndpoint       string            `json:"kerberos_endpoint"`
	MTLSAliases            map[string]string `json:"mtls_endpoint_aliases,omitempty"`                      // since 2026
	CertificateBoundTokens bool              `json:"tls_client_certificate_bound_access_tokens,omitempty"` // since 2026
	TenantRegion           *string           `json:"tenant_region_scope"`
	CloudInstanceName      string            `json:"cloud_instance_name"`
	CloudGraphHost         string            `json:"cloud_graph_host_name"`
	GraphHost              string            `json:"msgraph_host"`
	RBACURL                string            `json:"rbac_url"`
	ChallengeMethods       []string          `json:"code_challenge_methods_supported,omitempty"` // not by default
}

// issuerOf is what the metadata names: a template for common and organizations.
func issuerOf(base string, t Tenant, kind entra.Kind, v2 bool) string {
	id := t.ID
	if kind == entra.Common || kind == entra.Organizations {
		id = "{tenantid}"
	}
	if v2 {
		return base + "/" + id + "/v2.0"
	}
	return base + "/sts/" + id + "/" // stands for https://sts.windows.net/<tenant>/
}

// metadata answers with the members of Entra's own document, at the address
// the request was made to.
func (s *Server) metadata(w http.ResponseWriter, r *http.Request) {
	if s.spoiled(w, r) {
		return
	}
	tenant, kind := s.tenant(r.PathValue("tenant"))
	if kind == entra.NotEntra {
		s.refuse(w, unknownTenant(tenant.ID))
		return
	}
	cacheable(w)
	writeJSON(w, http.StatusOK, s.describe(base(r), tenant, kind, strings.Contains(r.URL.Path, "/v2.0/")))
}

func (s *Server) describe(base string, tenant Tenant, kind entra.Kind, v2 bool) document {
	authority := base + "/" + tenant.ID
	at := authority + "/oauth2"
	if v2 {
		at += "/v2.0"
	}
	d := document{
		TokenEndpoint:         at + "/token",
		TokenAuthMethods:      []string{"client_secret_post", "private_key_jwt", "client_secret_basic"},
		KeysURI:               authority + "/discovery/v2.0/keys",
		ResponseModes:         []string{"query", "fragment", "form_post"},
		SubjectTypes:          []string{"pairwise"},
		SigningAlgorithms:     []string{"RS256"},
		ResponseTypes:         []string{"code", "id_token", "code id_token", "id_token token"},
		Scopes:                []string{"openid", "profile", "email", "offline_access"},
		Issuer:                issuerOf(base, tenant, kind, v2),
		UserInfoEndpoint:      base + "/oidc/userinfo",
		AuthorizationEndpoint: at + "/authorize",
		DeviceEndpoint:        at + "/devicecode",
		HTTPLogout:            true,
		FrontchannelLogout:    true,
		EndSessionEndpoint:    at + "/logout",
		Claims: []string{"sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name", "msgraph_host", "aud", "exp", "iat", "auth_time", "acr", "nonce",
			"preferred_username", "name", "tid", "ver", "at_hash", "c_hash", "email"},
		KerberosEndpoint:  authority + "/kerberos",
		CloudInstanceName: cloudName,
		CloudGraphHost:    "graph.windows.net",
		GraphHost:         "graph.microsoft.com",
		RBACURL:           "https://pas.windows.net",
	}
	if v2 {
		d.TokenAuthMethods = append(d.TokenAuthMethods, "self_signed_tls_client_auth")
		d.RequestURIParameter = new(bool)
		d.MTLSAliases = map[string]string{"token_endpoint": d.TokenEndpoint}
		d.CertificateBoundTokens = true
	} else {
		d.Scopes = []string{"openid"}
		d.ResponseTypes = []string{"code", "id_token", "code id_token", "token id_token", "token"}
		d.MultiRefreshToken = true
		d.CheckSessionFrame = at + "/checksession"
		d.KeysURI = base + "/common/discovery/keys"
		d.UserInfoEndpoint = authority + "/openid/userinfo"
		d.Claims = []string{"sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name", "msgraph_host", "aud", "exp", "iat", "auth_time", "acr", "amr", "nonce",
			"email", "given_name", "family_name", "nickname"}
	}
	if kind == entra.Organisation {
		region := "EU"
		d.TenantRegion = &region
	}
	if s.faults["pkce-advertised"] {
		d.ChallengeMethods = []string{"plain", "S256"}
	}
	return d
}

// cacheable sets the headers of what anybody may read and keep.
func cacheable(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "max-age=86400, private")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Allow-Methods", "GET, OPTIONS")
	w.Header().Del("Pragma")
	w.Header().Del("Expires")
}

// hang keeps a request without an answer until the client gives up, which is
// noticed only once everything it sent is read.
func hang(r *http.Request) {
	io.Copy(io.Discard, io.LimitReader(r.Body, 1<<20)) //nolint:errcheck // it gave up, then
	select {
	case <-r.Context().Done():
	case <-time.After(10 * time.Minute):
	}
	panic(http.ErrAbortHandler)
}

// spoiled answers with one of the faults of the metadata address.
func (s *Server) spoiled(w http.ResponseWriter, r *http.Request) bool {
	switch {
	case s.faults["metadata-html"]:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, "<!doctype html><title>Welcome</title><p>This is a portal, not a document.") //nolint:errcheck
	case s.faults["metadata-redirect"] && !r.URL.Query().Has("moved"):
		http.Redirect(w, r, r.URL.Path+"?moved=1", http.StatusFound)
	case s.faults["metadata-loop"]:
		http.Redirect(w, r, r.URL.Path, http.StatusFound)
	case s.faults["metadata-404"]:
		http.NotFound(w, r)
	case s.faults["metadata-500"]:
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
	case s.faults["metadata-slow"]:
		select {
		case <-r.Context().Done():
		case <-time.After(3 * time.Second):
		}
		return false
	case s.faults["metadata-hang"]:
		hang(r)
	case s.faults["metadata-huge"]:
		w.Header().Set("Content-Type", "application/json")
		chunk := []byte(`{"issuer":"` + strings.Repeat("x", 1<<16))
		for range 1 << 14 {
			if _, err := w.Write(chunk); err != nil {
				break
			}
		}
	case s.faults["metadata-reset"]:
		panic(http.ErrAbortHandler)
	default:
		return false
	}
	return true
}
