//go:build bench

package e2e

import (
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// build compiles a program as a release does.
func build(t *testing.T, dir, name string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), name)
	command := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, ".")
	command.Dir, command.Env = dir, append(os.Environ(), "CGO_ENABLED=0")
	if text, err := command.CombinedOutput(); err != nil {
		t.Fatalf("build: %v %s", err, text)
	}
	return out
}

// median is the middle of n runs, in turn with the others, so that a slow
// moment of the machine hits all of them.
func medians(t *testing.T, n int, commands ...func() *exec.Cmd) []time.Duration {
	t.Helper()
	all := make([][]time.Duration, len(commands))
	for range n {
		for i, command := range commands {
			c := command()
			began := time.Now()
			if err := c.Run(); err != nil && c.ProcessState == nil {
				t.Fatal(err)
			}
			all[i] = append(all[i], time.Since(began))
		}
	}
	var middle []time.Duration
	for _, times := range all {
		sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
		middle = append(middle, times[len(times)/2])
	}
	return middle
}

func TestBenchStartUp(t *testing.T) {
	authkit := build(t, "..", "authkit")
	hello := t.TempDir()
	os.WriteFile(filepath.Join(hello, "go.mod"), []byte("module hello\n\ngo 1.26\n"), 0o644)
	os.WriteFile(filepath.Join(hello, "main.go"), []byte("package main\n\nfunc main() { println(\"hello\") }\n"), 0o644)
	empty := build(t, hello, "hello")
	info, err := os.Stat(authkit)
	if err != nil {
		t.Fatal(err)
	}
	project := t.TempDir()
	set := exec.Command(authkit, "init", "--sandbox", "--yes", "--dir", project)
	exec.Command("git", "-C", project, "init", "-q").Run()
	if out, err := set.CombinedOutput(); err != nil {
		t.Fatalf("init: %v %s", err, out)
	}
	m := medians(t, 40,
		func() *exec.Cmd { return exec.Command(empty) },
		func() *exec.Cmd { return exec.Command(authkit, "version") },
		func() *exec.Cmd { return exec.Command("git", "--version") },
		func() *exec.Cmd { return exec.Command(authkit, "verify", "--offline", "--dir", project) },
	)
	version := exec.Command(authkit, "version")
	version.Run()
	fmt.Printf("size               %6.2f MB   budget 10.5\n", float64(info.Size())/1e6)
	fmt.Printf("version            %6.2f ms   %.1f x an empty program (%.2f ms), budget 2\n", ms(m[1]), ms(m[1])/ms(m[0]), ms(m[0]))
	fmt.Printf("verify --offline   %6.2f ms   %.1f x git --version (%.2f ms), budget 10\n", ms(m[3]), ms(m[3])/ms(m[2]), ms(m[2]))
	fmt.Printf("version, memory    %6.2f MB   budget 9\n", rss(version))
}

func ms(d time.Duration) float64 { return float64(d) / 1e6 }

// TestBenchRoundTrips puts a sandbox behind a line on which every trip takes 50 ms.
func TestBenchRoundTrips(t *testing.T) {
	const trip = 50 * time.Millisecond
	authkit := build(t, "..", "authkit")
	server, err := sandbox.New(sandbox.Default())
	if err != nil {
		t.Fatal(err)
	}
	provider := httptest.NewServer(server)
	defer provider.Close()
	line := slowLine(t, provider.Listener.Addr().String(), trip)
	var took []time.Duration
	for _, providers := range []int{1, 10} {
		dir := t.TempDir()
		os.Mkdir(filepath.Join(dir, ".streamlit"), 0o755)
		var text strings.Builder
		text.WriteString("[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o\"\n")
		for i := range providers {
			fmt.Fprintf(&text, "[auth.entra%d]\nclient_id = %q\nclient_secret = %q\nserver_metadata_url = \"http://%s/%s/v2.0/.well-known/openid-configuration\"\n", i, sandbox.DefaultClientID, sandbox.DefaultClientSecret, line, sandbox.DefaultTenant)
		}
		os.WriteFile(filepath.Join(dir, ".streamlit", "secrets.toml"), []byte(text.String()), 0o600)
		m := medians(t, 5,
			func() *exec.Cmd { return exec.Command(authkit, "verify", "--no-login", "--dir", dir) },
			func() *exec.Cmd { return exec.Command(authkit, "verify", "--offline", "--dir", dir) })
		took = append(took, m[0]-m[1])
		fmt.Printf("%2d providers       %6.0f ms   %.1f round trips of 50 ms, budget 5 for one\n", providers, ms(m[0]-m[1]), float64(m[0]-m[1])/float64(trip))
	}
	fmt.Printf("ten to one         %6.2f      budget 1.5\n", float64(took[1])/float64(took[0]))
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
