//go:build bench

package e2e

import (
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// medians are the middle of n runs of each command, in turn.
func medians(t *testing.T, n int, commands ...func() *exec.Cmd) []time.Duration {
	t.Helper()
	all := make([][]time.Duration, len(commands))
	for range n {
		for i, command := range commands {
			all[i] = append(all[i], timed(t, command()))
		}
	}
	var middle []time.Duration
	for _, times := range all {
		slices.Sort(times)
		middle = append(middle, times[len(times)/2])
	}
	return middle
}

func TestBenchStartUp(t *testing.T) {
	if !holdBudgets(t, 60) {
		t.Error("a budget was missed three times")
	}
}

func ms(d time.Duration) float64 { return float64(d) / 1e6 }

// TestBenchRoundTrips puts a sandbox behind a line on which every trip takes 100 ms:
// what this machine computes beside counts as trips too.
func TestBenchRoundTrips(t *testing.T) {
	const trip = 100 * time.Millisecond
	authkit := build(t, "..", "authkit")
	for _, c := range []struct {
		name        string
		tls, two    bool
		budget, ten float64 // round trips; how many times as long ten sections may take
	}{
		{"HTTP/2", true, true, 4.3, 1.5}, // 4 at best: TCP, TLS, metadata, questions
		// 5 at best: those that the questions need are dialled after two trips, when it
		// is known that they are needed, and can carry one two trips later.
		{"HTTP/1.1 with TLS", true, false, 5.4, 1.5},
		{"HTTP/1.1", false, false, 4.4, 1.7}, // on this machine only, where trips are short
	} {
		server, err := sandbox.New(sandbox.Default())
		if err != nil {
			t.Fatal(err)
		}
		provider := httptest.NewUnstartedServer(server)
		provider.EnableHTTP2 = c.two
		var connections atomic.Int64
		provider.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				connections.Add(1)
			}
		}
		scheme, trusted := "http", ""
		if !c.tls {
			provider.Start()
		} else {
			provider.StartTLS()
			scheme, trusted = "https", filepath.Join(t.TempDir(), "ca.pem")
			if err := os.WriteFile(trusted, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: provider.Certificate().Raw}), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		line := slowLine(t, provider.Listener.Addr().String(), trip)
		var took []time.Duration
		for _, providers := range []int{1, 10} {
			dir := t.TempDir()
			os.Mkdir(filepath.Join(dir, ".streamlit"), 0o755)
			var text strings.Builder
			text.WriteString("[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o\"\n")
			for i := range providers {
				fmt.Fprintf(&text, "[auth.entra%d]\nclient_id = %q\nclient_secret = %q\nserver_metadata_url = \"%s://%s/%s/v2.0/.well-known/openid-configuration\"\n", i, sandbox.DefaultClientID, sandbox.DefaultClientSecret, scheme, line, sandbox.DefaultTenant)
			}
			os.WriteFile(filepath.Join(dir, ".streamlit", "secrets.toml"), []byte(text.String()), 0o600)
			verifies := func(args ...string) func() *exec.Cmd {
				return func() *exec.Cmd {
					command := exec.Command(authkit, append([]string{"verify", "--dir", dir}, args...)...)
					command.Env = append(os.Environ(), "SSL_CERT_FILE="+trusted)
					return command
				}
			}
			connections.Store(0)
			out, _ := verifies("--no-login", "-v")().CombinedOutput()
			if !strings.Contains(string(out), "client-secret") || strings.Contains(string(out), "✗") {
				t.Fatalf("%s", out)
			}
			opened := connections.Load()
			took = append(took, onTheLine(t, verifies))
			for tries := 1; tries < 3 && (providers == 1 && float64(took[0])/float64(trip) > c.budget || providers > 1 && float64(took[1])/float64(took[0]) > c.ten); tries++ {
				took[len(took)-1] = min(took[len(took)-1], onTheLine(t, verifies)) // the machine may have been busy
			}
			if trips := float64(took[len(took)-1]) / float64(trip); providers == 1 {
				if !within(c.name+", one provider", trips, "round trips", c.budget) {
					t.Errorf("%s: %.1f round trips", c.name, trips)
				}
			} else if !within(c.name+", ten providers", float64(took[1])/float64(took[0]), "x one", c.ten) {
				t.Errorf("%s: ten providers take %.1f times as long as one", c.name, float64(took[1])/float64(took[0]))
			}
			most := 10.0 // one for each question
			switch {
			case c.two:
				most = 1
			case providers > 1:
				most = 32
			}
			if !within(fmt.Sprintf("%s, %d of them", c.name, providers), float64(opened), "connections", most) {
				t.Errorf("%s: %d providers take %d connections", c.name, providers, opened)
			}
		}
		provider.Close()
	}
}

// onTheLine is how much longer a run takes than the same one offline.
func onTheLine(t *testing.T, verifies func(args ...string) func() *exec.Cmd) time.Duration {
	t.Helper()
	m := medians(t, 7, verifies("--no-login"), verifies("--offline"))
	return m[0] - m[1]
}

// slowLine forwards to an address; each direction is half a trip late, and a
// connection takes a whole trip to be made.
func slowLine(t *testing.T, to string, trip time.Duration) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				time.Sleep(trip) // SYN and SYN-ACK: loopback itself takes no time
				far, err := net.Dial("tcp", to)
				if err != nil {
					near.Close()
					return
				}
				var both sync.WaitGroup
				both.Go(func() { late(far, near, trip/2); far.(*net.TCPConn).CloseWrite() })
				both.Go(func() { late(near, far, trip/2); near.(*net.TCPConn).CloseWrite() })
				both.Wait()
			}()
		}
	}()
	return l.Addr().String()
}

// late copies with a delay that does not add up.
func late(to io.Writer, from io.Reader, by time.Duration) {
	type piece struct {
		data []byte
		due  time.Time
	}
	pieces := make(chan piece, 1024)
	go func() {
		defer close(pieces)
		for {
			buffer := make([]byte, 1<<16)
			n, err := from.Read(buffer)
			if n > 0 {
				pieces <- piece{buffer[:n], time.Now().Add(by)}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range pieces {
		time.Sleep(time.Until(p.due))
		if _, err := to.Write(p.data); err != nil {
			return
		}
	}
}
