package streamlit

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"
)

// The sizes that Streamlit itself came to for these logins: 1.52.1, 1.56.0, and
// 1.67.0 (1.58.0 alike).
func TestCookieSizes(t *testing.T) {
	for _, one := range []struct {
		era      CookieEra
		groups   int
		expected LoginCookies
	}{
		{CookieWhole, 0, LoginCookies{422, 421}}, {CookieWhole, 10, LoginCookies{948, 947}}, {CookieWhole, 82, LoginCookies{4789, 4788}}, {CookieWhole, 200, LoginCookies{11088, 11087}},
		{CookiesSplit, 0, LoginCookies{2557, 2106}}, {CookiesSplit, 40, LoginCookies{7765, 4034}}, {CookiesSplit, 200, LoginCookies{28247, 4038}},
		{CookiesOfStarlette, 0, LoginCookies{1913, 1608}}, {CookiesOfStarlette, 10, LoginCookies{2724, 2093}}, {CookiesOfStarlette, 40, LoginCookies{4953, 3416}},
		{CookiesOfStarlette, 82, LoginCookies{8157, 2810}}, {CookiesOfStarlette, 98, LoginCookies{9406, 3303}}, {CookiesOfStarlette, 200, LoginCookies{17095, 2883}},
	} {
		claims, token := loginOf(t, one.groups)
		got := CookiesOf(one.era, claims, token, accessToken(), "http://localhost:8501", "default")
		least, most := one.era.Bounds(got.Header)
		if one.era == CookiesSplit { // where a chunk ends decides about padding, and so about quotes
			least, most = got.Header-8, got.Header+8
		}
		if one.expected.Header < least || one.expected.Header > most || one.era == CookieWhole && got != one.expected {
			t.Errorf("era %d, %d groups: %+v, Streamlit %+v", one.era, one.groups, got, one.expected)
		}
	}
}

// accessToken is a token of some length that nobody packs.
func accessToken() string {
	text := ""
	for i := range 20 {
		sum := sha256.Sum256(fmt.Appendf(nil, "access%d", i))
		text += base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return text
}

// loginOf is a person in so many groups: the claims, and the ID token.
func loginOf(t *testing.T, groups int) (map[string]any, string) {
	t.Helper()
	ids := []any{}
	for i := range groups {
		sum := sha256.Sum256([]byte{byte(i)})
		h := hex.EncodeToString(sum[:16])
		ids = append(ids, h[:8]+"-"+h[8:12]+"-"+h[12:16]+"-"+h[16:20]+"-"+h[20:])
	}
	claims := map[string]any{
		"iss": "https://login.microsoftonline.com/tenant/v2.0", "sub": "ada", "aud": "client", "iat": json.Number("1795636933"), "exp": json.Number("1795640533"),
		"name": "Ada Lovelace", "groups": ids,
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	var signature []byte
	for i := range 8 {
		sum := sha256.Sum256(fmt.Appendf(nil, "signature%d", i))
		signature = append(signature, sum[:]...)
	}
	encode := base64.RawURLEncoding.EncodeToString
	return claims, encode([]byte(`{"alg":"RS256","kid":"one"}`)) + "." + encode(payload) + "." + encode(signature)
}
