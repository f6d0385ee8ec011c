package nosecrets

import (
	"cmp"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/relay/assertion"
	"github.com/authkit-cli/authkit/verify/project"
)

// Shown judges what authkit run shows a provider in the client secret's place, as
// far as it is on this machine. microsoft is Entra's host, empty for another
// provider. No finding: nothing is wrong with it, and good says what was looked at.
func Shown(p *project.Project, microsoft string, now time.Time) (found findings.Finding, good string) {
	name, _, _ := strings.Cut(p.Run.Assertion, "=")
	if p.Run.Token.IsEmpty() {
		return found, "authkit run shows what " + name + " gives it, in the place of a client secret"
	}
	demanded := ""
	if microsoft != "" {
		demanded = entra.ExchangeAudience(microsoft)
	}
	token, err := assertion.Read(p.Run.Token.Reveal())
	if err != nil {
		return finding(p, "the token file of "+name+" holds no signed token", "mount a projected service account token there"), ""
	}
	fault, message, fix := token.Judge(assertion.Expected{Issuer: p.Run.Issuer, Subject: p.Run.Subject, Audience: cmp.Or(p.Run.Audience, demanded)}, now)
	if fault == assertion.Sound {
		return found, "authkit run shows the token of " + name + ", which is for the right audience and has not expired"
	}
	return finding(p, message+", and authkit run does not show it", fix), ""
}

func finding(p *project.Project, message, fix string) findings.Finding {
	return findings.Finding{Severity: findings.Error, Message: message, Fix: fix}.At(p.Run.Place)
}
