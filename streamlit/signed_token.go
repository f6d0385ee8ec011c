package streamlit

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	_ "crypto/sha256" // the hashes of the algorithms
	_ "crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-jose/go-jose/v4"
)

// What joserfc admits of a token, in encoded bytes, and Authlib's own reader.
const (
	maxHeader, maxPayload, maxSignature = 512, 128000, 1024
	maxOwn                              = 256000
)

// signedToken is a JWS in compact form (RFC 7515, section 7.1).
type signedToken struct {
	raw       string
	header    map[string]any
	alg       string
	claims    map[string]any
	signature []byte
}

var (
	errNotSigned = &TokenProblem{Claim: "signature", Message: "the ID token is not a signed token (JWT)", Fix: "choose RS256 for ID tokens in the client's settings at the provider"}
	// errOddToken: Python reads more than Go does, and no provider writes it.
	errOddToken = &TokenProblem{Claim: "signature", Unchecked: true, Message: "the ID token is written in a way that no known provider writes, and authkit cannot tell what Streamlit makes of it",
		Fix: "sign in to the app itself to see"}
)

// readToken takes a token apart. What Go refuses and the project's Authlib might take is unchecked.
func readToken(raw string, by Authlib) (*signedToken, *TokenProblem) {
	parts := strings.Split(raw, ".")
	if len(parts) != 3 {
		return nil, errNotSigned
	}
	if p := tooLong(raw, parts, by); p != nil {
		return nil, p
	}
	var decoded [3][]byte
	for i, part := range parts {
		data, ok := decodeStrictly(part)
		if !ok {
			return nil, errOddToken
		}
		decoded[i] = data
	}
	t := &signedToken{raw: raw, signature: decoded[2]}
	var plainHeader, plainClaims bool
	t.header, plainHeader = readObject(decoded[0])
	t.claims, plainClaims = readObject(decoded[1])
	if !plainHeader || !plainClaims {
		return nil, errOddToken
	}
	if p := checkHeader(t.header, by); p != nil {
		return nil, p
	}
	t.alg = t.header["alg"].(string)
	return t, nil
}

func tooLong(raw string, parts []string, by Authlib) *TokenProblem {
	const fix = "have the provider put less into the ID token, for instance leave group claims out"
	switch {
	case by.ownJOSE():
		if len(raw) > maxOwn && !by.Before(limitsLength) {
			return &TokenProblem{Claim: "signature", Message: "the ID token is longer than Authlib reads", Fix: fix}
		}
	case len(parts[0]) > maxHeader:
		return &TokenProblem{Claim: "signature", Message: "the header of the ID token is longer than the 512 bytes that Authlib reads", Fix: "have the provider leave certificates (x5c) out of the header of its tokens"}
	case len(parts[1]) > maxPayload, len(parts[2]) > maxSignature:
		return &TokenProblem{Claim: "signature", Message: "the ID token is longer than the 128 kB that Authlib reads", Fix: fix}
	}
	return nil
}

// checkHeader judges the header's members (RFC 7515, section 4.1).
func checkHeader(header map[string]any, by Authlib) *TokenProblem {
	if _, there := header["alg"]; !there {
		return errNotSigned
	}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		value, plain := header[name], true
		switch name {
		case "alg", "kid", "x5t", "x5t#S256", "typ", "cty":
			_, plain = value.(string)
		case "jku", "x5u":
			plain = isAddress(value)
		case "x5c":
			plain = isTexts(value)
		case "jwk", "crit", "b64":
			plain = false
		default:
			if by.strictHeader() {
				return &TokenProblem{Claim: "signature", Message: "the header of the ID token holds " + printable(name, 20) + ", which Authlib 1.7 refuses", Fix: "use Authlib " + allowsHeaders + " or newer"}
			}
		}
		if !plain {
			return errOddToken
		}
	}
	return nil
}

// errNotChecked says that go-jose cannot check what Authlib can.
var errNotChecked = errors.New("not for go-jose")

// signedBy tells whether a key's owner signed the token.
func (t *signedToken) signedBy(key signingKey) (bool, error) {
	open := key.public == nil || t.alg == "ES256K" || t.alg == "Ed25519" || t.alg == "Ed448"
	public, isRSA := key.public.(*rsa.PublicKey)
	if secret, isSecret := key.public.([]byte); isSecret && len(secret) < 64 || isRSA && public.N.BitLen() < 1024 {
		open = true // too short for Go, not for Python
	}
	jws, err := jose.ParseSignedCompact(t.raw, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(t.alg)})
	if open || err != nil {
		return false, errNotChecked
	}
	if _, err := jws.Verify(key.public); err != nil || !isRSA || !strings.HasPrefix(t.alg, "PS") {
		return err == nil, nil
	}
	// go-jose takes any length of the salt, Authlib the hash's only.
	hash := hashOf(t.alg)
	sum := hash.New()
	sum.Write([]byte(t.raw[:strings.LastIndex(t.raw, ".")]))
	return rsa.VerifyPSS(public, hash, sum.Sum(nil), t.signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}) == nil, nil
}

// hashOf is the hash in the name of an algorithm; zero: there is none.
func hashOf(alg string) crypto.Hash {
	switch {
	case strings.HasSuffix(alg, "S256"):
		return crypto.SHA256
	case strings.HasSuffix(alg, "S384"):
		return crypto.SHA384
	case strings.HasSuffix(alg, "S512"), alg == "EdDSA":
		return crypto.SHA512
	}
	return 0
}

// decodeStrictly is base64url as RFC 7515 has it; Go's own decoder passes over line breaks.
func decodeStrictly(text string) ([]byte, bool) {
	data, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return data, err == nil && !strings.ContainsAny(text, "\r\n")
}

// readObject reads a JSON object, if Python reads it alike.
func readObject(data []byte) (map[string]any, bool) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var object map[string]any
	if !utf8.Valid(data) || decoder.Decode(&object) != nil || object == nil {
		return nil, false
	}
	_, err := decoder.Token()
	return object, errors.Is(err, io.EOF) && plain(object, 0)
}

// plain tells whether Python reads a value that Go has read: it gives up on deep
// ones, and on whole numbers of thousands of digits.
func plain(value any, depth int) bool {
	switch v := value.(type) {
	case json.Number:
		return len(v) < 300
	case []any:
		return depth < 500 && !slices.ContainsFunc(v, func(one any) bool { return !plain(one, depth+1) })
	case map[string]any:
		for _, one := range v {
			if depth >= 500 || !plain(one, depth+1) {
				return false
			}
		}
	}
	return true
}

func isAddress(value any) bool {
	text, _ := value.(string)
	return strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://")
}

func isTexts(value any) bool {
	list, isList := value.([]any)
	return isList && !slices.ContainsFunc(list, func(one any) bool { _, isText := one.(string); return !isText })
}
