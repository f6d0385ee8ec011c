package sandbox

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"net/http"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// The keys of a process, shared by its sandboxes and made when they are first
// needed: an RSA key takes a noticeable time.
var (
	workKey     = lazy.Value[*signingKey]{Make: newKey} // signs for organisations
	personalKey = lazy.Value[*signingKey]{Make: newKey} // signs for personal accounts
	retiredKey  = lazy.Value[*signingKey]{Make: newKey} // stands in old sets of keys
	hiddenKey   = lazy.Value[*signingKey]{Make: newKey} // is never published
)

// signingKey is a key with the certificate Entra would publish it in.
type signingKey struct {
	private     *rsa.PrivateKey
	id          string // the certificate's thumbprint, as with Entra: kid and x5t are the same
	certificate []byte // DER
}

func newKey() *signingKey {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic("no RSA key: " + err.Error())
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: "authkit sandbox"},
		NotBefore:    time.Now().Add(-24 * time.Hour),
		NotAfter:     time.Now().AddDate(5, 0, 0),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		panic("no certificate: " + err.Error())
	}
	thumbprint := sha1.Sum(certificate) // x5t: RFC 7517, section 4.8
	return &signingKey{private, base64.RawURLEncoding.EncodeToString(thumbprint[:]), certificate}
}

// publishedKey is one key as Entra publishes it: with issuer (v1: cloud), without alg.
type publishedKey struct {
	Type        string   `json:"kty"`
	Use         string   `json:"use"`
	KeyID       string   `json:"kid"`
	Thumbprint  string   `json:"x5t"`
	N           string   `json:"n"`
	E           string   `json:"e"`
	Certificate []string `json:"x5c"`
	Issuer      string   `json:"issuer,omitempty"`
	Cloud       string   `json:"cloud_instance_name,omitempty"`
}

func (k *signingKey) publish(issuer string) publishedKey {
	p := publishedKey{
		Type: "RSA", Use: "sig", KeyID: k.id, Thumbprint: k.id, Issuer: issuer,
		N:           base64.RawURLEncoding.EncodeToString(k.private.N.Bytes()),
		E:           base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.private.E)).Bytes()),
		Certificate: []string{base64.StdEncoding.EncodeToString(k.certificate)},
	}
	if issuer == "" {
		p.Cloud = cloudName
	}
	return p
}

// keySet answers with the keys of an authority: common lists those of
// organisations and of personal accounts (docs/facts/entra.md, section 1.3).
func (s *Server) keySet(w http.ResponseWriter, r *http.Request) {
	tenant, kind := s.tenant(r.PathValue("tenant"))
	if kind == entra.NotEntra {
		s.refuse(w, unknownTenant(tenant.ID))
		return
	}
	issuer := func(t Tenant, kind entra.Kind) string {
		if !strings.Contains(r.URL.Path, "/v2.0/") {
			return ""
		}
		return issuerOf(base(r), t, kind, true)
	}
	list := []publishedKey{}
	switch {
	case s.faults["no-keys"]:
	case s.oldKeysNext():
		note(w, "old keys")
		list = append(list, retiredKey.Get().publish(issuer(tenant, kind)))
	default:
		if kind != entra.Consumers {
			list = append(list, workKey.Get().publish(issuer(tenant, kind)))
		}
		if kind == entra.Consumers || kind == entra.Common {
			list = append(list, personalKey.Get().publish(issuer(Tenant{ID: entra.ConsumersTenant}, entra.Consumers)))
		}
	}
	cacheable(w)
	writeJSON(w, http.StatusOK, map[string][]publishedKey{"keys": list})
}

// oldKeysNext lets two sets of keys take turns, as they do at different servers
// of Entra's for days around a change.
func (s *Server) oldKeysNext() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keyTurns++
	return s.faults["key-rotation"] && s.keyTurns%2 == 1
}

// sign makes a JWT with a header like Entra's.
func (s *Server) sign(claims map[string]any, personal bool) (string, error) {
	key := workKey.Get()
	if personal {
		key = personalKey.Get()
	}
	private := key.private
	if s.faults["wrong-signature"] {
		private = hiddenKey.Get().private
	}
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: private, KeyID: key.id}},
		(&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", err
	}
	return jwt.Signed(signer).Claims(claims).Serialize()
}
