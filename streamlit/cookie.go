package streamlit

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// How Streamlit stores a login (auth_util.py): in signed cookies, split when one
// would exceed what browsers take.
const (
	cookieMaxBytes     = 4096
	cookieSafetyBuffer = 50
	cookieSignature    = 1 + 6 + 1 + 27 // ".", time, ".", HMAC-SHA1 in base64
)

// CookieEra is how a release of Streamlit stores a login.
type CookieEra uint8

// The eras, the newest first.
const (
	CookiesOfStarlette CookieEra = iota // since OnStarlette: packed, and split
	CookiesSplit                        // since SplitsCookies: Tornado's, split
	CookieWhole                         // before: one of Tornado's, whatever its size, without the tokens
)

// MaxCookie is the size of name and value from which on browsers drop a cookie.
const MaxCookie = 4096

// LoginCookies are the cookies of one login, by their sizes in bytes.
type LoginCookies struct {
	Header  int // of all of them in a Cookie header: name=value pairs joined by "; "
	Largest int // name and value of the largest one
}

// CookiesOf tells the sizes of a login's cookies. Those of Starlette are packed,
// and Python's zlib packs more or less tightly than Go's: see Bounds.
func CookiesOf(era CookieEra, claims map[string]any, idToken, accessToken, origin, provider string) LoginCookies {
	user := map[string]any{}
	for key, value := range claims {
		user[key] = value
	}
	user["origin"], user["is_logged_in"] = origin, true
	var sizes []int
	if era == CookieWhole {
		const name = "_streamlit_user"
		sizes = []int{len(name) + 1 + era.signedSize(name, pythonJSON(user))}
	} else {
		user["provider"] = provider
		tokens := `{"id_token": ` + pythonJSON(idToken)
		if accessToken != "" {
			tokens += `, "access_token": ` + pythonJSON(accessToken)
		}
		sizes = slices.Concat(era.split("_streamlit_user", pythonJSON(user)), era.split("_streamlit_user_tokens", tokens+"}"))
	}
	cookies := LoginCookies{Header: 2 * (len(sizes) - 1), Largest: slices.Max(sizes) - 1}
	for _, size := range sizes {
		cookies.Header += size
	}
	return cookies
}

// Bounds is between which sizes the Cookie header will be: tokens, which are
// random letters, are packed up to 3 % tighter by zlib, lists of IDs 6 % less.
func (era CookieEra) Bounds(header int) (least, most int) {
	if era != CookiesOfStarlette {
		return header, header
	}
	return header * 97 / 100, header * 106 / 100
}

// attributes is the size Streamlit counts for a cookie's attributes.
func (era CookieEra) attributes() int {
	if era == CookiesOfStarlette {
		return len("; Path=/; HttpOnly; SameSite=lax; Max-Age=2592000")
	}
	return len("; Path=/; HttpOnly")
}

// split lists the sizes of name=value for one cookie and its chunks.
func (era CookieEra) split(name, value string) []int {
	whole := len(name) + 1 + era.signedSize(name, value)
	if whole+era.attributes() <= cookieMaxBytes {
		return []int{whole}
	}
	overhead := era.signedSize(name, "x") - 4 + cookieSafetyBuffer
	chunk := (cookieMaxBytes - len(name) - 1 - era.attributes() - overhead) * 3 / 4
	var chunks []string
	for len(value) > chunk {
		chunks, value = append(chunks, value[:chunk]), value[chunk:]
	}
	chunks = append(chunks, value)
	if len(chunks) == 1 {
		return []int{whole}
	}
	sizes := []int{len(name) + 1 + era.signedSize(name, fmt.Sprintf("chunks-%d", len(chunks)))}
	for i, part := range chunks {
		name := fmt.Sprintf("%s_%d", name, i+1)
		sizes = append(sizes, len(name)+1+era.signedSize(name, part))
	}
	return sizes
}

// signedSize is the length of a signed text in a Cookie header.
func (era CookieEra) signedSize(name, value string) int {
	if era == CookiesOfStarlette {
		return packedSize(value)
	}
	// Tornado's create_signed_value, version 2: version, key, time, name and
	// value, each of these with its length, and an HMAC-SHA256 in hexadecimal.
	encoded := base64.StdEncoding.EncodedLen(len(value))
	size := len("2|1:0|10:1234567890|") + len(fmt.Sprintf("%d:%s|%d:|", len(name), name, encoded)) + encoded + 64
	if len(value)%3 != 0 {
		size += len(`""`) // Python quotes a value with = in it
	}
	return size
}

// packedSize is the length of what itsdangerous' URLSafeTimedSerializer makes
// of a text: JSON, compressed when that is shorter, in base64, signed.
func packedSize(value string) int {
	plain := []byte(pythonJSON(value))
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	w.Write(plain) //nolint:errcheck // a buffer takes everything
	w.Close()
	size, mark := len(plain), 0
	if packed.Len() < len(plain)-1 {
		size, mark = packed.Len(), 1
	}
	return mark + (size*4+2)/3 + cookieSignature
}

// pythonJSON is json.dumps with its default separators, in ASCII.
func pythonJSON(value any) string {
	switch v := value.(type) {
	case map[string]any:
		keys := make([]string, 0, len(v))
		for key := range v {
			keys = append(keys, key)
		}
		sort.Strings(keys)
		var parts []string
		for _, key := range keys {
			parts = append(parts, pythonJSON(key)+": "+pythonJSON(v[key]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		var parts []string
		for _, item := range v {
			parts = append(parts, pythonJSON(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		return asciiJSON(v)
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return "null"
	}
	return string(encoded)
}

func asciiJSON(text string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			out.WriteByte('\\')
			out.WriteRune(r)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\r':
			out.WriteString(`\r`)
		case r == '\t':
			out.WriteString(`\t`)
		case r < ' ':
			fmt.Fprintf(&out, `\u%04x`, r)
		case r > 0xffff:
			out.WriteString(`\ud83d\ude00`) // a surrogate pair has this length
		case r > 0x7f:
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
	return out.String()
}
