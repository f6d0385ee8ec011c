// Package report turns a finished verify.Report into bytes. It decides
// nothing: not what counts, not the exit code.
package report

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/project"
)

// Options is how a report is to look. Only text heeds Colour, Width, Verbose and Next.
type Options struct {
	Colour  bool
	Width   int    // columns; 0 means 80
	Verbose bool   // list every check and every request
	Next    bool   // name the command that leads on
	Folder  string // the project's, from where a CI system looks at files; with slashes, empty: the same
}

type writer func(w io.Writer, r *verify.Report, o Options) error

var formats = []struct {
	name  string
	write writer
}{
	{"text", writeText}, {"json", writeJSON}, {"sarif", writeSARIF}, {"junit", writeJUnit},
	{"github", writeGitHub}, {"gitlab", writeGitLab}, {"azure", writeAzure}, {"markdown", writeMarkdown},
}

// Formats lists the names Write takes.
func Formats() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

// Escapes are what the formats that are lines do to a text: for whoever looks
// for a text in them.
func Escapes() []func(string) string {
	return []func(string) string{
		markdownText.Replace, githubData.Replace, githubProperty.Replace, azureData.Replace, azureProperty.Replace, calm,
	}
}

// Write writes a report in one format. The error is the writer's, or says that
// there is no such format.
func Write(w io.Writer, format string, r *verify.Report, o Options) error {
	for _, f := range formats {
		if f.name == format {
			return f.write(w, clean(r), o)
		}
	}
	return fmt.Errorf("there is no format %q", format)
}

// clean drops what could steer a terminal or a CI system: some texts come from
// the network and from the user's files.
func clean(r *verify.Report) *verify.Report {
	c := *r
	c.Version, c.Scope = entra.Plain(c.Version), verify.Scope(entra.Plain(string(c.Scope)))
	c.Results = make([]verify.Result, len(r.Results))
	for i, result := range r.Results {
		result.ID, result.Provider, result.Reason, result.Evidence = entra.Plain(result.ID), entra.Plain(result.Provider), entra.Plain(result.Reason), entra.Plain(result.Evidence)
		result.Project = entra.Plain(result.Project)
		findings := make([]verify.Finding, len(result.Findings))
		for j, f := range result.Findings {
			f.Message, f.Fix, f.File, f.Code = entra.Plain(f.Message), entra.Plain(f.Fix), entra.Plain(f.File), entra.Plain(f.Code)
			f.Accepted, f.AcceptedUntil = entra.Plain(f.Accepted), entra.Plain(f.AcceptedUntil)
			findings[j] = f
		}
		result.Findings = findings
		c.Results[i] = result
	}
	c.Apps = slices.Clone(r.Apps)
	for i, a := range c.Apps {
		c.Apps[i].Project = entra.Plain(a.Project)
	}
	c.Requests = slices.Clone(r.Requests)
	for i, q := range c.Requests {
		c.Requests[i] = verify.Request{Method: entra.Plain(q.Method), URL: entra.Plain(q.URL), Purpose: entra.Plain(q.Purpose), Leaves: entra.Plain(q.Leaves)}
	}
	c.SignIn = slices.Clone(r.SignIn)
	for i, person := range c.SignIn {
		person.Provider, person.Claims, person.Notes = entra.Plain(person.Provider), slices.Clone(person.Claims), slices.Clone(person.Notes)
		for j, claim := range person.Claims {
			person.Claims[j] = verify.Claim{Name: entra.Plain(claim.Name), Value: entra.Plain(claim.Value)}
		}
		for j, note := range person.Notes {
			person.Notes[j] = entra.Plain(note)
		}
		c.SignIn[i] = person
	}
	return &c
}

// located is a finding with the check and the providers it belongs to.
type located struct {
	verify.Finding
	ID        string
	Level     verify.Level
	Providers []string
	Projects  []string // the apps, where several were looked at
}

// findings lists every finding once, however many providers or apps share it.
func findings(r *verify.Report) []located {
	var all []located
	at := map[string]int{}
	for _, result := range r.Results {
		for _, f := range result.Findings {
			key := fmt.Sprintf("%s\x00%s\x00%s\x00%s\x00%d\x00%d\x00%s\x00%s", result.ID, f.Severity, f.Message, f.File, f.Line, f.Column, f.Code, f.Accepted)
			if i, ok := at[key]; ok {
				if result.Project == "" || slices.Contains(all[i].Projects, result.Project) {
					all[i].Providers = append(all[i].Providers, result.Provider)
				}
				all[i].Projects = addOnce(all[i].Projects, result.Project)
				continue
			}
			at[key] = len(all)
			l := located{Finding: f, ID: result.ID, Level: result.Level, Projects: addOnce(nil, result.Project)}
			if result.Provider != "" {
				l.Providers = []string{result.Provider}
			}
			all = append(all, l)
		}
	}
	return all
}

// split tells findings that count from those the project lives with.
func split(all []located) (counted, accepted []located) {
	for _, f := range all {
		if f.Accepted == "" {
			counted = append(counted, f)
		} else {
			accepted = append(accepted, f)
		}
	}
	return counted, accepted
}

// why is until when and for which reason an accepted finding is none.
func (f located) why() string { return "accepted until " + f.AcceptedUntil + ": " + f.Accepted }

// head names a finding: the check, the place, the providers, the apps.
func (f located) head(gap string) string {
	head := f.ID
	if place := f.place(); place != "" {
		head += gap + place
	}
	if names := named(f.Providers); names != "" {
		head += gap + names
	}
	if where := f.in(); where != "" {
		head += gap + where
	}
	return head
}

// place is file:line:column as editors take it.
func (f located) place() string {
	var out strings.Builder
	out.WriteString(f.File)
	if f.File != "" && f.Line > 0 {
		fmt.Fprintf(&out, ":%d", f.Line)
		if f.Column > 0 {
			fmt.Fprintf(&out, ":%d", f.Column)
		}
	}
	return out.String()
}

// open lists the results of one status, one entry for each reason.
type open struct {
	Reason   string
	IDs      []string
	Projects []string
}

func byReason(r *verify.Report, status verify.Status) []open {
	var all []open
	for _, result := range r.Results {
		if result.Status != status {
			continue
		}
		i := 0
		for i < len(all) && all[i].Reason != result.Reason {
			i++
		}
		if i == len(all) {
			all = append(all, open{Reason: result.Reason})
		}
		all[i].Projects = addOnce(all[i].Projects, result.Project)
		seen := false
		for _, id := range all[i].IDs {
			seen = seen || id == result.ID
		}
		if !seen {
			all[i].IDs = append(all[i].IDs, result.ID)
		}
	}
	return all
}

// notAsked lists the levels of which nothing was asked, one entry for each
// reason: a report without findings is to say how far it looked.
func notAsked(r *verify.Report) []open {
	var all []open
	for _, level := range verify.Levels() {
		reason, whole := "", false
		for _, result := range r.Results {
			if result.Level != level {
				continue
			}
			if result.Status != verify.Skipped || reason != "" && result.Reason != reason {
				whole = false
				break
			}
			reason, whole = result.Reason, true
		}
		if !whole || reason == "" {
			continue
		}
		if n := len(all); n > 0 && all[n-1].Reason == reason {
			all[n-1].IDs = append(all[n-1].IDs, string(level))
		} else {
			all = append(all, open{Reason: reason, IDs: []string{string(level)}})
		}
	}
	return all
}

// within is the finding's file as a CI system knows it; false when it lies
// outside of what the system can show.
func (o Options) within(file string) (string, bool) {
	if !isLocal(file) || o.Folder == ".." || strings.HasPrefix(o.Folder, "../") {
		return "", false
	}
	return path.Join(o.Folder, file), true
}

// secretsOf is the secrets file of the app that a finding belongs to, for systems
// that demand a place.
func (o Options) secretsOf(f located) string {
	at := project.SecretsFileName
	if len(f.Projects) > 0 {
		at = path.Join(f.Projects[0], at)
	}
	if file, ok := o.within(at); ok {
		return file
	}
	return project.SecretsFileName
}

// isLocal tells whether a finding's file lies in the project.
func isLocal(file string) bool {
	return file != "" && !strings.HasPrefix(file, "/") && !strings.HasPrefix(file, "~") && !strings.HasPrefix(file, "-") && !strings.HasPrefix(file, "..") && !(len(file) > 1 && file[1] == ':')
}

func count(all []located, severity verify.Severity) int {
	n := 0
	for _, f := range all {
		if f.Severity == severity {
			n++
		}
	}
	return n
}
