package given

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/authkit-cli/authkit/internal/spelling"
)

// Mistake says what is wrong with the flags of a command, and what to do. No value
// is repeated: one that stands in the wrong place may be a secret.
func Mistake(c *cobra.Command, err error) (message, hint string) {
	hint = "see '" + c.CommandPath() + " --help'"
	var twice twiceError
	var unknown *pflag.NotExistError
	var valueless *pflag.ValueRequiredError
	var wrong *pflag.InvalidValueError
	var malformed *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &twice):
		return twice.Error(), hint
	case errors.As(err, &unknown):
		return unknownFlag(c, unknown, hint)
	case errors.As(err, &valueless):
		return "--" + valueless.GetFlag().Name + " needs a value", hint
	case errors.As(err, &wrong):
		return "--" + wrong.GetFlag().Name + " " + takes(wrong), hint
	case errors.As(err, &malformed):
		return "an argument begins like a flag and is none", hint
	}
	return err.Error(), hint
}

// unknownFlag names the flag that a mistyped one may have meant.
func unknownFlag(c *cobra.Command, err *pflag.NotExistError, hint string) (string, string) {
	name := err.GetSpecifiedName()
	if letters := err.GetSpecifiedShortnames(); letters != "" {
		// One dash and a word: a flag with a dash too few, or letters that are none.
		if near := c.Flags().Lookup(letters); near != nil {
			return "flags have two dashes", "say --" + near.Name
		}
		return "there is no flag -" + letters[:1], hint
	}
	if !IsName(name) {
		return "there is no such flag", hint
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	if near := spelling.Nearest(name, names); near != "" {
		hint = "did you mean --" + near + "?"
	}
	return "there is no flag --" + name, hint
}

// IsName tells whether a text can be the name of a flag or a command. What cannot
// may be a secret in the wrong place, and is not shown.
func IsName(text string) bool {
	return len(text) <= 30 && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz-") == ""
}

// takes says what the flag's value has to be.
func takes(err *pflag.InvalidValueError) string {
	switch err.GetFlag().Value.Type() {
	case "int":
		return "takes a whole number"
	case "bool":
		return "takes no value"
	case "duration":
		return "takes a time: 30 or 30s for seconds, 2m for minutes"
	}
	return "does not take this value: " + errors.Unwrap(err).Error()
}
