package verify

import (
	"io/fs"
	"testing"

	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/project"
)

// Mode bits count where the system has them.
func TestPermissionsOn(t *testing.T) {
	for _, c := range []struct {
		system string
		mode   fs.FileMode
		want   Status
	}{
		{"windows", 0o666, Skipped}, {"windows", 0o444, Skipped},
		{"linux", 0o600, OK}, {"linux", 0o644, OK}, {"linux", 0o666, Warning}, {"darwin", 0o620, Warning},
	} {
		f := &Facts{Project: &project.Project{Modes: map[string]fs.FileMode{"s": c.mode}, Files: []streamlit.SecretsFile{{Path: "s"}}}}
		if got := permissionsOn(c.system, f); got.Status() != c.want {
			t.Errorf("%s %o: %v", c.system, c.mode, got.Status())
		}
	}
}
