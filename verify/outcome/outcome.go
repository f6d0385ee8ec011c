// Package outcome is how a check ends. Its functions are the only way to make
// an Outcome, and none of them makes an "ok" without the evidence for it: what
// no evidence speaks for is unproven, whatever else was or was not found.
package outcome

import (
	"github.com/authkit-cli/authkit/internal/findings"
)

// Status says how a check ended for one registration or for the project.
type Status string

const (
	OK        Status = "ok"
	Failed    Status = "failed"    // at least one error finding
	Warning   Status = "warning"   // only warning findings
	Unproven  Status = "unproven"  // nobody can know without a person signing in, or the answer proves nothing
	Undecided Status = "undecided" // no answer came, or a tool or the system failed
	Skipped   Status = "skipped"   // not asked
)

// Confidence says what an OK or a finding rests on.
type Confidence string

const (
	Proved   Confidence = "proved"   // an answer, a line or a rule that settles it
	Inferred Confidence = "inferred" // something that speaks for it and may be wrong
)

// Evidence is what an OK rests on, in words that may be shown: which answer,
// which line, which release's rule. The zero Evidence is none.
type Evidence struct {
	confidence Confidence
	text       string
}

// Proof is evidence that settles the question.
func Proof(text string) Evidence { return Evidence{Proved, text} }

// Sign is evidence that speaks for it.
func Sign(text string) Evidence { return Evidence{Inferred, text} }

// Outcome is what a check says.
type Outcome struct {
	status     Status
	confidence Confidence
	evidence   string
	reason     string
	findings   []findings.Finding
}

// Passed is OK, by the evidence. Without any it is unproven.
//
//go:noinline
func Passed(e Evidence) Outcome {
	if e.text == "" {
		return NotProven("nothing was seen that proves it")
	}
	return Outcome{status: OK, confidence: e.confidence, evidence: e.text}
}

// Found is the outcome of at least one finding: failed when one is an error, a
// warning when all are warnings.
func Found(c Confidence, first findings.Finding, more ...findings.Finding) Outcome {
	o := Outcome{status: Warning, confidence: c, findings: append([]findings.Finding{first}, more...)}
	for _, f := range o.findings {
		if f.Severity == findings.Error {
			o.status = Failed
		}
	}
	return o
}

// Searched is the outcome of a search for faults: what was found, or OK by the
// evidence of what was looked through.
func Searched(e Evidence, found ...findings.Finding) Outcome {
	if len(found) == 0 {
		return Passed(e)
	}
	return Found(e.confidence, found[0], found[1:]...)
}

// NotProven is a question that only a sign-in or the provider's administrator answers.
//
//go:noinline
func NotProven(reason string) Outcome { return Outcome{status: Unproven, reason: reason} }

// NotDecided is a question to which no answer came.
//
//go:noinline
func NotDecided(reason string) Outcome { return Outcome{status: Undecided, reason: reason} }

// NotAsked is a question that does not arise.
//
//go:noinline
func NotAsked(reason string) Outcome { return Outcome{status: Skipped, reason: reason} }

// Status says how the check ended.
func (o Outcome) Status() Status { return o.status }

// Confidence is how sure an OK or the findings are; empty for the rest.
func (o Outcome) Confidence() Confidence { return o.confidence }

// Evidence is what an OK rests on; empty for the rest.
func (o Outcome) Evidence() string { return o.evidence }

// Reason is why a question is skipped, unproven or undecided; empty for the rest.
func (o Outcome) Reason() string { return o.reason }

// Findings are what was found; none unless failed or a warning.
func (o Outcome) Findings() []findings.Finding { return o.findings }
