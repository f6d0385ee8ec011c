package probe

import "syscall"

// The answers of Winsock; package syscall's own names are invented numbers here.
const (
	connectionRefused = syscall.Errno(10061) // WSAECONNREFUSED
	connectionReset   = syscall.WSAECONNRESET
	familyUnknown     = syscall.Errno(10047) // WSAEAFNOSUPPORT
	addressUnknown    = syscall.Errno(10049) // WSAEADDRNOTAVAIL
)
