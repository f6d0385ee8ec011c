package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

// fieldCase is one report from the field. Its txtar begins with lines
//
//	report:   where it was told, in a few words
//	cause:    what it was, in our own
//	note:     what a reader should know besides
//	verify:   the flags verify is run with; $CALLBACK is a free loopback redirect URI
//	entra:    login.microsoftonline.com and .us in the project's files become the
//	          address of a sandbox set up so, see fieldEntra; verify asks it as Entra
//	provider: HOST, or HOST/PATH, is an OpenID provider set up so, see fieldProvider
//	app:      HOST is a running Streamlit app set up so, see fieldApp
//	tells:    CHECK | error, warning or another status | words; words | words of the fix; …
//	deserved: other checks that fail, and rightly
//	healthy:  yes when nothing may be accused
//	missed:   why verify cannot tell
//
// and goes on with the files of the project.
type fieldCase struct {
	report, cause          string
	verify                 string
	entra, provider, app   string
	tells                  []fieldTelling
	deserved               []string
	healthy                bool
	missed                 string
	files                  map[string]string
	secrets, serverSecrets string
}

// fieldTelling is one thing verify has to say.
type fieldTelling struct {
	check, severity string
	message, fix    []string
}

func (w fieldTelling) String() string {
	return w.check + " | " + w.severity + " | " + strings.Join(w.message, "; ") + " | " + strings.Join(w.fix, "; ")
}

func readFieldCase(path string) (*fieldCase, error) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		return nil, err
	}
	c := &fieldCase{verify: "--offline", files: map[string]string{}}
	for line := range strings.Lines(string(archive.Comment)) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.TrimSpace(value)
		switch {
		case key == "" || key[0] == '#':
		case !ok:
			return nil, fmt.Errorf("no colon in %q", line)
		default:
			if err := c.set(key, value); err != nil {
				return nil, err
			}
		}
	}
	for _, file := range archive.Files {
		text := strings.ReplaceAll(string(file.Data), "$BOM", "\uFEFF")
		switch file.Name {
		case "server.toml":
			c.serverSecrets = text
		case ".streamlit/secrets.toml":
			c.secrets = text
			fallthrough
		default:
			c.files[file.Name] = text
		}
	}
	return c, c.complete()
}

func (c *fieldCase) set(key, value string) error {
	switch key {
	case "report":
		c.report = value
	case "cause":
		c.cause = value
	case "note":
	case "verify":
		c.verify = value
	case "entra":
		c.entra = value
	case "provider":
		c.provider = value
	case "app":
		c.app = value
	case "tells":
		parts := strings.Split(value, "|")
		if len(parts) < 3 {
			return fmt.Errorf("tells: %q has no words", value)
		}
		want := fieldTelling{check: strings.TrimSpace(parts[0]), severity: strings.TrimSpace(parts[1]), message: wordsOf(parts[2])}
		if len(parts) > 3 {
			want.fix = wordsOf(parts[3])
		}
		c.tells = append(c.tells, want)
	case "deserved":
		c.deserved = append(c.deserved, strings.Fields(value)...)
	case "healthy":
		c.healthy = value == "yes"
	case "missed":
		c.missed = value
	default:
		return fmt.Errorf("there is no key %q", key)
	}
	return nil
}

func wordsOf(part string) []string {
	var words []string
	for word := range strings.SplitSeq(part, ";") {
		if word = strings.TrimSpace(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}

// complete refuses a case that could not fail.
func (c *fieldCase) complete() error {
	ways := []bool{len(c.tells) > 0, c.healthy, c.missed != ""}
	switch {
	case c.report == "" || c.cause == "":
		return errors.New("report and cause are missing")
	case slices.Index(ways, true) < 0:
		return errors.New("neither told nor healthy nor missed")
	case c.healthy && len(c.tells) > 0, c.missed != "" && len(c.tells) > 0:
		return errors.New("it cannot be both")
	}
	for _, want := range c.tells {
		if len(want.message) == 0 || (want.severity == "error" || want.severity == "warning") && len(want.fix) == 0 {
			return fmt.Errorf("%s: message and fix need words", want.check)
		}
	}
	return nil
}

// fieldSettings are the words of a line entra:, provider: or app:, as key=value;
// a value with blanks goes to the end of the line.
func fieldSettings(line string) (string, map[string]string) {
	first, rest, _ := strings.Cut(line, " ")
	settings := map[string]string{}
	for rest = strings.TrimSpace(rest); rest != ""; {
		key, after, _ := strings.Cut(rest, "=")
		if strings.HasPrefix(after, `"`) {
			value, left, _ := strings.Cut(after[1:], `"`)
			settings[key], rest = value, strings.TrimSpace(left)
			continue
		}
		value, left, _ := strings.Cut(after, " ")
		settings[key], rest = value, strings.TrimSpace(left)
	}
	return first, settings
}
