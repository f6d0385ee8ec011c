package sandbox

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"strings"
	"sync"

	"github.com/go-jose/go-jose/v4"
)

// keys are made when the first token or key set is asked for: an RSA key takes
// a noticeable time.
type keys struct {
	once    sync.Once
	current *rsa.PrivateKey
	hidden  *rsa.PrivateKey // never published
	id      string
}

func (k *keys) make() {
	k.once.Do(func() {
		var err error
		if k.current, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			panic("no RSA key: " + err.Error())
		}
		k.id = keyID(&k.current.PublicKey)
	})
}

// keyID has the form of Entra's: 27 characters.
func keyID(key *rsa.PublicKey) string {
	sum := sha256.Sum256(x509.MarshalPKCS1PublicKey(key))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:27]
}

// jwk is one key as Entra publishes it: with issuer, without alg.
type jwk struct {
	Type   string `json:"kty"`
	Use    string `json:"use"`
	KeyID  string `json:"kid"`
	X5T    string `json:"x5t"`
	N      string `json:"n"`
	E      string `json:"e"`
	Issuer string `json:"issuer,omitempty"`
	Cloud  string `json:"cloud_instance_name,omitempty"`
}

func publish(key *rsa.PublicKey, id string) jwk {
	return jwk{
		Type: "RSA", Use: "sig", KeyID: id, X5T: id,
		N: base64.RawURLEncoding.EncodeToString(key.N.Bytes()),
		E: base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
	}
}

func (s *Server) keySet(w http.ResponseWriter, r *http.Request) {
	tenant, kind := s.tenant(r.PathValue("tenant"))
	if kind == 0 {
		s.refuse(w, unknownTenant(tenant.ID))
		return
	}
	s.keys.make()
	key := publish(&s.keys.current.PublicKey, s.keys.id)
	if strings.Contains(r.URL.Path, "/v2.0/") {
		key.Issuer = s.issuer(r, tenant, kind, true)
	} else {
		key.Cloud = cloudName
	}
	set := map[string][]jwk{"keys": {key}}
	s.mu.Lock()
	if s.faults["key-rotation"] && !s.rotated {
		s.rotated = true
		key.KeyID, key.X5T = "the-key-of-yesterday-000000", "the-key-of-yesterday-000000"
		set["keys"] = []jwk{key}
	}
	s.mu.Unlock()
	if s.faults["no-keys"] {
		set["keys"] = []jwk{}
	}
	w.Header().Set("Cache-Control", "max-age=86400, private")
	writeJSON(w, http.StatusOK, set)
}

// sign makes a JWT with a header like Entra's.
func (s *Server) sign(claims map[string]any) (string, error) {
	s.keys.make()
	key := s.keys.current
	if s.faults["wrong-signature"] {
		if s.keys.hidden == nil {
			hidden, err := rsa.GenerateKey(rand.Reader, 2048)
			if err != nil {
				return "", err
			}
			s.keys.hidden = hidden
		}
		key = s.keys.hidden
	}
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: s.keys.id}},
		(&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", err
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", err
	}
	return signed.CompactSerialize()
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.Encode(value) //nolint:errcheck // the client may be gone
}
