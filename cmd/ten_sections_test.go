package cmd

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// tenSections runs verify on ten sections of one provider over HTTP/1.1, and
// returns how many connections that took and what it said.
func tenSections(t *testing.T, provider http.Handler, timeout string) (connections int64, v verdict) {
	t.Helper()
	var opened atomic.Int64
	server := httptest.NewUnstartedServer(provider)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	defer server.CloseClientConnections()
	text := "[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o\"\n"
	for i := range 10 {
		text += fmt.Sprintf("[auth.entra%d]\nclient_id = %q\nclient_secret = %q\nserver_metadata_url = \"%s/%s/v2.0/.well-known/openid-configuration\"\n",
			i, sandbox.DefaultClientID, sandbox.DefaultClientSecret, server.URL, sandbox.DefaultTenant)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".streamlit"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".streamlit", "secrets.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, notes bytes.Buffer
	env := canaryEnv(dir, &out, "", func() {})
	env.Stderr = &notes
	env.Transport = newEnv().Transport // that of the program, with connections of its own
	v.exit = run(t.Context(), env, []string{"verify", "--no-login", "--format", "json", "--timeout", timeout, "--skip", "redirect-uri-port"})
	if err := json.Unmarshal(out.Bytes(), &v); err != nil {
		t.Fatalf("%v\n%s%s", err, out.String(), notes.String())
	}
	return opened.Load(), v
}

// Ten sections of one provider share what they ask alike, and open at most 32
// connections where each question had one of its own: 91.
func TestTenSectionsShareConnections(t *testing.T) {
	server, err := sandbox.New(sandbox.Default())
	if err != nil {
		t.Fatal(err)
	}
	counter := &asked{Handler: server, t: t, paths: map[string]int{}, agents: map[string]int{}}
	connections, v := tenSections(t, &slow{Handler: counter}, "30s") // slow: no answer comes before every question
	if connections > 32 {
		t.Errorf("it opens %d connections", connections)
	}
	got, _ := json.Marshal(counter.paths)
	if want := `{"/authorize":31,"/devicecode":11,"/keys":1,"/openid-configuration":1,"/token":30}`; string(got) != want {
		t.Errorf("it asks %s, want %s", got, want)
	}
	for _, r := range v.Results {
		if r.Level == "credentials" && r.Status != "ok" && r.ID != "client-platform" && !strings.HasPrefix(r.ID, "registration-") {
			t.Errorf("%s is %s: %s", r.ID, r.Status, r.Reason)
		}
	}
}

// An address that never answers holds the places of its own questions only.
func TestHangingEndpointLeavesTheOthersTheirAnswers(t *testing.T) {
	server, err := sandbox.New(sandbox.Default())
	if err != nil {
		t.Fatal(err)
	}
	var hung atomic.Int64
	provider := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/authorize") {
			hung.Add(1)
			<-r.Context().Done()
			return
		}
		server.ServeHTTP(w, r)
	})
	began := time.Now()
	_, v := tenSections(t, provider, "1s")
	if took := time.Since(began); took >= 2*time.Second {
		t.Errorf("it takes %v with a timeout of 1s", took)
	}
	if hung.Load() != 16 {
		t.Errorf("%d requests hang at once", hung.Load())
	}
	for _, r := range v.Results {
		switch {
		case r.ID == "redirect-uri-registered" && (r.Status != "undecided" || !strings.Contains(r.Reason, "did not answer in time")):
			t.Errorf("%s is %s: %s", r.ID, r.Status, r.Reason)
		case (r.ID == "client-secret" || r.ID == "client-known" || r.ID == "metadata-jwks") && r.Status != "ok":
			t.Errorf("%s is %s: %s", r.ID, r.Status, r.Reason)
		}
	}
}
