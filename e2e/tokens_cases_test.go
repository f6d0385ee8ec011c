//go:build e2e

package e2e

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
)

const caseAccessToken = "access-token-of-ada"

// tokenCase is an ID token, and whatever else of the provider's answers
// decides about it. What a case does not mention is as it should be.
type tokenCase struct {
	name     string
	header   map[string]any                           // changed members; nil: removed
	claims   func(claims map[string]any, now int64)   // changes them
	payload  func(body []byte) []byte                 // changes them as they are written
	sign     signature                                // with something else than the header names
	token    func(token string) string                // changes the signed token
	metadata func(doc map[string]any, keys *caseKeys) // changes the metadata
	keys     func(keys *caseKeys, n int) any          // the nth answer of jwks_uri
	answer   func(answer map[string]any)              // changes the token answer
	edge     bool                                     // minted at the beginning of a second
}

// set changes one claim, or removes it when the value is nil.
func set(name string, value any) func(map[string]any, int64) {
	return func(claims map[string]any, _ int64) {
		if value == nil {
			delete(claims, name)
		} else {
			claims[name] = value
		}
	}
}

// null is the JSON null, where nil removes.
type null struct{}

func (null) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

// from sets a time so many seconds from now.
func from(name string, seconds int64) func(map[string]any, int64) {
	return func(claims map[string]any, now int64) { claims[name] = now + seconds }
}

func all(changes ...func(map[string]any, int64)) func(map[string]any, int64) {
	return func(claims map[string]any, now int64) {
		for _, change := range changes {
			change(claims, now)
		}
	}
}

func meta(name string, value any) func(map[string]any, *caseKeys) {
	return func(document map[string]any, _ *caseKeys) {
		if value == nil {
			delete(document, name)
		} else {
			document[name] = value
		}
	}
}

// with adds raw JSON members in front of the claims.
func with(members string) func([]byte) []byte {
	return func(body []byte) []byte { return append([]byte("{"+members+","), body[1:]...) }
}

// after adds raw JSON members behind the claims.
func after(members string) func([]byte) []byte {
	return func(body []byte) []byte { return append(body[:len(body)-1], ","+members+"}"...) }
}

func keySet(members ...map[string]any) any {
	list := []any{}
	for _, member := range members {
		list = append(list, member)
	}
	return map[string]any{"keys": list}
}

// onlyKeys are the same key set every time.
func onlyKeys(make func(k *caseKeys) any) func(*caseKeys, int) any {
	return func(k *caseKeys, _ int) any { return make(k) }
}

// changedKeys is a set of one key, changed.
func changedKeys(kid string, changes map[string]any) func(*caseKeys, int) any {
	return onlyKeys(func(k *caseKeys) any { return keySet(k.changed(kid, changes)) })
}

// besides is a set of the right key and a member of any shape.
func besides(member map[string]any) func(*caseKeys, int) any {
	return onlyKeys(func(k *caseKeys) any { return keySet(member, k.public("rsa")) })
}

func publicPEM(k *caseKeys) []byte {
	der, _ := x509.MarshalPKIXPublicKey(&k.rsa["rsa"].PublicKey)
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

func half(sum []byte) string { return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2]) }

func segments(change func(parts []string) []string) func(string) string {
	return func(token string) string { return strings.Join(change(strings.Split(token, ".")), ".") }
}

func tokenCases() []tokenCase {
	sum256 := sha256.Sum256([]byte(caseAccessToken))
	sum512 := sha512.Sum512([]byte(caseAccessToken))
	sumOther := sha256.Sum256([]byte("another access token"))
	var cases []tokenCase
	for _, group := range [][]tokenCase{signatureCases(), keyCases(), claimCases(), timeCases(), shapeCases(), metadataCases()} {
		cases = append(cases, group...)
	}
	return append(cases,
		tokenCase{name: "at_hash right", claims: set("at_hash", half(sum256[:]))},
		tokenCase{name: "at_hash of another access token", claims: set("at_hash", half(sumOther[:]))},
		tokenCase{name: "at_hash padded", claims: set("at_hash", half(sum256[:])+"==")},
		tokenCase{name: "at_hash with the whole hash", claims: set("at_hash", base64.RawURLEncoding.EncodeToString(sum256[:]))},
		tokenCase{name: "at_hash empty", claims: set("at_hash", "")},
		tokenCase{name: "at_hash null", claims: set("at_hash", null{})},
		tokenCase{name: "at_hash a number", claims: set("at_hash", 5)},
		tokenCase{name: "at_hash with EdDSA", header: map[string]any{"alg": "EdDSA", "kid": "ed"}, claims: set("at_hash", half(sum512[:]))},
		tokenCase{name: "at_hash with Ed25519", header: map[string]any{"alg": "Ed25519", "kid": "ed"}, claims: set("at_hash", half(sum512[:])),
			metadata: meta("id_token_signing_alg_values_supported", []string{"RS256", "Ed25519"})},
		tokenCase{name: "at_hash with RS512", header: map[string]any{"alg": "RS512"}, claims: set("at_hash", half(sum512[:]))},
		tokenCase{name: "at_hash wrong, no access token", claims: set("at_hash", "nonsense"), answer: func(a map[string]any) { delete(a, "access_token") }},
		tokenCase{name: "no access token", answer: func(a map[string]any) { delete(a, "access_token") }},
		tokenCase{name: "access token empty", claims: set("at_hash", "nonsense"), answer: func(a map[string]any) { a["access_token"] = "" }},
		tokenCase{name: "no ID token", answer: func(a map[string]any) { delete(a, "id_token") }},
		tokenCase{name: "ID token empty", answer: func(a map[string]any) { a["id_token"] = "" }},
		tokenCase{name: "ID token null", answer: func(a map[string]any) { a["id_token"] = nil }},
		tokenCase{name: "no token type", answer: func(a map[string]any) { delete(a, "token_type") }},
		tokenCase{name: "lifetime as text", answer: func(a map[string]any) { a["expires_in"] = "3600" }},
		tokenCase{name: "lifetime as words", answer: func(a map[string]any) { a["expires_in"] = "an hour" }},
		tokenCase{name: "an error beside the tokens", answer: func(a map[string]any) { a["error"] = "server_error" }},
	)
}

func signatureCases() []tokenCase {
	hmacWith := func(secret func(*caseKeys) []byte) signature { return signature{alg: "HS256", secret: secret} }
	clientSecret := func(*caseKeys) []byte { return []byte(rightSecret) }
	return []tokenCase{
		{name: "as it should be"},
		{name: "alg none", header: map[string]any{"alg": "none"}},
		{name: "alg none without kid", header: map[string]any{"alg": "none", "kid": nil}},
		{name: "alg None in capitals", header: map[string]any{"alg": "NONE"}, sign: signature{alg: "none"}},
		{name: "alg none with a signature", header: map[string]any{"alg": "none"}, sign: signature{alg: "RS256"}},
		{name: "alg none, listed in the metadata", header: map[string]any{"alg": "none"}, metadata: meta("id_token_signing_alg_values_supported", []string{"RS256", "none"})},
		{name: "alg none, listed, with a signature", header: map[string]any{"alg": "none"}, sign: signature{alg: "RS256"}, metadata: meta("id_token_signing_alg_values_supported", []string{"RS256", "none"})},
		{name: "HS256 with the public key", header: map[string]any{"alg": "HS256"}, sign: hmacWith(publicPEM)},
		{name: "HS256 with the public key, listed", header: map[string]any{"alg": "HS256"}, sign: hmacWith(publicPEM), metadata: meta("id_token_signing_alg_values_supported", []string{"RS256", "HS256"})},
		{name: "HS256 with the client secret, listed", header: map[string]any{"alg": "HS256", "kid": nil}, sign: hmacWith(clientSecret), metadata: meta("id_token_signing_alg_values_supported", []string{"RS256", "HS256"})},
		{name: "HS256 with a published secret key, listed", header: map[string]any{"alg": "HS256", "kid": "oct"}, sign: hmacWith(clientSecret),
			metadata: meta("id_token_signing_alg_values_supported", []string{"RS256", "HS256"}),
			keys:     besides(map[string]any{"kty": "oct", "kid": "oct", "k": base64.RawURLEncoding.EncodeToString([]byte(rightSecret))})},
		{name: "no alg", header: map[string]any{"alg": nil}, sign: signature{alg: "RS256"}},
		{name: "alg a number", header: map[string]any{"alg": 256}, sign: signature{alg: "RS256"}},
		{name: "alg in small letters", header: map[string]any{"alg": "rs256"}, sign: signature{alg: "RS256"}},
		{name: "alg unknown", header: map[string]any{"alg": "XY256"}, sign: signature{alg: "RS256"}},
		{name: "alg not in the metadata's list", header: map[string]any{"alg": "RS384"}},
		{name: "RS512", header: map[string]any{"alg": "RS512"}},
		{name: "PS256", header: map[string]any{"alg": "PS256"}},
		{name: "ES256", header: map[string]any{"alg": "ES256", "kid": "ec"}},
		{name: "ES384 with a key of P-256", header: map[string]any{"alg": "ES384", "kid": "ec"}},
		{name: "ES384", header: map[string]any{"alg": "ES384", "kid": "ec384"}, keys: onlyKeys(func(k *caseKeys) any { return keySet(k.public("rsa"), k.public("ec384")) })},
		{name: "EdDSA", header: map[string]any{"alg": "EdDSA", "kid": "ed"}},
		{name: "ES256 with an RSA key's kid", header: map[string]any{"alg": "ES256", "kid": "rsa"}, sign: signature{key: "ec"}},
		{name: "RS256 named ES256", header: map[string]any{"alg": "ES256", "kid": "rsa"}, sign: signature{alg: "RS256"}},
		{name: "signed with a stranger's key", sign: signature{key: "stranger"}},
		{name: "signed with the other published key", sign: signature{key: "rsa2"}},
		{name: "signature cut off", token: segments(func(p []string) []string { return []string{p[0], p[1], ""} })},
		{name: "signature shortened", token: func(token string) string { return token[:len(token)-8] }},
		{name: "signature too long", token: func(token string) string { return token + strings.Repeat("A", 1000) }},
		{name: "payload changed after signing", token: segments(func(p []string) []string {
			body, _ := base64.RawURLEncoding.DecodeString(p[1])
			return []string{p[0], base64.RawURLEncoding.EncodeToString(bytes.Replace(body, []byte("Ada"), []byte("Eve"), 1)), p[2]}
		})},
		{name: "own key in the header", header: map[string]any{"jwk": map[string]any{"kty": "RSA", "e": "AQAB", "n": "AQAB"}, "kid": "stranger"}, sign: signature{key: "stranger"}},
		{name: "own key in the header, without kid", header: map[string]any{"jwk": map[string]any{"kty": "RSA", "e": "AQAB", "n": "AQAB"}, "kid": nil}, sign: signature{key: "stranger"}},
		{name: "own key in the header, signed right", header: map[string]any{"jwk": map[string]any{"kty": "RSA", "e": "AQAB", "n": "AQAB"}}},
		{name: "jwk in the header no object", header: map[string]any{"jwk": "key"}},
		{name: "jku", header: map[string]any{"jku": "https://evil.example/keys"}},
		{name: "jku no address", header: map[string]any{"jku": "keys"}},
		{name: "x5c in the header", header: map[string]any{"x5c": []string{"MIIB"}}},
		{name: "x5t as Entra sends it", header: map[string]any{"x5t": "rsa"}},
		{name: "unknown header members", header: map[string]any{"x-version": 2, "nonce": "abc"}},
		{name: "typ unusual", header: map[string]any{"typ": "at+jwt"}},
		{name: "typ a number", header: map[string]any{"typ": 7}},
		{name: "no typ", header: map[string]any{"typ": nil}},
		{name: "crit of an unknown extension", header: map[string]any{"crit": []string{"x-version"}, "x-version": 2}},
		{name: "crit of a missing member", header: map[string]any{"crit": []string{"x-version"}}},
		{name: "crit of a registered member", header: map[string]any{"crit": []string{"typ"}}},
		{name: "crit empty", header: map[string]any{"crit": []string{}}},
		{name: "crit no list", header: map[string]any{"crit": "typ"}},
		{name: "crit a number", header: map[string]any{"crit": 1}},
		{name: "b64 false without crit", header: map[string]any{"b64": false}},
		{name: "b64 false with crit", header: map[string]any{"b64": false, "crit": []string{"b64"}}},
		{name: "b64 false with crit, payload plain", header: map[string]any{"b64": false, "crit": []string{"b64"}}, sign: signature{plain: true},
			metadata: meta("issuer", "plain"), claims: all(set("iss", "plain"), set("email", "ada@example"))},
		{name: "b64 true", header: map[string]any{"b64": true}},
		{name: "b64 true with crit", header: map[string]any{"b64": true, "crit": []string{"b64"}}},
		{name: "header as long as admitted", header: map[string]any{"x": strings.Repeat("a", 384-len(`{"alg":"RS256","kid":"rsa","typ":"JWT","x":""}`))}},
		{name: "header longer than admitted", header: map[string]any{"x": strings.Repeat("a", 385-len(`{"alg":"RS256","kid":"rsa","typ":"JWT","x":""}`))}},
	}
}

func keyCases() []tokenCase {
	return []tokenCase{
		{name: "kid of no key", header: map[string]any{"kid": "gone"}, sign: signature{key: "rsa"}},
		{name: "kid of the wrong key", header: map[string]any{"kid": "rsa2"}, sign: signature{key: "rsa"}},
		{name: "no kid, several keys", header: map[string]any{"kid": nil}, sign: signature{key: "rsa"}},
		{name: "no kid, one key", header: map[string]any{"kid": nil}, sign: signature{key: "rsa"}, keys: changedKeys("rsa", nil)},
		{name: "no kid, one key without kid", header: map[string]any{"kid": nil}, sign: signature{key: "rsa"}, keys: changedKeys("rsa", map[string]any{"kid": nil})},
		{name: "no kid, two keys without kid", header: map[string]any{"kid": nil}, sign: signature{key: "rsa"}, keys: onlyKeys(func(k *caseKeys) any {
			return keySet(k.changed("rsa", map[string]any{"kid": nil}), k.changed("rsa2", map[string]any{"kid": nil}))
		})},
		{name: "kid empty, one key", header: map[string]any{"kid": ""}, sign: signature{key: "rsa"}, keys: changedKeys("rsa", nil)},
		{name: "kid empty, key with an empty kid", header: map[string]any{"kid": ""}, sign: signature{key: "rsa"}, keys: onlyKeys(func(k *caseKeys) any {
			return keySet(k.changed("rsa", map[string]any{"kid": ""}), k.public("rsa2"))
		})},
		{name: "kid null, one key", header: map[string]any{"kid": null{}}, sign: signature{key: "rsa"}, keys: changedKeys("rsa", nil)},
		{name: "kid a number", header: map[string]any{"kid": 7}, sign: signature{key: "rsa"}},
		{name: "kid in the token, key without", keys: changedKeys("rsa", map[string]any{"kid": nil})},
		{name: "two keys of one kid, the first is right", keys: onlyKeys(func(k *caseKeys) any { return keySet(k.public("rsa"), k.changed("rsa2", map[string]any{"kid": "rsa"})) })},
		{name: "two keys of one kid, the second is right", keys: onlyKeys(func(k *caseKeys) any { return keySet(k.changed("rsa2", map[string]any{"kid": "rsa"}), k.public("rsa")) })},
		{name: "two keys of one kid, the first for encryption", keys: onlyKeys(func(k *caseKeys) any {
			return keySet(k.changed("rsa2", map[string]any{"kid": "rsa", "use": "enc"}), k.public("rsa"))
		})},
		{name: "two keys of one kid, the first for another alg", keys: onlyKeys(func(k *caseKeys) any {
			return keySet(k.changed("rsa2", map[string]any{"kid": "rsa", "alg": "RS512"}), k.public("rsa"))
		})},
		{name: "key for encryption", keys: changedKeys("rsa", map[string]any{"use": "enc"})},
		{name: "key for encryption, no kid", header: map[string]any{"kid": nil}, sign: signature{key: "rsa"}, keys: changedKeys("rsa", map[string]any{"use": "enc"})},
		{name: "key without use", keys: changedKeys("rsa", map[string]any{"use": nil})},
		{name: "key with an unknown use", keys: changedKeys("rsa", map[string]any{"use": "signature"})},
		{name: "key of another alg", keys: changedKeys("rsa", map[string]any{"alg": "RS512"})},
		{name: "key of another alg, no kid", header: map[string]any{"kid": nil}, sign: signature{key: "rsa"}, keys: changedKeys("rsa", map[string]any{"alg": "RS512"})},
		{name: "key with its alg", keys: changedKeys("rsa", map[string]any{"alg": "RS256"})},
		{name: "key with key_ops verify", keys: changedKeys("rsa", map[string]any{"key_ops": []string{"verify"}, "use": nil})},
		{name: "key with key_ops encrypt", keys: changedKeys("rsa", map[string]any{"key_ops": []string{"encrypt"}, "use": nil})},
		{name: "key_ops contradict use", keys: changedKeys("rsa", map[string]any{"key_ops": []string{"encrypt"}})},
		{name: "key with members as Entra's", keys: changedKeys("rsa", map[string]any{"x5t": "rsa", "x5c": []string{"MIIB"}, "issuer": "x", "cloud_instance_name": "microsoftonline.com"})},
		{name: "key with x5c no list", keys: changedKeys("rsa", map[string]any{"x5c": "MIIB"})},
		{name: "key of 1024 bits", header: map[string]any{"kid": "short"}, keys: changedKeys("short", nil)},
		{name: "key broken: no exponent", keys: changedKeys("rsa", map[string]any{"e": nil})},
		{name: "another key broken: no exponent", keys: besides(map[string]any{"kty": "RSA", "kid": "x", "n": "AQAB"})},
		{name: "another key without kty", keys: besides(map[string]any{"kid": "x", "n": "AQAB", "e": "AQAB"})},
		{name: "another key of an unknown kty", keys: besides(map[string]any{"kty": "AKP", "kid": "x", "alg": "ML-DSA-44", "pub": "AQAB"})},
		{name: "another key of an unknown curve", keys: besides(map[string]any{"kty": "EC", "kid": "x", "crv": "BP-256", "x": "AQAB", "y": "AQAB"})},
		{name: "another key beside the curve", keys: besides(map[string]any{"kty": "EC", "kid": "x", "crv": "P-256", "x": "AQAB", "y": "AQAB"})},
		{name: "another key of secp256k1", keys: besides(map[string]any{"kty": "EC", "kid": "x", "crv": "secp256k1",
			"x": "eb5mfvncu6xVoGKVzocLBwKb_NstzijZWfKBWxb4F5g", "y": "SDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg"})},
		{name: "another key of X25519", keys: besides(map[string]any{"kty": "OKP", "kid": "x", "crv": "X25519", "use": "enc", "x": "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"})},
		{name: "another key with padded numbers", keys: besides(map[string]any{"kty": "RSA", "kid": "x", "n": "AQAB====", "e": "AQAB"})},
		{name: "exponent padded", keys: changedKeys("rsa", map[string]any{"e": "AQAB="})},
		{name: "key set empty", keys: onlyKeys(func(*caseKeys) any { return keySet() })},
		{name: "key set of unknown kinds only", keys: onlyKeys(func(*caseKeys) any { return keySet(map[string]any{"kty": "AKP", "kid": "rsa"}) })},
		{name: "key set without keys", keys: onlyKeys(func(*caseKeys) any { return map[string]any{} })},
		{name: "key set a bare list", keys: onlyKeys(func(k *caseKeys) any { return []any{k.public("rsa")} })},
		{name: "key set with other members", keys: onlyKeys(func(k *caseKeys) any { return map[string]any{"keys": []any{k.public("rsa")}, "expires": 1} })},
		{name: "key published at the second look", keys: func(k *caseKeys, n int) any {
			if n == 1 {
				return keySet(k.public("rsa2"))
			}
			return keySet(k.public("rsa2"), k.public("rsa"))
		}},
		{name: "key of that kid changed at the second look", keys: func(k *caseKeys, n int) any {
			if n == 1 {
				return keySet(k.changed("rsa2", map[string]any{"kid": "rsa"}))
			}
			return keySet(k.public("rsa"))
		}},
	}
}

func shapeCases() []tokenCase {
	return []tokenCase{
		{name: "not a token", token: func(string) string { return "nonsense" }},
		{name: "two segments", token: segments(func(p []string) []string { return p[:2] })},
		{name: "four segments", token: segments(func(p []string) []string { return append(p, "AAAA") })},
		{name: "five segments", token: segments(func(p []string) []string { return append(p, "AAAA", "AAAA") })},
		{name: "a dot at the end", token: func(token string) string { return token + "." }},
		{name: "segments empty", token: func(string) string { return ".." }},
		{name: "header no base64", token: segments(func(p []string) []string { return []string{"!!!!", p[1], p[2]} })},
		{name: "header no JSON", token: segments(func(p []string) []string { return []string{"AAAA", p[1], p[2]} })},
		{name: "header a list", token: segments(func(p []string) []string {
			return []string{base64.RawURLEncoding.EncodeToString([]byte(`["alg"]`)), p[1], p[2]}
		})},
		{name: "payload no JSON", payload: func([]byte) []byte { return []byte("claims") }},
		{name: "payload empty", payload: func([]byte) []byte { return nil }},
		{name: "payload a list", payload: func(body []byte) []byte { return []byte("[" + string(body) + "]") }},
		{name: "payload null", payload: func([]byte) []byte { return []byte("null") }},
		{name: "payload with text behind", payload: func(body []byte) []byte { return append(body, " x"...) }},
		{name: "payload with space around", payload: func(body []byte) []byte { return []byte(" \n" + string(body) + "\n ") }},
		{name: "payload with a byte order mark", payload: func(body []byte) []byte { return append([]byte("\xef\xbb\xbf"), body...) }},
		{name: "payload not UTF-8", payload: func(body []byte) []byte { return bytes.Replace(body, []byte("Lovelace"), []byte("L\xf6ve"), 1) }},
		{name: "payload with a lone surrogate", payload: func(body []byte) []byte { return bytes.Replace(body, []byte("Lovelace"), []byte(`\ud800`), 1) }},
		{name: "payload with a control character", payload: func(body []byte) []byte { return bytes.Replace(body, []byte("Lovelace"), []byte("L\x01"), 1) }},
		{name: "payload in UTF-16", payload: func(body []byte) []byte {
			wide := make([]byte, 0, 2*len(body))
			for _, c := range body {
				wide = append(wide, c, 0)
			}
			return wide
		}},
		{name: "payload with a trailing comma", payload: func(body []byte) []byte { return append(body[:len(body)-1], ",}"...) }},
		{name: "member twice, the last is right", payload: with(`"nonce":"another"`)},
		{name: "member twice, the last is wrong", payload: after(`"nonce":"another"`)},
		{name: "member twice in other capitals", payload: after(`"NONCE":"another"`)},
		{name: "nested deeply", payload: after(`"deep":` + strings.Repeat("[", 200) + strings.Repeat("]", 200))},
		{name: "a token in the token", header: map[string]any{"cty": "JWT"}, payload: func(body []byte) []byte {
			return []byte("eyJhbGciOiJub25lIn0." + base64.RawURLEncoding.EncodeToString(body) + ".")
		}},
		{name: "base64 padded", token: segments(func(p []string) []string {
			return []string{p[0], p[1] + strings.Repeat("=", (4-len(p[1])%4)%4), p[2] + strings.Repeat("=", (4-len(p[2])%4)%4)}
		})},
		{name: "payload padded before signing", payload: func(body []byte) []byte {
			for len(body)%3 != 1 {
				body = append(body, ' ')
			}
			return body
		}, token: segments(func(p []string) []string { return []string{p[0], p[1] + "==", p[2]} })},
		{name: "base64 of the other alphabet", token: segments(func(p []string) []string {
			return []string{p[0], p[1], strings.NewReplacer("-", "+", "_", "/").Replace(p[2])}
		})},
		{name: "a space at the end", token: func(token string) string { return token + " " }},
		{name: "a line break at the end", token: func(token string) string { return token + "\n" }},
		{name: "a line break within", token: segments(func(p []string) []string { return []string{p[0], p[1], p[2][:10] + "\n" + p[2][10:]} })},
		{name: "large, as admitted", payload: after(`"x":"` + strings.Repeat("a", 90000) + `"`)},
		{name: "larger than admitted", payload: after(`"x":"` + strings.Repeat("a", 96000) + `"`)},
		{name: "much larger than admitted", payload: after(`"x":"` + strings.Repeat("a", 200000) + `"`)},
		{name: "encrypted", token: segments(func(p []string) []string {
			return []string{base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RSA-OAEP","enc":"A256GCM"}`)), "AAAA", "AAAA", "AAAA", "AAAA"}
		})},
	}
}
