package startup

import (
	"io/fs"
	"path"
	"strings"
)

// StartOf is the one script that is started to run all of some files: the only one of them that
// is made to be started, else the only script above them that some command runs. Empty: it cannot be told.
func StartOf(fsys fs.FS, files []string) (script string) {
	below := func(script string) bool {
		for _, file := range files {
			if folder := path.Dir(script); folder != "." && !strings.HasPrefix(file, folder+"/") {
				return false
			}
		}
		return true
	}
	var all []string
	for _, file := range files {
		if text, ok := read(fsys, file); ok && below(file) && (madeToStart(fsys, file, text) || inMain.Get().MatchString(text) || shows.Get().MatchString(text)) {
			all = append(all, file)
		}
	}
	if len(all) == 0 {
		commands, _ := RunCommands(fsys)
		for _, c := range commands {
			if c.Script != "" && below(c.Path()) && (len(all) == 0 || all[0] != c.Path()) {
				all = append(all, c.Path())
			}
		}
	}
	if len(all) != 1 {
		return ""
	}
	return all[0]
}
