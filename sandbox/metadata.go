package sandbox

import (
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
)

const cloudName = "microsoftonline.com"

// issuer is what the metadata names: a template for common and organizations.
func (s *Server) issuer(r *http.Request, t Tenant, kind entra.Kind, v2 bool) string {
	id := t.ID
	if kind == entra.Common || kind == entra.Organizations {
		id = "{tenantid}"
	}
	if v2 {
		return base(r) + "/" + id + "/v2.0"
	}
	return base(r) + "/sts/" + id + "/" // stands for https://sts.windows.net/<tenant>/
}

// metadata answers with the members of Entra's own document.
func (s *Server) metadata(w http.ResponseWriter, r *http.Request) {
	if s.spoiled(w, r) {
		return
	}
	tenant, kind := s.tenant(r.PathValue("tenant"))
	if kind == entra.NotEntra {
		s.refuse(w, unknownTenant(tenant.ID))
		return
	}
	v2 := strings.Contains(r.URL.Path, "/v2.0/")
	at := base(r) + "/" + tenant.ID + "/oauth2"
	keys := base(r) + "/" + tenant.ID + "/discovery"
	if v2 {
		at, keys = at+"/v2.0", keys+"/v2.0"
	}
	var region any = "EU"
	if kind == entra.Common || kind == entra.Organizations {
		region = nil
	}
	document := map[string]any{
		"token_endpoint":                        at + "/token",
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "private_key_jwt", "client_secret_basic", "self_signed_tls_client_auth"},
		"jwks_uri":                              keys + "/keys",
		"response_modes_supported":              []string{"query", "fragment", "form_post"},
		"subject_types_supported":               []string{"pairwise"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"response_types_supported":              []string{"code", "id_token", "code id_token", "id_token token"},
		"scopes_supported":                      []string{"openid", "profile", "email", "offline_access"},
		"issuer":                                s.issuer(r, tenant, kind, v2),
		"request_uri_parameter_supported":       false,
		"userinfo_endpoint":                     "https://graph.microsoft.com/oidc/userinfo",
		"authorization_endpoint":                at + "/authorize",
		"device_authorization_endpoint":         at + "/devicecode",
		"http_logout_supported":                 true,
		"frontchannel_logout_supported":         true,
		"end_session_endpoint":                  at + "/logout",
		"claims_supported": []string{"sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name", "msgraph_host", "aud", "exp", "iat", "auth_time", "acr", "nonce",
			"preferred_username", "name", "tid", "ver", "at_hash", "c_hash", "email"},
		"kerberos_endpoint":                          base(r) + "/" + tenant.ID + "/kerberos",
		"tenant_region_scope":                        region,
		"cloud_instance_name":                        cloudName,
		"cloud_graph_host_name":                      "graph.windows.net",
		"msgraph_host":                               "graph.microsoft.com",
		"rbac_url":                                   "https://pas.windows.net",
		"mtls_endpoint_aliases":                      map[string]string{"token_endpoint": at + "/token"},
		"tls_client_certificate_bound_access_tokens": true,
	}
	if !v2 {
		delete(document, "device_authorization_endpoint")
		document["device_authorization_endpoint"] = base(r) + "/" + tenant.ID + "/oauth2/v2.0/devicecode"
		document["check_session_iframe"] = at + "/checksession"
		document["microsoft_multi_refresh_token"] = true
		document["scopes_supported"] = []string{"openid"}
	}
	if s.faults["pkce-advertised"] {
		document["code_challenge_methods_supported"] = []string{"plain", "S256"}
	}
	w.Header().Set("Cache-Control", "max-age=86400, private")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	writeJSON(w, http.StatusOK, document)
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
	case s.faults["metadata-hang"]:
		select {
		case <-r.Context().Done():
		case <-time.After(10 * time.Minute):
		}
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
