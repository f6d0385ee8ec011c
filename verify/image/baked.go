// Package image follows the secrets file through the stages of a Dockerfile into
// the image, as Docker's builder would. It reads texts and runs nothing.
package image

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/verify/project"
)

// Baked is a line of a Dockerfile that brings secrets into the image.
type Baked struct {
	Line    int
	What    string // what the line does, behind "this line"
	first   string // what to do about this line itself
	ignore  bool   // the file that says what a build does not see keeps it out
	instead string // the whole instruction, where it is another one
}

// Fix is the instruction; ignoreFile is the file that says what the build does not see.
func (b Baked) Fix(ignoreFile string) string {
	if b.instead != "" {
		return b.instead
	}
	steps := b.first
	if b.ignore {
		steps += "add **/.streamlit/secrets.toml as the last line of " + ignoreFile + "; "
	}
	return steps + atStart
}

const atStart = "mount the file when the container starts, or make it there with authkit deploy-secrets --from-env"

func copied(line int, source string) Baked {
	return Baked{Line: line, What: "copies " + source + " into the image, and " + project.SecretsFileName + " with it", ignore: true}
}

// image is a Dockerfile on its way through its instructions.
type image struct {
	ignored bool          // .dockerignore keeps the secrets out
	stages  []*buildStage // that can be named
	names   dockerfile.Stages
	last    *buildStage
	work    int
	err     error // why the Dockerfile cannot be judged
}

// Stages may copy from one another so that what they hold doubles with each
// line. No Dockerfile that people write comes near these bounds.
const (
	maxImageWork = 200_000
	maxImagePath = 1 << 10
)

// charge counts work that is not bounded by the length of the line at hand.
func (i *image) charge(work int) {
	if i.work += work; i.work > maxImageWork && i.err == nil {
		i.err = errors.New("its stages hold too many copies of the secrets")
	}
}

// buildStage is a part of a Dockerfile, from one FROM to the next.
type buildStage struct {
	name    string
	workdir string
	layers  []Baked          // what whoever has the image can get at
	files   map[string]Baked // where secrets stand, for stages that copy from this one
}

// Secrets are the lines by which the last stage of a Dockerfile holds
// secrets, or the reason why that cannot be told.
func Secrets(text string, ignored bool) ([]Baked, error) {
	i := &image{ignored: ignored}
	for one := range dockerfile.Instructions(text) {
		number, arguments := one.Line, one.Arguments
		if one.Name == "FROM" {
			i.begin(arguments)
		}
		if i.last == nil {
			continue // ARG, in front of all stages
		}
		switch one.Name {
		case "WORKDIR":
			i.last.workdir = i.inside(strings.Trim(strings.TrimSpace(arguments), `"'`))
		case "COPY", "ADD":
			i.copy(number, dockerfile.Copy(arguments))
		case "RUN":
			i.run(number, arguments)
		}
		if i.err != nil {
			return nil, i.err
		}
	}
	if i.last == nil {
		return nil, nil
	}
	all := i.last.layers
	sort.SliceStable(all, func(i, j int) bool { return all[i].Line < all[j].Line })
	return slices.CompactFunc(all, func(a, b Baked) bool { return a.Line == b.Line }), nil
}

// begin starts a stage with what its base has, if that is an earlier stage. From
// here on, the stage before it can be named.
func (i *image) begin(arguments string) {
	if i.last != nil {
		i.stages = append(i.stages, i.last)
		i.names.Add(i.last.name)
	}
	from, name := dockerfile.From(arguments)
	s := &buildStage{name: name, workdir: "/", files: map[string]Baked{}}
	if base := i.stage(from); base != nil {
		i.charge(len(base.layers) + len(base.files))
		s.workdir, s.layers, s.files = base.workdir, slices.Clone(base.layers), maps.Clone(base.files)
	}
	i.last = s
}

// stage is an earlier stage; nil: it is none.
func (i *image) stage(named string) *buildStage {
	if at := i.names.At(named); at >= 0 {
		return i.stages[at]
	}
	return nil
}

// inside is a path of the image, from the folder that counts.
func (i *image) inside(name string) string {
	if strings.HasPrefix(name, "/") {
		return i.short(path.Clean(name))
	}
	return i.short(path.Join(i.last.workdir, name))
}

// short refuses a path that is longer than people make them.
func (i *image) short(name string) string {
	if len(name) > maxImagePath && i.err == nil {
		i.err = errors.New("it has a path longer than 1 KB")
	}
	return name
}

func (i *image) hold(name string, b Baked) {
	i.charge(1)
	i.last.files[i.short(name)] = b
	i.last.layers = append(i.last.layers, b)
}

// copy follows COPY and ADD.
func (i *image) copy(number int, c dockerfile.Copied) {
	target := i.inside(c.Target)
	if c.From != "" {
		i.copyFrom(i.stage(c.From), c.Sources, target)
		return
	}
	excluded, err := excludes(project.SecretsFileName, c.Exclude)
	if err != nil {
		i.err = fmt.Errorf("its line %d: %w", number, err)
		return
	}
	for _, source := range c.Sources {
		if strings.HasPrefix(source, "<<") || isSecretsCopy(source, target) {
			if strings.HasSuffix(target, "/"+project.SecretsFileName) {
				i.hold(target, Baked{Line: number, What: "puts a secrets file into the image", first: "take this line out; "})
			}
			continue
		}
		if i.ignored || excluded {
			continue
		}
		clean := path.Clean(strings.TrimPrefix(source, "/"))
		whole := clean == "." || clean == ""
		file, _ := path.Match(clean, project.SecretsFileName)
		folder, _ := path.Match(clean, path.Dir(project.SecretsFileName))
		switch {
		case whole:
			i.hold(path.Join(target, project.SecretsFileName), copied(number, "the whole folder"))
		case folder && c.Parents, file && c.Parents:
			i.hold(path.Join(target, project.SecretsFileName), copied(number, source))
		case folder:
			i.hold(path.Join(target, path.Base(project.SecretsFileName)), copied(number, source))
		case file:
			i.hold(path.Join(target, path.Base(project.SecretsFileName)), Baked{Line: number, What: "copies " + project.SecretsFileName + " into the image", first: "take it out of this line, and ", ignore: true})
		}
	}
}

// copyFrom follows COPY --from=STAGE, which is nil when that is an image, none of ours.
func (i *image) copyFrom(from *buildStage, sources []string, target string) {
	if from == nil {
		return
	}
	for _, source := range sources {
		source = i.short(path.Join("/", source))
		for name, b := range from.files {
			if i.err != nil {
				return
			}
			for at := name; ; at = path.Dir(at) {
				i.charge(len(source) + len(at))
				if ok, _ := path.Match(source, at); ok || source == at {
					i.hold(path.Join(target, strings.TrimPrefix(name, at)), b)
					break
				}
				if at == "/" {
					break
				}
			}
		}
	}
}

// isSecretsCopy tells whether a file of another name becomes the secrets file.
func isSecretsCopy(source, target string) bool {
	return strings.HasSuffix(target, "/"+project.SecretsFileName) && strings.HasSuffix(source, ".toml") && path.Clean(source) != project.SecretsFileName && !strings.Contains(source, "example") && !strings.Contains(source, "template")
}

// run follows RUN: a shell that writes the file from variables, or deletes it.
func (i *image) run(number int, command string) {
	if strings.Contains(command, "rm ") && (strings.Contains(command, ".streamlit") || strings.Contains(command, "secrets.toml")) {
		i.last.files = map[string]Baked{} // it stays in the layers below
	}
	if at := project.WritesSecrets.Get().FindStringIndex(command); at != nil && (variable.Get().MatchString(command) || strings.Contains(command, "/run/secrets/")) {
		i.hold(i.inside(project.SecretsFileName), Baked{Line: number, What: "writes secrets into the image", instead: "write the file when the container starts instead: authkit deploy-secrets --from-env --out " + project.SecretsFileName + " && exec streamlit run APP"})
	}
}

// variable is a variable of the shell.
var variable = lazy.Regexp{Pattern: `\$\{?[A-Za-z_]`}
