package streamlit

import (
	"crypto"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"reflect"

	"github.com/go-jose/go-jose/v4"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// SigningKeys is a provider's key set as the project's Authlib reads it.
type SigningKeys struct {
	keys []signingKey
	odd  bool
}

// Odd tells whether the set holds a key that no known provider writes so, and
// go-jose cannot read: Authlib may take it, or give up the whole set for it.
func (s SigningKeys) Odd() bool { return s.odd }

type signingKey struct {
	kty, crv      string
	kid, use, alg string
	hasKid        bool
	public        any // nil: the key is good, but go-jose cannot check signatures with it
}

// ReadSigningKeys reads a key set (RFC 7517, section 5). Authlib 1.7 and newer
// passes over a key of an unknown kind; older ones gave up the set for it. The
// error says in our words what Authlib stumbles over.
func ReadSigningKeys(document any, by Authlib) (SigningKeys, error) {
	object, _ := document.(map[string]any)
	members, isList := object["keys"].([]any)
	switch _, bare := document.([]any); {
	case bare && by.ownJOSE():
		return SigningKeys{odd: true}, nil
	case !isList:
		return SigningKeys{}, errors.New("answered with something that is not a key set")
	}
	set := SigningKeys{odd: !plain(document, 0)}
	for _, member := range members {
		key, err := readSigningKey(member, by)
		switch {
		case errors.Is(err, errOddKey):
			set.odd = true
		case errors.Is(err, errUnknownKind) && !by.ownJOSE():
		case err != nil:
			return SigningKeys{}, errors.New("holds " + err.Error() + ", for which Authlib gives up the whole set")
		default:
			set.keys = append(set.keys, key)
		}
	}
	if len(set.keys) == 0 && !set.odd {
		return set, errors.New("holds no signing key")
	}
	return set, nil
}

var (
	errUnknownKind = errors.New("a key of an unknown kind (kty)")
	errOddKey      = errors.New("a key that no known provider writes so")
)

// required are the members that a key of each kind has.
var required = lazy.Value[map[string][]string]{Make: func() map[string][]string {
	return map[string][]string{"RSA": {"n", "e"}, "EC": {"crv", "x", "y"}, "OKP": {"crv", "x"}, "oct": {"k"}}
}}

func readSigningKey(member any, by Authlib) (signingKey, error) {
	object, isObject := member.(map[string]any)
	kind, there := object["kty"]
	kty, isText := kind.(string)
	switch {
	case isObject && !there:
		return signingKey{}, errors.New("a key without kty")
	case !isText:
		return signingKey{}, errOddKey
	case required.Get()[kty] == nil:
		return signingKey{}, errUnknownKind
	}
	material := map[string]any{"kty": kty} // Authlib looks at no certificate, nor at what belongs to another kind of key
	for _, name := range required.Get()[kty] {
		if material[name], there = object[name]; !there {
			return signingKey{}, errors.New("a key without " + name)
		}
	}
	if !wellWritten(object) {
		return signingKey{}, errOddKey
	}
	key := signingKey{kty: kty}
	key.kid, key.hasKid = object["kid"].(string)
	key.use, _ = object["use"].(string)
	key.alg, _ = object["alg"].(string)
	key.crv, _ = object["crv"].(string)
	return key, key.load(material, by)
}

// wellWritten tells whether a key is written as providers write them, in the
// members that Authlib looks at.
func wellWritten(key map[string]any) bool {
	for name, value := range key {
		text, plain := value.(string)
		switch name {
		case "kty", "kid", "alg", "x5t", "x5t#S256", "crv":
		case "n", "e", "x", "y", "k":
			_, decodes := decodeStrictly(text)
			plain = decodes && text != ""
		case "use":
			plain = text == "sig" || text == "enc"
		case "x5u":
			plain = isAddress(value)
		case "x5c":
			plain = isTexts(value)
		case "key_ops":
			plain = reflect.DeepEqual(value, []any{"verify"}) && key["use"] != "enc"
		case "d", "p", "q", "dp", "dq", "qi", "oth":
			plain = false
		default:
			plain = true
		}
		if !plain {
			return false
		}
	}
	return true
}

// opaqueCurves are curves for encryption and signatures that Authlib knows and
// Go does not, with the length of x: providers publish them beside their other keys.
var opaqueCurves = lazy.Value[map[string]int]{Make: func() map[string]int {
	return map[string]int{"X25519": 32, "X448": 56, "Ed448": 57}
}}

// load reads what makes the key.
func (k *signingKey) load(material map[string]any, by Authlib) error {
	if length := opaqueCurves.Get()[k.crv]; k.kty == "OKP" && length > 0 {
		if x, _ := decodeStrictly(material["x"].(string)); len(x) != length {
			return errOddKey
		}
		return nil
	}
	if k.kty == "oct" {
		k.public, _ = decodeStrictly(material["k"].(string))
		return nil
	}
	data, err := json.Marshal(material)
	if err != nil {
		return errOddKey
	}
	var key jose.JSONWebKey
	if json.Unmarshal(data, &key) != nil || !key.Valid() {
		return errOddKey
	}
	if public, isRSA := key.Key.(*rsa.PublicKey); isRSA && (public.E < 3 || public.E%2 == 0) {
		return errOddKey // Go and Python draw the line elsewhere
	}
	k.public = key.Key
	if sum, err := key.Thumbprint(crypto.SHA256); err == nil && !k.hasKid && !by.ownJOSE() {
		k.kid, k.hasKid = base64.RawURLEncoding.EncodeToString(sum), true // joserfc names it so (RFC 7638)
	}
	return nil
}

// find is the key that a token's header names.
func (s SigningKeys) find(header map[string]any, alg string, by Authlib) (signingKey, bool) {
	kid, named := header["kid"].(string)
	if !named && len(s.keys) == 1 && !by.Before(onlyKeyServes) {
		return s.keys[0], true
	}
	chosen := !by.ownJOSE() || by.Sync && !by.Before(keysByUse)
	for _, key := range s.keys {
		if key.kid != kid || key.hasKid != named || chosen && (key.use == "enc" || key.alg != "" && key.alg != alg) {
			continue
		}
		return key, true
	}
	return signingKey{}, false
}

// fits tells whether a key serves an algorithm.
func (k signingKey) fits(alg string, by Authlib) bool {
	needs := algorithms.Get()[alg]
	return k.kty == needs.kty && (needs.crv == "" || k.crv == needs.crv) && k.use != "enc" && (by.ownJOSE() || k.alg == "" || k.alg == alg)
}
