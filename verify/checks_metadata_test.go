package verify

import (
	"encoding/json"
	"testing"
)

// An issuer that is there and empty is no token's issuer; none at all is not compared.
func TestIssuerOfTheMetadata(t *testing.T) {
	for document, failed := range map[string]bool{
		`{"issuer":"https://id.example.com"}`: false,
		`{}`:                                  false,
		`{"issuer":""}`:                       true,
		`{"issuer":null}`:                     true,
		`{"issuer":7}`:                        true,
		`{"issuer":"https://login.microsoftonline.com/{tenantid}/v2.0"}`: true,
	} {
		f := signedInAt("https://id.example.com/.well-known/openid-configuration")
		m := &Metadata{Asked: "https://id.example.com/.well-known/openid-configuration"}
		if err := json.Unmarshal([]byte(document), &m.Document); err != nil {
			t.Fatal(err)
		}
		f.Metadata = Known(m)
		if got := metadataIssuer(f).Status() == Failed; got != failed {
			t.Errorf("%s: failed %v", document, got)
		}
	}
}
