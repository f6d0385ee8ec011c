package cmd

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// loginStory is a project that signs in at a sandbox of its own.
type loginStory struct {
	env    *Env
	dir    string
	out    bytes.Buffer
	server *sandbox.Server
}

// newLoginStory has the browser do what open says.
func newLoginStory(t *testing.T, redirect string, open func(ctx context.Context, address string) error, faults ...string) *loginStory {
	t.Helper()
	options := sandbox.Default()
	options.Logf, options.Faults = func(string, ...any) {}, faults
	server, err := sandbox.New(options)
	if err != nil {
		t.Fatal(err)
	}
	provider := httptest.NewServer(server)
	t.Cleanup(provider.Close)
	s := &loginStory{dir: t.TempDir(), server: server}
	s.env = canaryEnv(s.dir, &s.out, "", func() {})
	s.env.OpenBrowser = open
	if code := run(t.Context(), s.env, []string{"init", "--sandbox", "--sandbox-url", provider.URL, "--redirect-uri", redirect, "--yes"}); code != 0 {
		t.Fatalf("init: exit %d\n%s", code, s.out.String())
	}
	s.out.Reset()
	return s
}

// signIn signs in in the background, as a person in a browser does: the
// browser goes on when verify is done.
func signIn(t *testing.T) func(context.Context, string) error {
	return func(_ context.Context, address string) error {
		background(t, func(ctx context.Context) { visit(ctx, t, address) })
		return nil
	}
}

// background runs something beside the test, which waits for it.
func background(t *testing.T, run func(ctx context.Context)) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	var done sync.WaitGroup
	done.Go(func() { run(ctx) })
	t.Cleanup(func() { done.Wait(); cancel() })
}

func visit(ctx context.Context, t *testing.T, address string) {
	response, err := (sandbox.Visitor{}).SignIn(ctx, address)
	if err != nil {
		t.Error(err)
		return
	}
	response.Body.Close()
}

// freeRedirectURI is a redirect URI on a port nobody uses.
func freeRedirectURI(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return "http://localhost:" + port + "/oauth2callback"
}

func (s *loginStory) wants(t *testing.T, code int, args []string, says ...string) {
	t.Helper()
	if got := run(t.Context(), s.env, args); got != code {
		t.Errorf("exit %d, want %d", got, code)
	}
	for _, text := range says {
		if !strings.Contains(strings.Join(strings.Fields(s.out.String()), " "), text) {
			t.Errorf("it does not say %q:\n%s", text, s.out.String())
		}
	}
}

// A sign-in ends with what st.user will hold, what such claims are good for, and
// the size of the cookies.
func TestLoginShowsTheUser(t *testing.T) {
	t.Parallel()
	s := newLoginStory(t, freeRedirectURI(t), signIn(t))
	s.wants(t, 0, []string{"verify", "--login"}, "✓ sign-in", "st.user", "is_logged_in", "store tid with oid", "a work or school account", "email is not verified", "cookie", "sound")
}

// Forged callbacks, a hundred a second, strange methods, paths and hosts: the
// sign-in goes on until the right one comes.
func TestForgedCallbacks(t *testing.T) {
	t.Parallel()
	var refused atomic.Int32
	redirect := freeRedirectURI(t)
	s := newLoginStory(t, redirect, func(_ context.Context, address string) error {
		asked, err := url.Parse(address)
		if err != nil {
			return err
		}
		at := asked.Query().Get("redirect_uri")
		background(t, func(ctx context.Context) {
			for i := range 200 {
				if forge(t, at, i) {
					refused.Add(1)
				}
				time.Sleep(2 * time.Millisecond)
			}
			visit(ctx, t, address)
		})
		return nil
	})
	s.wants(t, 0, []string{"verify", "--login"}, "✓ sign-in", "sound")
	if refused.Load() != 200 {
		t.Errorf("%d of 200 forged callbacks were refused", refused.Load())
	}
	t.Logf("figures: %d forged callbacks refused during one sign-in", refused.Load())
}

// forge sends what a page on the internet could have the browser send. It
// tells whether the listener refused, without repeating anything sent.
func forge(t *testing.T, redirect string, kind int) bool {
	const code = "forged-0123456789"
	method, address, host := http.MethodGet, redirect+"?code="+code+"&state=guess", ""
	switch kind % 5 {
	case 1:
		address = redirect + "?error=access_denied&error_description=" + code
	case 2:
		method = http.MethodPost
	case 3:
		address = strings.Replace(redirect, "/oauth2callback", "/", 1) + "?code=" + code
	case 4:
		host = "evil.example"
	}
	request, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Error(err)
		return false
	}
	if host != "" {
		request.Host = host
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return response.StatusCode >= 400 && !bytes.Contains(body, []byte(code))
}

// Ctrl-C while the browser is open ends at once, with the code for it.
func TestLoginInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	redirect := freeRedirectURI(t)
	s := newLoginStory(t, redirect, func(context.Context, string) error {
		time.AfterFunc(50*time.Millisecond, cancel)
		return nil
	})
	start := time.Now()
	if code := run(ctx, s.env, []string{"verify", "--login"}); code != 130 {
		t.Errorf("exit %d, want 130\n%s", code, s.out.String())
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("it took %v to stop", took)
	}
	u, _ := url.Parse(redirect)
	if connection, err := net.Dial("tcp", u.Host); err == nil {
		connection.Close()
		t.Error("the listener is still there")
	}
}

// Without a browser the address is printed, and signing in there works.
func TestLoginWithoutABrowser(t *testing.T) {
	t.Parallel()
	shown := make(chan string, 1)
	s := newLoginStory(t, freeRedirectURI(t), func(context.Context, string) error { return io.EOF })
	s.env.Stderr = writerFunc(func(p []byte) (int, error) {
		for field := range strings.FieldsSeq(string(p)) {
			if strings.Contains(field, "/authorize?") {
				shown <- field
			}
		}
		return len(p), nil
	})
	background(t, func(ctx context.Context) { visit(ctx, t, <-shown) })
	s.wants(t, 0, []string{"verify", "--login"}, "✓ sign-in", "sound")
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// A taken port: Entra takes any port of localhost, so another one serves; at
// other providers the person is told who holds it.
func TestLoginOnATakenPort(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	app := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/_stcore/health" {
			io.WriteString(w, "ok")
		}
	}))
	app.Listener.Close()
	app.Listener = listener
	app.Start()
	defer app.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())

	s := newLoginStory(t, "http://localhost:"+port+"/oauth2callback", signIn(t))
	s.wants(t, 0, []string{"verify", "--login"}, "✓ sign-in", "sound")

	// 127.0.0.1 is no localhost to Entra: there the port counts.
	s = newLoginStory(t, "http://127.0.0.1:"+port+"/oauth2callback", signIn(t))
	s.wants(t, 3, []string{"verify", "--login", "--skip", "redirect-uri-port,redirect-uri-registered,redirect-uri-form"}, "port "+port, "running Streamlit app", "stop it")
}

// What the provider refuses during the sign-in is told with its cause, and
// the browser does not stay waiting.
func TestLoginRefused(t *testing.T) {
	t.Parallel()
	s := newLoginStory(t, freeRedirectURI(t), signIn(t), "secret-expired")
	s.wants(t, 1, []string{"verify", "--login"}, "✗ sign-in", "expired")
}

// A public redirect URI is no place this machine can listen at.
func TestLoginWithAPublicRedirectURI(t *testing.T) {
	t.Parallel()
	s := newLoginStory(t, freeRedirectURI(t), signIn(t))
	file := filepath.Join(s.dir, ".streamlit", "secrets.toml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(text, []byte("http://localhost"))
	end := at + bytes.IndexByte(text[at:], '"')
	text = append(append(append([]byte{}, text[:at]...), "https://app.example.com/oauth2callback"...), text[end:]...)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	s.wants(t, 0, []string{"verify", "--login"}, "not asked: redirect_uri points to app.example.com, not to this machine", "--redirect-uri http://localhost:8501/oauth2callback")
	s.out.Reset()
	s.wants(t, 0, []string{"verify", "--login", "--redirect-uri", freeRedirectURI(t)}, "✓ sign-in")
}
