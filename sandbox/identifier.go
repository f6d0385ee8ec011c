package sandbox

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
)

// random is n bytes of randomness as text that may stand anywhere.
func random(n int) string {
	raw := make([]byte, n)
	rand.Read(raw) //nolint:errcheck // never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}

// newGUID is a version 4 GUID (RFC 9562, section 5.4).
func newGUID() string {
	raw := make([]byte, 16)
	rand.Read(raw) //nolint:errcheck // never fails
	raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80
	h := hex.EncodeToString(raw)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
