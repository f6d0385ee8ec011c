package diagnosis

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
)

// Installed looks for the Python environments that an app of this project may
// run in, and which releases lie there. Nothing is executed: the names of
// folders say it. getenv is the process's; dir is the project.
func Installed(dir string, getenv func(string) string) []Environment {
	found := []Environment{}
	look := func(where, base string) {
		if e, ok := environment(where, base); ok {
			found = append(found, e)
		}
	}
	look(".venv of the project", filepath.Join(dir, ".venv"))
	look("venv of the project", filepath.Join(dir, "venv"))
	if active := getenv("VIRTUAL_ENV"); active != "" && filepath.Dir(active) != filepath.Clean(dir) {
		look("the active environment (VIRTUAL_ENV)", active)
	}
	if active := getenv("CONDA_PREFIX"); active != "" {
		look("the active environment (CONDA_PREFIX)", active)
	}
	for _, folder := range filepath.SplitList(getenv("PATH")) {
		if base := filepath.Dir(folder); filepath.Base(folder) == "bin" || strings.EqualFold(filepath.Base(folder), "Scripts") {
			if e, ok := environment("the first Python on PATH that has Streamlit", base); ok && e.Packages["streamlit"] != "" {
				return append(found, e)
			}
		}
	}
	return found
}

// told are the packages on which a sign-in depends, as folders name them.
var told = []string{"streamlit", "authlib", "httpx", "joserfc"}

// environment reads one folder with lib/pythonX.Y/site-packages; ok tells
// whether it is such.
func environment(where, base string) (e Environment, ok bool) {
	files, err := checkout.Open(base)
	if err != nil {
		return e, false
	}
	defer files.Close()
	e = Environment{Where: where, Packages: map[string]string{}}
	if settings, err := checkout.Read(files, "pyvenv.cfg", 1<<16); err == nil {
		for line := range strings.Lines(string(settings)) {
			if key, value, _ := strings.Cut(line, "="); slices.Contains([]string{"version", "version_info"}, strings.TrimSpace(key)) {
				e.Python = version(strings.TrimSuffix(strings.TrimSpace(value), ".final.0"))
			}
		}
	}
	libraries, _ := checkout.Glob(files, "lib/python3*")
	for _, folder := range append(libraries, "Lib") {
		for _, kind := range []string{"site-packages", "dist-packages"} {
			packages, _ := checkout.Glob(files, path.Join(folder, kind, "*.dist-info"))
			for _, one := range packages {
				name, release, _ := strings.Cut(strings.TrimSuffix(path.Base(one), ".dist-info"), "-")
				if name = strings.ToLower(name); slices.Contains(told, name) {
					e.Packages[name] = version(release)
				}
			}
			if ok = ok || len(packages) > 0; len(packages) > 0 && e.Python == "" {
				e.Python = version(strings.TrimPrefix(path.Base(folder), "python"))
			}
		}
	}
	return e, ok
}
