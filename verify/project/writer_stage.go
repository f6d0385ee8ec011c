package project

import (
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/written"
)

// startNames are what people call scripts that an image or a platform starts.
var startNames = lazy.Regexp{Pattern: `^(?:docker[-_])?(?:entry[-_]?point|start(?:up)?|run|launch|boot(?:strap)?)(?:[-_.].*)?$`}

// settle finds out when the scripts among the parts run: when the first of
// those runs that run them. One that nothing runs is started by a platform if
// its name says so, or if it starts Streamlit.
func settle(parts []part) {
	for i := range parts {
		if parts[i].own {
			parts[i].stage = ByHand
		}
	}
	for range 8 { // scripts that run scripts
		changed := false
		for i := range parts {
			one := &parts[i]
			if !one.own {
				continue
			}
			for _, other := range parts {
				if other.file != one.file && other.stage < one.stage && runs(other, one.file) {
					one.stage, changed = other.stage, true
				}
			}
		}
		if !changed {
			break
		}
	}
	for i := range parts {
		one := &parts[i]
		if one.own && one.stage == ByHand && (one.script.Streamlit > 0 || one.script.HandsOver || startNames.Get().MatchString(strings.ToLower(path.Base(one.file)))) {
			one.stage = AtStart
		}
	}
}

// runs tells whether a part runs a file of the project, by its name.
func runs(one part, file string) bool {
	for _, run := range one.script.Runs {
		if path.Base(run.Name) == path.Base(file) {
			return true
		}
	}
	return false
}

// stageOf is when a Python file runs.
func (p *Project) stageOf(file string, parts []part) Stage {
	stage := ByHand
	for _, one := range parts {
		if runs(one, file) {
			stage = min(stage, one.stage)
		}
	}
	if slices.ContainsFunc(p.App.Files, func(f AppFile) bool { return f.Path == file }) {
		stage = AtStart
	}
	return stage
}

// imageScripts are scripts that a Dockerfile writes while it is built.
func imageScripts(parts []part) (found []part) {
	for _, one := range parts {
		if one.stage != InImage {
			continue
		}
		for _, d := range one.script.Documents {
			if isSecretsFile(d.Path) || !d.Known || len(d.Lines) == 0 {
				continue
			}
			text := written.Shown(d.Text())
			script := part{file: one.file, text: text, line: d.Lines[0].Number, stage: AtStart, Dialect: dialect(text)}
			script.read(func(string) (string, bool) { return "", false })
			found = append(found, script)
		}
	}
	return found
}
