package verify

import (
	"slices"

	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/verify/observed"
	"github.com/authkit-cli/authkit/verify/outcome"
)

// Level is the stage of the checks a result belongs to.
type Level string

const (
	LevelFiles       Level = "files"
	LevelMetadata    Level = "metadata"
	LevelCredentials Level = "credentials"
	LevelSignIn      Level = "sign-in"
	LevelDeployed    Level = "deployed"
)

// Levels lists the levels in the order they are reported.
func Levels() []Level {
	return []Level{LevelFiles, LevelMetadata, LevelCredentials, LevelSignIn, LevelDeployed}
}

// The words for how a check ends, see package outcome.
type (
	Status     = outcome.Status
	Confidence = outcome.Confidence
	Outcome    = outcome.Outcome
)

const (
	OK        = outcome.OK
	Failed    = outcome.Failed
	Warning   = outcome.Warning
	Unproven  = outcome.Unproven
	Undecided = outcome.Undecided
	Skipped   = outcome.Skipped

	Proved   = outcome.Proved
	Inferred = outcome.Inferred
)

// What was seen of a deployed app, see package observed.
type (
	Deployed = observed.App
	Reply    = observed.Reply
)

// The words of findings, which all rooms share.
type (
	Finding  = findings.Finding
	Severity = findings.Severity
)

const (
	SeverityError   = findings.Error
	SeverityWarning = findings.Warning
)

// Result is the outcome of one check for one provider (or for the project,
// then Provider is empty).
type Result struct {
	ID         string     `json:"id"`
	Level      Level      `json:"level"`
	Provider   string     `json:"provider,omitempty"` // "default" for the unnamed section
	Status     Status     `json:"status"`
	Confidence Confidence `json:"confidence,omitempty"`
	Evidence   string     `json:"evidence,omitempty"` // what an OK rests on
	Reason     string     `json:"reason,omitempty"`   // why skipped, unproven or undecided
	Findings   []Finding  `json:"findings"`
	Project    string     `json:"project,omitempty"` // the app's folder, where several were looked at
}

// Request is one request verify made: what was asked where. URL carries no query.
type Request struct {
	Method  string `json:"method"`
	URL     string `json:"url"`
	Purpose string `json:"purpose"`
	Leaves  string `json:"leaves,omitempty"` // what stays behind at the provider, such as a sign-in log entry
}

// Verdict sums a report up.
type Verdict string

const (
	Sound            Verdict = "sound"
	Broken           Verdict = "broken"
	VerdictUndecided Verdict = "undecided"
)

// Report is everything verify found out.
type Report struct {
	Schema   string    `json:"schema"`
	Version  string    `json:"version"`
	Verdict  Verdict   `json:"verdict"`
	Scope    Scope     `json:"scope"`
	Apps     []App     `json:"apps,omitempty"` // where several were looked at
	Results  []Result  `json:"results"`
	Requests []Request `json:"requests,omitempty"`
	SignIn   []Person  `json:"sign_in,omitempty"` // what st.user will hold, after a round trip
	Notes    []string  `json:"-"`                 // what no finding says, for stderr
}

// App is what one of several apps came to.
type App struct {
	Project string  `json:"project"`
	Verdict Verdict `json:"verdict"`
	Scope   Scope   `json:"scope"`
}

// Person is what st.user will hold after the sign-in of one provider: claim
// names with values, masked where they are personal.
type Person struct {
	Provider    string   `json:"provider"`
	Claims      []Claim  `json:"claims"`
	Notes       []string `json:"notes,omitempty"` // what such an account's claims are good for
	CookieBytes int      `json:"cookie_bytes"`    // size of the login cookies as sent in a Cookie header
}

// Claim is one entry of st.user.
type Claim struct {
	Name  string `json:"name"`
	Value string `json:"value"` // masked where personal
}

// SchemaName names the JSON form of Report.
const SchemaName = "authkit.report/1"

// Standing is the status as far as it counts: without accepted findings.
func (r Result) Standing() Status {
	if r.Status != Failed && r.Status != Warning {
		return r.Status
	}
	standing := OK
	for _, f := range r.Findings {
		switch {
		case f.Accepted != "":
		case f.Severity == SeverityError:
			return Failed
		default:
			standing = Warning
		}
	}
	return standing
}

// Scope is how far a run looked: the furthest link of the sign-in of which
// something was asked.
type Scope string

const (
	ScopeFiles    Scope = "files"    // nothing but what lies on the disk
	ScopeProvider Scope = "provider" // questions to the provider that need no person
	ScopeSignIn   Scope = "sign-in"  // a person signed in, or tried to
	ScopeDeployed Scope = "deployed" // the app at --url
)

// scope is the furthest level at which some check was asked.
func scope(results []Result) Scope {
	furthest := 0
	for _, r := range results {
		if r.Status != Skipped {
			furthest = max(furthest, slices.Index(Levels(), r.Level))
		}
	}
	return []Scope{ScopeFiles, ScopeProvider, ScopeProvider, ScopeSignIn, ScopeDeployed}[furthest] // of each level
}

// decide sums results up: any error is broken, then anything undecided is
// undecided; warnings and unproven facts count only when strict. Where no check
// looked at anything nothing is sound.
func decide(results []Result, strict bool) Verdict {
	verdict := Sound
	if !looked(results) {
		verdict = VerdictUndecided
	}
	for _, r := range results {
		switch r.Standing() {
		case Failed:
			return Broken
		case Warning:
			if strict {
				return Broken
			}
		case Undecided:
			verdict = VerdictUndecided
		case Unproven:
			if strict {
				verdict = VerdictUndecided
			}
		}
	}
	return verdict
}

// looked tells whether some check came to an answer.
func looked(results []Result) bool {
	return slices.ContainsFunc(results, func(r Result) bool { return r.Status == OK || r.Status == Failed || r.Status == Warning })
}

// Words are the verdict in words, and how far they reach: of files alone
// nothing is wholly sound. Reach is empty where there is no more to say.
func (r *Report) Words() (words, reach string) {
	switch {
	case r.Verdict == Sound && r.Scope == ScopeFiles:
		return "sound so far", "files only"
	case r.Verdict == VerdictUndecided && !looked(r.Results):
		return "undecided: nothing was checked here", ""
	}
	return string(r.Verdict), ""
}

// Summary is Words in one.
func (r *Report) Summary() string {
	words, reach := r.Words()
	if reach != "" {
		words += " (" + reach + ")"
	}
	return words
}
