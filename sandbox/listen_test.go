package sandbox_test

import (
	"testing"

	"github.com/authkit-cli/authkit/sandbox"
)

// The sandbox is for this machine: its secret is in its source.
func TestListenOnThisMachineOnly(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.168.1.2:0", "10.0.0.1:0", "169.254.1.1:0", "[fe80::1]:0", "example.com:0", "localhost.evil.example:0", "nonsense"} {
		if l, err := sandbox.Listen(t.Context(), address); err == nil {
			l.Close()
			t.Errorf("it listens at %s", address)
		}
	}
	for _, address := range []string{"127.0.0.1:0", "127.0.0.2:0", "localhost:0"} {
		l, err := sandbox.Listen(t.Context(), address)
		if err != nil {
			t.Logf("%s: %v", address, err) // macOS has 127.0.0.1 only
			continue
		}
		l.Close()
	}
}
