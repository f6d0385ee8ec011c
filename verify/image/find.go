package image

import (
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/verify/project"
)

// answer is whether a file is in an image.
type answer int

const (
	absent answer = iota
	perhaps
	present
)

// finder looks for files of a project in the stages of one image.
type finder struct {
	names   project.Names
	context string // the folder that is built from
	ignores []string
	work    int

	ignored string // the file that would have been found, were it not kept out of the build
}

// maxFind bounds how many layers are looked at.
const maxFind = 50_000

// has tells whether a path of the image is a file there, or a folder.
func (f *finder) has(s *stage, name string) answer {
	best := absent
	if !s.plain {
		best = perhaps
	}
	for i := len(s.layers) - 1; i >= 0; i-- {
		if f.work++; f.work > maxFind {
			return perhaps
		}
		switch best = max(best, f.brings(s.layers[i], name)); best {
		case present:
			return present
		}
	}
	return best
}

// brings tells whether one instruction brings a file.
func (f *finder) brings(l layer, name string) answer {
	if l.any {
		return perhaps
	}
	best := absent
	for _, source := range l.copy.Sources {
		best = max(best, f.bringsFrom(l, source, name))
	}
	return best
}

func (f *finder) bringsFrom(l layer, source, name string) answer {
	if strings.HasPrefix(source, "<<") {
		if name == l.target || path.Dir(name) == l.target {
			return present
		}
		return absent
	}
	if l.from != nil {
		source = path.Join("/", source)
		best := absent
		if below, is := under(name, l.target); is {
			best = f.has(l.from, path.Join(source, below))
		}
		if name == path.Join(l.target, path.Base(source)) {
			best = max(best, f.has(l.from, source))
		}
		if strings.ContainsAny(source, "*?[") {
			best = max(best, perhaps)
		}
		return best
	}
	clean := strings.TrimPrefix(path.Clean("/"+source), "/")
	if clean == "" {
		clean = "."
	}
	at := path.Join(f.context, clean)
	if l.copy.Parents {
		return perhaps
	}
	if strings.ContainsAny(clean, "*?[") {
		best := absent
		f.work += f.names.Len() / 50
		for _, one := range f.names.Match(at) {
			best = max(best, f.bringsOne(l, one, name, true))
		}
		return best
	}
	if is, _, known := f.names.Has(at); !is {
		if !known {
			return perhaps
		}
		return absent // and the build fails
	}
	return f.bringsOne(l, at, name, l.folder)
}

// bringsOne tells the same of one file or folder of the project.
func (f *finder) bringsOne(l layer, at, name string, intoFolder bool) answer {
	_, folder, _ := f.names.Has(at)
	if folder {
		below, is := under(name, l.target)
		if !is {
			return absent
		}
		return f.seen(l, path.Join(at, below))
	}
	if name == path.Join(l.target, path.Base(at)) || name == l.target && !intoFolder {
		return f.seen(l, at)
	}
	return absent
}

// under is what of a path stands below a folder.
func under(name, folder string) (below string, is bool) {
	if folder == "/" {
		return strings.TrimPrefix(name, "/"), true
	}
	if name == folder {
		return "", true
	}
	return strings.CutPrefix(name, folder+"/")
}

// seen tells whether a file of the project is there and the build sees it.
func (f *finder) seen(l layer, file string) answer {
	is, _, known := f.names.Has(file)
	switch {
	case !known:
		return perhaps
	case !is:
		return absent
	}
	relative := file
	if f.context != "." {
		relative = strings.TrimPrefix(file, f.context+"/")
	}
	for _, patterns := range [][]string{f.ignores, l.copy.Exclude} {
		f.work += len(patterns)
		switch out, err := excludes(relative, patterns); {
		case err != nil:
			return perhaps
		case out && slices.ContainsFunc(patterns, func(pattern string) bool { return strings.HasPrefix(pattern, "!") }) && f.hasFolder(file):
			return perhaps
		case out:
			f.ignored = file
			return absent
		}
	}
	return present
}

func (f *finder) hasFolder(file string) bool { _, folder, _ := f.names.Has(file); return folder }

// where are the places of the image where a file of the project stands.
func (f *finder) where(s *stage, file string) string {
	for i := len(s.layers) - 1; i >= 0; i-- {
		l := s.layers[i]
		if l.any || l.from != nil {
			continue
		}
		for _, source := range l.copy.Sources {
			clean := strings.TrimPrefix(path.Clean("/"+source), "/")
			at := path.Join(f.context, clean)
			below, is := under("/"+file, path.Join("/", at))
			if !is {
				continue
			}
			for _, place := range []string{path.Join(l.target, below), path.Join(l.target, path.Base(file))} {
				if f.has(s, place) == present {
					return place
				}
			}
		}
	}
	return ""
}
