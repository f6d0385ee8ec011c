package project

import (
	"encoding/json"
	"path"
	"strings"
)

// Image is what the last stage of a Dockerfile says about how the app is started.
type Image struct {
	File    string
	Text    string // the whole Dockerfile
	Workdir string // empty: the base image's
	Home    string // of the user who runs it; empty: not known
	Script  string // what its CMD and ENTRYPOINT come to, as a line of shell; empty: the base image's
	Line    int    // of the later one of the two
}

// imageOf reads a Dockerfile from its last FROM on.
func imageOf(r Recipe) Image {
	i := Image{File: r.Path, Text: r.Text, Home: "/root"}
	var command, entrypoint []string
	for number, line := range DockerLines(r.Text) {
		instruction, arguments, _ := strings.Cut(strings.TrimSpace(line), " ")
		arguments = strings.TrimSpace(arguments)
		switch strings.ToUpper(instruction) {
		case "FROM":
			i = Image{File: r.Path, Text: r.Text, Home: "/root"}
			command, entrypoint = nil, nil
		case "WORKDIR":
			folder := strings.Trim(arguments, `"'`)
			switch {
			case strings.Contains(folder, "$"):
				i.Workdir = ""
			case strings.HasPrefix(folder, "/"):
				i.Workdir = path.Clean(folder)
			case i.Workdir != "":
				i.Workdir = path.Join(i.Workdir, folder)
			}
		case "USER":
			if user, _, _ := strings.Cut(arguments, ":"); user != "root" && user != "0" {
				i.Home = ""
			} else {
				i.Home = "/root"
			}
		case "CMD":
			command, i.Line = commandWords(arguments), number
		case "ENTRYPOINT":
			entrypoint, i.Line = commandWords(arguments), number
			command = nil // it resets what stood above
		}
	}
	i.Script = shellLine(append(entrypoint, command...))
	return i
}

// commandWords are the words of CMD and ENTRYPOINT in either form.
func commandWords(arguments string) []string {
	var words []string
	if strings.HasPrefix(arguments, "[") && json.Unmarshal([]byte(arguments), &words) == nil {
		return words
	}
	return []string{"/bin/sh", "-c", arguments}
}

// shellLine writes words as a shell reads them. What is handed to a shell stands
// as that shell reads it.
func shellLine(words []string) string {
	var quoted []string
	for i, word := range words {
		if i > 0 && strings.HasPrefix(words[i-1], "-") && strings.HasSuffix(words[i-1], "c") && isShell(words[0]) {
			return word
		}
		if strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,") != "" {
			word = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
		quoted = append(quoted, word)
	}
	return strings.Join(quoted, " ")
}

func isShell(word string) bool {
	switch path.Base(word) {
	case "sh", "bash", "dash", "ash", "zsh":
		return true
	}
	return false
}
