package project

import (
	"path"
	"strings"

	"github.com/authkit-cli/authkit/internal/dockerfile"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// Image is what the last stage of a Dockerfile says about how the app is started.
type Image struct {
	File    string
	Text    string       // the whole Dockerfile
	Workdir string       // empty: the base image's
	Home    string       // of the user who runs it; empty: not known
	Script  string       // what its CMD and ENTRYPOINT come to, as a line of shell; empty: the base image's
	Line    int          // of the later one of the two
	Python  deps.Version // of the base image, as its name has it; zero: not known
}

// imageOf reads a Dockerfile from its last FROM on.
func imageOf(r Recipe) Image {
	i := Image{File: r.Path, Text: r.Text, Home: "/root"}
	var command, entrypoint []string
	for one := range dockerfile.Instructions(r.Text) {
		switch one.Name {
		case "FROM":
			i = Image{File: r.Path, Text: r.Text, Home: "/root", Python: basePython(one.Arguments)}
			command, entrypoint = nil, nil
		case "WORKDIR":
			folder := strings.Trim(one.Arguments, `"'`)
			switch {
			case strings.Contains(folder, "$"):
				i.Workdir = ""
			case strings.HasPrefix(folder, "/"):
				i.Workdir = path.Clean(folder)
			case i.Workdir != "":
				i.Workdir = path.Join(i.Workdir, folder)
			}
		case "USER":
			if user, _, _ := strings.Cut(one.Arguments, ":"); user != "root" && user != "0" {
				i.Home = ""
			} else {
				i.Home = "/root"
			}
		case "CMD":
			command, i.Line = commandWords(one.Arguments), one.Line
		case "ENTRYPOINT":
			entrypoint, i.Line = commandWords(one.Arguments), one.Line
			command = nil // it resets what stood above
		}
	}
	i.Script = dockerfile.ShellLine(append(entrypoint, command...))
	return i
}

var pythonImage = lazy.Regexp{Pattern: `^(?:docker\.io/)?(?:library/)?python:(3\.\d+)(?:\.\d+)?(?:-|$)`}

// basePython is the version of an official image of Python.
func basePython(arguments string) deps.Version {
	base, _ := dockerfile.From(arguments)
	if m := pythonImage.Get().FindStringSubmatch(base); m != nil {
		v, _ := deps.ParseVersion(m[1])
		return v
	}
	return deps.Version{}
}

// commandWords are the words of CMD and ENTRYPOINT in either form.
func commandWords(arguments string) []string {
	if words, are := dockerfile.Words(arguments); are {
		return words
	}
	return []string{"/bin/sh", "-c", arguments}
}
