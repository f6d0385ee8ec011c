package project

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyopens"
	"github.com/authkit-cli/authkit/streamlit/reached"
	"github.com/authkit-cli/authkit/verify/project/repo"
)

// unfound are the calls of the app's code that open a file which is not there, or make one in a folder that is not. Where git ignores the
// file, a text of the project names it, or code may write it, it may come from elsewhere.
func (p *Project) unfound(ctx context.Context, scans map[string]pyfile.Scan) map[reached.Spot]reached.Failing {
	found, folders, looked := map[reached.Spot]reached.Failing{}, map[reached.Spot]bool{}, 0
	var inOrder []reached.Spot
	for _, file := range p.scriptFirst(scans) {
		for _, opened := range pyopens.In(file, scans[file].Tree, file == p.App.Script) {
			if looked++; looked > maxOpened {
				break
			}
			name := opened.Name
			if opened.Made {
				opened.Name = path.Dir(name)
			}
			if places := p.placesOf(file, opened); p.noneThere(places) {
				at := reached.Spot{File: file, Position: opened.At}
				found[at], inOrder = reached.NoFile(name, p.otherwiseCalled(places)), append(inOrder, at)
				if opened.Made {
					found[at], folders[at] = reached.NoFolder(name, opened.Name), true
				}
			}
		}
	}
	if len(found) == 0 {
		return nil
	}
	made := len(folders) > 0 && makesFolders(scans)
	makes := map[bool]func(name string) bool{} // for folders, and for files
	for i, at := range inOrder {
		file, is := found[at], folders[at]
		if is && made {
			delete(found, at)
			continue
		}
		if makes[is] == nil {
			makes[is] = p.mayBring(scans, is)
		}
		file.Sure = i < maxUnfound && !makes[is](file.File) && !repo.Ignores(ctx, p.Dir, file.File)
		found[at] = file
	}
	return found
}

// scriptFirst are the files of the app, the main script before the others.
func (p *Project) scriptFirst(scans map[string]pyfile.Scan) []string {
	files := slices.Sorted(maps.Keys(scans))
	if at := slices.Index(files, p.App.Script); at > 0 {
		files = slices.Insert(slices.Delete(files, at, at+1), 0, p.App.Script)
	}
	return files
}

// maxOpened is how many files are looked for that code opens, maxUnfound of how many that are not
// there git is asked: of more it is not sure that they are lacking.
const (
	maxOpened  = 1000
	maxUnfound = 20
)

// placesOf are where a file may lie that code opens: the folder in which the app is started is the
// top of the project, the main script's, or one between.
func (p *Project) placesOf(file string, opened pyopens.Opened) (places []string) {
	if opened.Fixed {
		return []string{opened.Name}
	}
	for _, from := range []string{p.App.Script, file} {
		for folder := path.Dir(from); ; folder = path.Dir(folder) {
			places = append(places, path.Join(folder, opened.Name))
			if folder == "." {
				break
			}
		}
	}
	return places
}

// noneThere tells whether there surely is no file or folder of these names.
func (p *Project) noneThere(places []string) bool {
	for _, place := range places {
		if _, err := fs.Stat(p.files, place); !errors.Is(err, fs.ErrNotExist) {
			return false
		}
	}
	return true
}

// otherwiseCalled is a file there whose name differs from one of these in capitals only; empty: none.
func (p *Project) otherwiseCalled(places []string) string {
	for _, place := range places {
		entries, _ := fs.ReadDir(p.files, path.Dir(place)) // a folder that is not there has none
		for _, entry := range entries {
			if strings.EqualFold(entry.Name(), path.Base(place)) {
				return path.Join(path.Dir(place), entry.Name())
			}
		}
	}
	return ""
}

// makesFolders tells whether the app's code may make folders.
func makesFolders(scans map[string]pyfile.Scan) bool {
	for file, scan := range scans {
		if pyopens.MakesFolders(file, scan.Tree) {
			return true
		}
	}
	return false
}

// mayBring makes a test whether a file that is not there, or a folder, may come from elsewhere.
func (p *Project) mayBring(scans map[string]pyfile.Scan, folder bool) func(name string) bool {
	anything := checkout.Exists(p.files, ".gitmodules") || checkout.RepositoryAround(p.Dir) != p.Dir && checkout.RepositoryAround(p.Dir) != ""
	for file, scan := range scans {
		anything = anything || !folder && pyopens.Makes(file, scan.Tree)
	}
	var texts []string
	whole := anything || p.eachText(func(_, base string) bool { return path.Ext(base) != ".py" && mayNameFolders(base) }, func(_, text string) { texts = append(texts, text) })
	anything = anything || !whole
	return func(name string) bool {
		for _, text := range texts {
			if strings.Contains(text, path.Base(name)) && (!folder || hasWord(text, path.Base(name))) {
				return true
			}
		}
		return anything
	}
}

// hasWord tells whether a text has a word that no letter stands beside.
func hasWord(text, word string) bool {
	for {
		before, after, found := strings.Cut(text, word)
		if !found {
			return false
		}
		last, _ := utf8.DecodeLastRuneInString(before)
		next, _ := utf8.DecodeRuneInString(after)
		if !unicode.IsLetter(last) && !unicode.IsLetter(next) {
			return true
		}
		text = after
	}
}
