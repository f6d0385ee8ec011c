package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/verify"
)

// GitHub's and Azure's workflow commands are lines that a runner picks out of
// a log; what could end such a line or a property is escaped.
var (
	githubData     = lazy.Replacer{Pairs: []string{"%", "%25", "\r", "%0D", "\n", "%0A"}}
	githubProperty = lazy.Replacer{Pairs: []string{"%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C"}}
	azureData      = lazy.Replacer{Pairs: []string{"%", "%AZP25", "\r", "%0D", "\n", "%0A"}}
	azureProperty  = lazy.Replacer{Pairs: []string{"%", "%AZP25", "\r", "%0D", "\n", "%0A", ";", "%3B", "]", "%5D"}}
)

// sentence joins message, fix and code for systems that show one text.
func sentence(f located) string {
	text := f.Message + "; fix: " + f.Fix
	if names := named(f.Providers); names != "" {
		text = names + " " + text
	}
	if f.Code != "" {
		text += " (" + f.Code + ")"
	}
	if where := f.in(); where != "" {
		text = where + ": " + text
	}
	return text
}

// writeGitHub writes annotations for GitHub Actions.
func writeGitHub(w io.Writer, r *verify.Report, o Options) error {
	counted, accepted := split(findings(r))
	for _, f := range counted {
		properties := []string{}
		add := func(key, value string) { properties = append(properties, key+"="+githubProperty.Replace(value)) }
		if file, ok := o.within(f.File); ok {
			add("file", file)
			if f.Line > 0 {
				add("line", fmt.Sprint(f.Line))
				if f.Column > 0 {
					add("col", fmt.Sprint(f.Column))
				}
			}
		}
		add("title", "authkit "+f.ID)
		if _, err := fmt.Fprintf(w, "::%s %s::%s\n", f.Severity, strings.Join(properties, ","), githubData.Replace(sentence(f))); err != nil {
			return err
		}
	}
	for _, open := range byReason(r, verify.Undecided) {
		if _, err := fmt.Fprintf(w, "::warning title=%s::%s\n", githubProperty.Replace("authkit undecided"), githubData.Replace(withApps(open.Projects, strings.Join(open.IDs, ", ")+": "+open.Reason))); err != nil {
			return err
		}
	}
	for _, open := range byReason(r, verify.Unproven) {
		if _, err := fmt.Fprintf(w, "::notice title=%s::%s\n", githubProperty.Replace("authkit unproven"), githubData.Replace(withApps(open.Projects, strings.Join(open.IDs, ", ")+": "+open.Reason))); err != nil {
			return err
		}
	}
	return closing(w, r, counted, accepted)
}

// closing says in the log what is accepted, what was not asked, and the verdict.
func closing(w io.Writer, r *verify.Report, counted, accepted []located) error {
	var lines []string
	for _, f := range accepted {
		lines = append(lines, f.head(" ")+" "+f.why())
	}
	for _, o := range notAsked(r) {
		lines = append(lines, "not asked: "+strings.Join(o.IDs, ", ")+": "+o.Reason)
	}
	if apps := tally(r); apps != "" {
		lines = append(lines, apps)
	}
	for _, line := range lines {
		if _, err := fmt.Fprintf(w, "authkit: %s\n", calm(line)); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "authkit: %s, %s, %s\n", r.Summary(), spoken.Count(count(counted, verify.SeverityError), "error"), spoken.Count(count(counted, verify.SeverityWarning), "warning"))
	return err
}

// calm leaves no ##[…] and ##vso[…], which runners look for anywhere in a line.
func calm(line string) string { return strings.ReplaceAll(line, "##", "# #") }

// writeAzure writes logging commands for Azure Pipelines.
func writeAzure(w io.Writer, r *verify.Report, o Options) error {
	counted, accepted := split(findings(r))
	for _, f := range counted {
		properties := "type=" + string(f.Severity)
		if file, ok := o.within(f.File); ok {
			properties += ";sourcepath=" + azureProperty.Replace(file)
			if f.Line > 0 {
				properties += fmt.Sprintf(";linenumber=%d", f.Line)
				if f.Column > 0 {
					properties += fmt.Sprintf(";columnnumber=%d", f.Column)
				}
			}
		}
		properties += ";code=" + azureProperty.Replace(f.ID)
		if _, err := fmt.Fprintf(w, "##vso[task.logissue %s]%s\n", properties, azureData.Replace(sentence(f))); err != nil {
			return err
		}
	}
	for _, open := range byReason(r, verify.Undecided) {
		if _, err := fmt.Fprintf(w, "##vso[task.logissue type=warning;code=undecided]%s\n", azureData.Replace(withApps(open.Projects, strings.Join(open.IDs, ", ")+": "+open.Reason))); err != nil {
			return err
		}
	}
	return closing(w, r, counted, accepted)
}
