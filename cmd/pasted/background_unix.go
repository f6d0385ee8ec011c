//go:build unix

package pasted

import (
	"os/signal"
	"syscall"
)

// stayInBackground has a read fail where authkit runs in the background of a
// shell, which would stop the whole program otherwise.
func stayInBackground() { signal.Ignore(syscall.SIGTTIN) }
