package sandbox_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// Over TLS every address of the sandbox's is https, and a client that trusts its
// authority is answered under each name of this machine.
func TestTLS(t *testing.T) {
	t.Parallel()
	authority, err := sandbox.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	server, err := sandbox.New(recorded())
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewUnstartedServer(server)
	listening.TLS = authority.Config
	listening.StartTLS()
	defer listening.Close()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority.Certificate) {
		t.Fatal("no certificate")
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	_, port, _ := strings.Cut(strings.TrimPrefix(listening.URL, "https://"), ":")
	for _, host := range []string{"localhost", "127.0.0.1"} {
		at := "https://" + host + ":" + port
		response, err := client.Get(at + "/" + tenant + "/v2.0/.well-known/openid-configuration")
		if err != nil {
			t.Fatal(err)
		}
		var document map[string]any
		err = json.NewDecoder(response.Body).Decode(&document)
		response.Body.Close()
		if err != nil || document["issuer"] != at+"/"+tenant+"/v2.0" || document["token_endpoint"] != at+"/"+tenant+"/oauth2/v2.0/token" {
			t.Errorf("%v %v", err, document)
		}
	}
	if _, err := http.Get("https://localhost:" + port + "/"); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a client that does not trust it: %v", err)
	}
	if !sandbox.IsAuthority(authority.Certificate) || sandbox.IsAuthority([]byte("client_id = 1\n")) || sandbox.IsAuthority(append(authority.Certificate, "more"...)) {
		t.Error("its own certificate is not told from other files")
	}
}

// Whoever trusts the authority, trusts it for this machine and for no other name.
func TestAuthorityIsForThisMachineOnly(t *testing.T) {
	t.Parallel()
	authority, err := sandbox.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(authority.Certificate)
	root, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if !root.PermittedDNSDomainsCritical || !slices.Equal(root.PermittedDNSDomains, []string{"localhost"}) || fmt.Sprint(root.PermittedIPRanges) != "[127.0.0.0/8 ::1/128]" {
		t.Errorf("%v %v", root.PermittedDNSDomains, root.PermittedIPRanges)
	}
}

// Instance discovery and client_info are what Microsoft's libraries ask for.
func TestForMicrosoftsLibraries(t *testing.T) {
	t.Parallel()
	s := open(t)
	found := s.get("/common/discovery/instance?api-version=1.1&authorization_endpoint=" + url.QueryEscape(s.url+"/"+tenant+"/oauth2/v2.0/authorize"))
	if found.status != 200 || found.member(t, "tenant_discovery_endpoint") != s.url+"/"+tenant+"/v2.0/.well-known/openid-configuration" {
		t.Errorf("%d %s", found.status, found.body)
	}
	without, with := s.token(tenant, "code", s.code(tenant, worker)), s.token(tenant, "code", s.code(tenant, worker), "client_info", "1")
	if strings.Contains(without.body, "client_info") || !strings.Contains(with.body, "client_info") {
		t.Errorf("%s\n%s", without.body, with.body)
	}
}
