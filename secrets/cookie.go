package secrets

import (
	"fmt"
	"io"

	"github.com/sethvargo/go-password/password"
)

// Ten digits among 48 letters and digits leave C(48,10)·10^10·52^38 secrets,
// 282 bits. No other characters: it has to survive any quoting, editor and form.
const (
	cookieLength = 48
	cookieDigits = 10
)

// NewCookieSecret makes a secret that signs login cookies, of at least 256
// bits. random nil means the system's randomness.
func NewCookieSecret(random io.Reader) (Secret, error) {
	generator, err := password.NewGenerator(&password.GeneratorInput{Reader: random})
	if err != nil {
		return Secret{}, fmt.Errorf("make a cookie secret: %w", err)
	}
	text, err := generator.Generate(cookieLength, cookieDigits, 0, false, true)
	if err != nil {
		return Secret{}, fmt.Errorf("make a cookie secret: %w", err)
	}
	return New(text), nil
}
