package script

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/internal/written"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/project"
)

// Place says when a document comes too late, or stands where Streamlit does
// not look.
func Place(p *project.Project, w project.Writer, d written.Document) []findings.Finding {
	if len(d.Lines) == 0 || w.Stage == project.ByHand {
		return nil
	}
	wrong := func(message, fix string) []findings.Finding {
		return []findings.Finding{{Severity: findings.Error, File: w.Path, Line: d.Lines[0].From, Message: message, Fix: fix}}
	}
	if d.Late > 0 {
		return wrong("secrets.toml is written after Streamlit was started, which comes back only when the app ends", "move it in front of the line that starts Streamlit")
	}
	if neverRun(p, w) {
		return wrong("the image starts the app itself and never runs "+w.Path+", so the secrets are not written", entrypoint(p, w))
	}
	if place, looks := misplacedBy(p, w, d); place != "" {
		return wrong("secrets.toml is written to "+place+", where Streamlit does not look: it looks for "+looks, "write it to "+project.SecretsFileName+" of the folder that streamlit run is started in")
	}
	return nil
}

// neverRun tells whether the project's only image starts Streamlit and runs
// nothing else, though the script that writes the secrets was copied into it.
func neverRun(p *project.Project, w project.Writer) bool {
	if len(p.Images) != 1 || !strings.HasSuffix(w.Path, ".sh") && !strings.HasPrefix(path.Base(w.Path), "entrypoint") {
		return false
	}
	image := p.Images[0]
	base := path.Base(w.Path)
	if image.Script == "" || !strings.Contains(image.Script, "streamlit") || strings.Contains(image.Script, ".sh") || strings.Contains(image.Script, base) {
		return false
	}
	if slices.ContainsFunc(p.Recipes, func(r project.Recipe) bool {
		return r.Path != w.Path && r.Path != image.File && strings.Contains(r.Text, base)
	}) {
		return false // something else may have the container run it
	}
	return copiesScript(image.Text, base)
}

// entrypoint is what has the image run a script that is copied into it, and then start the app.
func entrypoint(p *project.Project, w project.Writer) string {
	shell, more := "sh", ", and start Streamlit at the end of the script"
	if w.Bash {
		shell = "bash"
	}
	if w.HandsOver {
		more = ""
	}
	return fmt.Sprintf("write ENTRYPOINT [%q, %q] in the Dockerfile%s", shell, copiedTo(p.Images[0].Text, path.Base(w.Path)), more)
}

// copiedTo is where a Dockerfile puts a script, by the name that the script has there.
func copiedTo(text, base string) string {
	for one := range dockerfile.Instructions(text) {
		words := strings.Fields(one.Arguments)
		if one.Name != "COPY" && one.Name != "ADD" || len(words) < 2 || !strings.Contains(one.Arguments, base) {
			continue
		}
		to := words[len(words)-1]
		if path.Base(to) != base {
			to = path.Join(to, base)
		}
		return to
	}
	return base
}

// copiesScript tells whether a Dockerfile brings a script into the image by its
// name and does not run it while it is built.
func copiesScript(text, base string) bool {
	copies := false
	for one := range dockerfile.Instructions(text) {
		arguments := one.Arguments
		if !strings.Contains(arguments, base) {
			continue
		}
		switch one.Name {
		case "COPY", "ADD":
			copies = true
		case "RUN":
			if !strings.Contains(arguments, "chmod") && !strings.Contains(arguments, "sed") && !strings.Contains(arguments, "dos2unix") {
				return false
			}
		}
	}
	return copies
}

// misplacedBy is where a document stands when Streamlit does not look there, and
// where it looks.
func misplacedBy(p *project.Project, w project.Writer, d written.Document) (place, looks string) {
	if written.IsMarked(d.Path) || written.IsMarked(w.Folder) || p.Server.Files.IsSet || w.Stage == project.InPipeline {
		return "", ""
	}
	if path.Base(path.Dir(d.Path)) != path.Dir(project.SecretsFileName) {
		return d.Path, project.SecretsFileName
	}
	if !strings.HasPrefix(d.Path, "/") && !strings.HasPrefix(d.Path, "~") {
		return misplacedBeside(p, w, d)
	}
	if !strings.HasPrefix(d.Path, "/") || len(p.Images) != 1 {
		return "", ""
	}
	image := p.Images[0]
	if image.Workdir == "" || image.Home == "" || p.App.Script == "" {
		return "", ""
	}
	folder := image.Workdir
	switch {
	case strings.HasPrefix(w.Folder, "/"):
		folder = w.Folder
	case w.Folder != "":
		folder = path.Join(folder, w.Folder)
	case p.App.Command.Folder != "":
		folder = path.Join(folder, p.App.Command.Folder)
	}
	allowed := []string{path.Join(folder, project.SecretsFileName), path.Join(image.Home, project.SecretsFileName)}
	if !p.Before(streamlit.LooksBesideScript) {
		allowed = append(allowed, path.Join(path.Dir(path.Join(image.Workdir, p.App.Script)), project.SecretsFileName))
	}
	for _, one := range allowed {
		if one == path.Clean(d.Path) {
			return "", ""
		}
	}
	if besideAnyScript(p, path.Dir(path.Dir(d.Path))) {
		return "", ""
	}
	return d.Path, allowed[0]
}

// misplacedBeside is the same for a path from the folder in which the script was
// started, which is the one that Streamlit is started in unless it changes it.
func misplacedBeside(p *project.Project, w project.Writer, d written.Document) (place, looks string) {
	if w.Streamlit == 0 || p.App.Script == "" || strings.HasPrefix(w.Folder, "/") || strings.HasPrefix(w.Folder, "~") || strings.HasPrefix(d.Path, "..") {
		return "", ""
	}
	wanted := path.Join(w.Folder, project.SecretsFileName)
	beside := path.Join(path.Dir(p.App.Script), project.SecretsFileName)
	if path.Clean(d.Path) == wanted || !p.Before(streamlit.LooksBesideScript) && path.Clean(d.Path) == beside {
		return "", ""
	}
	return d.Path, wanted
}

// besideAnyScript tells whether a folder of the image may be the main script's
// own, by its name.
func besideAnyScript(p *project.Project, folder string) bool {
	return path.Base(folder) == path.Base(path.Dir(p.App.Script))
}

// Again says when a document stands twice in its file once the same container is started again.
func Again(w project.Writer, d written.Document) []findings.Finding {
	if w.Stage != project.AtStart || w.Anew || !d.Appended || d.IfAbsent || !d.Known || len(d.Lines) == 0 || !strings.Contains(d.Text(), "[auth") {
		return nil
	}
	fix := "write the first line with > in place of >>"
	if strings.HasSuffix(w.Path, ".py") {
		fix = `open the file with "w" in place of "a"`
	}
	return []findings.Finding{{
		Severity: findings.Warning, File: w.Path, Line: d.Lines[0].From,
		Message: "this adds to the end of " + d.Path + " at each start: when the same container is started again, [auth] stands in it twice, which is not TOML",
		Fix:     fix,
	}}
}
