package deps

import (
	"bytes"
	"errors"
	"fmt"
	"iter"

	"github.com/authkit-cli/authkit/internal/boundedtoml"
)

// maxPackages bounds the packages of one lock file. The largest applications have
// some thousand.
const maxPackages = 20_000

// lockPart is one package's piece of a lock file.
type lockPart struct {
	text []byte
	line int // of its first line, from 1
}

// lockParts cuts a lock file in front of each package. A lock file is large, and
// most of it is about packages that do not matter here: piece by piece it takes
// little memory, and time that grows with its size only.
func lockParts(data []byte, header string) iter.Seq[lockPart] {
	return func(yield func(lockPart) bool) {
		start, at := 0, 0
		part := lockPart{line: 1}
		number := 0
		data = bytes.TrimPrefix(data, utf8BOM)
		for line := range bytes.Lines(data) {
			number++
			if string(bytes.TrimSpace(line)) == header && at > start {
				part.text = data[start:at]
				if !yield(part) {
					return
				}
				start, part = at, lockPart{line: number}
			}
			at += len(line)
		}
		part.text = data[start:]
		yield(part)
	}
}

// locked is where a package's name stands in the part.
func (p lockPart) locked(name string) locked {
	at := bytes.Index(p.text, []byte("\nname = \""+name+"\""))
	if at < 0 {
		return locked{}
	}
	return locked{line: p.line + 1 + bytes.Count(p.text[:at], []byte("\n")), column: 1}
}

// notLock says why a file is no lock file that is read.
func notLock(err error) error {
	if errors.Is(err, boundedtoml.ErrTooMany) {
		return fmt.Errorf("read lock file: %w", err)
	}
	return errLock
}
