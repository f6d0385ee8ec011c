package project

import (
	"fmt"

	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// refuseNewer takes files that the project's own Python does not read for what they are there: not Python.
func (p *Project) refuseNewer() {
	version, by := p.python()
	if version.IsZero() {
		return
	}
	for i, file := range p.App.Files {
		needed := file.Scan.Newer
		if needed.What == "" || !version.Before(fmt.Sprintf("3.%d", needed.Minor)) {
			continue
		}
		what := fmt.Sprintf("%s is read from Python 3.%d on, and %s asks for %s", needed.What, needed.Minor, by, version)
		p.App.PythonBy = by
		p.App.refuse(i, &pytoken.SyntaxError{Position: needed.Position, What: what, Minor: needed.Minor})
	}
}

// refuse takes one of the app's files for one that raises, to whoever runs or imports it.
func (a *App) refuse(i int, wrong *pytoken.SyntaxError) {
	file := a.Files[i].Path
	if a.Broken == nil {
		a.Broken = map[string]*pytoken.SyntaxError{}
	}
	a.Broken[file] = wrong
	a.Files[i].Scan = raising(a.Files[i].Scan.Mentions || len(a.Files[i].Scan.LoginCalls) > 0)
	a.Unread = append(a.Unread, Unread{file, fmt.Sprintf("is not Python from line %d on: %s", wrong.Line, wrong.What), true})
}

// raising stands for a file that Python refuses, in which st.login stands or not.
func raising(mentions bool) pyfile.Scan {
	scan, _ := pyfile.Read([]byte("raise SyntaxError\n"))
	scan.Mentions = mentions
	return scan
}

// python is the version of Python that the project names, and the file that does: the one that the app is run with, or the
// older one of the image's.
func (p *Project) python() (version deps.Version, by string) {
	if p.DepsErr == nil {
		version, by = p.Deps.Python, p.Deps.PythonBy
	}
	if len(p.Images) == 1 && !p.Images[0].Python.IsZero() && (version.IsZero() || p.Images[0].Python.Compare(version) < 0) {
		version, by = p.Images[0].Python, p.Images[0].File
	}
	return version, by
}
