package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/authkit-cli/authkit/verify"
)

// junitSuite is what one level says, with its cases as they are written.
type junitSuite struct {
	name                             string
	tests, failures, errors, skipped int
	cases                            strings.Builder
}

// writeJUnit writes a suite for each level (and app, where there are several) and a case for each result: failed
// is a failure, undecided an error, what was not asked or proved is skipped.
func writeJUnit(w io.Writer, r *verify.Report, _ Options) error {
	var out strings.Builder
	out.WriteString(xml.Header + "<testsuites name=\"authkit\">\n")
	if len(r.Apps) == 0 {
		addSuites(&out, r, "")
	}
	for _, a := range r.Apps {
		addSuites(&out, ofApp(r, a), a.Project+": ")
	}
	out.WriteString("</testsuites>\n")
	_, err := io.WriteString(w, out.String())
	return err
}

// addSuites writes a suite for each level. app stands before all names: empty, or the app's with ": ".
func addSuites(out *strings.Builder, r *verify.Report, app string) {
	for _, level := range verify.Levels() {
		suite := junitSuite{name: app + string(level)}
		for _, result := range r.Results {
			if result.Level == level {
				suite.add(result, app)
			}
		}
		if suite.tests > 0 {
			fmt.Fprintf(out, "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\">\n%s  </testsuite>\n",
				inXML(suite.name), suite.tests, suite.failures, suite.errors, suite.skipped, suite.cases.String())
		}
	}
}

// add writes a case.
func (s *junitSuite) add(r verify.Result, app string) {
	name := app + r.ID
	if r.Provider != "" {
		name += " (" + r.Provider + ")"
	}
	says := ""
	message := func(kind, message, text string) {
		says = fmt.Sprintf("<%s message=\"%s\">%s</%s>", kind, inXML(message), inXML(text), kind)
	}
	s.tests++
	switch r.Standing() {
	case verify.Failed:
		s.failures++
		message("failure", gravest(r).Message, details(r))
	case verify.Undecided:
		s.errors++
		message("error", r.Reason, "")
	case verify.Skipped, verify.Unproven:
		s.skipped++
		message("skipped", string(r.Status)+": "+r.Reason, "")
	case verify.Warning, verify.OK: // the findings of an OK are accepted
		if text := details(r); text != "" {
			says = "<system-out>" + inXML(text) + "</system-out>"
		}
	}
	if says != "" {
		says = "\n      " + says + "\n    "
	}
	fmt.Fprintf(&s.cases, "    <testcase name=\"%s\" classname=\"authkit.%s\">%s</testcase>\n", inXML(name), r.Level, says)
}

func inXML(text string) string {
	var out strings.Builder
	xml.EscapeText(&out, []byte(text)) //nolint:errcheck // a Builder takes everything
	return out.String()
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
