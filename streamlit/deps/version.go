package deps

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Version is a Python package version (PEP 440). The zero Version is none at all.
type Version struct {
	text    string // normalised
	epoch   int
	release []int // without trailing zeros, for comparison
	parts   int   // how many numbers were written
	pre     stage
	post    int // -1: none
	dev     int // -1: none
	local   []string
}

// stage is a pre-release: "a", "b" or "rc" with its number; the zero stage is none.
type stage struct {
	name   string
	number int
}

// The grammar of PEP 440, appendix B.
var versionForm = lazy.Regexp{Pattern: `^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)` +
	`(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?` +
	`(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?` +
	`(?:[-_.]?(dev)[-_.]?(\d*))?` +
	`(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$`}

// Bounds of a version and of one number in it, in bytes.
const (
	maxVersion = 200
	maxDigits  = 18
)

var errVersion = errors.New("parse version: not a version number such as 1.59.1")

// ParseVersion reads a version as PEP 440 writes them, with all the spellings it tolerates.
func ParseVersion(text string) (Version, error) {
	if len(text) > maxVersion {
		return Version{}, errVersion
	}
	if release := plainRelease(text); release != nil {
		return settled(Version{text: text, post: -1, dev: -1, release: release}), nil
	}
	m := versionForm.Get().FindStringSubmatch(strings.ToLower(text))
	if m == nil {
		return Version{}, errVersion
	}
	v := Version{post: -1, dev: -1}
	for _, digits := range []string{m[1], m[4], m[5], m[7], m[9]} {
		if len(digits) > maxDigits {
			return Version{}, errVersion
		}
	}
	v.epoch, _ = strconv.Atoi(m[1])
	for part := range strings.SplitSeq(m[2], ".") {
		number, err := strconv.Atoi(part)
		if err != nil {
			return Version{}, errVersion
		}
		v.release = append(v.release, number)
	}
	switch m[3] {
	case "":
	case "a", "alpha":
		v.pre.name = "a"
	case "b", "beta":
		v.pre.name = "b"
	default:
		v.pre.name = "rc"
	}
	v.pre.number, _ = strconv.Atoi(m[4])
	if m[5] != "" {
		v.post, _ = strconv.Atoi(m[5])
	} else if m[6] != "" {
		v.post, _ = strconv.Atoi(m[7])
	}
	if m[8] != "" {
		v.dev, _ = strconv.Atoi(m[9])
	}
	if m[10] != "" {
		v.local = strings.FieldsFunc(m[10], func(c rune) bool { return strings.ContainsRune("-_.", c) })
	}
	return settled(v), nil
}

// plainRelease reads 1.59.1, as nearly all versions are written, in a fraction of
// the time that the form of the others takes; nil: it is another one.
func plainRelease(text string) []int {
	release := make([]int, 0, 4)
	for part := range strings.SplitSeq(text, ".") {
		number, err := strconv.ParseUint(part, 10, 31)
		if err != nil || part[0] == '0' && len(part) > 1 {
			return nil
		}
		release = append(release, int(number))
	}
	return release
}

// settled completes a version of which the numbers are read. A text that it has
// already is its normal one.
func settled(v Version) Version {
	v.parts = len(v.release)
	if v.text == "" {
		v.text = v.normal()
	}
	for len(v.release) > 1 && v.release[len(v.release)-1] == 0 {
		v.release = v.release[:len(v.release)-1]
	}
	return v
}

// version is ParseVersion for the constants of this package.
func version(text string) Version {
	v, err := ParseVersion(text)
	if err != nil {
		panic("deps: " + text)
	}
	return v
}

func (v Version) normal() string {
	var b strings.Builder
	if v.epoch > 0 {
		fmt.Fprintf(&b, "%d!", v.epoch)
	}
	for i, part := range v.release {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(strconv.Itoa(part))
	}
	if v.pre.name != "" {
		fmt.Fprintf(&b, "%s%d", v.pre.name, v.pre.number)
	}
	if v.post >= 0 {
		fmt.Fprintf(&b, ".post%d", v.post)
	}
	if v.dev >= 0 {
		fmt.Fprintf(&b, ".dev%d", v.dev)
	}
	if len(v.local) > 0 {
		b.WriteString("+" + strings.Join(v.local, "."))
	}
	return b.String()
}

// String is the normalised version, empty for the zero Version.
func (v Version) String() string { return v.text }

// IsZero tells whether there is no version.
func (v Version) IsZero() bool { return v.text == "" }

// IsPrerelease tells whether this is an alpha, beta, candidate or development version.
func (v Version) IsPrerelease() bool { return v.pre.name != "" || v.dev >= 0 }

// public is v without its local part ("+cpu").
func (v Version) public() Version {
	v.local = nil
	return v
}

// base is v's release numbers alone.
func (v Version) base() Version {
	return Version{text: v.text, epoch: v.epoch, release: v.release, post: -1, dev: -1}
}

// Compare orders versions as PEP 440 does: negative when v comes before other.
func (v Version) Compare(other Version) int {
	return cmp.Or(
		cmp.Compare(v.epoch, other.epoch),
		slices.Compare(v.release, other.release),
		v.comparePre(other),
		cmp.Compare(v.post, other.post),
		cmp.Compare(lastWhenNone(v.dev), lastWhenNone(other.dev)),
		compareLocal(v.local, other.local),
	)
}

// Before tells whether v is older than the version written in text, which must be one.
func (v Version) Before(text string) bool {
	if v.epoch > 0 || v.pre.name != "" || v.dev >= 0 { // the rest of a version only makes it newer
		return v.Compare(version(text)) < 0
	}
	at := 0
	for part := range strings.SplitSeq(text, ".") {
		number, err := strconv.ParseUint(part, 10, 31)
		switch own := v.number(at); {
		case err != nil:
			return v.Compare(version(text)) < 0
		case own != int(number):
			return own < int(number)
		}
		at++
	}
	return false
}

// number is one of a version's release numbers; those that are not written are 0.
func (v Version) number(at int) int {
	if at < len(v.release) {
		return v.release[at]
	}
	return 0
}

// next is a version shortly after v: v with one more number.
func (v Version) next() Version {
	v.release = append(slices.Clone(v.release), 1)
	return Version{text: v.text, epoch: v.epoch, release: v.release, parts: len(v.release), post: -1, dev: -1}
}

// comparePre puts 1.0.dev1 before 1.0a1 before 1.0rc1 before 1.0.
func (v Version) comparePre(other Version) int {
	rank := func(v Version) (int, stage) {
		switch {
		case v.pre.name != "":
			return 1, v.pre
		case v.post < 0 && v.dev >= 0:
			return 0, stage{}
		}
		return 2, stage{}
	}
	r1, s1 := rank(v)
	r2, s2 := rank(other)
	return cmp.Or(cmp.Compare(r1, r2), cmp.Compare(s1.name, s2.name), cmp.Compare(s1.number, s2.number))
}

func lastWhenNone(number int) int {
	if number < 0 {
		return int(^uint(0) >> 1)
	}
	return number
}

// compareLocal: numbers above words, each kind by its own order; more parts win.
func compareLocal(a, b []string) int {
	return slices.CompareFunc(a, b, func(x, y string) int {
		m, errX := strconv.Atoi(x)
		n, errY := strconv.Atoi(y)
		switch {
		case errX == nil && errY == nil:
			return cmp.Compare(m, n)
		case errX == nil:
			return 1
		case errY == nil:
			return -1
		}
		return cmp.Compare(x, y)
	})
}
