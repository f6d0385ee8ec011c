// Package given is what every command's flags have in common: one value each, and
// mistakes told in our own words.
package given

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Once makes it a mistake to give a flag that takes one value a second time: of
// two, the first would be dropped without a word. A switch may be repeated, as long
// as it is not switched on and off.
func Once(commands ...*cobra.Command) {
	for _, c := range commands {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if _, list := f.Value.(pflag.SliceValue); !list {
				f.Value = &single{Value: f.Value, flag: f}
			}
		})
		Once(c.Commands()...)
	}
}

// single is the value of a flag that takes one.
type single struct {
	pflag.Value
	flag *pflag.Flag
}

// twiceError says which flag was given twice, and none of its values.
type twiceError struct{ name string }

func (e twiceError) Error() string { return "--" + e.name + " is given twice, and takes one value" }

func (s *single) Set(text string) error {
	if s.flag.Changed && (s.flag.NoOptDefVal == "" || text != s.String()) {
		return twiceError{s.flag.Name}
	}
	return s.Value.Set(text)
}
