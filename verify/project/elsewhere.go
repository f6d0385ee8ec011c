package project

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/written"
	"github.com/authkit-cli/authkit/streamlit"
)

func (p *Project) misplaced() string {
	for _, name := range []string{
		SecretsFileName, path.Join(path.Dir(p.App.Script), SecretsFileName),
		"secrets.toml", "streamlit/secrets.toml", ".streamlit/secret.toml", ".streamlit/secrets.toml.txt",
		".streamlit/secrets.local.toml", ".Streamlit/secrets.toml", path.Join(path.Dir(p.App.Script), "secrets.toml"),
	} {
		if checkout.Exists(p.files, name) {
			return name
		}
	}
	return p.elsewhere()
}

func (p *Project) elsewhere() string {
	entries, err := fs.ReadDir(p.files, ".")
	if err != nil {
		return ""
	}
	folders := 0
	for _, entry := range entries {
		if !entry.IsDir() || folders >= maxDeeper || skippedFolder(p.files, entry.Name()) {
			continue
		}
		folders++
		if name := path.Join(entry.Name(), SecretsFileName); checkout.Exists(p.files, name) {
			return name
		}
	}
	return ""
}

func (p *Project) handed() string {
	for _, file := range p.App.Files {
		if len(file.Scan.AppSecrets) > 0 {
			return fmt.Sprintf("%s hands secrets to Streamlit itself in line %d", file.Path, file.Scan.AppSecrets[0].Line)
		}
	}
	return ""
}

func (p *Project) unseen(abroad string) string {
	if handed := p.handed(); handed != "" {
		return handed + ", which only the running app can tell"
	}
	if len(p.Files) > 0 {
		return ""
	}
	const name = "; name a copy of it with --secrets FILE"
	if other := p.elsewhere(); other != "" && p.App.Script == "" && !p.Server.Files.IsSet {
		return other + " was seen, which Streamlit reads since " + streamlit.LooksBesideScript + " if the main script lies beside its folder; which script that is was not found: name it with --app FILE"
	}
	if len(p.severalMounted) > 0 {
		return "containers of this project get different files as their secrets: " + strings.Join(p.severalMounted, " and ") + "; name the one that is meant with --secrets FILE"
	}
	if abroad != "" && p.filesInConfig && checkout.Exists(p.files, SecretsFileName) {
		return "" // nobody's deployment: the person expects the local file to be read
	}
	if abroad != "" {
		return "secrets.files names " + abroad + ", which cannot be looked into from here" + name
	}
	if reason := p.writtenElsewhere(); reason != "" {
		return reason
	}
	for _, r := range p.Recipes {
		if mountsSecrets.Get().MatchString(r.Text) {
			return r.Path + " mounts the secrets when the app starts" + name
		}
	}
	if i := slices.IndexFunc(p.Unread, func(u Unread) bool { return u.Reason == mayWrite }); i >= 0 {
		return p.Unread[i].Path + " " + mayWrite + name
	}
	return ""
}

func (p *Project) writtenElsewhere() string {
	when := map[Stage]string{AtStart: "when the app starts", InPipeline: "when the app is deployed", InImage: "when the image is built"}
	var first *Writer
	for i := range p.Writers {
		w := &p.Writers[i]
		if w.Stage == ByHand {
			continue
		}
		if first == nil || w.Judged() && !first.Judged() {
			first = w
		}
	}
	switch {
	case first == nil:
		return ""
	case first.Judged():
		return "the secrets are written by " + first.Path + " " + when[first.Stage] + "; their values were not looked at: give them with --secrets FILE"
	}
	cause := "all of it comes from outside"
	switch {
	case first.Cause != "":
		cause = first.Cause
	case slices.ContainsFunc(first.Documents, func(d written.Document) bool { return !d.Known }):
		cause = "what it puts together is not followed here"
	}
	return "the secrets are written by " + first.Path + " " + when[first.Stage] + ", and nothing of them can be told from it (" + cause + "): give them with --secrets FILE"
}
