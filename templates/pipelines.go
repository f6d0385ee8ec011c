package templates

import (
	_ "embed"
	"strings"
)

//go:embed ci/github.yml
var githubWorkflow string

//go:embed ci/github-all.yml
var githubWorkflowForAll string

//go:embed ci/gitlab.yml
var gitlabPipeline string

//go:embed ci/azure.yml
var azurePipeline string

//go:embed ci/pre-commit.yaml
var preCommitConfig string

// Phrases of the pipelines that are replaced.
const (
	newestAuthkit = "authkit-cli/authkit@latest"
	newestHook    = "rev: HEAD # pre-commit autoupdate puts the newest release here"
	verifyHere    = "authkit verify "
	hookArguments = "--allow-missing-secrets]"
	settingsHere  = " .streamlit/authkit.toml;"
)

// Pipeline is a file that runs authkit verify on one CI system.
type Pipeline struct {
	Name string // as --ci takes it
	Path string // in the repository, with slashes
	text string
	part string // the line from which on the file can be added to another one
}

// Pipelines lists what --ci takes.
func Pipelines() []Pipeline {
	return []Pipeline{
		{"github", ".github/workflows/authkit.yml", githubWorkflow, "jobs:"},
		{"gitlab", ".gitlab-ci.yml", gitlabPipeline, ".authkit:"},
		{"azure", "azure-pipelines.yml", azurePipeline, "steps:"},
		{"pre-commit", ".pre-commit-config.yaml", preCommitConfig, "  - repo: https://github.com/authkit-cli/authkit"},
	}
}

// ForAll is the pipeline of GitHub's that looks at every app of a repository.
func ForAll() Pipeline {
	return Pipeline{"github --all", ".github/workflows/authkit.yml", githubWorkflowForAll, "jobs:"}
}

// File is the pipeline for a project in the folder dir of its repository
// (empty: at its root), with a release of authkit (empty: the newest one). dir
// must have no quotes and no line breaks: it is not escaped.
func (p Pipeline) File(dir, version string) []byte {
	text := p.text
	if dir != "" {
		quoted := "'" + dir + "'" // read alike by a shell and by YAML
		text = strings.ReplaceAll(text, verifyHere, verifyHere+"--dir "+quoted+" ")
		text = strings.ReplaceAll(text, settingsHere, " "+quoted+"/"+strings.TrimSpace(settingsHere))
		if p.Name == "pre-commit" {
			text = strings.Replace(text, hookArguments, "--allow-missing-secrets, --dir, "+quoted+"]", 1)
		}
	}
	if version != "" {
		text = strings.ReplaceAll(text, newestAuthkit, "authkit-cli/authkit@"+version)
		text = strings.Replace(text, newestHook, "rev: "+version, 1)
	}
	return []byte(text)
}

// Part is what of a File can be added to a file of somebody else.
func (p Pipeline) Part(file []byte) []string {
	text := string(file)
	if at := strings.Index(text, "\n"+p.part+"\n"); at >= 0 {
		text = text[at+1:]
	}
	return strings.Split(strings.TrimRight(text, "\n"), "\n")
}
