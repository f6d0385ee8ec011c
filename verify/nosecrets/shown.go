package nosecrets

import (
	"cmp"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/relay/assertion"
	"github.com/authkit-cli/authkit/verify/outcome"
	"github.com/authkit-cli/authkit/verify/project"
)

// Shown judges what authkit run shows a provider in the client secret's place, as
// far as it is on this machine. microsoft is Entra's host, empty for another provider.
func Shown(p *project.Project, microsoft string, now time.Time) outcome.Outcome {
	name, _, _ := strings.Cut(p.Run.Assertion, "=")
	if p.Run.Token.IsEmpty() {
		return outcome.Passed(outcome.Sign("authkit run shows what " + name + " gives it, in the place of a client secret"))
	}
	demanded := ""
	if microsoft != "" {
		demanded = entra.ExchangeAudience(microsoft)
	}
	token, err := assertion.Read(p.Run.Token.Reveal())
	if err != nil {
		return notShown(p, "the token file of "+name+" holds no signed token", "mount a projected service account token there")
	}
	fault, message, fix := token.Judge(assertion.Expected{Issuer: p.Run.Issuer, Subject: p.Run.Subject, Audience: cmp.Or(p.Run.Audience, demanded)}, now)
	switch {
	case fault == assertion.Sound:
		return outcome.Passed(outcome.Sign("authkit run shows the token of " + name + ", which is for the right audience and has not expired"))
	case !fault.Refused():
		f := findings.Finding{Severity: findings.Warning, Message: message, Fix: fix}
		return outcome.Found(outcome.Proved, f.At(p.Run.Place))
	}
	return notShown(p, message, fix)
}

// notShown is a token that authkit run keeps back, so that nobody signs in.
func notShown(p *project.Project, message, fix string) outcome.Outcome {
	f := findings.Finding{Severity: findings.Error, Message: message + ", and authkit run does not show it", Fix: fix}
	return outcome.Found(outcome.Proved, f.At(p.Run.Place))
}
