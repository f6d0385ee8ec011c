package fleet

import (
	"context"
	"io"
	"path"
	"path/filepath"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
)

// Loaded is an app that was read.
type Loaded struct {
	App
	Project *project.Project
}

// Load reads the apps. One whose folder cannot be read becomes one that could not
// be looked at. each is what is to be read of every app.
func (f *Found) Load(ctx context.Context, each project.LoadOptions) []Loaded {
	options := make([]project.LoadOptions, len(f.Apps))
	for i, a := range f.Apps {
		options[i] = each
		options[i].Dir = a.Dir
		if a.Script != "" {
			options[i].App = filepath.Join(a.Dir, filepath.FromSlash(a.Script))
		}
	}
	var read []Loaded
	for i, l := range project.LoadAll(ctx, options) {
		if l.Err != nil {
			f.Unseen = append(f.Unseen, Passed{f.Apps[i].Name, "this folder cannot be read"})
			continue
		}
		read = append(read, Loaded{f.Apps[i], l.Project})
	}
	return read
}

// Gather asks the network what the apps need, each question once.
func Gather(ctx context.Context, apps []Loaded, ask probe.Ask) []*verify.Gathered {
	projects := make([]*project.Project, len(apps))
	for i, a := range apps {
		projects[i] = a.Project
	}
	return probe.GatherAll(ctx, projects, ask)
}

// Verify asks the network about the apps, compares them, and gives one report of
// all. Its verdict is the worst: broken before undecided before sound. unseen are
// folders that could not be looked at, which is undecided. Files are named from
// the working directory start.
func Verify(ctx context.Context, apps []Loaded, unseen []Passed, ask probe.Ask, selection verify.Options, random io.Reader, start string) (report *verify.Report, answered bool) {
	gathered := Gather(ctx, apps, ask)
	Compare(apps, gathered, random)
	report, answered = &verify.Report{Schema: verify.SchemaName, Version: selection.Version, Verdict: verify.Sound, Scope: verify.ScopeFiles, Results: []verify.Result{}, Apps: []verify.App{}}, true
	for i, g := range gathered {
		one := verify.Run(g, selection)
		for _, result := range one.Results {
			report.Results = append(report.Results, of(apps[i], result, start))
		}
		for _, note := range one.Notes {
			report.Notes = append(report.Notes, apps[i].Name+": "+note)
		}
		report.Requests = g.Requests // those of the whole run
		answered = answered && g.Answered
		add(report, verify.App{Project: apps[i].Name, Verdict: one.Verdict, Scope: one.Scope})
	}
	for _, folder := range unseen {
		report.Results = append(report.Results, verify.Result{
			ID: checkid.SecretsFound, Level: verify.LevelFiles, Status: verify.Undecided, Reason: folder.Reason, Findings: []verify.Finding{}, Project: folder.Name,
		})
		add(report, verify.App{Project: folder.Name, Verdict: verify.VerdictUndecided, Scope: verify.ScopeFiles})
	}
	if len(report.Apps) == 0 {
		report.Verdict = verify.VerdictUndecided
	}
	if selection.Selects(checkid.RegistrationFound) {
		report.Notes = append(report.Notes, unusedURIs(gathered)...)
	}
	return report, answered
}

// add counts an app in.
func add(r *verify.Report, a verify.App) {
	r.Apps = append(r.Apps, a)
	switch {
	case a.Verdict == verify.Broken, a.Verdict == verify.VerdictUndecided && r.Verdict == verify.Sound:
		r.Verdict = a.Verdict
	}
	if a.Scope == verify.ScopeProvider {
		r.Scope = a.Scope // no run of several goes further
	}
}

// of is a result of one app as it stands among those of all.
func of(a Loaded, result verify.Result, start string) verify.Result {
	result.Project = a.Name
	base := Shown(start, a.Dir)
	for i, f := range result.Findings {
		if f.File != "" && filepath.IsLocal(filepath.FromSlash(f.File)) && !strings.HasPrefix(f.File, "~") && !strings.HasPrefix(f.File, "-") {
			result.Findings[i].File = path.Join(base, f.File)
		}
	}
	return result
}
