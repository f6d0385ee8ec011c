package credential

import (
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
)

// Certificate is the public half of a key that signs in a client secret's place.
type Certificate struct {
	DER        []byte
	Name       string // its subject, cleaned
	Thumbprint string // as the portal shows it
	Start, End time.Time
}

const shortestKey = 2048 // bits; Entra takes RSA only

// ReadCertificate reads a certificate, in PEM or in DER. A private key beside it
// in the file is passed over.
func ReadCertificate(text []byte, now time.Time) (Certificate, error) {
	der, private := text, false
	for rest := text; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type == "CERTIFICATE" {
			der = block.Bytes
			break
		}
		private = private || strings.HasSuffix(block.Type, "PRIVATE KEY")
	}
	parsed, err := x509.ParseCertificate(der)
	switch {
	case err != nil && private:
		return Certificate{}, errors.New("there is a private key in it and no certificate: openssl req -x509 -key FILE -out CERTIFICATE -days 180 -subj /CN=NAME makes one")
	case err != nil:
		return Certificate{}, errors.New("there is no certificate in it, neither in PEM nor in DER")
	}
	key, isRSA := parsed.PublicKey.(*rsa.PublicKey)
	switch {
	case !isRSA:
		return Certificate{}, errors.New("its key is no RSA key, and Entra takes no other kind")
	case key.N.BitLen() < shortestKey:
		return Certificate{}, errors.New("its key is shorter than 2048 bits")
	case !now.Before(parsed.NotAfter):
		return Certificate{}, errors.New("it has expired on " + parsed.NotAfter.UTC().Format(time.DateOnly))
	}
	sum := sha1.Sum(der)
	return Certificate{der, entra.Clean(parsed.Subject.String()), strings.ToUpper(hex.EncodeToString(sum[:])), parsed.NotBefore.UTC(), parsed.NotAfter.UTC()}, nil
}
