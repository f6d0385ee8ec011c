//go:build e2e

package e2e

import (
	"strconv"
	"strings"
)

func claimCases() []tokenCase {
	return []tokenCase{
		{name: "nonce missing", claims: set("nonce", nil)},
		{name: "nonce of another sign-in", claims: set("nonce", "another")},
		{name: "nonce empty", claims: set("nonce", "")},
		{name: "nonce null", claims: set("nonce", null{})},
		{name: "nonce missing, said to be unsupported", claims: all(set("nonce", nil), set("nonce_supported", false))},
		{name: "nonce wrong, said to be unsupported", claims: all(set("nonce", "another"), set("nonce_supported", false))},
		{name: "audience of another", claims: set("aud", "another")},
		{name: "audience of another, azp ours", claims: all(set("aud", "another"), set("azp", tokenClient))},
		{name: "audience ours, azp ours", claims: set("azp", tokenClient)},
		{name: "audience ours, azp another's", claims: set("azp", "another")},
		{name: "audience in capitals", claims: set("aud", strings.ToUpper(tokenClient))},
		{name: "audience list of ours", claims: set("aud", []string{tokenClient})},
		{name: "audience list of another", claims: set("aud", []string{"another"})},
		{name: "two audiences", claims: set("aud", []string{tokenClient, "another"})},
		{name: "two audiences, azp ours", claims: all(set("aud", []string{tokenClient, "another"}), set("azp", tokenClient))},
		{name: "two audiences, azp another's", claims: all(set("aud", []string{tokenClient, "another"}), set("azp", "another"))},
		{name: "audience ours twice", claims: set("aud", []string{tokenClient, tokenClient})},
		{name: "audience list empty", claims: set("aud", []string{})},
		{name: "audience empty", claims: set("aud", "")},
		{name: "audience null", claims: set("aud", null{})},
		{name: "audience a number", claims: set("aud", 7)},
		{name: "audience list with a number", claims: all(set("aud", []any{tokenClient, 7}), set("azp", tokenClient))},
		{name: "audience an object", claims: all(set("aud", map[string]any{"client": tokenClient}), set("azp", tokenClient))},
		{name: "azp empty", claims: set("azp", "")},
		{name: "azp null", claims: set("azp", null{})},
		{name: "azp a number", claims: set("azp", 7)},
		{name: "azp a list of ours", claims: set("azp", []string{tokenClient})},
		{name: "issuer of another", claims: set("iss", "https://evil.example")},
		{name: "issuer with a slash", claims: func(c map[string]any, _ int64) { c["iss"] = c["iss"].(string) + "/" }},
		{name: "issuer in capitals", claims: func(c map[string]any, _ int64) { c["iss"] = strings.ToUpper(c["iss"].(string)) }},
		{name: "issuer empty", claims: set("iss", "")},
		{name: "issuer null", claims: set("iss", null{})},
		{name: "issuer a list", claims: func(c map[string]any, _ int64) { c["iss"] = []any{c["iss"]} }},
		{name: "issuer a number", claims: set("iss", 7)},
		{name: "no iss", claims: set("iss", nil)},
		{name: "no sub", claims: set("sub", nil)},
		{name: "no aud", claims: set("aud", nil)},
		{name: "no exp", claims: set("exp", nil)},
		{name: "no iat", claims: set("iat", nil)},
		{name: "sub empty", claims: set("sub", "")},
		{name: "sub null", claims: set("sub", null{})},
		{name: "sub a number", claims: set("sub", 42)},
		{name: "jti", claims: set("jti", "a")},
		{name: "jti a number", claims: set("jti", 42)},
		{name: "amr a list", claims: set("amr", []string{"pwd"})},
		{name: "amr a text", claims: set("amr", "pwd")},
		{name: "amr empty", claims: set("amr", "")},
		{name: "amr false", claims: set("amr", false)},
		{name: "amr null", claims: set("amr", null{})},
		{name: "amr an empty object", claims: set("amr", map[string]any{})},
		{name: "acr a number", claims: set("acr", 1)},
		{name: "auth_time as text", claims: set("auth_time", "yesterday")},
		{name: "auth_time empty", claims: set("auth_time", "")},
		{name: "auth_time a number", claims: set("auth_time", 1.5)},
		{name: "auth_time true", claims: set("auth_time", true)},
		{name: "locale odd", claims: set("locale", "no such language!")},
		{name: "email not verified", claims: set("email_verified", false)},
		{name: "claims of every type", claims: all(set("groups", []string{"a", "b"}), set("address", map[string]any{"country": "NL"}), set("age", 36.5), set("vip", true))},
	}
}

func timeCases() []tokenCase {
	cases := []tokenCase{
		{name: "expired an hour ago", claims: from("exp", -3600)},
		{name: "issued in an hour", claims: from("iat", 3600)},
		{name: "valid in an hour", claims: from("nbf", 3600)},
		{name: "issued long ago", claims: from("iat", -1e6)},
		{name: "valid since a minute", claims: from("nbf", -60)},
		{name: "exp as text", claims: func(c map[string]any, now int64) { c["exp"] = "9999999999" }},
		{name: "exp a fraction", claims: func(c map[string]any, now int64) { c["exp"] = float64(now) + 60.5 }},
		{name: "exp in milliseconds", claims: func(c map[string]any, now int64) { c["exp"] = now * 1000 }},
		{name: "exp true", claims: set("exp", true)},
		{name: "exp null", claims: set("exp", null{})},
		{name: "exp zero", claims: set("exp", 0)},
		{name: "exp huge", payload: after(`"exp":1e300`)},
		{name: "exp beyond every number", payload: after(`"exp":1e999`)},
		{name: "exp with forty digits", payload: after(`"exp":` + strings.Repeat("9", 40))},
		{name: "exp NaN", payload: after(`"exp":NaN`)},
		{name: "exp Infinity", payload: after(`"exp":Infinity`)},
		{name: "iat as text", claims: set("iat", "now")},
		{name: "iat null", claims: set("iat", null{})},
		{name: "iat true", claims: set("iat", true)},
		{name: "iat negative", claims: set("iat", -5)},
		{name: "iat -Infinity", payload: after(`"iat":-Infinity`)},
		{name: "nbf as text", claims: set("nbf", "0")},
		{name: "nbf null", claims: set("nbf", null{})},
	}
	for _, edge := range []struct {
		name    string
		claim   string
		seconds []int64
	}{{"expired for", "exp", []int64{-119, -120, -121}}, {"valid in", "nbf", []int64{119, 120, 121}}, {"issued in", "iat", []int64{119, 120, 121}}} {
		for _, seconds := range edge.seconds {
			cases = append(cases, tokenCase{name: edge.name + " " + strings.TrimPrefix(strconv.FormatInt(seconds, 10), "-") + " s", claims: from(edge.claim, seconds), edge: true})
		}
	}
	return append(cases,
		tokenCase{name: "expired for 119.5 s", claims: func(c map[string]any, now int64) { c["exp"] = float64(now) - 119.5 }, edge: true},
		tokenCase{name: "issued in 120.5 s", claims: func(c map[string]any, now int64) { c["iat"] = float64(now) + 120.5 }, edge: true},
	)
}

func metadataCases() []tokenCase {
	const algorithms = "id_token_signing_alg_values_supported"
	return []tokenCase{
		{name: "metadata without issuer", metadata: meta("issuer", nil), claims: set("iss", "https://whoever.example")},
		{name: "metadata without issuer, no iss", metadata: meta("issuer", nil), claims: set("iss", nil)},
		{name: "metadata's issuer empty", metadata: meta("issuer", "")},
		{name: "metadata's issuer null", metadata: meta("issuer", null{})},
		{name: "metadata's issuer with a slash", metadata: func(doc map[string]any, _ *caseKeys) { doc["issuer"] = doc["issuer"].(string) + "/" }},
		{name: "issuers both with a slash", metadata: func(doc map[string]any, _ *caseKeys) { doc["issuer"] = doc["issuer"].(string) + "/" },
			claims: func(c map[string]any, _ int64) { c["iss"] = c["iss"].(string) + "/" }},
		{name: "metadata's issuer a template", metadata: func(doc map[string]any, _ *caseKeys) {
			doc["issuer"] = "https://login.microsoftonline.com/{tenantid}/v2.0"
		},
			claims: set("iss", "https://login.microsoftonline.com/8ba1d5e4-0000-4000-8000-00000000aaaa/v2.0")},
		{name: "no list of algorithms", metadata: meta(algorithms, nil)},
		{name: "no list of algorithms, ES256", metadata: meta(algorithms, nil), header: map[string]any{"alg": "ES256", "kid": "ec"}},
		{name: "no list of algorithms, PS256", metadata: meta(algorithms, nil), header: map[string]any{"alg": "PS256"}},
		{name: "no list of algorithms, none", metadata: meta(algorithms, nil), header: map[string]any{"alg": "none"}},
		{name: "list of algorithms empty", metadata: meta(algorithms, []string{})},
		{name: "list of algorithms null", metadata: meta(algorithms, null{})},
		{name: "list of algorithms a text", metadata: meta(algorithms, "RS256")},
		{name: "list of algorithms without RS256", metadata: meta(algorithms, []string{"ES256"})},
		{name: "list of algorithms with a number", metadata: meta(algorithms, []any{7, "RS256"})},
		{name: "keys within the metadata", metadata: func(doc map[string]any, k *caseKeys) { doc["jwks"] = keySet(k.public("rsa")) }, keys: changedKeys("rsa2", nil)},
		{name: "other keys within the metadata", metadata: func(doc map[string]any, k *caseKeys) { doc["jwks"] = keySet(k.public("rsa2")) }},
	}
}
