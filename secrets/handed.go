package secrets

import (
	"io/fs"
	"os"
	"strings"
)

// Handed opens what a shell hands over for <(command): a pipe below /dev/fd. false: the
// path is that of something else, which ReadFile is for. The caller closes it.
func Handed(path string) (*os.File, bool) {
	number, is := strings.CutPrefix(path, "/dev/fd/")
	if !is {
		number, is = strings.CutPrefix(path, "/proc/self/fd/")
	}
	info, err := os.Stat(path)
	if !is || strings.Trim(number, "0123456789") != "" || err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		return nil, false
	}
	file, err := os.Open(path)
	return file, err == nil
}
