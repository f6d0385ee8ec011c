package verify

import "github.com/authkit-cli/authkit/internal/findings"

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

// Status says how a check ended for one registration or for the project.
type Status string

const (
	OK        Status = "ok"
	Failed    Status = "failed"    // at least one error finding
	Warning   Status = "warning"   // only warning findings
	Unproven  Status = "unproven"  // nobody can know without a person signing in, or the answer proves nothing
	Undecided Status = "undecided" // no answer came
	Skipped   Status = "skipped"   // not asked
)

// Confidence says what an OK or a finding rests on.
type Confidence string

const (
	Proved   Confidence = "proved"
	Inferred Confidence = "inferred"
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
	Reason     string     `json:"reason,omitempty"` // why skipped, unproven or undecided
	Findings   []Finding  `json:"findings"`
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
	Results  []Result  `json:"results"`
	Requests []Request `json:"requests,omitempty"`
	SignIn   []Person  `json:"sign_in,omitempty"` // what st.user will hold, after a round trip
	Notes    []string  `json:"-"`                 // what no finding says, for stderr
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

// decide sums results up: any error is broken, then anything undecided is
// undecided; warnings and unproven facts count only when strict.
func decide(results []Result, strict bool) Verdict {
	verdict := Sound
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
