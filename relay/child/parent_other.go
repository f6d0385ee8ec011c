//go:build unix && !linux

package child

import "syscall"

// endWithParent is nothing that other systems have: the app lives on.
func endWithParent(*syscall.SysProcAttr) {}
