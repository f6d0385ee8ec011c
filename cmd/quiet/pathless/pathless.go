// Package pathless hides PATH from the packages that are initialised before
// cmd/quiet, which gives it back.
//
// The clipboard that huh v1 brings along looks for five programs in every folder
// of PATH in a package init: hundreds of names on some machines, slow ones where
// a folder is on a network. Go initialises ready packages in the order of their
// import paths, and this one, which imports os alone, is ready before os/exec is.
// A command that asks questions keeps PATH, since people paste into them.
package pathless

import "os"

var (
	path   string
	hidden bool
)

func init() {
	if len(os.Args) > 1 && os.Args[1] == "init" {
		return
	}
	if path, hidden = os.LookupEnv("PATH"); hidden {
		os.Unsetenv("PATH") //nolint:errcheck // a name that is set can be unset
	}
}

// Restore gives PATH back.
func Restore() {
	if hidden {
		os.Setenv("PATH", path) //nolint:errcheck // it was set to this
		hidden = false
	}
}
