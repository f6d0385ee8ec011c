package streamlit

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rsa"
	_ "crypto/sha256" // the hashes of the algorithms
	_ "crypto/sha512"
	"encoding/base64"
	"errors"
	"math/big"
	"slices"
	"strings"
)

// Authlib tells apart the lines of Authlib, and of Streamlit's client, that
// read ID tokens differently.
type Authlib struct {
	Old  bool // before 1.7, with its own JOSE; joserfc reads tokens since
	Sync bool // the client of Streamlit before 1.57, built on requests
}

// What joserfc admits of a token, in encoded bytes, and the older reader.
const (
	maxHeader, maxPayload, maxSignature = 512, 128000, 1024
	maxOldToken                         = 256000
)

// signedToken is a JWS in compact form (RFC 7515, section 7.1).
type signedToken struct {
	header    map[string]any
	alg       string
	claims    map[string]any
	input     []byte // what is signed
	signature []byte // nil: it cannot be read
}

var (
	errNotSigned = &TokenProblem{Claim: "signature", Message: "the ID token is not a signed token (JWT)", Fix: "choose RS256 for ID tokens in the client's settings at the provider"}
	errHeader    = &TokenProblem{Claim: "signature", Message: "the header of the ID token holds something that Streamlit's Authlib refuses", Fix: "tell whoever runs the provider; alg, kid and typ are all it needs"}
	errNoClaims  = &TokenProblem{Claim: "signature", Message: "the ID token holds no claims that can be read", Fix: "tell whoever runs the provider"}
)

// readToken takes a token apart as the project's Authlib does.
func readToken(raw string, by Authlib) (*signedToken, *TokenProblem) {
	parts := strings.Split(raw, ".")
	if len(parts) != 3 {
		return nil, errNotSigned
	}
	if p := tooLong(raw, parts, by); p != nil {
		return nil, p
	}
	t := &signedToken{input: []byte(parts[0] + "." + parts[1])}
	decode, parse := strictBase64, readPythonJSON
	if by.Old {
		decode, parse = looseBase64, readJSON
	}
	header, err := decode(parts[0])
	if err == nil {
		t.header, err = parse(header)
	}
	if err != nil {
		return nil, errNotSigned
	}
	plain, p := checkHeader(t.header, by)
	if p != nil {
		return nil, p
	}
	t.alg, _ = t.header["alg"].(string)
	payload := []byte(parts[1])
	if !plain {
		payload, err = decode(parts[1])
	}
	if err == nil {
		t.claims, err = parse(payload)
	}
	if err != nil {
		return nil, errNoClaims
	}
	t.signature, err = decode(parts[2])
	if err != nil {
		t.signature = nil
		if by.Old {
			return nil, errNotSigned
		}
	} else if t.signature == nil {
		t.signature = []byte{}
	}
	return t, nil
}

func tooLong(raw string, parts []string, by Authlib) *TokenProblem {
	const fix = "have the provider put less into the ID token, for instance leave group claims out"
	if by.Old {
		if len(raw) > maxOldToken {
			return &TokenProblem{Claim: "signature", Message: "the ID token is longer than Authlib reads", Fix: fix}
		}
		return nil
	}
	switch {
	case len(parts[0]) > maxHeader:
		return &TokenProblem{Claim: "signature", Message: "the header of the ID token is longer than the 512 bytes that Authlib reads", Fix: "have the provider leave certificates (x5c) out of the header of its tokens"}
	case len(parts[1]) > maxPayload, len(parts[2]) > maxSignature:
		return &TokenProblem{Claim: "signature", Message: "the ID token is longer than the 128 kB that Authlib reads", Fix: fix}
	}
	return nil
}

// knownHeaders are the members a header may declare critical.
var knownHeaders = []string{"alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit"}

// checkHeader judges the header's members (RFC 7515, section 4.1). plain tells
// that the payload is not encoded (RFC 7797), which only joserfc knows.
func checkHeader(header map[string]any, by Authlib) (plain bool, _ *TokenProblem) {
	critical, isCritical := header["crit"]
	names := knownHeaders
	if !by.Old {
		names = append(slices.Clone(names), "b64")
	}
	if isCritical {
		list, _ := critical.([]any)
		if !isTexts(critical) {
			return false, errHeader
		}
		for _, name := range list {
			if _, there := header[name.(string)]; !there || !slices.Contains(names, name.(string)) {
				return false, errHeader
			}
		}
	}
	if by.Old {
		return false, nil
	}
	for _, name := range []string{"alg", "kid", "x5t", "x5t#S256", "typ", "cty"} {
		value, there := header[name]
		if _, isText := value.(string); !isText && (there || name == "alg") {
			return false, errHeader
		}
	}
	for _, name := range []string{"jku", "x5u"} {
		if value, there := header[name]; there && !isAddress(value) {
			return false, errHeader
		}
	}
	if value, there := header["jwk"]; there {
		if _, isObject := value.(map[string]any); !isObject {
			return false, errHeader
		}
	}
	if value, there := header["x5c"]; there && !isTexts(value) {
		return false, errHeader
	}
	if value, there := header["b64"]; there && value != true {
		list, _ := critical.([]any)
		if value != false || !slices.Contains(list, any("b64")) {
			return false, errHeader
		}
		return true, nil
	}
	return false, nil
}

// algorithms that both readers know, with the kind of key, the curve and the hash.
var algorithms = map[string]struct {
	kty, crv string
	hash     crypto.Hash
}{
	"none":  {},
	"HS256": {"oct", "", crypto.SHA256}, "HS384": {"oct", "", crypto.SHA384}, "HS512": {"oct", "", crypto.SHA512},
	"RS256": {"RSA", "", crypto.SHA256}, "RS384": {"RSA", "", crypto.SHA384}, "RS512": {"RSA", "", crypto.SHA512},
	"PS256": {"RSA", "", crypto.SHA256}, "PS384": {"RSA", "", crypto.SHA384}, "PS512": {"RSA", "", crypto.SHA512},
	"ES256": {"EC", "P-256", crypto.SHA256}, "ES384": {"EC", "P-384", crypto.SHA384}, "ES512": {"EC", "P-521", crypto.SHA512},
	"ES256K": {"EC", "secp256k1", crypto.SHA256}, "EdDSA": {"OKP", "", 0},
	"Ed25519": {"OKP", "Ed25519", 0}, "Ed448": {"OKP", "Ed448", 0},
}

// admits tells whether Authlib accepts an algorithm from a provider with this
// list (id_token_signing_alg_values_supported), which may be anything.
func (a Authlib) admits(alg string, listed any) bool {
	if _, known := algorithms[alg]; !known || a.Old && (alg == "Ed25519" || alg == "Ed448") {
		return false
	}
	if truthy(listed) {
		return contains(listed, alg)
	}
	switch {
	case !a.Sync:
		return alg == "RS256"
	case !a.Old:
		return alg == "RS256" || alg == "HS256" || alg == "ES256" // what joserfc recommends
	}
	return true
}

// contains is Python's in: a member of a list, a part of a text, a key of an object.
func contains(all any, one string) bool {
	switch all := all.(type) {
	case []any:
		return slices.Contains(all, any(one))
	case string:
		return strings.Contains(all, one)
	case map[string]any:
		_, there := all[one]
		return there
	}
	return false
}

// errUnchecked says that Authlib can check a signature and Go cannot.
var errUnchecked = errors.New("not an algorithm of Go's")

// fits tells whether a key serves an algorithm.
func (k signingKey) fits(alg string, by Authlib) bool {
	needs := algorithms[alg]
	if k.kty != needs.kty || needs.crv != "" && k.crv != needs.crv || k.broken {
		return false
	}
	if k.ops != nil && !contains(k.ops, "verify") {
		return false
	}
	return (!truthy(k.use) || k.use == "sig") && (by.Old || !truthy(k.alg) || k.alg == alg)
}

// signed tells whether a key's owner signed the token.
func (t *signedToken) signed(key signingKey) (bool, error) {
	hash := algorithms[t.alg].hash
	var sum []byte
	if hash != 0 {
		h := hash.New()
		h.Write(t.input)
		sum = h.Sum(nil)
	}
	switch public := key.public.(type) {
	case *rsa.PublicKey:
		if strings.HasPrefix(t.alg, "PS") {
			return rsa.VerifyPSS(public, hash, sum, t.signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}) == nil, nil
		}
		return rsa.VerifyPKCS1v15(public, hash, sum, t.signature) == nil, nil
	case *ecdsa.PublicKey:
		size := (public.Curve.Params().BitSize + 7) / 8
		if len(t.signature) != 2*size {
			return false, nil
		}
		r, s := new(big.Int).SetBytes(t.signature[:size]), new(big.Int).SetBytes(t.signature[size:])
		return ecdsa.Verify(public, sum, r, s), nil
	case ed25519.PublicKey:
		return ed25519.Verify(public, t.input, t.signature), nil
	case []byte:
		mac := hmac.New(hash.New, public)
		mac.Write(t.input)
		return hmac.Equal(mac.Sum(nil), t.signature), nil
	}
	return false, errUnchecked
}

var rawURL = base64.RawURLEncoding.Strict()

// strictBase64 is joserfc's: no padding, nothing but the alphabet.
func strictBase64(text string) ([]byte, error) {
	if strings.ContainsAny(text, "\r\n") { // which Go's decoder passes over
		return nil, base64.CorruptInputError(strings.IndexAny(text, "\r\n"))
	}
	return rawURL.DecodeString(text)
}

// looseBase64 is Python's base64.urlsafe_b64decode behind the padding of the
// older reader: either alphabet, and whatever belongs to none is passed over.
func looseBase64(text string) ([]byte, error) {
	padded := text + strings.Repeat("=", (4-len(text)%4)%4)
	var kept strings.Builder
	pads := 0
	for _, c := range []byte(padded) {
		switch {
		case c == '=':
			if pads++; kept.Len()%4 >= 2 && kept.Len()%4+pads >= 4 {
				return base64.RawStdEncoding.DecodeString(kept.String())
			}
		case c == '-':
			kept.WriteByte('+')
			pads = 0
		case c == '_':
			kept.WriteByte('/')
			pads = 0
		case c == '+', c == '/', '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
			kept.WriteByte(c)
			pads = 0
		}
	}
	if kept.Len()%4 != 0 {
		return nil, base64.CorruptInputError(len(text))
	}
	return base64.RawStdEncoding.DecodeString(kept.String())
}
