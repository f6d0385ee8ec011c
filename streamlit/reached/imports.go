package reached

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/spelling"
)

// Around is what is known of an app beside its files and its secrets.
type Around struct {
	Absent  []string         // files that the code names (see belongs.Named) and that surely are not there
	Lost    map[string]Fault // modules that Python surely does not find, by the name in an import, with slashes; without a place
	Fails   map[Spot]Failing // what surely or perhaps fails where it stands
	Partial bool             // some of its files were not read, and may import others first
	Gone    func() bool      // whoever asked has gone, so that nothing is followed any more; nil: nobody does
}

// IsAbsent tells whether a file that the code names surely is not there.
func (a Around) IsAbsent(file string) bool { return slices.Contains(a.Absent, file) }

// InACircle tells of a name that a file takes from another one which is just being imported.
func InACircle(file, name, other string) Fault {
	return Fault{
		Code:    true,
		Message: fmt.Sprintf("%s takes %s from %s, which is being imported itself and has not defined it yet, so the page ends here with an error", file, name, other),
		Fix:     fmt.Sprintf("in %s, import it inside the function that uses it, or move %s into a file of its own", file, name),
	}
}

// OutOfPackages tells of a relative import that leads out of the packages of the app: of a module,
// or of names alone.
func OutOfPackages(module string, names []string) Fault {
	fix := "take the dots away: write from " + strings.ReplaceAll(module, "/", ".") + " import …"
	if module == "" {
		fix = "write import " + names[0]
	}
	return Fault{Code: true, Message: "this import with dots leads out of the package that the file is in, or it is in none, so the page ends here with an error", Fix: fix}
}

// NoneOfAuthlib tells of a module that no release of Authlib has.
func NoneOfAuthlib(module string) Fault {
	return Fault{
		Code:    true,
		Message: "no release of Authlib has " + strings.ReplaceAll(module, "/", ".") + ", so the page ends here with an error",
		Fix:     "take out this import and what uses it: st.login takes what it needs of Authlib by itself",
	}
}

// PerhapsBrought tells of a module that nothing brings which the list asks for, unless it is a package of which that is not known.
func PerhapsBrought(module, name, list, unsure string) Fault {
	return Fault{Doubt: true, Message: fmt.Sprintf("imports %s, which may be missing: %s does not ask for %s, and what %s brings is not known", module, list, name, unsure)}
}

// LacksName tells of a name that a file of the app does not have among all of its own.
func LacksName(file, name string, all []string) Fault {
	fault := Fault{Code: true, Message: fmt.Sprintf("%s has no %s, so the page ends here with an error", file, name), Fix: fmt.Sprintf("define %s in %s, or take the name of something that is there", name, file)}
	if near := spelling.Nearest(name, all); near != "" {
		fault.Fix = "write " + near
	}
	return fault
}

// NotFound tells of a module of the app's own that Python does not find, since it looks elsewhere for
// it. folder is from where it would be found, near the name by which it is found as it is; empty:
// by none. Both module and near have slashes. hidden: the main script has the module's name.
func NotFound(script, module, folder, near string, hidden bool) Fault {
	dotted, looked := strings.ReplaceAll(module, "/", "."), path.Dir(script)
	if looked == "." {
		looked = "the top folder"
	}
	first := ""
	if hidden {
		renamed := path.Join(path.Dir(script), "start.py")
		first, script = fmt.Sprintf("rename %s to %s, since it hides the folder of its name, and then ", script, renamed), renamed
	}
	fault := Fault{
		Code:    true,
		Message: fmt.Sprintf("Python finds no module %s: of this project it looks in %s alone, where the main script is, so the page ends here with an error", dotted, looked),
		Fix:     fmt.Sprintf("set PYTHONPATH=%s where the app is started", folder),
	}
	if near != "" {
		fault.Fix = fmt.Sprintf("write %s in the place of %s, here and wherever else it stands", strings.ReplaceAll(near, "/", "."), dotted)
	} else if folder == "." {
		fault.Fix = fmt.Sprintf("start the app in the top folder with python -m streamlit run %s, which looks there as well", script)
	}
	if near == "" {
		fault.Fix = first + fault.Fix
	}
	return fault
}

// Outdated is an import of a component that takes what this release of Streamlit has not.
func Outdated(module, name, release string) Fault {
	return Fault{
		Code: true, Message: fmt.Sprintf("%s takes %s from Streamlit, and %s, which the project gets, does not have it: this import ends the page with an error", module, name, release),
		Fix: fmt.Sprintf("take %s out of the code: its newest release is for an older Streamlit", module),
	}
}

// NameFrom is what a name that is taken from a module stands under, where it stands beside modules.
func NameFrom(module, name string) string { return module + ":" + name }

// Removed is an import of a module or a name that the newest release of its package has not any more.
func Removed(module, since string) Fault {
	module = strings.ReplaceAll(module, "/", ".")
	top, _, _ := strings.Cut(module, ".")
	return Fault{Doubt: true, Message: fmt.Sprintf("imports %s, which %s %s and newer do not have, and an install may bring such a one", module, top, since)}
}
