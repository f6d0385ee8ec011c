//go:build bench

package e2e

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// What authkit run may cost.
const (
	soaked        = 10_000
	addedAtMedian = 2 * time.Millisecond
	aSecond       = 200
	residentKB    = 40 << 10
)

// TestBenchRun has the relay redeem codes for a long while: what it adds to an
// exchange, how many it does in a second, and how much memory it holds.
func TestBenchRun(t *testing.T) {
	authkit := build(t, "..", "authkit")
	provider := httptest.NewServer(nil)
	t.Cleanup(provider.Close)
	provider.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodGet {
			json.NewEncoder(w).Encode(map[string]any{"issuer": provider.URL, "authorization_endpoint": provider.URL + "/authorize", "token_endpoint": provider.URL + "/token", "jwks_uri": provider.URL + "/keys"})
			return
		}
		io.Copy(io.Discard, r.Body)
		fmt.Fprintf(w, `{"id_token":%q,"token_type":"Bearer"}`, strings.Repeat("x", 1500))
	})
	file := filepath.Join(t.TempDir(), "token")
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, nil)
	if err != nil {
		t.Fatal(err)
	}
	claims, _ := json.Marshal(map[string]any{"iss": "https://c.example.com", "sub": "s", "aud": provider.URL, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()})
	signed, err := signer.Sign(claims)
	if err != nil {
		t.Fatal(err)
	}
	token, _ := signed.CompactSerialize()
	os.WriteFile(file, []byte(token), 0o600)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	pemFile := filepath.Join(t.TempDir(), "key.pem")
	os.WriteFile(pemFile, pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(rsaKey)}), 0o600)
	for assertion, exchanges := range map[string]int{"kubernetes=" + file: soaked, "key=" + pemFile: soaked / 10} {
		name, _, _ := strings.Cut(assertion, "=")
		dir, place := t.TempDir(), t.TempDir()
		os.MkdirAll(filepath.Join(dir, ".streamlit"), 0o755)
		os.WriteFile(filepath.Join(dir, ".streamlit", "secrets.toml"), fmt.Appendf(nil, "[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaE9uW6\"\nclient_id = \"board\"\nserver_metadata_url = \"%s/.well-known/openid-configuration\"\n", provider.URL), 0o600)
		command := exec.Command(authkit, "run", "--assertion", assertion, "--", "sleep", "600")
		command.Dir, command.Env = dir, append(os.Environ(), "TMPDIR="+place)
		var said bytes.Buffer
		command.Stderr = &said
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		at := ""
		for deadline := time.Now().Add(20 * time.Second); at == "" && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			found, _ := filepath.Glob(filepath.Join(place, "authkit-run-*", "secrets.toml"))
			if len(found) > 0 {
				text, _ := os.ReadFile(found[0])
				_, at, _ = strings.Cut(string(text), "access_token_url = '")
				at, _, _ = strings.Cut(at, "'")
			}
		}
		form := url.Values{"grant_type": {"authorization_code"}, "code": {"c"}, "redirect_uri": {"http://localhost:8501/oauth2callback"}, "client_id": {"board"}, "code_verifier": {"v"}}
		exchange := func(to string) time.Duration {
			began := time.Now()
			answer, err := http.PostForm(to, form)
			if err != nil {
				t.Fatalf("%v\n%s", err, said.String())
			}
			io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				t.Fatalf("%s\n%s", answer.Status, said.String())
			}
			return time.Since(began)
		}
		var direct, relayed []time.Duration
		for range 500 {
			direct = append(direct, exchange(provider.URL+"/token"))
			relayed = append(relayed, exchange(at))
		}
		warm := resident(t, command.Process.Pid)
		began := time.Now()
		for range exchanges {
			exchange(at)
		}
		rate := float64(exchanges) / time.Since(began).Seconds()
		end := resident(t, command.Process.Pid)
		slices.Sort(direct)
		slices.Sort(relayed)
		added := relayed[len(relayed)/2] - direct[len(direct)/2]
		t.Logf("figures: authkit run, %s: %d exchanges, %.2f ms added at the median, %.0f a second one after the other, %d KB resident at the beginning and %d at the end", name, exchanges, ms(added), rate, warm, end)
		if added > addedAtMedian || rate < aSecond || end > residentKB || end > warm+warm/4 {
			t.Errorf("%s: %s added, %.0f a second, %d KB, then %d", name, added, rate, warm, end)
		}
		command.Process.Signal(syscall.SIGTERM)
		command.Wait()
	}
}

// resident is the memory that a process holds, in KB.
func resident(t *testing.T, pid int) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	n, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return n
}
