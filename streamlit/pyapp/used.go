package pyapp

import (
	"iter"
	"path"
	"slices"
	"strings"
)

// uses collects what a file takes from other files: the modules it imports
// (lib.auth, as lib/auth) and the scripts it names in strings (views/home.py).
func (s *scanner) uses() {
	for i, t := range s.tokens.each() {
		switch {
		case s.imported > maxImports:
			return
		case t.kind == text && strings.HasSuffix(t.value(), ".py"):
			s.scan.Scripts = append(s.scan.Scripts, path.Clean(strings.ReplaceAll(t.value(), `\`, "/")))
		case !s.startsStatement(i):
		case s.is(i, "import"):
			for j := i + 1; s.at(j).kind == name; j++ {
				module := ""
				module, j = s.module(j)
				s.addImport(module)
				if s.is(j, "as") {
					j += 2
				}
				if !s.is(j, ",") {
					break
				}
			}
		case s.is(i, "from"):
			j := i + 1
			for s.at(j).kind == operator && strings.Trim(s.at(j).value(), ".") == "" {
				j++
			}
			from, j := s.module(j)
			if from != "" {
				s.addImport(from)
			}
			if !s.is(j, "import") {
				continue
			}
			for j++; !s.endsStatement(j) && s.imported <= maxImports; j++ {
				if s.at(j).kind == name && !s.is(j-1, "as") && !s.is(j, "as") {
					s.addImport(path.Join(from, s.at(j).value()))
				}
			}
		}
	}
}

// maxImports bounds the names of all modules that one file imports, in bytes.
const maxImports = 1 << 20

func (s *scanner) addImport(module string) {
	if s.imported += len(module); s.imported <= maxImports {
		s.scan.Imports = append(s.scan.Imports, module)
	}
}

// module reads a dotted name, with slashes for its dots; end is behind it.
func (s *scanner) module(i int) (module string, end int) {
	if s.at(i).kind != name || s.is(i, "import") {
		return "", i
	}
	var parts strings.Builder
	parts.WriteString(s.at(i).value())
	for i++; s.is(i, ".") && s.at(i+1).kind == name; i += 2 {
		if parts.Len() <= longestName {
			parts.WriteString("/" + s.at(i+1).value())
		}
	}
	return parts.String(), i
}

// longestName is how long a path can be on the systems that run apps, and more:
// what is longer names no file.
const longestName = 4096

// Used picks the files that belong to the app from those beside and below its
// main script: the script, the pages beside it, what these import or name, and
// what starts the script with st.App and secrets of its own. It reads those only,
// and of the rest those that may start the script.
// A name that is made at run time (a star in it) may stand for any file.
func Used(script string, files []string, mayStart func(string) bool, read func(string) Scan) map[string]bool {
	used := map[string]bool{}
	var open []string
	add := func(file string) {
		if !used[file] {
			used[file] = true
			open = append(open, file)
		}
	}
	endings := byEnding(slices.Values(files))
	// named adds the file itself where it lies beside the script, else all that end so.
	named := func(ends ...string) {
		beside := false
		for _, end := range ends {
			if file := path.Join(path.Dir(script), end); slices.Contains(endings[end], file) {
				beside = true
				add(file)
			}
		}
		for _, end := range ends {
			for _, file := range endings[end] {
				if !beside {
					add(file)
				}
			}
		}
	}
	add(script)
	for _, file := range files {
		page := path.Dir(file) == path.Join(path.Dir(script), "pages")
		if page || mayStart(file) && starts(read(file), script) {
			add(file)
		}
	}
	for len(open) > 0 {
		scan := read(open[len(open)-1])
		open = open[:len(open)-1]
		for _, module := range scan.Imports {
			named(module+".py", module+"/__init__.py")
		}
		for _, other := range scan.Scripts {
			if strings.Contains(other, "*") && len(used) < len(files) {
				for _, any := range files {
					add(any)
				}
			}
			named(strings.TrimLeft(other, "./"))
		}
	}
	return used
}

// starts tells whether a file starts the script with secrets of its own.
func starts(scan Scan, script string) bool {
	return len(scan.AppSecrets) > 0 && slices.ContainsFunc(scan.Scripts, func(s string) bool { return path.Base(s) == path.Base(script) })
}

// byEnding lists files by each of their endings: lib/auth.py by auth.py as well.
func byEnding(files iter.Seq[string]) map[string][]string {
	endings := map[string][]string{}
	for file := range files {
		end := file
		for more := true; more; {
			endings[end] = append(endings[end], file)
			_, end, more = strings.Cut(end, "/")
		}
	}
	return endings
}
