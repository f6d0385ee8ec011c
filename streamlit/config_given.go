package streamlit

import (
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// given is what a variable or a flag of `streamlit run` sets an option to. Other
// than a file's, these values are compared with the option's type before
// anything else: Streamlit ends where one does not fit.
type given struct {
	key  string
	text secrets.Secret
	how  string // "the variable STREAMLIT_SERVER_PORT", "the flag --server.port"
	name string // what a fix names: STREAMLIT_SERVER_PORT, --server.port
	file string // where the flag stands
}

// takeVariables takes note of the variables of all options of the newest release.
func (c *ServerConfig) takeVariables(getenv func(string) string) {
	for key := range OptionKeys(deps.Version{}) {
		name := variableOf(key)
		if text := getenv(name); text != "" && !strings.ContainsAny(text, "$%{<") {
			c.take(given{key, secrets.New(text), "the variable " + name, name, ""})
		}
	}
}

// takeFlags takes note of flags. A value that is a variable of the shell says nothing.
func (c *ServerConfig) takeFlags(flags map[string][]string, file string) {
	for key, texts := range flags {
		if !strings.Contains(key, ".") || slices.ContainsFunc(texts, func(text string) bool { return text == "" || strings.ContainsAny(text, "$%{<`") }) {
			continue
		}
		for _, text := range texts {
			c.take(given{key, secrets.New(text), "the flag --" + key, "--" + key, file})
		}
	}
}

func (c *ServerConfig) take(g given) {
	c.given = append(slices.Clone(c.given), g)
	outside := map[string]bool{g.key: true}
	for key := range c.Outside {
		outside[key] = true
	}
	c.Outside = outside
}

// judgeGiven tells which variables and flags end Streamlit, or its page.
func (c ServerConfig) judgeGiven(release deps.Version) []Problem {
	var problems []Problem
	add := func(g given, what, ends, fix string) {
		p := Problem{ID: checkid.ConfigServer, Severity: SeverityError, Message: g.how + " " + what + ", and " + ends, Fix: fix, File: g.file}
		if !slices.Contains(problems, p) {
			problems = append(problems, p)
		}
	}
	for _, g := range c.given {
		o, known := FindOption(g.key, release)
		flag := strings.HasPrefix(g.name, "--")
		text := g.text.Reveal()
		switch s, fits := clicked(o, text); {
		case !known && flag:
			add(g, "is none that this release of Streamlit knows", doesNotStart, "remove "+g.name+" from the command, or write an option that streamlit run --help lists")
		case !known:
		case flag && g.key == "server.cookieSecret":
			add(g, "is refused: secrets do not belong into a command", doesNotStart, "remove "+g.name+"; cookie_secret in [auth] counts")
		case !fits:
			add(g, "is no "+map[string]string{"int": "whole number", "float": "number", "bool": "true or false"}[o.Type], doesNotStart, "give "+g.name+" a value that fits, or remove it")
		case !o.List:
			for _, rule := range rulesOf(o) {
				if rule.applies(release) && !rule.fits(s, table{}) {
					add(g, "needs "+rule.needs, rule.ends, "give "+g.name+" a value that fits, or remove it")
					break
				}
			}
		}
	}
	return problems
}

// clicked is a text as the package click makes a value of it; false: it does not.
func clicked(o Option, text string) (Setting, bool) {
	s := Setting{Kind: secrets.KindString, Text: secrets.New(text)}
	word := strings.ToLower(strings.TrimSpace(text))
	switch {
	case o.List:
		return s, true
	case o.Type == "int":
		s.Kind, s.Text = secrets.KindInteger, secrets.New(strings.TrimPrefix(word, "+"))
		return s, pyInt.Get().MatchString(text)
	case o.Type == "float":
		s.Kind = secrets.KindFloat
		_, err := strconv.ParseFloat(word, 64)
		return s, err == nil
	case o.Type == "bool":
		s.Kind = secrets.KindBoolean
		s.Text = secrets.New(strconv.FormatBool(slices.Contains([]string{"1", "true", "t", "yes", "y", "on"}, word)))
		return s, slices.Contains([]string{"1", "true", "t", "yes", "y", "on", "0", "false", "f", "no", "n", "off"}, word)
	}
	return s, true
}
