package source

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/probe"
)

// signedLife is how long an assertion signed here is good for: it is sent at once.
const signedLife = 5 * time.Minute

// keyFile is a file with a private key, and with its certificate or not. It is read
// anew for each assertion: who replaces it need not stop the app.
type keyFile struct {
	path        string
	certificate bool

	mu   sync.Mutex
	text []byte
	read *keyPair
}

type keyPair struct {
	key         crypto.Signer
	id          string // of a JWK
	algorithm   string // of a JWK
	certificate *x509.Certificate
}

// sign makes an assertion about the app itself (RFC 7523, section 3).
func (f *keyFile) sign(client string, to probe.TokenEndpoint, w World) (string, error) {
	pair, err := f.pair()
	if err != nil {
		return "", err
	}
	now := w.Now()
	if c := pair.certificate; c != nil && !now.Before(c.NotAfter) {
		return "", errors.New("the certificate expired on " + c.NotAfter.UTC().Format(time.DateOnly) + "; make a new one, and register it with authkit register --certificate FILE")
	}
	algorithm, err := pair.choose(to)
	if err != nil {
		return "", err
	}
	options := (&jose.SignerOptions{}).WithType("JWT")
	if c := pair.certificate; c != nil {
		sum := sha256.Sum256(c.Raw)
		options = options.WithHeader("x5t#S256", base64.RawURLEncoding.EncodeToString(sum[:]))
	}
	var key any = pair.key
	if pair.id != "" {
		key = jose.JSONWebKey{Key: pair.key, KeyID: pair.id}
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, options)
	if err != nil {
		return "", fmt.Errorf("the key cannot sign with %s", algorithm)
	}
	raw := make([]byte, 16)
	if _, err := io.ReadFull(w.Rand, raw); err != nil {
		return "", fmt.Errorf("make an ID for an assertion: %w", err)
	}
	audience := to.Issuer
	if to.Microsoft || audience == "" {
		audience = to.URL.String()
	}
	return jwt.Signed(signer).Claims(jwt.Claims{
		Issuer: client, Subject: client, Audience: jwt.Audience{audience}, ID: hex.EncodeToString(raw),
		IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(signedLife)),
	}).Serialize()
}

// choose is the algorithm that the provider takes and the key can; Entra's own
// documents have PS256.
func (p *keyPair) choose(to probe.TokenEndpoint) (jose.SignatureAlgorithm, error) {
	var can []jose.SignatureAlgorithm
	switch key := p.key.(type) {
	case *rsa.PrivateKey:
		can = []jose.SignatureAlgorithm{jose.RS256, jose.PS256, jose.RS384, jose.PS384, jose.RS512, jose.PS512}
		if to.Microsoft {
			can = []jose.SignatureAlgorithm{jose.PS256, jose.RS256}
		}
	case *ecdsa.PrivateKey:
		can = []jose.SignatureAlgorithm{map[int]jose.SignatureAlgorithm{256: jose.ES256, 384: jose.ES384, 521: jose.ES512}[key.Curve.Params().BitSize]}
	case ed25519.PrivateKey:
		can = []jose.SignatureAlgorithm{jose.EdDSA}
	}
	if p.algorithm != "" {
		can = []jose.SignatureAlgorithm{jose.SignatureAlgorithm(p.algorithm)}
	}
	if len(to.Algorithms) == 0 || to.Microsoft { // Entra's metadata lists those of ID tokens
		return can[0], nil
	}
	for _, one := range can {
		if slices.Contains(to.Algorithms, string(one)) {
			return one, nil
		}
	}
	return "", errors.New("the provider takes no assertion that this key can sign: it lists " + strings.Join(to.Algorithms, ", "))
}

func (f *keyFile) pair() (*keyPair, error) {
	snapshot, err := secrets.ReadFile(f.path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the key file cannot be read: %w", err)
	case !snapshot.Exists:
		return nil, errors.New("there is no key file where --assertion says")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if text := snapshot.Data(); f.read == nil || !bytes.Equal(text, f.text) {
		read, err := readPair(text, f.certificate)
		if err != nil {
			return nil, err
		}
		f.text, f.read = text, read
	}
	return f.read, nil
}

// readPair reads a private key, in PEM or as a JWK. Errors show nothing of the file.
func readPair(text []byte, withCertificate bool) (*keyPair, error) {
	p := &keyPair{}
	if trimmed := bytes.TrimSpace(text); len(trimmed) > 0 && trimmed[0] == '{' {
		var key jose.JSONWebKey
		if json.Unmarshal(trimmed, &key) != nil || !key.Valid() || key.IsPublic() {
			return nil, errors.New("the key file holds no private key (JWK)")
		}
		p.id, p.algorithm = key.KeyID, key.Algorithm
		p.key, _ = key.Key.(crypto.Signer)
		if len(key.Certificates) > 0 {
			p.certificate = key.Certificates[0]
		}
	} else if err := p.fromPEM(text); err != nil {
		return nil, err
	}
	switch {
	case p.key == nil:
		return nil, errors.New("the key file holds no private key; it has to be one without a passphrase, in PEM or as a JWK")
	case withCertificate && p.certificate == nil:
		return nil, errors.New("the file holds no certificate beside the private key: cat key.pem certificate.pem > FILE puts them together")
	case p.certificate != nil && !samePublic(p.key.Public(), p.certificate.PublicKey):
		return nil, errors.New("the certificate in the file belongs to another key")
	}
	return p, nil
}

func (p *keyPair) fromPEM(text []byte) error {
	for rest := text; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return nil
		}
		switch {
		case block.Type == "CERTIFICATE" && p.certificate == nil:
			certificate, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return errors.New("the certificate in the file is broken")
			}
			p.certificate = certificate
		case strings.HasSuffix(block.Type, "PRIVATE KEY"):
			key, pkcs8 := x509.ParsePKCS8PrivateKey(block.Bytes)
			if pkcs8 != nil {
				rsaKey, pkcs1 := x509.ParsePKCS1PrivateKey(block.Bytes)
				ecKey, sec1 := x509.ParseECPrivateKey(block.Bytes)
				switch {
				case pkcs1 == nil:
					key = rsaKey
				case sec1 == nil:
					key = ecKey
				default:
					return errors.New("the private key in the file cannot be read; it has to be one without a passphrase")
				}
			}
			p.key, _ = key.(crypto.Signer)
		}
	}
}

func samePublic(one, other any) bool {
	key, ok := one.(interface{ Equal(crypto.PublicKey) bool })
	return ok && key.Equal(other)
}
