package verify

import (
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

var replicasLine = lazy.Regexp(`(?m)^\s*replicas:\s*([0-9]+)\s*(?:#.*)?$`)

// replicas is the line of a compose or Kubernetes file that asks for several
// copies; 0 when there is none.
func replicas(r Recipe) int {
	at := replicasLine().FindStringSubmatchIndex(r.Text)
	if at == nil {
		return 0
	}
	if n, err := strconv.Atoi(r.Text[at[2]:at[3]]); err != nil || n < 2 {
		return 0
	}
	return strings.Count(r.Text[:at[0]], "\n") + 1
}
