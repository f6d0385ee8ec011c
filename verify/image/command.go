package image

import (
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// command is how a container starts the app.
type command struct {
	program string // that runs it: streamlit or python, with its folder; empty: a tool that brings its own
	script  string // as written
	folder  string // that is changed into
	plain   bool   // python runs the script, without Streamlit
	words   []string
	busy    bool // other commands run before it, which may make files
}

// wrappers run what stands behind them.
var wrappers = []string{"tini", "dumb-init", "exec", "--", "-g", "env"}

// managers run a command among packages that they have installed or install then.
var managers = lazy.Regexp{Pattern: `^(?:uv|poetry|pipenv|pdm|hatch|conda|micromamba|mamba|pixi)$`}

// readCommand reads words that are not a shell's; false: they do not start the app as
// far as is known.
func readCommand(words []string) (c command, ok bool) {
	for len(words) > 0 && (slices.Contains(wrappers, path.Base(words[0])) || strings.Contains(words[0], "=") && !strings.HasPrefix(words[0], "-")) {
		words = words[1:]
	}
	if len(words) == 0 {
		return c, false
	}
	c.words = words
	if managers.Get().MatchString(path.Base(words[0])) {
		at := slices.IndexFunc(words, func(word string) bool { return path.Base(word) == "streamlit" })
		if at < 0 {
			return c, false
		}
		c.script = scriptAmong(words[at+1:])
		return c, at+1 < len(words) && words[at+1] == "run"
	}
	c.program = words[0]
	switch base := path.Base(words[0]); {
	case base == "streamlit":
		c.script = scriptAmong(words[1:])
		return c, len(words) > 1 && words[1] == "run"
	case isPython(base):
		for rest := words[1:]; len(rest) > 0; rest = rest[1:] {
			switch {
			case rest[0] == "-m":
				c.script = scriptAmong(rest[min(2, len(rest)):])
				return c, len(rest) > 2 && rest[1] == "streamlit" && rest[2] == "run"
			case !strings.HasPrefix(rest[0], "-"):
				c.plain, c.script = true, rest[0]
				return c, strings.HasSuffix(rest[0], ".py")
			}
		}
	}
	return c, false
}

func isPython(base string) bool {
	return strings.HasPrefix(base, "python") && strings.Trim(base[len("python"):], "0123456789.") == ""
}

// scriptAmong is the script among the words behind streamlit.
func scriptAmong(words []string) string {
	for i := 0; i < len(words); i++ {
		flag := strings.HasPrefix(words[i], "-")
		switch {
		case words[i] == "run":
		case words[i] == "--":
			return ""
		case flag && !strings.Contains(words[i], "=") && i+1 < len(words) && !strings.HasPrefix(words[i+1], "-") && !strings.HasSuffix(words[i+1], ".py"):
			i++
		case !flag:
			return words[i]
		}
	}
	return ""
}

var shellWord = lazy.Regexp{Pattern: `(?:[^\s"']+|"[^"]*"|'[^']*')+`}

// readShell reads a line for the shell, as far as it is a chain of simple commands.
func readShell(line string) (command, bool) {
	if strings.ContainsAny(line, "`|<>()\n") {
		return command{}, false
	}
	folder, busy := "", false
	for _, part := range strings.FieldsFunc(line, func(r rune) bool { return r == ';' || r == '&' }) {
		var words []string
		for _, word := range shellWord.Get().FindAllString(part, -1) {
			words = append(words, strings.NewReplacer(`"`, "", "'", "").Replace(word))
		}
		if len(words) == 0 {
			continue
		}
		c, ok := readCommand(words)
		switch {
		case ok:
			c.folder, c.busy = folder, busy
			return c, true
		case words[0] == "cd" && len(words) == 2:
			folder = path.Join(folder, words[1])
			if strings.HasPrefix(words[1], "/") {
				folder = words[1]
			}
		case words[0] != "export" && words[0] != "set" && words[0] != "echo" && words[0] != "sleep":
			busy = true
		}
	}
	return command{}, false
}
