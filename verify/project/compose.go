package project

import (
	"cmp"
	"path"
	"sort"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Service is a container that a compose file starts.
type Service struct {
	File, Name string
	Line       int
	Builds     bool
	Context    string // of its build, a slash path in the project; empty: not known
	Dockerfile string // which it is built from, in the project; empty: none, or not known
	Stage      string // of that; empty: the last one
	Workdir    string // empty: the image's
	Command    Words
	Entrypoint Words
	Mounts     []Mount
	Open       bool // parts of it are made elsewhere, or of variables
}

// Words are a command of a compose file, which no shell reads.
type Words struct {
	Line  int
	Set   bool
	Words []string
	Open  bool // they are not known
}

// Mount is a file or folder that stands in a container.
type Mount struct {
	File   string // that says so
	Line   int
	Source string // slash path in the project; empty: it lies elsewhere
	Target string
}

var composeName = lazy.Regexp{Pattern: `^(?:docker-)?compose[\w.-]*\.ya?ml$`}

// readServices reads the compose files among the recipes.
func readServices(recipes []Recipe) (all []Service) {
	for _, r := range recipes {
		if !composeName.Get().MatchString(path.Base(r.Path)) {
			continue
		}
		top := readYAML(r.Text)
		for name, n := range top.at("services").keys {
			all = append(all, readService(r.Path, name, n, top))
		}
	}
	sort.Slice(all, func(i, j int) bool {
		return cmp.Or(strings.Compare(all[i].File, all[j].File), strings.Compare(all[i].Name, all[j].Name)) < 0
	})
	mounts := map[string][]Mount{} // another file may add some to a service of the same name
	for _, s := range all {
		mounts[s.Name] = append(mounts[s.Name], s.Mounts...)
	}
	for i := range all {
		all[i].Mounts = mounts[all[i].Name]
	}
	return all
}

func readService(file, name string, n, top *node) Service {
	s := Service{File: file, Name: name, Line: n.line, Workdir: n.at("working_dir").text, Open: n.odd || n.at("extends").is()}
	s.Command, s.Entrypoint = commandOf(n.at("command")), commandOf(n.at("entrypoint"))
	s.Command.Set, s.Entrypoint.Set = n.keys["command"] != nil, n.keys["entrypoint"] != nil
	if build := n.at("build"); build.is() {
		context, dockerfile := build.text, "Dockerfile"
		if build.keys != nil {
			context = build.at("context").text
			if named := build.at("dockerfile").text; named != "" {
				dockerfile = named
			}
		}
		s.Builds = true
		if at := sourceAt(file, context); at != "" && !build.odd && !build.at("dockerfile_inline").is() && !strings.ContainsAny(dockerfile, "$") {
			s.Context, s.Dockerfile, s.Stage = at, path.Join(at, dockerfile), build.at("target").text
		}
	}
	mount := func(line int, source, target string) {
		s.Mounts = append(s.Mounts, Mount{File: file, Line: line, Source: sourceAt(file, source), Target: target})
	}
	for _, v := range n.at("volumes").items {
		switch source, target, ok := strings.Cut(withoutDrive(v.text), ":"); {
		case v.keys != nil && v.at("type").text != "tmpfs":
			mount(v.line, named(v.at("source").text+v.at("src").text, v.at("type").text == "bind"), v.at("target").text+v.at("dst").text+v.at("destination").text)
		case v.odd:
			s.Open = true
		case ok:
			target, _, _ = strings.Cut(target, ":")
			mount(v.line, named(source, false), target)
		default:
			mount(v.line, "", source)
		}
	}
	s.Open = s.Open || n.at("volumes").odd
	for kind, folder := range map[string]string{"secrets": "/run/secrets", "configs": "/"} {
		for _, v := range n.at(kind).items {
			source, target := v.text+v.at("source").text, v.at("target").text
			if target == "" {
				target = source
			}
			if !strings.HasPrefix(target, "/") {
				target = path.Join(folder, target)
			}
			mount(v.line, top.at(kind, source, "file").text, target)
		}
	}
	return s
}

// withoutDrive takes the drive from in front of a path of Windows.
func withoutDrive(text string) string {
	if len(text) > 2 && text[0] != '.' && text[1] == ':' && (text[2] == '\\' || text[2] == '/') {
		return "/" + text[2:]
	}
	return text
}

// named is a volume's source where it is a path: a word alone is the name of a volume.
func named(source string, bind bool) string {
	if bind || strings.HasPrefix(source, ".") || strings.HasPrefix(source, "$") {
		return source
	}
	return ""
}

// sourceAt is a path of a compose file as the project has it; empty: it lies elsewhere.
func sourceAt(file, source string) string {
	source = strings.ReplaceAll(source, `\`, "/")
	for _, here := range []string{"${PWD}", "$PWD", "${PWD:-.}"} {
		if rest, is := strings.CutPrefix(source, here+"/"); is {
			source = "./" + rest
		}
	}
	if source == "" || strings.HasPrefix(source, "/") || strings.ContainsAny(source, "$~:") {
		return ""
	}
	at := path.Join(path.Dir(file), source)
	if at == ".." || strings.HasPrefix(at, "../") {
		return ""
	}
	return at
}

// commandOf are the words of command and entrypoint: a text is taken apart as a shell
// would, and no shell sees it.
func commandOf(n *node) Words {
	w := Words{Line: n.line, Open: n.odd}
	for _, item := range n.items {
		w.Words = append(w.Words, item.text)
		w.Open = w.Open || item.odd || item.keys != nil
	}
	if n.text != "" {
		for _, word := range shellWord.Get().FindAllString(n.text, -1) {
			w.Words = append(w.Words, strings.NewReplacer(`"`, "", "'", "").Replace(word))
		}
	}
	return w
}

var shellWord = lazy.Regexp{Pattern: `(?:[^\s"']+|"[^"]*"|'[^']*')+`}
