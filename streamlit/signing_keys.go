package streamlit

import (
	"crypto"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"math/big"
	"reflect"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// SigningKeys is a provider's key set as the project's Authlib reads it.
type SigningKeys struct{ keys []signingKey }

// Len is how many keys there are.
func (s SigningKeys) Len() int { return len(s.keys) }

// prefixes are how the names of a kind of key's algorithms begin (RFC 7518,
// section 3.1; RFC 8037).
var prefixes = map[string][]string{"RSA": {"RS", "PS"}, "EC": {"ES"}, "OKP": {"EdDSA", "Ed"}, "oct": {"HS"}}

// Fit tells whether one of the keys can verify one of these algorithms. Not
// checked: the curve, and what the key itself says of its use.
func (s SigningKeys) Fit(algorithms []string) bool {
	return slices.ContainsFunc(s.keys, func(key signingKey) bool {
		return slices.ContainsFunc(prefixes[key.kty], func(prefix string) bool {
			return slices.ContainsFunc(algorithms, func(algorithm string) bool { return strings.HasPrefix(algorithm, prefix) })
		})
	})
}

type signingKey struct {
	kid, alg any // as the set holds them; nil: not there
	use      any
	ops      any
	kty, crv string
	public   any // nil: the key is good, but Go cannot check signatures with it
	broken   bool
}

var keyOperations = []string{"sign", "verify", "encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits"}

// ReadSigningKeys reads a key set (RFC 7517, section 5). Authlib 1.7 and newer
// reads every key at once and gives the set up for one bad key, unless its
// kind is unknown; older ones gave it up for an unknown kind. The error says in
// our words what Authlib stumbles over.
func ReadSigningKeys(document any, by Authlib) (SigningKeys, error) {
	var set SigningKeys
	members, isList := document.([]any)
	if object, ok := document.(map[string]any); ok {
		members, isList = object["keys"].([]any)
	} else if !by.Old {
		isList = false
	}
	if !isList {
		return set, errors.New("answered with something that is not a key set")
	}
	for _, member := range members {
		key, err := readSigningKey(member, by)
		switch {
		case errors.Is(err, errUnknownKind) && !by.Old:
		case err != nil:
			return SigningKeys{}, errors.New("holds " + err.Error() + ", for which Authlib gives up the whole set")
		default:
			set.keys = append(set.keys, key)
		}
	}
	if len(set.keys) == 0 {
		return set, errors.New("holds no signing key")
	}
	return set, nil
}

var (
	errUnknownKind = errors.New("a key of an unknown kind (kty)")
	errBrokenKey   = errors.New("a key whose members cannot be read")
)

// required are the members that a key of each kind has.
var required = map[string][]string{"RSA": {"n", "e"}, "EC": {"crv", "x", "y"}, "OKP": {"crv", "x"}, "oct": {"k"}}

func readSigningKey(member any, by Authlib) (signingKey, error) {
	object, _ := member.(map[string]any)
	kind, there := object["kty"]
	kty, _ := kind.(string)
	switch kind.(type) {
	case []any, map[string]any:
		return signingKey{}, errors.New("a key whose kty is no text")
	}
	switch {
	case object != nil && !there:
		return signingKey{}, errors.New("a key without kty")
	case required[kty] == nil:
		return signingKey{}, errUnknownKind
	}
	key := signingKey{kid: object["kid"], alg: object["alg"], use: object["use"], ops: object["key_ops"], kty: kty}
	key.crv, _ = object["crv"].(string)
	for _, name := range required[kty] {
		value, there := object[name]
		if _, isText := value.(string); !there || !isText && !by.Old {
			return key, errors.New("a key without " + name)
		}
	}
	material := keyMaterial(kty, object, by)
	public, err := material.public()
	if by.Old { // it reads a key when it needs it
		key.public, key.broken = public, err != nil
		return key, nil
	}
	if formed := wellFormed(object); formed != nil {
		err = formed
	}
	if _, hasKid := object["kid"]; !hasKid {
		key.kid = thumbprint{} // joserfc makes one up, which no provider names
	}
	key.public = public
	return key, err
}

// thumbprint stands for a kid that Authlib calculates.
type thumbprint struct{}

// wellFormed tells whether joserfc admits the members that every kind of key
// may have (joserfc.registry, JWK_PARAMETER_REGISTRY).
func wellFormed(key map[string]any) error {
	for _, name := range []string{"kty", "alg", "kid", "x5t", "x5t#S256"} {
		if value, there := key[name]; there {
			if _, isText := value.(string); !isText {
				return errors.New("a key whose " + name + " is no text")
			}
		}
	}
	if value, there := key["x5u"]; there && !isAddress(value) {
		return errors.New("a key whose x5u is no address")
	}
	if value, there := key["x5c"]; there && !isTexts(value) {
		return errors.New("a key whose x5c is no list of texts")
	}
	use, hasUse := key["use"]
	if hasUse && !chosen(use, []string{"sig", "enc"}) {
		return errors.New("a key whose use is neither sig nor enc")
	}
	operations, hasOperations := key["key_ops"]
	if hasOperations && !chosen(operations, keyOperations) {
		return errors.New("a key with unknown key_ops")
	}
	if hasUse && hasOperations {
		admitted := keyOperations[2:]
		if use == "sig" {
			admitted = keyOperations[:2]
		}
		_, isText := use.(string)
		if _, isList := operations.([]any); !isText || !isList || !chosen(operations, admitted) {
			return errors.New("a key whose use and key_ops contradict each other")
		}
	}
	return nil
}

func isAddress(value any) bool {
	text, _ := value.(string)
	return strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://")
}

func isTexts(value any) bool {
	list, isList := value.([]any)
	return isList && !slices.ContainsFunc(list, func(one any) bool { _, isText := one.(string); return !isText })
}

// chosen tells whether a text, or every text of a list, is one of choices.
func chosen(value any, choices []string) bool {
	list, isList := value.([]any)
	if !isList {
		list = []any{value}
	}
	for _, one := range list {
		if text, isText := one.(string); !isText || !slices.Contains(choices, text) {
			return false
		}
	}
	return true
}

// material is what makes a key, without what surrounds it.
type material map[string]any

// keyMaterial keeps what go-jose is to judge: Authlib looks at no certificate,
// nor at what belongs to another kind of key.
func keyMaterial(kty string, key map[string]any, by Authlib) material {
	m := material{"kty": kty}
	for _, name := range required[kty] {
		if text, isText := key[name].(string); isText {
			m[name] = text
			if by.Old && name != "crv" {
				if data, err := looseBase64(text); err == nil {
					m[name] = rawURL.EncodeToString(data)
				}
			}
		}
	}
	return m
}

// opaqueCurves are curves that Authlib knows and Go does not, by the kind of
// key, with the length of x.
var opaqueCurves = map[string]map[string]int{"EC": {"secp256k1": 32}, "OKP": {"X25519": 32, "X448": 56, "Ed448": 57}}

func (m material) public() (any, error) {
	kty := m["kty"].(string)
	for _, name := range required[kty] {
		text, isText := m[name].(string)
		if _, err := strictBase64(text); !isText || name != "crv" && (err != nil || text == "") {
			return nil, errBrokenKey
		}
	}
	if kty == "oct" {
		return strictBase64(m["k"].(string))
	}
	crv, _ := m["crv"].(string)
	if length, ok := opaqueCurves[kty][crv]; ok {
		x, _ := strictBase64(m["x"].(string))
		if len(x) != length || crv == "secp256k1" && !onSecp256k1(x, m["y"].(string)) {
			return nil, errBrokenKey
		}
		return nil, nil
	}
	data, err := json.Marshal(m)
	if err != nil {
		return nil, errBrokenKey
	}
	var key jose.JSONWebKey
	if json.Unmarshal(data, &key) != nil || !key.Valid() {
		return nil, errBrokenKey
	}
	if public, isRSA := key.Key.(*rsa.PublicKey); isRSA && (public.E < 3 || public.E%2 == 0 || public.N.Cmp(big.NewInt(int64(public.E))) <= 0) { // as cryptography has it
		return nil, errBrokenKey
	}
	return crypto.PublicKey(key.Key), nil
}

// onSecp256k1 tells whether a point lies on the curve y² = x³ + 7 (SEC 2,
// section 2.4.1), which Go does not know.
func onSecp256k1(x []byte, encodedY string) bool {
	prime := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1<<32+977))
	y, _ := strictBase64(encodedY)
	bigX, bigY := new(big.Int).SetBytes(x), new(big.Int).SetBytes(y)
	right := new(big.Int).Exp(bigX, big.NewInt(3), prime)
	right.Add(right, big.NewInt(7)).Mod(right, prime)
	left := new(big.Int).Exp(bigY, big.NewInt(2), prime)
	return bigX.Cmp(prime) < 0 && bigY.Cmp(prime) < 0 && left.Cmp(right) == 0
}

// find is the key that a token's kid names. A set of one serves a token without.
func (s SigningKeys) find(kid any, alg string) (signingKey, bool) {
	if kid == nil && len(s.keys) == 1 {
		return s.keys[0], true
	}
	for _, key := range s.keys {
		if !reflect.DeepEqual(key.kid, kid) || truthy(key.use) && key.use != "sig" || truthy(key.alg) && key.alg != alg {
			continue
		}
		return key, true
	}
	return signingKey{}, false
}
