package cmd

import (
	"fmt"

	"github.com/authkit-cli/authkit/internal/safego"
)

// crashed tells of a mistake of ours. It leaves out what was panicked with,
// which may hold a line of somebody's secrets; a stack shows addresses, not
// texts. Go itself would print the one, and end with the code for a wrong
// command line.
func crashed(env *Env, broken *safego.Panic) int {
	fmt.Fprintf(env.Stderr, "authkit: it broke down, which is a mistake in authkit (%s)\n", broken.Kind)
	fmt.Fprintf(env.Stderr, "hint: report it with these lines, which hold no secret\n\n%s", broken.Stack)
	return exitUndecided
}
