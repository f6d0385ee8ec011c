//go:build !windows

package probe

import "syscall"

const (
	connectionRefused = syscall.ECONNREFUSED
	connectionReset   = syscall.ECONNRESET
	familyUnknown     = syscall.EAFNOSUPPORT
	addressUnknown    = syscall.EADDRNOTAVAIL
)
