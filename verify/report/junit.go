package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/authkit-cli/authkit/verify"
)

type junitMessage struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Failure *junitMessage `xml:"failure,omitempty"`
	Error   *junitMessage `xml:"error,omitempty"`
	Skipped *junitMessage `xml:"skipped,omitempty"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Name    string       `xml:"name,attr"`
	Suites  []junitSuite `xml:"testsuite"`
}

// writeJUnit writes a suite for each level (and app, where there are several) and a case for each result: failed
// is a failure, undecided an error, what was not asked or proved is skipped.
func writeJUnit(w io.Writer, r *verify.Report, _ Options) error {
	all := junitSuites{Name: "authkit"}
	if len(r.Apps) == 0 {
		all.add(r, "")
	}
	for _, a := range r.Apps {
		all.add(ofApp(r, a), a.Project+": ")
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}

// add adds a suite for each level. app stands before all names: empty, or the app's with ": ".
func (all *junitSuites) add(r *verify.Report, app string) {
	for _, level := range verify.Levels() {
		suite := junitSuite{Name: app + string(level)}
		for _, result := range r.Results {
			if result.Level != level {
				continue
			}
			c := junitCase{Name: app + result.ID, Class: "authkit." + string(level)}
			if result.Provider != "" {
				c.Name += " (" + result.Provider + ")"
			}
			suite.Tests++
			switch result.Standing() {
			case verify.Failed:
				suite.Failures++
				c.Failure = &junitMessage{gravest(result).Message, details(result)}
			case verify.Undecided:
				suite.Errors++
				c.Error = &junitMessage{Message: result.Reason}
			case verify.Skipped, verify.Unproven:
				suite.Skipped++
				c.Skipped = &junitMessage{Message: string(result.Status) + ": " + result.Reason}
			case verify.Warning, verify.OK: // the findings of an OK are accepted
				c.Out = details(result)
			}
			suite.Cases = append(suite.Cases, c)
		}
		if suite.Tests > 0 {
			all.Suites = append(all.Suites, suite)
		}
	}
}

// gravest is the first finding that makes a result a failed one.
func gravest(r verify.Result) verify.Finding {
	for _, f := range r.Findings {
		if f.Severity == verify.SeverityError && f.Accepted == "" {
			return f
		}
	}
	return verify.Finding{}
}

func details(r verify.Result) string {
	var lines []string
	for _, f := range r.Findings {
		l := located{Finding: f}
		line := string(f.Severity) + ": " + f.Message + "; fix: " + f.Fix
		if f.Accepted != "" {
			line = l.why() + ": " + f.Message
		}
		if place := l.place(); place != "" {
			line = place + ": " + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
