package streamlit

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// How Streamlit stores a login (1.67.0, auth_util.py): two cookies, each split
// when it would exceed what browsers take.
const (
	cookieMaxBytes     = 4096
	cookieAttributes   = len("; Path=/; HttpOnly; SameSite=lax; Max-Age=2592000")
	cookieSafetyBuffer = 50
	cookieSignature    = 1 + 6 + 1 + 27 // ".", time, ".", HMAC-SHA1 in base64
)

// CookieBytes is the size of the Cookie header that a login adds to every
// request, in bytes: name=value pairs joined by "; ". Compression may differ
// from Python's by a few bytes.
func CookieBytes(claims map[string]any, idToken, accessToken, origin, provider string) int {
	user := map[string]any{}
	for key, value := range claims {
		user[key] = value
	}
	user["origin"], user["is_logged_in"], user["provider"] = origin, true, provider
	tokens := map[string]any{"id_token": idToken}
	if accessToken != "" {
		tokens["access_token"] = accessToken
	}
	sizes := slices.Concat(cookieSizes("_streamlit_user", pythonJSON(user)), cookieSizes("_streamlit_user_tokens", pythonJSON(tokens)))
	total := 0
	for _, size := range sizes {
		total += size
	}
	return total + 2*(len(sizes)-1)
}

// cookieSizes lists the sizes of name=value for one cookie and its chunks.
func cookieSizes(name, value string) []int {
	whole := len(name) + 1 + signedSize(value)
	if whole+cookieAttributes <= cookieMaxBytes {
		return []int{whole}
	}
	overhead := signedSize("x") - 4 + cookieSafetyBuffer
	chunk := (cookieMaxBytes - len(name) - 1 - cookieAttributes - overhead) * 3 / 4
	var chunks []string
	for len(value) > chunk {
		chunks, value = append(chunks, value[:chunk]), value[chunk:]
	}
	chunks = append(chunks, value)
	if len(chunks) == 1 {
		return []int{whole}
	}
	sizes := []int{len(name) + 1 + signedSize(fmt.Sprintf("chunks-%d", len(chunks)))}
	for i, part := range chunks {
		sizes = append(sizes, len(fmt.Sprintf("%s_%d=", name, i+1))+signedSize(part))
	}
	return sizes
}

// signedSize is the length of what itsdangerous' URLSafeTimedSerializer makes
// of a text: JSON, compressed when that is shorter, in base64, signed.
func signedSize(value string) int {
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
