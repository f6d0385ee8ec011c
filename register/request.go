package register

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/quote"
)

// Request is what an administrator is asked for. None of it is secret.
type Request struct {
	Name         string // of the app, see CheckName
	ClientID     string // of a registration that is there, a GUID at Entra; empty: a new one
	RedirectURIs []string
	Last         time.Time // the last day of the client secret

	Entra    bool
	Tenant   string // a GUID, a domain or consumers; empty: not known
	Audience Audience
	Proof

	Provider string // of others: what people call it
	Where    string // of others: where redirect URIs are registered, in words; empty: not known
	Console  string // of others: the page where that is; empty: not known

	Command string // what whoever asks runs with the answer
}

// maxName is how long Graph lets a display name be.
const maxName = 256

// CheckName refuses names that no registration could bear, or that would steer
// the terminal of whoever reads the request.
func CheckName(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return errors.New("it is empty: give the name that people see when they sign in")
	case !utf8.ValidString(name):
		return errors.New("it is not UTF-8")
	case utf8.RuneCountInString(name) > maxName:
		return errors.New("it is too long: Entra takes 256 characters")
	case name != strings.TrimSpace(name):
		return errors.New("it has blanks around it: leave them out")
	}
	for _, r := range name {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) || r == utf8.RuneError {
			return errors.New("it has characters in it that nobody can see: leave them out")
		}
	}
	return nil
}

// UniqueName is by what a registration is found again: display names may stand
// twice, and whoever looks by them changes somebody else's app.
func UniqueName(name string) string {
	var plain strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case plain.Len() >= 40:
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			plain.WriteRune(r)
		case plain.Len() > 0 && !strings.HasSuffix(plain.String(), "-"):
			plain.WriteByte('-')
		}
	}
	sum := sha256.Sum256([]byte(name))
	return "authkit-" + strings.TrimPrefix(strings.TrimSuffix(plain.String(), "-")+"-"+hex.EncodeToString(sum[:4]), "-")
}

// secretName is the description of the secret that is made, in plain letters.
func (r Request) secretName() string { return "authkit until " + r.Last.Format(time.DateOnly) }

// Next is what whoever asked runs with the answer, in a project's folder and for a
// provider's name.
func (r Request) Next(dir, provider string) string {
	words := []string{"authkit", "init"}
	if r.secretless() {
		words[1] = "register"
	}
	if dir != "." && dir != "" {
		words = append(words, "--dir", quote.Shell(dir))
	}
	if provider != "" {
		words = append(words, "--provider", provider)
	}
	if r.ClientID == "" || r.secretless() { // without one register makes another registration
		words = append(words, "--client-id", cmp.Or(r.ClientID, "ID"))
	}
	if r.secretless() {
		return strings.Join(append(words, r.Flags), " ")
	}
	return strings.Join(append(words, "--client-secret-file", "-", "--secret-expires", r.Last.Format(time.DateOnly)), " ")
}
