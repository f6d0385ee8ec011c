package sandbox_test

import (
	"net/http/httptest"
	"strings"
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

// A web page that has a name of its own point to this machine (DNS rebinding)
// gets nothing.
func TestOtherHosts(t *testing.T) {
	server, err := sandbox.New(sandbox.Default())
	if err != nil {
		t.Fatal(err)
	}
	metadata := "/" + sandbox.DefaultTenant + "/v2.0/.well-known/openid-configuration"
	for host, want := range map[string]int{
		"localhost:8765": 200, "LOCALHOST": 200, "127.0.0.1:8765": 200, "127.0.0.2": 200, "[::1]:8765": 200, "[::1]": 200,
		"evil.example": 421, "evil.example:8765": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example:8765": 421, "10.0.0.5": 421, "[fe80::1]:8765": 421, "": 421,
	} {
		request := httptest.NewRequest("GET", metadata, nil)
		request.Host = host
		recorder := httptest.NewRecorder()
		server.ServeHTTP(recorder, request)
		if recorder.Code != want || want == 421 && strings.Contains(recorder.Body.String(), "issuer") {
			t.Errorf("%q is answered with %d, not %d", host, recorder.Code, want)
		}
	}
}
