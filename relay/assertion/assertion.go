// Package assertion judges a token that is shown in a client secret's place before
// it is sent: whose it is, whom it is for, and how long it lives. Pure.
package assertion

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/spoken"
)

// How long a token in a file lives (docs/facts/entra.md, section 5.8). Platforms give
// a day and some minutes at most, and Kubernetes writes a new one each day, however
// long they live. One that lives for more than a week is for nobody who replaces it:
// it is a secret in all but name, and is not shown.
const (
	UsualLife   = 24*time.Hour + 15*time.Minute
	LongestLife = 7 * 24 * time.Hour
)

// Expected is what a token has to say; empty: anything.
type Expected struct{ Issuer, Subject, Audience string }

// Token is a signed token with its claims, which nobody has verified.
type Token struct {
	Issuer, Subject            string
	Audiences                  []string
	Issued, NotBefore, Expires time.Time // the zero time: it does not say
}

// Fault is what keeps a token from being taken.
type Fault uint8

// The faults, the gravest first.
const (
	Sound Fault = iota
	NoEnd
	Expired
	NotYet
	OtherAudience
	OtherIssuer
	OtherSubject
	TooLong   // its life is over a week
	LongLived // its life is over a day; it is taken all the same
)

// Refused tells whether a token with this fault in a file is kept back.
func (f Fault) Refused() bool { return f != Sound && f != LongLived }

var algorithms = []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512, jose.ES256, jose.ES384, jose.ES512, jose.EdDSA}

// Read reads a token.
func Read(text string) (Token, error) {
	parsed, err := jwt.ParseSigned(strings.TrimSpace(text), algorithms)
	var claims jwt.Claims
	if err != nil || parsed.UnsafeClaimsWithoutVerification(&claims) != nil {
		return Token{}, errors.New("it is no signed token (JWT)")
	}
	at := func(d *jwt.NumericDate) time.Time {
		if d == nil {
			return time.Time{}
		}
		return d.Time()
	}
	return Token{claims.Issuer, claims.Subject, claims.Audience, at(claims.IssuedAt), at(claims.NotBefore), at(claims.Expiry)}, nil
}

// livesFor is how long it is taken, from its making on; of one that does not say
// when that was, from now on.
func (t Token) livesFor(now time.Time) time.Duration {
	from := t.Issued
	if from.IsZero() {
		from = t.NotBefore
	}
	if from.IsZero() {
		from = now
	}
	return t.Expires.Sub(from)
}

const anHour = "have it made for an hour: expirationSeconds: 3600"

// skew is how far clocks may differ.
const skew = time.Minute

// Judge says what is wrong with a token and what to do; Sound: nothing.
func (t Token) Judge(want Expected, now time.Time) (fault Fault, message, fix string) {
	is := func(what string, got string) string {
		return what + " is " + shown(got) + ", not " + shown(want.of(what))
	}
	switch {
	case t.Expires.IsZero():
		return NoEnd, "the token never expires, which makes it a secret that lies in a file", "use a projected token (serviceAccountToken in a projected volume), which lives for an hour"
	case !now.Before(t.Expires):
		return Expired, "the token expired " + spoken.Duration(now.Sub(t.Expires)) + " ago (" + t.Expires.UTC().Format(time.RFC3339) + ")", "look why nobody replaces it: the platform writes or hands out a new one long before"
	case t.NotBefore.After(now.Add(skew)):
		return NotYet, "the token is good from " + t.NotBefore.UTC().Format(time.RFC3339) + " on only", "set this machine's clock"
	case want.Audience != "" && !slices.Contains(t.Audiences, want.Audience):
		return OtherAudience, is("audience", strings.Join(t.Audiences, " ")), "have the token made for the audience " + want.Audience
	case want.Issuer != "" && t.Issuer != want.Issuer:
		return OtherIssuer, is("issuer", t.Issuer), "register this issuer, letter for letter, or run the app where the registered one issues tokens"
	case want.Subject != "" && t.Subject != want.Subject:
		return OtherSubject, is("subject", t.Subject), "register this subject, letter for letter, or run the app as the registered one"
	case t.livesFor(now) > LongestLife:
		return TooLong, "the token lives for more than a week, which makes it a secret that lies in a file", anHour
	case t.livesFor(now) > UsualLife:
		return LongLived, "the token lives for more than a day: whoever copies the file can be the app for as long", anHour
	}
	return Sound, "", ""
}

func (e Expected) of(what string) string {
	return map[string]string{"audience": e.Audience, "issuer": e.Issuer, "subject": e.Subject}[what]
}

func shown(text string) string {
	if text == "" {
		return "missing"
	}
	return entra.Clean(text)
}
