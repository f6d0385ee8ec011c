package verify

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

func needDockerfile(f *Facts) *Missing {
	for _, r := range f.Project.Recipes {
		if isDockerfile(r.Path) {
			return nil
		}
	}
	if len(f.Project.Unread) > 0 {
		return nil
	}
	return &Missing{Skipped, "there is no Dockerfile"}
}

func isDockerfile(name string) bool {
	base := strings.ToLower(path.Base(name))
	if strings.HasSuffix(base, ".dockerignore") {
		return false
	}
	return strings.HasPrefix(base, "dockerfile") || strings.HasPrefix(base, "containerfile") || strings.HasSuffix(base, ".dockerfile")
}

// secretsImage follows the secrets file through the stages of each Dockerfile:
// what an earlier stage has counts only when the last one takes it over.
func secretsImage(f *Facts) Outcome {
	if !f.Project.keeps(SecretsFileName) {
		return skipped("the secrets are kept elsewhere in this project")
	}
	var findings []Finding
	for _, r := range f.Project.Recipes {
		if !isDockerfile(r.Path) {
			continue
		}
		ignoreFile, ignored := imageIgnores(f.Project, r.Path)
		for _, baked := range bakedSecrets(r.Text, ignored) {
			findings = append(findings, Finding{
				Severity: SeverityError, File: r.Path, Line: baked.line,
				Message: "this line " + baked.what,
				Fix:     strings.Replace(baked.fix, ".dockerignore", ignoreFile, 1),
			})
		}
	}
	return whole(found(Proved, findings...), f.Project.Unread)
}

// baked is a line that brings secrets into an image.
type baked struct {
	line      int
	what, fix string
}

const atStart = "mount the file when the container starts, or make it there with authkit deploy-secrets --from-env"

func copied(line int, source string) baked {
	return baked{line, "copies " + source + " into the image, and " + SecretsFileName + " with it", "add **/.streamlit/secrets.toml as the last line of .dockerignore; " + atStart}
}

// buildStage is a part of a Dockerfile, from one FROM to the next.
type buildStage struct {
	name    string
	workdir string
	layers  []baked          // what whoever has the image can get at
	files   map[string]baked // where secrets stand, for stages that copy from this one
}

// bakedSecrets are the lines by which the last stage of a Dockerfile holds secrets.
func bakedSecrets(text string, ignored bool) []baked {
	stages := []*buildStage{}
	for number, line := range dockerLines(text) {
		instruction, arguments, _ := strings.Cut(strings.TrimSpace(line), " ")
		instruction = strings.ToUpper(instruction)
		if instruction == "FROM" {
			stages = append(stages, newStage(arguments, stages))
			continue
		}
		if len(stages) == 0 {
			continue // ARG, in front of all stages
		}
		s := stages[len(stages)-1]
		switch instruction {
		case "WORKDIR":
			s.workdir = s.inside(strings.Trim(strings.TrimSpace(arguments), `"'`))
		case "COPY", "ADD":
			s.copy(number, parseCopy(arguments), stages, ignored)
		case "RUN":
			s.run(number, arguments)
		}
	}
	if len(stages) == 0 {
		return nil
	}
	all := stages[len(stages)-1].layers
	slices.SortStableFunc(all, func(a, b baked) int { return cmp.Compare(a.line, b.line) })
	return slices.CompactFunc(all, func(a, b baked) bool { return a.line == b.line })
}

// newStage begins with what its base has, if that is an earlier stage.
func newStage(arguments string, earlier []*buildStage) *buildStage {
	s := &buildStage{workdir: "/", files: map[string]baked{}}
	var words []string
	for _, word := range strings.Fields(arguments) {
		if !strings.HasPrefix(word, "--") {
			words = append(words, word)
		}
	}
	if len(words) == 3 && strings.EqualFold(words[1], "AS") {
		s.name = words[2]
	}
	if len(words) > 0 {
		if base := lookupStage(words[0], earlier); base != nil {
			s.workdir, s.layers = base.workdir, slices.Clone(base.layers)
			for name, b := range base.files {
				s.files[name] = b
			}
		}
	}
	return s
}

func lookupStage(name string, stages []*buildStage) *buildStage {
	for i, s := range stages {
		if strings.EqualFold(s.name, name) || name == fmt.Sprint(i) {
			return s
		}
	}
	return nil
}

// inside is a path of the image, from the folder that counts.
func (s *buildStage) inside(name string) string {
	if strings.HasPrefix(name, "/") {
		return path.Clean(name)
	}
	return path.Join(s.workdir, name)
}

func (s *buildStage) hold(name string, b baked) {
	s.files[name] = b
	s.layers = append(s.layers, b)
}

// copy follows COPY and ADD.
func (s *buildStage) copy(number int, c copyArguments, stages []*buildStage, ignored bool) {
	target := s.inside(c.target)
	if c.from != "" {
		from := lookupStage(c.from, stages[:len(stages)-1])
		if from == nil {
			return // an image, which is none of ours
		}
		for _, source := range c.sources {
			source = path.Join("/", source)
			for name, b := range from.files {
				for at := name; ; at = path.Dir(at) {
					if ok, _ := path.Match(source, at); ok || source == at {
						s.hold(path.Join(target, strings.TrimPrefix(name, at)), b)
						break
					}
					if at == "/" {
						break
					}
				}
			}
		}
		return
	}
	for _, source := range c.sources {
		if strings.HasPrefix(source, "<<") || isSecretsCopy(source, target) {
			if strings.HasSuffix(target, "/"+SecretsFileName) {
				s.hold(target, baked{number, "puts a secrets file into the image", "take this line out; " + atStart})
			}
			continue
		}
		if ignored || c.excludesSecrets() {
			continue
		}
		clean := path.Clean(strings.TrimPrefix(source, "/"))
		whole := clean == "." || clean == ""
		file, _ := path.Match(clean, SecretsFileName)
		folder, _ := path.Match(clean, path.Dir(SecretsFileName))
		switch {
		case whole:
			s.hold(path.Join(target, SecretsFileName), copied(number, "the whole folder"))
		case folder && c.parents, file && c.parents:
			s.hold(path.Join(target, SecretsFileName), copied(number, source))
		case folder:
			s.hold(path.Join(target, path.Base(SecretsFileName)), copied(number, source))
		case file:
			s.hold(path.Join(target, path.Base(SecretsFileName)), baked{number, "copies " + SecretsFileName + " into the image", "take it out of this line, and add **/.streamlit/secrets.toml as the last line of .dockerignore; " + atStart})
		}
	}
}

// isSecretsCopy tells whether a file of another name becomes the secrets file.
func isSecretsCopy(source, target string) bool {
	return strings.HasSuffix(target, "/"+SecretsFileName) && strings.HasSuffix(source, ".toml") && path.Clean(source) != SecretsFileName && !strings.Contains(source, "example") && !strings.Contains(source, "template")
}

// run follows RUN: a shell that writes the file from variables, or deletes it.
func (s *buildStage) run(number int, command string) {
	if strings.Contains(command, "rm ") && (strings.Contains(command, ".streamlit") || strings.Contains(command, "secrets.toml")) {
		clear(s.files) // it stays in the layers below
	}
	if at := writesSecrets().FindStringIndex(command); at != nil && (anyVariable().MatchString(command) || strings.Contains(command, "/run/secrets/")) {
		s.hold(s.inside(SecretsFileName), baked{number, "writes secrets into the image", "write the file when the container starts instead: authkit deploy-secrets --from-env --out " + SecretsFileName + " && exec streamlit run APP"})
	}
}
