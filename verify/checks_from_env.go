package verify

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/internal/written"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/outcome"
	"github.com/authkit-cli/authkit/verify/project"
	"github.com/authkit-cli/authkit/verify/script"
)

var anyVariable = lazy.Regexp{Pattern: `\$\{?[A-Za-z_]`}

func needSecretsScript(f *Facts) *Missing {
	if len(f.Project.Writers)+len(f.Project.Unread) > 0 {
		return nil
	}
	return &Missing{Skipped, "no script here writes secrets.toml"}
}

// secretsFromEnv reads what scripts write as Streamlit would.
func secretsFromEnv(f *Facts) Outcome {
	var findings []Finding
	unknown := ""
	for _, w := range f.Project.Writers {
		found := judgeWriter(f, w)
		findings = append(findings, found...)
		if len(found) == 0 && unknown == "" {
			unknown = whyUnknown(w)
		}
	}
	findings = slices.CompactFunc(findings, func(a, b Finding) bool {
		return a.File == b.File && a.Line == b.Line && a.Message == b.Message
	})
	if len(findings) == 0 && unknown != "" {
		return unproven(unknown)
	}
	return whole(searched(outcome.Sign("what "+writersNamed(f.Project)+" writes was read as Streamlit would read it, with variables as values that are not known"), findings...), f.Project.Unread)
}

// writersNamed are the files that write the secrets.
func writersNamed(p *project.Project) string {
	var files []string
	for _, w := range p.Writers {
		if !slices.Contains(files, w.Path) {
			files = append(files, w.Path)
		}
	}
	return spoken.List(files)
}

// judgeWriter says what is wrong with what one part of a file writes.
func judgeWriter(f *Facts, w project.Writer) []Finding {
	findings := script.Unbuilt(f.Project, w)
	for _, d := range w.Documents {
		if !judgeable(w, d) {
			continue
		}
		found := script.Mistakes(w.Path, d, script.Reader{Certain: f.Project.Deps.Streamlit.Present() && f.Project.DepsErr == nil, Dialect: f.Project.Dialect()})
		if len(found) == 0 && d.Known && d.Unclosed == 0 {
			found = append(judgeDerived(f, w, d), script.Unset(w.Path, d, f.Project.Given)...)
		}
		if !slices.ContainsFunc(found, func(one Finding) bool { return one.Severity == SeverityError }) {
			if astray := script.Place(f.Project, w, d); len(astray) > 0 { // what it would write does not matter yet
				found = astray
			}
		}
		findings = append(append(findings, found...), script.Again(w, d)...)
	}
	return findings
}

// judgeable tells whether a document is what the app gets. A script that a
// person runs may write a template, to be filled in by hand; a workflow may write
// made-up values for its tests.
func judgeable(w project.Writer, d written.Document) bool {
	fills := slices.ContainsFunc(d.Lines, func(line written.Line) bool {
		return written.IsMarked(line.Text) || line.Quoted && anyVariable.Get().MatchString(line.Text)
	})
	switch w.Stage {
	case project.ByHand:
		return fills && !d.IfAbsent && !leavesPlaceholders(d)
	case project.InPipeline:
		return fills
	}
	return true
}

// leavesPlaceholders tells whether a document has values that somebody is to fill in.
func leavesPlaceholders(d written.Document) bool {
	return slices.ContainsFunc(d.Lines, func(line written.Line) bool {
		key, value, is := strings.Cut(line.Text, "=")
		return is && !written.IsMarked(value) && streamlit.Unfilled(strings.TrimSpace(key), strings.Trim(value, " \t\"'"))
	})
}

// whyUnknown says why it is not known what a part writes; empty: it is.
func whyUnknown(w project.Writer) string {
	const look = "; look at the file it makes with authkit verify --secrets FILE"
	lead := "what " + w.Path + " writes to secrets.toml "
	switch {
	case w.Cause != "":
		return lead + "cannot be judged: " + w.Cause + look
	case slices.ContainsFunc(w.Documents, func(d written.Document) bool { return !d.Known }):
		return lead + "comes from elsewhere or depends on the shell" + look
	case !w.Judged():
		return lead + "comes from elsewhere as a whole" + look
	}
	return ""
}
