package image

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/verify/project"
)

// launch is one way in which an image is started: by itself, or as a compose file has it.
type launch struct {
	p       *project.Project
	file    string // the Dockerfile
	stage   *stage
	service *project.Service // nil: by itself
	finders []*finder        // one for each folder that it may be built from
	plainly findings.Severity
}

// Starts says why the images of a project cannot start its app. What a build, a base
// image or a mount would have to tell is left open.
func Starts(p *project.Project) (all []findings.Finding) {
	severity := findings.Error
	if len(p.Images) > 1 || startedOtherwise(p) {
		severity = findings.Warning
	}
	for _, image := range p.Images {
		stages := readStages(image.Text)
		if len(stages) == 0 {
			continue
		}
		l := launch{p: p, file: image.File, stage: stages[len(stages)-1], plainly: severity}
		services := 0
		for i, service := range p.Services {
			if service.Dockerfile != image.File {
				continue
			}
			services++
			one := l
			if one.service = &p.Services[i]; service.Stage != "" {
				if one.stage = stageNamed(stages, service.Stage); one.stage == nil {
					continue
				}
			}
			one.finders = one.finding([]string{service.Context})
			all = append(all, one.judge()...)
		}
		if services == 0 && !slices.ContainsFunc(p.Services, func(s project.Service) bool { return s.Builds && s.Dockerfile == "" }) {
			l.finders = l.finding(slices.Compact([]string{".", path.Dir(image.File)}))
			all = append(all, l.judge()...)
		}
	}
	all = append(all, astray(p)...)
	var once []findings.Finding
	for _, f := range all {
		if !slices.Contains(once, f) {
			once = append(once, f)
		}
	}
	return once
}

// astray tells of a host's command that names a script which is not there.
func astray(p *project.Project) (all []findings.Finding) {
	for _, c := range p.App.Astray {
		f := findings.Finding{
			ID: checkid.ConfigServer, Severity: findings.Error, File: c.File, Line: c.Line,
			Message: "this line starts " + c.Script + ", and there is no such file", Fix: "name " + p.App.Script + " in this line in place of " + c.Script,
		}
		if c.IsEditors() {
			f.Severity = findings.Warning
		}
		all = append(all, f)
	}
	return all
}

// startedOtherwise tells whether something else than an image or a person starts the app.
func startedOtherwise(p *project.Project) bool {
	return slices.ContainsFunc(p.Recipes, func(r project.Recipe) bool {
		name := strings.ToLower(path.Base(r.Path))
		told := strings.HasSuffix(name, ".md") || strings.Contains(r.Path, "devcontainer") || strings.HasPrefix(r.Path, ".github/") || strings.Contains(name, "compose") || project.IsDockerfile(r.Path) || strings.HasSuffix(name, ".py")
		told = told || strings.HasSuffix(name, ".sh") && slices.ContainsFunc(p.Images, func(i project.Image) bool { return strings.Contains(i.Text, path.Base(r.Path)) })
		return !told && strings.Contains(r.Text, "streamlit") && strings.Contains(r.Text, "run")
	})
}

// finding makes the finders for the folders that an image may be built from.
func (l launch) finding(contexts []string) (all []*finder) {
	for _, context := range contexts {
		f := &finder{names: l.p.Names, context: path.Clean(context)}
		if r, ok := ignoreFile(l.p, l.file); ok && f.context == "." {
			patterns, err := ignorePatterns(r.Text)
			if err != nil || slices.ContainsFunc(patterns, func(pattern string) bool { return len(pattern) > maxIgnorePattern }) {
				return nil
			}
			f.ignores = patterns
		}
		all = append(all, f)
	}
	return all
}

func (l launch) wrong(line int, message, fix string) []findings.Finding {
	return []findings.Finding{{ID: checkid.ConfigServer, Severity: l.plainly, File: l.file, Line: line, Message: message, Fix: fix}}
}

// starting is what is started in the end, and the line that says so.
func (l launch) starting() (entry, cmd start) {
	entry, cmd = l.stage.entry, l.stage.command
	if s := l.service; s != nil {
		if s.Entrypoint.Set {
			entry, cmd = start{line: s.Entrypoint.Line, words: s.Entrypoint.Words}, start{}
		}
		if s.Command.Set {
			cmd = start{line: s.Command.Line, words: s.Command.Words}
		}
		if s.Open || s.Entrypoint.Open || s.Command.Open {
			cmd = start{shell: "$"}
		}
	}
	return entry, cmd
}

// judge says why one way to start an image fails.
func (l launch) judge() []findings.Finding {
	entry, cmd := l.starting()
	for _, s := range []start{entry, cmd} {
		if s.list != "" && strings.Contains(s.list, "streamlit") {
			return l.notAList(s, entry.list != "")
		}
	}
	line := max(entry.line, cmd.line)
	var c command
	ok := false
	switch {
	case entry.shell != "" || entry.list != "":
		line = entry.line
		if c, ok = readShell(entry.shell); ok && c.script == "" && len(cmd.words) > 0 && len(c.words) < 4 {
			if is, _, _ := l.p.Names.Has("streamlit_app.py"); !is {
				return l.wrong(line, "ENTRYPOINT stands without brackets, so that what CMD says is not used and Streamlit is told of no script", "write ENTRYPOINT "+list(c.words))
			}
		}
	case len(entry.words) > 0 && cmd.shell != "":
		if c, ok := readCommand(entry.words); ok && c.script == "" && cmd.shell != "$" {
			return l.wrong(cmd.line, "CMD stands without brackets behind ENTRYPOINT, so that Streamlit is told to run /bin/sh instead of the app's script", "write CMD "+list(strings.Fields(cmd.shell)))
		}
		return nil
	case len(entry.words) == 0 && cmd.shell != "":
		c, ok = readShell(cmd.shell)
	default:
		words := append(slices.Clone(entry.words), cmd.words...)
		if len(words) > 2 && strings.HasPrefix(words[1], "-") && strings.HasSuffix(words[1], "c") && slices.Contains([]string{"sh", "bash", "dash", "ash"}, path.Base(words[0])) {
			c, ok = readShell(words[2])
			break
		}
		if c, ok = readCommand(words); ok {
			if found := l.notExpanded(entry, cmd, c); found != nil {
				return found
			}
		}
	}
	if !ok {
		return l.windowsLines(line, append(slices.Clone(entry.words), cmd.words...))
	}
	return l.judgeCommand(line, c)
}

// notAList tells of words in brackets that Docker does not read as a list.
func (l launch) notAList(s start, entry bool) []findings.Finding {
	name := "CMD"
	if entry {
		name = "ENTRYPOINT"
	}
	words := strings.FieldsFunc(strings.Trim(s.list, "[] "), func(r rune) bool { return strings.ContainsRune(", \t'\"“”‘’", r) })
	return l.wrong(s.line, name+" is no list that Docker can read, so that a shell gets it as it stands and finds no such command", "write "+name+" "+list(words)+", with double quotes")
}

// notExpanded tells of variables in brackets, which no shell reads.
func (l launch) notExpanded(entry, cmd start, c command) []findings.Finding {
	if l.service != nil && (l.service.Command.Set || l.service.Entrypoint.Set) {
		return nil // Compose puts them in itself
	}
	for i, word := range c.words {
		flag, value, has := strings.Cut(word, "=")
		if !has && i > 0 {
			flag, value = c.words[i-1], word
		}
		name := envName.Get().FindString(value)
		if name == "" || flag != "--server.port" && flag != "--server.address" && word != c.script {
			continue
		}
		line, what := cmd.line, "CMD"
		if !slices.Contains(cmd.words, word) {
			line, what = entry.line, "ENTRYPOINT"
		}
		fix := "write " + what + " " + strings.Join(c.words, " ") + ", without brackets and commas"
		if len(entry.words) > 0 && len(cmd.words) > 0 {
			fix = "write ENTRYPOINT [] and CMD " + strings.Join(c.words, " ") + ", without brackets and commas"
		}
		return l.wrong(line, "no shell reads words in brackets, so that Streamlit is handed "+name+" as it stands and ends with an error", fix)
	}
	return nil
}

func list(words []string) string {
	return `["` + strings.Join(words, `", "`) + `"]`
}

// judgeCommand says why a command does not start the app.
func (l launch) judgeCommand(line int, c command) []findings.Finding {
	file := l.file
	if s := l.service; s != nil && (s.Command.Set || s.Entrypoint.Set) {
		file = s.File
	}
	tell := func(found []findings.Finding) []findings.Finding {
		for i := range found {
			if found[i].File == l.file && found[i].Line == line && file != l.file {
				found[i].File = file
				found[i].Fix = strings.NewReplacer("above this line", "as the last lines of "+l.file, "write CMD", "write command:").Replace(found[i].Fix)
			}
		}
		return found
	}
	if !c.busy && c.program != "" && !c.plain {
		if found := l.notInstalled(line, c); found != nil {
			return tell(found)
		}
	}
	workdir := l.stage.workdir
	if l.service != nil && l.service.Workdir != "" {
		workdir = l.service.Workdir
	}
	folder := c.folder
	if !strings.HasPrefix(folder, "/") {
		if !strings.HasPrefix(workdir, "/") {
			return nil
		}
		folder = path.Join(workdir, folder)
	}
	if c.script == "" || !strings.HasSuffix(c.script, ".py") || strings.ContainsAny(c.script+folder, "$~*") || l.unfollowed() {
		return nil
	}
	script := path.Join(folder, c.script)
	if strings.HasPrefix(c.script, "/") {
		script = path.Clean(c.script)
	}
	here, mounted := l.look(script)
	switch {
	case here == absent && !c.busy:
		return tell(l.noScript(line, c, folder, script, mounted))
	case here == present && c.plain:
		return tell(l.withoutStreamlit(line, c, script))
	case here == present && !c.plain && !c.busy:
		return tell(l.noModule(line, folder, script))
	}
	return nil
}

// unfollowed tells whether nothing of the project is copied at all: then it is mounted.
func (l launch) unfollowed() bool {
	if len(l.finders) == 0 {
		return true
	}
	copies := slices.ContainsFunc(l.stage.layers, func(one layer) bool {
		return one.any || one.from != nil || slices.ContainsFunc(one.copy.Sources, func(source string) bool { return !strings.HasPrefix(path.Base(source), "requirements") })
	})
	return !copies && (l.service == nil || len(l.service.Mounts) == 0)
}

// look tells whether a file is in the container, from whichever folder it is built.
func (l launch) look(name string) (best answer, by *project.Mount) {
	if l.service != nil {
		for i, m := range l.service.Mounts {
			by := &l.service.Mounts[i]
			below, is := under(name, path.Clean(m.Target))
			if !is || !strings.HasPrefix(m.Target, "/") {
				continue
			}
			if m.Source == "" {
				return perhaps, by
			}
			is, _, known := l.p.Names.Has(path.Join(m.Source, below))
			switch {
			case is:
				return present, by
			case !known:
				return perhaps, by
			}
			return absent, by
		}
	}
	for _, f := range l.finders {
		best = max(best, f.has(l.stage, name))
	}
	return best, nil
}

// notInstalled tells that Streamlit is nowhere in the image, or where it is not looked for.
func (l launch) notInstalled(line int, c command) []findings.Finding {
	if l.service != nil && len(l.service.Mounts) > 0 {
		return nil
	}
	found, where := l.stage.mayRun(c.program)
	if found || len(l.finders) == 0 || l.unfollowed() {
		return nil
	}
	install := "RUN pip install \"streamlit[auth]\""
	if file := l.p.Deps.File; strings.HasSuffix(file, ".txt") {
		install = "COPY " + file + " " + file + " and RUN pip install -r " + file
	}
	install = "write " + install + " above this line"
	if where != "" {
		fix := "write ENV PATH=\"" + where + "/bin:$PATH\" above this line"
		if !l.stage.isWhole(where) {
			fix = install
		}
		return l.wrong(line, "the packages lie in "+where+", where the image does not look for "+c.program, fix)
	}
	for i, other := range readStages(l.text()) {
		if len(other.places) == 0 {
			continue
		}
		from := other.name
		if from == "" {
			from = strconv.Itoa(i)
		}
		place, fix := other.places[0], install
		switch {
		case place == "/usr/local":
			fix = "write COPY --from=" + from + " /usr/local /usr/local above this line"
		case other.isWhole(place):
			fix = "write COPY --from=" + from + " " + place + " " + place + " and ENV PATH=\"" + place + "/bin:$PATH\" above this line"
		}
		return l.wrong(line, "the last stage of this image has no Streamlit: the packages stay in the stage "+from, fix)
	}
	return l.wrong(line, "nothing installs Streamlit into this image", install)
}

func (l launch) text() string {
	for _, image := range l.p.Images {
		if image.File == l.file {
			return image.Text
		}
	}
	return ""
}

// noScript tells that a script is not where the command looks for it.
func (l launch) noScript(line int, c command, folder, script string, by *project.Mount) []findings.Finding {
	name := "name the app's script in this line in place of " + c.script
	if by != nil {
		if below, is := under("/"+l.p.App.Script, path.Join("/", by.Source)); is && l.p.App.Script != "" {
			name = "name " + from(folder, path.Join(by.Target, below)) + " in this line in place of " + c.script
			return l.wrong(line, "this line starts "+c.script+", which is not in the folder that "+by.File+" mounts at "+by.Target, name)
		}
		found := l.wrong(by.Line, "this mount hides "+script+", which the container starts, and has no such file", "mount it at "+path.Join(by.Target, path.Base(by.Source))+" instead")
		found[0].File = by.File
		return found
	}
	f := l.finders[0]
	if file := l.kept(script); file != "" {
		return l.ignored(file)
	}
	wanted := ""
	for _, name := range []string{path.Join(f.context, strings.TrimPrefix(script, "/")), path.Join(f.context, c.script), path.Join(f.context, c.folder, c.script), l.p.App.Script} {
		if is, folder, _ := l.p.Names.Has(name); is && !folder && path.Base(name) == path.Base(c.script) {
			wanted = name
			break
		}
	}
	if wanted == "" {
		message := "this line starts " + c.script + ", which is not in the image: no file of that name is copied there"
		if at := f.where(l.stage, l.p.App.Script); l.p.App.Script != "" && at != "" {
			return l.wrong(line, message, "name "+from(folder, at)+" in this line in place of "+c.script)
		}
		return l.wrong(line, message, name+", and copy it into the image")
	}
	if at := f.where(l.stage, wanted); at != "" {
		message := fmt.Sprintf("%s lies at %s in the image, and this line looks for it at %s", wanted, at, script)
		return l.wrong(line, message, "name "+at+" in this line in place of "+c.script)
	}
	relative := wanted
	if f.context != "." {
		relative = strings.TrimPrefix(wanted, f.context+"/")
	}
	return l.wrong(line, "no instruction copies "+wanted+" into the image, and this line starts it", "write COPY "+relative+" "+script+" above this line")
}

// from is a path of the image as the folder sees it that a command is started in.
func from(folder, at string) string {
	if below, is := under(at, folder); is && below != "" {
		return below
	}
	return at
}

// kept is the file of the project that would stand at a place of the image, were it not
// kept out of the build; empty: there is none.
func (l launch) kept(place string) string {
	for _, f := range l.finders {
		f.ignored = ""
		if f.has(l.stage, place) == absent && f.ignored != "" {
			return f.ignored
		}
	}
	return ""
}

// ignored tells of a file of the app that a build does not see.
func (l launch) ignored(file string) []findings.Finding {
	r, ok := ignoreFile(l.p, l.file)
	if !ok {
		return nil
	}
	found := l.wrong(0, r.Path+" keeps "+file+" out of the image, and the app does not start without it", "write !"+file+" as the last line of "+r.Path)
	found[0].File = r.Path
	number := 0
	for line := range strings.Lines(r.Text) {
		number++
		pattern := strings.TrimSpace(line)
		if pattern == "" || pattern[0] == '#' || pattern[0] == '!' {
			continue
		}
		if out, err := excludes(file, []string{strings.TrimPrefix(pattern, "/")}); err == nil && out {
			found[0].Line = number
			if pattern != "*" && pattern != "**" {
				found[0].Fix = "take this line out"
			}
			break
		}
	}
	return found
}

// withoutStreamlit tells of a script that python runs as any other program.
func (l launch) withoutStreamlit(line int, c command, script string) []findings.Finding {
	a := l.p.App
	if a.Script == "" || a.MayServe || l.finders[0].where(l.stage, a.Script) != script || len(a.Files) == 0 || !a.Files[0].Scan.ImportsStreamlit {
		return nil
	}
	return l.wrong(line, "python runs "+a.Script+" once and ends: without streamlit run there is no page", "write CMD "+list([]string{"streamlit", "run", c.script}))
}

// noModule tells of modules of the app that it imports whatever happens and that are not
// in the image.
func (l launch) noModule(line int, folder, script string) []findings.Finding {
	a := l.p.App
	top := path.Dir(a.Script)
	if a.Script == "" || l.stage.path || !strings.HasSuffix(script, "/"+path.Base(a.Script)) || l.service != nil && len(l.service.Mounts) > 0 && l.mountsCode() {
		return nil
	}
	belongs := map[string]bool{}
	for _, file := range a.Files {
		belongs[file.Path] = true
	}
	seen := map[string]bool{a.Script: true}
	for open := []string{a.Script}; len(open) > 0; open = open[1:] {
		for _, imported := range l.p.Names.Imports[open[0]] {
			for _, file := range []string{path.Join(top, imported.Module) + ".py", path.Join(top, imported.Module, "__init__.py")} {
				if !belongs[file] || seen[file] {
					continue
				}
				seen[file] = true
				inside, _ := under("/"+file, path.Join("/", top))
				place := path.Join(path.Dir(script), inside)
				at, _ := l.look(place)
				beside, _ := l.look(path.Join(folder, inside))
				if at = max(at, beside); at == present {
					open = append(open, file)
				}
				if at != absent {
					continue
				}
				if kept := l.kept(place); kept != "" {
					return l.ignored(kept)
				}
				source, target := file, place
				if path.Base(file) == "__init__.py" {
					source, target = path.Dir(file), path.Dir(place)
				}
				if context := l.finders[0].context; context != "." {
					source = strings.TrimPrefix(source, context+"/")
				}
				return l.wrong(line, fmt.Sprintf("line %d of %s imports %s, and no instruction copies %s into the image", imported.Line, open[0], strings.ReplaceAll(imported.Module, "/", "."), file), "write COPY "+source+" "+target+" above this line")
			}
		}
	}
	return nil
}

// mountsCode tells whether a mount may bring modules.
func (l launch) mountsCode() bool {
	return slices.ContainsFunc(l.service.Mounts, func(m project.Mount) bool { return !strings.Contains(m.Target, "/.streamlit") })
}

// windowsLines tells of a script of the project whose first line names a program that
// Linux does not have: its name ends in a carriage return.
func (l launch) windowsLines(line int, words []string) []findings.Finding {
	if len(words) == 0 || !strings.HasSuffix(words[0], ".sh") || strings.Contains(l.text(), "sed ") || strings.Contains(l.text(), "dos2unix") || strings.Contains(l.text(), "tr -d") {
		return nil
	}
	for _, r := range l.p.Recipes {
		first, _, _ := strings.Cut(r.Text, "\n")
		if path.Base(r.Path) != path.Base(words[0]) || !strings.HasPrefix(first, "#!") || !strings.HasSuffix(first, "\r") || strings.Contains(first, " ") {
			continue
		}
		for _, f := range l.finders {
			if place := l.stage.inside(words[0]); place != "" && f.where(l.stage, r.Path) == place {
				found := l.wrong(1, "this script has the line ends of Windows, and Linux looks for a program whose name ends in a carriage return: the container does not start", "save "+r.Path+" with the line ends LF")
				found[0].File = r.Path
				return found
			}
		}
	}
	return nil
}
