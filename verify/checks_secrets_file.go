package verify

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/pytoml"
	"github.com/authkit-cli/authkit/verify/image"
	"github.com/authkit-cli/authkit/verify/nosecrets"
	"github.com/authkit-cli/authkit/verify/outcome"
	"github.com/authkit-cli/authkit/verify/project"
)

// secretsFileChecks are the questions about the file itself: found, read, and
// read alike by everybody.
func secretsFileChecks() []Check {
	return append([]Check{
		{
			ID: checkid.SecretsFound, Level: LevelFiles, Project: true,
			Question: "Is there a secrets file where Streamlit looks for it?",
			Why:      "Without one, st.login stops with a message that speaks of missing credentials.",
			Fix:      "Run authkit init in the project's folder, or start Streamlit from the folder that holds .streamlit/secrets.toml.",
			Steps: []string{
				"on your machine: run authkit init, which writes .streamlit/secrets.toml in the folder streamlit is run in",
				"on Community Cloud: open the app's Settings, Secrets, and paste what authkit deploy-secrets --url ADDRESS prints",
				"in a container: mount or write the file before the app starts; authkit deploy-secrets --from-env does that at start-up",
			},
			Run: secretsFound,
		},
		{
			ID: checkid.SecretsEncoding, Level: LevelFiles, Project: true,
			Question: "Is the secrets file UTF-8 without a byte order mark?",
			Why:      "Streamlit reads UTF-8 only; a byte order mark or the UTF-16 of an old PowerShell makes the whole file unreadable or hides its first key.",
			Fix:      "Save the file as UTF-8 without BOM; in Notepad choose Encoding: UTF-8.",
			Needs:    []Need{needFiles}, Run: secretsEncoding,
		},
		{
			ID: checkid.SecretsParse, Level: LevelFiles, Project: true,
			Question: "Is the secrets file valid TOML?",
			Why:      "Newer releases of Streamlit treat a file with one mistake as no file at all, and say so in misleading words.",
			Fix:      "Fix the line that is named; values are written key = \"value\".",
			Needs:    []Need{needFiles}, Run: secretsParse,
		},
		{
			ID: checkid.SecretsDialect, Level: LevelFiles, Project: true,
			Question: "Does Streamlit's own TOML parser read the file as it is written?",
			Why:      "Streamlit up to 1.65 uses an old parser that refuses or misreads some valid TOML, so a value silently becomes another one or the key vanishes; newer releases read TOML 1.0 only.",
			Fix:      "Write the value that is named in plain form: one line, double quotes.",
			Needs:    []Need{needFiles}, Run: secretsDialect,
		},
		{
			ID: checkid.SecretsPermissions, Level: LevelFiles, Project: true,
			Question: "Can nobody else change the secrets file?",
			Why:      "Whoever can write the file can point the sign-in at a provider of their own.",
			Fix:      "Take the permission away: chmod go-w .streamlit/secrets.toml",
			Needs:    []Need{needFiles}, Run: secretsPermissions,
		},
	}, authSectionChecks()...)
}

// needFiles: some secrets file is there.
func needFiles(f *Facts) *Missing {
	if len(f.Project.Files) == 0 {
		return noSecrets(f.Project)
	}
	return nil
}

func secretsFound(f *Facts) Outcome {
	p := f.Project
	if p.Empty && !p.Source.Require {
		return undecided(nosecrets.Nothing(p))
	}
	if reason := secretsLeftOut(p); reason != "" {
		if p.Unseen != "" {
			return undecided(reason) // no sign-in would tell, and nothing is sound whose secrets nobody saw
		}
		return skipped(reason)
	}
	findings := image.Given(p)
	refused := ""
	for _, file := range p.Files {
		if file.Err == nil || isContentError(file.Err) {
			continue
		}
		if errors.Is(file.Err, checkout.ErrOutside) || errors.Is(file.Err, checkout.ErrGit) {
			refused = file.Path + " is not read: " + file.Err.Error() + "; if it is yours, name the secrets: authkit verify --secrets FILE"
			continue
		}
		if project.Bound(file.Err) {
			refused = file.Path + " is not read: " + file.Err.Error()
			continue
		}
		findings = append(findings, Finding{
			Severity: SeverityError, File: file.Path,
			Message: file.Path + " cannot be read: " + plainReason(file.Err),
			Fix:     readFix(file.Path, file.Err),
		})
	}
	switch {
	case p.Source.Named != "" && p.Source.Absent:
		findings = append(findings, Finding{
			Severity: SeverityError,
			Message:  p.Source.Named + " is empty or not there",
			Fix:      sourceFix(p.Source.Named),
		})
	case p.Source.Named != "" && project.Bound(p.Source.Err):
		refused = p.Source.Named + " is not read: " + p.Source.Err.Error()
	case p.Source.Named != "" && p.Source.Err != nil:
		findings = append(findings, Finding{
			Severity: SeverityError,
			Message:  p.Source.Named + " cannot be read: " + plainReason(p.Source.Err),
			Fix:      sourceFix(p.Source.Named),
		})
	case len(p.Files) == 0:
		findings = append(findings, nothingFound(p))
	}
	if refused != "" && len(findings) == 0 {
		return undecided(refused)
	}
	return searched(outcome.Proof(readFiles(p)), findings...)
}

// nothingFound is the finding of a project without secrets where Streamlit looks.
func nothingFound(p *project.Project) Finding {
	none := Finding{
		Severity: SeverityError, File: project.SecretsFileName,
		Message: "there is no secrets file; Streamlit looks for " + strings.Join(p.Looked, " and "),
		Fix:     "run authkit init in the project's folder",
	}
	files := p.Server.Files
	switch {
	case files.IsSet && len(files.Paths) == 0:
		none.Message = "there are no secrets: secrets.files is an empty list, so Streamlit looks nowhere"
		none.Fix = "remove the setting secrets.files"
	case files.IsSet && strings.HasPrefix(files.Paths[0], "~"):
		none.Message += " only: secrets.files says so, and Streamlit does not expand ~"
		none.Fix = "write the whole path in secrets.files, or remove the setting"
	case files.IsSet:
		none.Message += " only, because secrets.files says so"
		none.Fix = "put the secrets there, or remove the setting secrets.files"
		if p.Misplaced == project.SecretsFileName {
			none.Message += "; " + p.Misplaced + " is here and not read"
			none.Fix = "remove the setting secrets.files from config.toml, and set the variable STREAMLIT_SECRETS_FILES where that file is"
		}
	case p.Misplaced != "":
		none.File = p.Misplaced
		none.Message += ", not at " + p.Misplaced
		none.Fix = "move " + p.Misplaced + " to " + p.Looked[len(p.Looked)-1]
		if p.Before(streamlit.LooksBesideScript) {
			none.Message += " (which counts since " + streamlit.LooksBesideScript + " if the main script is there)"
		}
	}
	return nosecrets.Expected(p, none)
}

func sourceFix(named string) string {
	if strings.HasPrefix(named, "--secrets-env") {
		return "put the whole text of secrets.toml into that variable (in GitHub Actions: a repository secret, passed with env:), or add --allow-missing-secrets where it may be missing"
	}
	return "name a file that holds the text of secrets.toml, or add --allow-missing-secrets where it may be missing"
}

// isContentError tells errors of what stands in a file from errors of reading it.
func isContentError(err error) bool {
	var syntax *secrets.SyntaxError
	var encoding *secrets.EncodingError
	return errors.As(err, &syntax) || errors.As(err, &encoding)
}

// plainReason is why a file cannot be read, without the path.
func plainReason(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "this user may not read it"
	case errors.Is(err, fs.ErrNotExist):
		return "it is not there"
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

func readFix(shown string, err error) string {
	var source *project.SourceError
	if errors.As(err, &source) {
		return source.Fix
	}
	if errors.Is(err, fs.ErrPermission) {
		return "give this user the right to read it: chmod u+r " + shown
	}
	return "put a text file with the secrets there; authkit init writes one"
}

func secretsEncoding(f *Facts) Outcome {
	var findings []Finding
	for _, file := range f.Project.Files {
		var encoding *secrets.EncodingError
		switch {
		case errors.As(file.Err, &encoding):
			findings = append(findings, Finding{
				Severity: SeverityError, File: file.Path, Line: encoding.Line, Column: encoding.Column,
				Message: file.Path + " is " + encoding.Encoding + ", and Streamlit reads UTF-8 only",
				Fix:     "open it in an editor and save it as UTF-8 without BOM (Notepad: Save as, Encoding UTF-8)",
			})
		case file.Document != nil && file.Document.HasBOM():
			findings = append(findings, Finding{
				Severity: SeverityError, File: file.Path, Line: 1, Column: 1,
				Message: file.Path + " begins with a byte order mark, which Streamlit takes for part of the first line",
				Fix:     "save the file as UTF-8 without BOM (Notepad: Save as, Encoding UTF-8)",
			})
		}
	}
	if len(findings) == 0 && allUnread(f.Project) {
		return skipped("the secrets file cannot be read")
	}
	return searched(outcome.Proof("every byte is UTF-8, and no byte order mark begins a file"), findings...)
}

// allUnread tells whether every file failed before its content was looked at.
func allUnread(p *project.Project) bool {
	for _, file := range p.Files {
		if file.Err == nil || isContentError(file.Err) {
			return false
		}
	}
	return true
}

func secretsParse(f *Facts) Outcome {
	var findings []Finding
	judged := false
	for _, file := range f.Project.Files {
		var syntax *secrets.SyntaxError
		switch {
		case file.Err == nil:
			judged = true
		case errors.As(file.Err, &syntax) && file.StreamlitErr != nil:
			findings = append(findings, Finding{
				Severity: SeverityError, File: file.Path, Line: syntax.Line, Column: syntax.Column,
				Message: fmt.Sprintf("line %d is not valid TOML: %s; Streamlit then acts as if there were no secrets at all", syntax.Line, syntax.Reason),
				Fix:     fmt.Sprintf("fix line %d; a line reads key = \"value\", and a section [auth] stands on a line of its own", syntax.Line),
			})
		case errors.As(file.Err, &syntax) && file.NotTOML:
			judged = true
			findings = append(findings, Finding{
				Severity: SeverityWarning, File: file.Path, Line: syntax.Line, Column: syntax.Column,
				Message: fmt.Sprintf("line %d is not valid TOML: %s; Streamlit up to 1.65 happens to read it, newer releases read none of the file", syntax.Line, syntax.Reason),
				Fix:     fmt.Sprintf("fix line %d; a line reads key = \"value\", and a section [auth] stands on a line of its own", syntax.Line),
			})
		case errors.As(file.Err, &syntax):
			return undecided(fmt.Sprintf("line %d of %s is not valid TOML (%s); Streamlit's own parser happens to read the file, authkit cannot judge it: fix the line", syntax.Line, file.Path, syntax.Reason))
		}
	}
	if len(findings) == 0 && !judged {
		return skipped("the file's text cannot be read")
	}
	return searched(outcome.Proof("it was parsed as TOML 1.0"), findings...)
}

func secretsDialect(f *Facts) Outcome {
	var findings []Finding
	judged, long := false, ""
	for _, file := range f.Project.Files {
		if file.Document == nil || file.NotTOML {
			continue
		}
		judged = true
		if file.Document.HasBOM() || file.Folder {
			continue // secrets-encoding tells; a folder's files are no TOML
		}
		text, err := pytoml.FromFile(file.Document.Bytes())
		if err != nil {
			continue
		}
		if len(text) > pytoml.MaxText && (f.Project.Dialect() == pytoml.Toml010 || !f.Project.Deps.Streamlit.Present()) {
			long = file.Path + ": " + pytoml.ErrTooLong.Error() + ", which Streamlit up to 1.65 reads it with"
		}
		differences, certain := differences(f.Project, text)
		for _, d := range differences {
			finding := Finding{Severity: SeverityWarning, File: file.Path, Line: d.Line, Message: d.Message, Fix: d.Fix}
			if certain && (d.Rejected || d.Path[0] == "auth" && (d.Empty || d.Path[len(d.Path)-1] != "cookie_secret")) { // any text will do for cookie_secret
				finding.Severity = SeverityError
			}
			if value, ok := file.Document.Lookup(d.Path...); ok {
				finding.Line, finding.Column = value.Start.Line, value.Start.Column
			}
			findings = append(findings, finding)
		}
	}
	switch {
	case !judged:
		return skipped("the file is not valid TOML")
	case long != "" && len(findings) == 0:
		return unproven(long)
	}
	return searched(outcome.Proof("Streamlit's parser ("+f.parser()+") gives the same values"), findings...)
}

// differences is where the project's Streamlit reads a file otherwise than it
// says. When the release is not known both of its readers are asked, and what
// only one of them minds is not certain.
func differences(p *project.Project, text string) (differences []pytoml.Difference, certain bool) {
	if p.Deps.Streamlit.Present() && p.DepsErr == nil {
		return pytoml.Differences(text, p.Dialect()), true
	}
	old, new := pytoml.Differences(text, pytoml.Toml010), pytoml.Differences(text, pytoml.Tomllib)
	if len(old) == 0 {
		return new, false
	}
	return old, len(new) > 0
}

func secretsPermissions(f *Facts) Outcome { return permissionsOn(runtime.GOOS, f) }

// permissionsOn judges the mode bits, which mean something on Unix only: Go
// makes them up on Windows (0666 or 0444).
func permissionsOn(system string, f *Facts) Outcome {
	if system == "windows" {
		return skipped("Windows keeps permissions in another way: the file has those of its folder")
	}
	if f.Project.Source.Named != "" {
		return skipped("the secrets were given with " + f.Project.Source.Named)
	}
	var findings []Finding
	for _, file := range f.Project.Files {
		if mode, ok := f.Project.Modes[file.Path]; ok && mode.Perm()&0o022 != 0 {
			findings = append(findings, Finding{
				Severity: SeverityWarning, File: file.Path,
				Message: fmt.Sprintf("other users of this machine can change %s (mode %04o)", file.Path, mode.Perm()),
				Fix:     "chmod go-w " + file.Path,
			})
		}
	}
	return searched(outcome.Proof("no other user of this machine may write to it"), findings...)
}
