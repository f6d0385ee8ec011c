package cmd

import (
	"fmt"
	"runtime/debug"
)

// crashed tells of a mistake of ours. It leaves out what was panicked with,
// which may hold a line of somebody's secrets; a stack shows addresses, not
// texts. Go itself would print the one, and end with the code for a wrong
// command line.
func crashed(env *Env, cause any) int {
	fmt.Fprintf(env.Stderr, "authkit: it broke down, which is a mistake in authkit (%T)\n", cause)
	fmt.Fprintf(env.Stderr, "hint: report it with these lines, which hold no secret\n\n%s", debug.Stack())
	return exitUndecided
}
