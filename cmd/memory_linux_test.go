package cmd

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/verify/report"
)

// The program itself, as users run it, stays below 64 MB and within its time
// whatever a provider sends. AUTHKIT_LONG=1 tries every answer at every endpoint.
func TestHostileProviderInLittleMemory(t *testing.T) {
	t.Parallel()
	program, err := program()
	if err != nil {
		t.Fatal(err)
	}
	large := []string{"sends 1 GB", "sends a gzip bomb", "never ends", "nests deeply", "nests objects", "sends a huge key set", "sends 10,000 headers", "floods with cookies"}
	var (
		mu       sync.Mutex
		most     int64
		survived int
	)
	t.Run("answers", func(t *testing.T) {
		for name, misbehave := range hostile {
			if at := slices.Index(large, name); at < 0 && !thorough() || testing.Short() && at%4 != 0 {
				continue
			}
			endpoints := []string{"/.well-known/openid-configuration", "/token", "/keys", "/authorize"}
			if testing.Short() {
				endpoints = endpoints[:1]
			}
			for _, endpoint := range endpoints {
				t.Run(name+" "+strings.TrimPrefix(endpoint, "/"), func(t *testing.T) {
					t.Parallel()
					provider := httptest.NewServer(hostileAt(endpoint, misbehave))
					defer provider.Close()
					defer provider.CloseClientConnections()
					args := []string{"verify", "--no-login", "-v", "--timeout", hostileTimeout.String()}
					for _, format := range report.Formats() {
						args = append(args, "--output", format+"=report."+format)
					}
					var used int64
					for try := 0; try < 3 && used == 0; try++ { // one that ends at once may not be seen
						command := exec.Command(program, args...)
						command.Dir = hostileProject(t, provider.URL)
						command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + command.Dir}
						var out bytes.Buffer
						command.Stdout, command.Stderr = &out, &out
						start := time.Now()
						if err := command.Start(); err != nil {
							t.Fatal(err)
						}
						peak := watchPeak(command.Process.Pid)
						command.Wait()
						if took := time.Since(start); took > hostileTimeout+9*time.Second {
							t.Errorf("took %v", took)
						}
						clean(t, "the terminal", out.String())
						used = <-peak
					}
					if used == 0 || used > 64 {
						t.Errorf("%d MB were used", used)
					}
					mu.Lock()
					most, survived = max(most, used), survived+1
					mu.Unlock()
				})
			}
		}
	})
	t.Logf("figures: %d hostile answers survived by the program itself, with %d MB at most", survived, most)
}

// watchPeak tells the most memory a process has used, in MiB, once it is gone.
// The kernel's own account of a finished process would do, did it not begin
// with what the process that started it uses.
func watchPeak(pid int) <-chan int64 {
	peak := make(chan int64, 1)
	go func() {
		var most int64
		for {
			status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			_, after, found := strings.Cut(string(status), "VmHWM:")
			if err != nil || !found {
				peak <- most >> 10
				return
			}
			var now int64
			fmt.Sscanf(strings.TrimSpace(after), "%d kB", &now)
			if exe, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid)); err == nil && strings.HasSuffix(exe, "/authkit") {
				most = max(most, now)
			}
			time.Sleep(2 * time.Millisecond)
		}
	}()
	return peak
}
