package project

import (
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// Container is what the only service that starts the app gets, where all of that stands
// in one compose file and one Dockerfile.
type Container struct {
	Service    Service
	Dockerfile Recipe
	Looks      []string // where Streamlit looks for secrets in it
	Secrets    Handed   // what gets them there
	Variables  []NamedVariable
	Ports      []int // of this machine, that lead to it; nil: not known
	PortsLine  int
}

// Handed is a mount that brings a project's secrets to where Streamlit looks, or would.
type Handed struct {
	Mount
	There  bool // it does
	Absent bool // its source is not in the project
	Known  bool // there is no other way that is not looked into
}

// Look is the place of them that is best for a file: one that is not somebody's home.
func (c Container) Look() string {
	at := slices.IndexFunc(c.Looks, func(place string) bool { return !strings.HasPrefix(place, "/root/") })
	return c.Looks[max(0, at)]
}

// startsAlone finds a command that starts Streamlit and does nothing else, in front of it
// or before.
var startsAlone = lazy.Regexp{Pattern: `^(?:exec\s+)?(?:\S*/)?(?:python[\d.]*\s+-m\s+)?streamlit\s+run\s[^;&|<>()` + "`" + `$\n]*$`}

// otherCompose finds compose files that may be laid over the one that is read.
var otherCompose = lazy.Regexp{Pattern: `^(?:docker-)?compose[\w.-]*\.ya?ml$`}

// readContainer finds the container of the app; nil: there is none, or not all of it is known.
func (p *Project) readContainer() *Container {
	files := slices.DeleteFunc(slices.Clone(p.Recipes), func(r Recipe) bool { return !otherCompose.Get().MatchString(r.Path) })
	composed := composedStarts(p.files, nil)
	if len(files) != 1 || len(composed) != 1 || composed[0].Path() != p.App.Script || p.App.Command.File != composed[0].File {
		return nil
	}
	c := Container{}
	front := false // another service may answer in front of it
	top := readYAML(files[0].Text)
	for _, s := range p.Services {
		n := top.at("services", s.Name)
		others := n.at("ports").is()
		if start, ok := composedStart(p.files, nil, s.File, s, n, &node{}, map[string]string{}); !ok || !startsAlone.Get().MatchString(start.Shell()) {
			front = front || others || n.at("network_mode").is()
			continue
		}
		c.Service = s
		c.PortsLine, c.Ports = n.at("ports").line, published(n.at("ports"))
		if n.at("network_mode").is() || n.at("profiles").is() || n.at("develop").is() || n.at("post_start").is() || n.at("user").is() || n.at("build", "target").is() {
			return nil
		}
		for _, name := range slices.Sorted(keysOf(n.at("environment"))) {
			if name == "HOME" || name == "STREAMLIT_SECRETS_FILES" && !p.Server.Files.IsSet {
				return nil
			}
			if authVariable.Get().MatchString(name + "=") {
				c.Variables = append(c.Variables, NamedVariable{name, s.File, n.at("environment").line})
			}
		}
	}
	if front {
		c.Ports = nil
	}
	at := slices.IndexFunc(p.Recipes, func(r Recipe) bool { return r.Path == c.Service.Dockerfile })
	if c.Service.Open || at < 0 || c.Service.Context != "." {
		return nil
	}
	c.Dockerfile = p.Recipes[at]
	if mayBring(c.Dockerfile.Text) {
		return nil
	}
	c.Looks = p.looksIn(c.Service)
	slices.Sort(c.Looks)
	c.Looks = slices.Compact(c.Looks)
	if len(p.Writers) > 0 || p.handed() != "" || !slices.ContainsFunc(c.Looks, func(place string) bool { return strings.HasSuffix(place, ".toml") }) || !p.wholeWorkdir(c) {
		return nil
	}
	c.Secrets = p.handedOver(c)
	return &c
}

var brings = lazy.Regexp{Pattern: `(?i)secrets|\.streamlit|\bHOME\b`}

// mayBring tells whether the image may hold secrets, or a start that makes them, which
// the project does not show.
func mayBring(text string) bool {
	var names dockerfile.Stages
	for one := range dockerfile.Instructions(text) {
		switch one.Name {
		case "FROM":
			base, name := dockerfile.From(one.Arguments)
			if names.At(base) < 0 && !dockerfile.IsPlain(base) {
				return true
			}
			names.Add(name)
		case "RUN", "ENV", "ADD":
			if brings.Get().MatchString(one.Arguments) {
				return true
			}
		}
	}
	return false
}

// wholeWorkdir tells whether the folders are known that Streamlit looks into.
func (p *Project) wholeWorkdir(c Container) bool {
	at := slices.IndexFunc(p.Images, func(i Image) bool { return i.File == c.Dockerfile.Path })
	return at >= 0 && p.Images[at].Workdir != "" && p.Images[at].Home != "" && !strings.Contains(c.Service.Workdir, "$")
}

// handedOver is the mount that brings the secrets, or the one that was meant to.
func (p *Project) handedOver(c Container) Handed {
	meant := Handed{Known: true}
	for _, m := range c.Service.Mounts {
		target := path.Clean(m.Target)
		covers := slices.ContainsFunc(c.Looks, func(place string) bool {
			return place == target || strings.HasPrefix(place, strings.TrimSuffix(target, "/")+"/")
		})
		switch {
		case strings.Contains(m.Target, "$") || !strings.HasPrefix(m.Target, "/") || covers && m.Source == "":
			return Handed{}
		case covers:
			_, err := fs.Stat(p.files, m.Source)
			return Handed{Mount: m, There: err == nil, Absent: err != nil, Known: true}
		case m.Source != "" && (path.Base(m.Source) == path.Base(SecretsFileName) || path.Base(m.Source) == path.Dir(SecretsFileName)) && checkout.Exists(p.files, SecretsFileName):
			meant.Mount = m
		}
	}
	return meant
}

func keysOf(environment *node) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for name := range environment.keys {
			if !yield(name) {
				return
			}
		}
		for _, item := range environment.items {
			if name, _, _ := strings.Cut(item.text, "="); !yield(name) {
				return
			}
		}
	}
}

var portPair = lazy.Regexp{Pattern: `^(?:[\d.]+:)?(\d+):\d+(?:/tcp)?$`}

// published are the ports of this machine that lead to a service; nil: not known.
func published(ports *node) (all []int) {
	for _, item := range ports.items {
		text := item.text
		if item.keys != nil {
			text = item.at("published").text + ":" + item.at("target").text
		}
		m := portPair.Get().FindStringSubmatch(text)
		if m == nil {
			return nil
		}
		port, _ := strconv.Atoi(m[1]) // digits; one too large is none
		all = append(all, port)
	}
	return all
}
