// Package secrets holds what must not be seen: a type that cannot be printed,
// a secrets file as exact bytes, new cookie secrets, and writes that leave the
// old file or the new one.
package secrets

import (
	"crypto/subtle"
	"fmt"
	"log/slog"
)

const masked = "[secret]"

// Secret is a value that cannot be printed: fmt, log/slog and encoding/json
// show a mask. The value sits behind a pointer because fmt and slog reach into
// unexported fields of an enclosing struct and never call our methods there;
// they print a nested pointer as an address. The zero Secret is absent.
type Secret struct{ value *string }

// New hides value.
func New(value string) Secret { return Secret{&value} }

// Reveal returns the value. It is the only way out; every call is a place to review.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsEmpty tells whether there is no value or an empty one.
func (s Secret) IsEmpty() bool { return s.value == nil || *s.value == "" }

// Len is the length in bytes.
func (s Secret) Len() int { return len(s.Reveal()) }

// Equal compares in constant time for values of the same length.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

func (s Secret) String() string               { return masked }
func (s Secret) GoString() string             { return masked }
func (s Secret) LogValue() slog.Value         { return slog.StringValue(masked) }
func (s Secret) MarshalText() ([]byte, error) { return []byte(masked), nil }
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + masked + `"`), nil }

// Format covers every verb, %x and %p among them.
func (s Secret) Format(state fmt.State, _ rune) { state.Write([]byte(masked)) }
