package sandbox_test

import (
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"testing"
)

// keys are the members of a key set.
func keys(t *testing.T, text string) []string {
	t.Helper()
	var set struct{ Keys []json.RawMessage }
	if err := json.Unmarshal([]byte(text), &set); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, key := range set.Keys {
		list = append(list, string(key))
	}
	return list
}

// checkCertificate asks crypto/x509 whether a published key belongs to its
// certificate, and whether its names are the certificate's thumbprint.
func checkCertificate(t *testing.T, key string) {
	t.Helper()
	var k struct {
		Kid, X5t, N string
		X5c         []string
	}
	if err := json.Unmarshal([]byte(key), &k); err != nil {
		t.Fatal(err)
	}
	if len(k.X5c) != 1 {
		t.Fatalf("%d certificates", len(k.X5c))
	}
	raw, err := base64.StdEncoding.DecodeString(k.X5c[0])
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	thumbprint := sha1.Sum(raw)
	if want := base64.RawURLEncoding.EncodeToString(thumbprint[:]); k.Kid != want || k.X5t != want {
		t.Errorf("kid %s and x5t %s; the certificate's thumbprint is %s", k.Kid, k.X5t, want)
	}
	public, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		t.Fatalf("a key of type %T", certificate.PublicKey)
	}
	if n := base64.RawURLEncoding.EncodeToString(public.N.Bytes()); n != k.N {
		t.Errorf("n %s is not the certificate's %s", k.N, n)
	}
}
