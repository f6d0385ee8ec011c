package secrets

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// missingFolders are the folders on the way to one that are not there, the
// outermost first.
func missingFolders(folder string) []string {
	var missing []string
	for {
		if _, err := os.Lstat(folder); !errors.Is(err, fs.ErrNotExist) || folder == filepath.Dir(folder) {
			slices.Reverse(missing)
			return missing
		}
		missing = append(missing, folder)
		folder = filepath.Dir(folder)
	}
}

// makeFolders makes folders; somebody else may have been faster.
func makeFolders(folders []string) error {
	for _, folder := range folders {
		if err := os.Mkdir(folder, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// removeEmpty removes folders, the innermost first; one that is not empty stays.
func removeEmpty(folders []string) {
	for _, folder := range slices.Backward(folders) {
		os.Remove(folder)
	}
}

// removeLeftovers takes away what a run that was killed long ago left behind:
// it may hold secrets, and nobody else knows what it is.
func removeLeftovers(folder string) {
	entries, _ := os.ReadDir(folder)
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), ".authkit-") || !strings.HasSuffix(entry.Name(), ".tmp") {
			continue
		}
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > time.Hour {
			os.Remove(filepath.Join(folder, entry.Name()))
		}
	}
}

// syncFolder makes a rename last through a power cut; systems that cannot do
// it for folders do without.
func syncFolder(path string) {
	if folder, err := os.Open(path); err == nil {
		folder.Sync() //nolint:errcheck // the file itself is safe either way
		folder.Close()
	}
}

// again repeats what fails for a moment only, for two seconds at most, and
// returns the last error. passing tells whether an error may pass.
func again(sleep func(time.Duration), try func() error, passing func(error) bool) error {
	const longest, whole = 50 * time.Millisecond, 2 * time.Second
	pause, waited := time.Millisecond, time.Duration(0)
	for {
		err := try()
		if err == nil || !passing(err) || waited >= whole {
			return err
		}
		sleep(pause)
		waited += pause
		pause = min(2*pause, longest)
	}
}
