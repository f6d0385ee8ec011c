package child

import "syscall"

// endWithParent has a process told to end when authkit was killed, which can tell
// nobody: without the relay nobody could sign in to the app any more.
func endWithParent(a *syscall.SysProcAttr) { a.Pdeathsig = syscall.SIGTERM }
