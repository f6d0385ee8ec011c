//go:build unix

package cmd

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A registration that is killed at any step of writing goes on with the next
// run: with the same client, once its management token was kept, and never with
// an ID in the project that the provider does not know.
func TestRegisterKilledAtEveryStep(t *testing.T) {
	t.Parallel()
	args := []string{"register", "--yes", "--name", "board", "--initial-access-token-file", "token", "--management-token-file", "kept.json"}
	stride := 1
	if testing.Short() {
		stride = 12
	}
	killed, resumed := 0, 0
	for step := 1; ; step += stride {
		r := newRegistrar(t)
		dir := registrarProject(t, r)
		if err := authkitIn(dir, fmt.Sprint("kill:", step), args).Run(); err == nil {
			break
		}
		killed++
		kept, _ := os.ReadFile(filepath.Join(dir, "kept.json"))
		before := len(r.clients)
		if out, err := authkitIn(dir, "", args).CombinedOutput(); err != nil {
			t.Fatalf("step %d: the same again fails: %v\n%s", step, err, out)
		}
		if len(kept) > 0 {
			resumed++
			if len(r.clients) != before {
				t.Errorf("step %d: a second client was made, though the token of the first was kept", step)
			}
		}
		_, rest, _ := strings.Cut(secretsOf(t, dir), `client_id = "`)
		id, _, _ := strings.Cut(rest, `"`)
		client := r.clients[id]
		if client == nil || !strings.Contains(secretsOf(t, dir), fmt.Sprintf("client_secret = %q", client["client_secret"])) {
			t.Errorf("step %d: the project has %q, and the provider has %v", step, id, r.clients)
		}
		if code, said := registers(t, dir, "--management-token-file", "kept.json"); code != exitSound || !strings.Contains(said, "nothing to change") {
			t.Errorf("step %d: afterwards: exit %d\n%s", step, code, said)
		}
	}
	if killed < 5 && !testing.Short() || resumed == 0 && !testing.Short() {
		t.Errorf("killed at %d steps, %d of them with a kept token: this proves nothing", killed, resumed)
	}
	t.Logf("figures: killed at %d steps of a registration, %d times with the management token kept", killed, resumed)
}
