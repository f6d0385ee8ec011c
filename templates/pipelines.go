package templates

import (
	_ "embed"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

//go:embed ci.gz
var packedPipelines string

// pipelines are the texts of the folder ci.
var pipelines = lazy.Archive{Packed: &packedPipelines}

//go:embed ci/pre-commit-hook.yaml
var preCommitHook string

// Phrases of the pipelines that are replaced.
const (
	newestAuthkit = "go install github.com/authkit-cli/authkit@latest"
	verifyHere    = "authkit verify "
	hookArguments = "--allow-missing-secrets]"
	settingsHere  = " .streamlit/authkit.toml;"
)

// How each system gets the wheel of a release. The runners of GitHub and Azure
// Pipelines let nobody install into their Python (PEP 668), and have pipx, whose
// commands are on PATH; the Python in Python's own image is free for all, and git
// is there too.
const (
	wheelOfRelease = "install streamlit-authkit==VERSION # NOTE"
	wheelNote      = "for a newer release, raise the number; the name authkit on PyPI is somebody else's"

	githubWheel = "      - name: Install authkit\n        run: pipx " + wheelOfRelease
	gitlabWheel = "  image: python:3.14\n  before_script:\n    - pip " + wheelOfRelease
	azureWheel  = "  - bash: pipx " + wheelOfRelease + "\n    displayName: Install authkit"
)

// Pipeline is a file that runs authkit verify on one CI system.
type Pipeline struct {
	Name   string // as --ci takes it
	Path   string // in the repository, with slashes
	file   string // of the folder ci
	part   string // how the line begins from which on the file can be added to another one
	source source
}

// source is the piece of a pipeline that builds the newest authkit: what it begins
// and what it ends with, and what stands there to get the wheel of a release.
type source struct{ begins, ends, wheel string }

// Pipelines lists what --ci takes.
func Pipelines() []Pipeline {
	return []Pipeline{
		{"github", ".github/workflows/authkit.yml", "github.yml", "jobs:", source{"      - uses: actions/setup-go@", newestAuthkit, githubWheel}},
		{"gitlab", ".gitlab-ci.yml", "gitlab.yml", ".authkit:", source{"  image: golang:", newestAuthkit, gitlabWheel}},
		{"azure", "azure-pipelines.yml", "azure.yml", "steps:", source{"  - task: GoTool@", "displayName: Install authkit", azureWheel}},
		{"pre-commit", ".pre-commit-config.yaml", "pre-commit.yaml", "  - repo: ", source{"  - repo: ", "args: [" + hookArguments + "\n", preCommitHook}},
	}
}

func (p Pipeline) text() string { return pipelines.Get(p.file) }

// ForAll is the pipeline of GitHub's that looks at every app of a repository.
func ForAll() Pipeline {
	one := Pipelines()[0]
	one.Name, one.file = "github --all", "github-all.yml"
	return one
}

// File is the pipeline for a project in the folder dir of its repository
// (empty: at its root). It installs the wheel of a release of authkit, named by
// its tag; without one it builds the newest authkit. dir must have no quotes and no
// line breaks: it is not escaped.
func (p Pipeline) File(dir, release string) []byte {
	text := p.text()
	if release != "" {
		text = p.source.released(text, release)
	}
	if dir != "" {
		quoted := "'" + dir + "'" // read alike by a shell and by YAML
		if p.Name == "pre-commit" {
			text = strings.Replace(text, hookArguments, "--allow-missing-secrets, --dir, "+quoted+"]", 1)
		} else {
			text = strings.ReplaceAll(text, verifyHere, verifyHere+"--dir "+quoted+" ")
			text = strings.ReplaceAll(text, settingsHere, " "+quoted+"/"+strings.TrimSpace(settingsHere))
		}
	}
	return []byte(text)
}

// released puts the wheel of a release in the place of every piece that builds.
func (s source) released(text, release string) string {
	wheel := strings.NewReplacer("VERSION", onPyPI(release), "NOTE", wheelNote).Replace(s.wheel)
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, s.begins)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		_, text, _ = strings.Cut(rest, s.ends)
		out.WriteString(wheel)
	}
}

// onPyPI is the version of a tag as PyPI writes it: v1.2.0-rc.1 is 1.2.0rc1.
func onPyPI(tag string) string {
	return strings.NewReplacer("v", "", "-alpha.", "a", "-alpha", "a", "-beta.", "b", "-beta", "b", "-rc.", "rc", "-rc", "rc").Replace(tag)
}

// Part is what of a File can be added to a file of somebody else.
func (p Pipeline) Part(file []byte) []string {
	text := string(file)
	if at := strings.Index(text, "\n"+p.part); at >= 0 {
		text = text[at+1:]
	}
	return strings.Split(strings.TrimRight(text, "\n"), "\n")
}
