package cmd

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// givenOnce makes it a usage error to give a flag that takes one value a second
// time: of two, the first would be dropped without a word. A switch may be repeated,
// as long as it is not switched on and off.
func givenOnce(commands ...*cobra.Command) {
	for _, c := range commands {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if _, list := f.Value.(pflag.SliceValue); !list {
				f.Value = &single{Value: f.Value, flag: f}
			}
		})
		givenOnce(c.Commands()...)
	}
}

// single is the value of a flag that takes one.
type single struct {
	pflag.Value
	flag *pflag.Flag
}

// errTwice says which flag was given twice, and none of its values.
type errTwice struct{ name string }

func (e errTwice) Error() string { return "--" + e.name + " is given twice, and takes one value" }

func (s *single) Set(text string) error {
	if s.flag.Changed && (s.flag.NoOptDefVal == "" || text != s.String()) {
		return errTwice{s.flag.Name}
	}
	return s.Value.Set(text)
}

// usage is a mistake in the flags as people are told of it.
func usage(err error) string {
	var twice errTwice
	if errors.As(err, &twice) {
		return twice.Error()
	}
	return err.Error()
}
