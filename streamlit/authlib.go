package streamlit

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// Authlib is what reads the project's ID tokens: a release of Authlib, called by
// the client of the project's Streamlit.
type Authlib struct {
	Version deps.Version // zero: the newest
	Sync    bool         // the client of Streamlit before 1.57, built on requests
}

// Releases of Authlib that work in another way than the one before, most of them
// when they read ID tokens (measured with all lines and both clients, see testdata/id-tokens.jsonl).
const (
	onlyKeyServes = "1.4.0" // a key set of one serves a token that names no key
	keysByUse     = "1.6.1" // the sync client looks at use and alg before it takes a key
	hashesEdDSA   = "1.6.2" // at_hash is compared for EdDSA too
	limitsLength  = "1.6.5" // a token has a longest length
	sendsLists    = "1.6.5" // a list of texts can stand in the address of the provider's page
	refusesNoHash = "1.6.9" // at_hash of an algorithm without a known hash is refused
	readByJoserfc = "1.7.0" // joserfc reads tokens; before, Authlib's own JOSE
	allowsHeaders = "1.8.0" // the header may hold more than is registered; from 1.7.0 on it may not
	demandsNonce  = "1.9.0" // nonce_supported in a token does not count any more
)

// AuthlibOf is the Authlib of a project; zero versions: not known, so the newest.
func AuthlibOf(authlib, streamlit deps.Version) Authlib {
	return Authlib{Version: authlib, Sync: !streamlit.IsZero() && streamlit.Before(deps.AsyncClient)}
}

// Before tells whether the release is known and older than another.
func (a Authlib) Before(release string) bool { return !a.Version.IsZero() && a.Version.Before(release) }

// ownJOSE tells whether Authlib reads tokens by itself, not by joserfc.
func (a Authlib) ownJOSE() bool { return a.Before(readByJoserfc) }

// strictHeader tells whether a header may hold registered members only.
func (a Authlib) strictHeader() bool { return !a.ownJOSE() && a.Before(allowsHeaders) }

// algorithms that both readers know, with the kind of key and the curve.
var algorithms = lazy.Value[map[string]struct{ kty, crv string }]{Make: func() map[string]struct{ kty, crv string } {
	return map[string]struct{ kty, crv string }{
		"none":  {},
		"HS256": {"oct", ""}, "HS384": {"oct", ""}, "HS512": {"oct", ""},
		"RS256": {"RSA", ""}, "RS384": {"RSA", ""}, "RS512": {"RSA", ""},
		"PS256": {"RSA", ""}, "PS384": {"RSA", ""}, "PS512": {"RSA", ""},
		"ES256": {"EC", "P-256"}, "ES384": {"EC", "P-384"}, "ES512": {"EC", "P-521"},
		"ES256K": {"EC", "secp256k1"}, "EdDSA": {"OKP", ""}, "Ed25519": {"OKP", "Ed25519"}, "Ed448": {"OKP", "Ed448"},
	}
}}

// goesUnsigned are what no key of the provider's has to have signed, or a key
// that stands in its key set for all to read.
var goesUnsigned = []string{"none", "HS256", "HS384", "HS512"}

// admits tells whether Authlib accepts an algorithm from a provider with this
// list (id_token_signing_alg_values_supported).
func (a Authlib) admits(alg string, listed any) bool {
	_, known := algorithms.Get()[alg]
	switch said, is := listsAlgorithm(listed, alg); {
	case !known, a.ownJOSE() && (alg == "Ed25519" || alg == "Ed448"), alg == "none" && a.Before(deps.AuthlibTakesNone):
		return false
	case said:
		return is
	case !a.Sync:
		return alg == "RS256"
	case !a.ownJOSE():
		return alg == "RS256" || alg == "HS256" || alg == "ES256" // what joserfc recommends
	}
	back, missing := forgotten.Get()[alg]
	return a.Before(deps.AuthlibAsksForNone) || alg != "none" && !(missing && a.Before(back))
}

// listsAlgorithm is what Python's in makes of the list, which may be none; said: it is true in a test.
func listsAlgorithm(listed any, alg string) (said, is bool) {
	switch list := listed.(type) {
	case []any:
		return len(list) > 0, slices.Contains(list, any(alg))
	case map[string]any:
		_, is = list[alg]
		return len(list) > 0, is
	case string:
		return list != "", strings.Contains(list, alg)
	}
	return listed != nil && listed != false && listed != 0.0, false // in ends with an error
}

// forgotten are algorithms that the list which left none out forgot, with the
// release that brought them back.
var forgotten = lazy.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{"EdDSA": "1.6.8", "ES256K": "1.6.9"}
}}

// Verifies tells of a provider's keys and of what its metadata lists as the
// algorithms of ID tokens whether some token can pass, by the rules that a token
// is held against. open is an algorithm with which the provider may sign and
// Authlib would refuse: one that is listed and has no key, or one that a key is
// good for and the list leaves out. Empty: there is none.
func (a Authlib) Verifies(keys SigningKeys, listed any) (some bool, open string) {
	names := slices.Sorted(maps.Keys(algorithms.Get()))
	list, _ := listed.([]any)
	for _, alg := range names {
		served, meant := false, false
		for _, key := range keys.keys {
			served = served || key.kty != "oct" && key.fits(alg, a)
			meant = meant || key.kty != "oct" && key.fits(alg, Authlib{})
		}
		switch admitted := a.admits(alg, listed); {
		case alg == "none":
		case admitted && served:
			some = true
		case meant, slices.Contains(list, any(alg)):
			open = cmp.Or(open, alg)
		}
	}
	return some, open
}

// Forgeable is the first algorithm with which anybody can make ID tokens that
// this Authlib accepts: none, or one whose secret key the provider publishes.
// Empty: there is none.
func (a Authlib) Forgeable(keys SigningKeys, listed any) string {
	headers := []map[string]any{{}}
	for _, key := range keys.keys {
		headers = append(headers, map[string]any{"kid": key.kid})
	}
	for _, alg := range goesUnsigned {
		taken := func(header map[string]any) bool {
			key, found := keys.find(header, alg, a)
			return found && (alg == "none" || key.fits(alg, a)) || alg == "none" && !a.ownJOSE()
		}
		if a.admits(alg, listed) && slices.ContainsFunc(headers, taken) {
			return alg
		}
	}
	return ""
}
