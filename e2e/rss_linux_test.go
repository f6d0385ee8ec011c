//go:build bench

package e2e

import (
	"os/exec"
	"syscall"
)

// rss is the most memory a finished program had, in MB.
func rss(c *exec.Cmd) float64 {
	if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		return float64(usage.Maxrss) * 1024 / 1e6
	}
	return 0
}
