package session

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/authkit-cli/authkit/secrets"
)

// folderName begins the name of the private folders; what a killed run has left
// is found by it.
const folderName = "authkit-run-"

// privateFolder makes a folder that only this user can look into. Where the usual
// place cannot be written to, as in a container that may write nothing, the
// system's memory serves. remove takes all of it away.
func privateFolder(places ...string) (folder string, remove func(), err error) {
	for _, place := range places {
		removeLeftovers(place)
		if folder, err = os.MkdirTemp(place, folderName); err == nil {
			release := hold(folder)
			return folder, func() {
				os.RemoveAll(folder)
				release()
			}, nil
		}
	}
	return "", nil, errors.New("there is no place for the secrets file: neither " + strings.Join(places, " nor ") + " can be written to; name one in TMPDIR")
}

// put puts a file into the folder, for this user alone.
func put(folder, name string, data []byte) (string, error) {
	path := filepath.Join(folder, name)
	return path, secrets.WriteFile(path, data, 0o600)
}
