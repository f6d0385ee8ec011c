package project

import (
	"io/fs"
	"path"

	"github.com/authkit-cli/authkit/internal/checkout"
)

// eachText hands out the texts of the project that are wanted, but for folders that are others', virtual
// environments and what git ignores. False: one of them cannot be read, or there are too many.
func (p *Project) eachText(wanted func(name, base string) bool, do func(name, text string)) (whole bool) {
	count, size, whole := 0, 0, true
	err := fs.WalkDir(p.walked, ".", func(name string, entry fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil:
			return nil
		case entry.IsDir() && (IsOthers(base) || base == ".git" || checkout.Exists(p.files, name+"/pyvenv.cfg")):
			return fs.SkipDir
		case entry.IsDir() || !wanted(name, base):
			return nil
		}
		text, err := readSmall(p.files, name)
		size += len(text)
		if count++; err != nil || count > maxWays || size > maxWaysBytes {
			whole = false
			return fs.SkipAll
		}
		do(name, text)
		return nil
	})
	return whole && err == nil
}
