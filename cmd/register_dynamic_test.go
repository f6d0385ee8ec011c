package cmd

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// registrar is a provider with a registration endpoint (RFC 7591, RFC 7592).
// Its tokens are good for one answer, and all that is secret is a canary.
type registrar struct {
	*httptest.Server
	endpoint string                    // in the metadata; empty: its own
	answer   func(http.ResponseWriter) // instead of a registration
	arrives  func()                    // when a client was made
	without  []string                  // members of the client that it does not give
	moved    string                    // where its clients are managed, as it says
	ends     int64                     // when its secrets end

	mu       sync.Mutex
	clients  map[string]map[string]any
	token    string
	tokens   int
	requests []string
	strays   []string // requests that carry what they should not
}

func newRegistrar(t *testing.T) *registrar {
	t.Helper()
	r := &registrar{clients: map[string]map[string]any{}}
	r.Server = httptest.NewServer(http.HandlerFunc(r.serve))
	t.Cleanup(r.Close)
	return r
}

const initialCanary = canary + "-initial-0123456789"

func (r *registrar) serve(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, q.Method+" "+q.URL.Path)
	if strings.Contains(q.URL.String(), canary) || q.URL.Path == wellKnown && q.Header.Get("Authorization") != "" {
		r.strays = append(r.strays, q.URL.Path)
	}
	bearer := strings.TrimPrefix(q.Header.Get("Authorization"), "Bearer ")
	say := func(status int, body map[string]any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(body)
	}
	var sent map[string]any
	json.NewDecoder(q.Body).Decode(&sent)
	id := strings.TrimPrefix(q.URL.Path, "/register/")
	switch {
	case q.URL.Path == wellKnown:
		endpoint := r.endpoint
		if endpoint == "" {
			endpoint = r.URL + "/register"
		}
		say(http.StatusOK, map[string]any{"issuer": r.URL, "registration_endpoint": endpoint})
	case q.Method == http.MethodPost && r.answer != nil:
		r.answer(w)
	case q.Method == http.MethodPost && bearer != initialCanary:
		say(http.StatusUnauthorized, map[string]any{"error": "invalid_token", "error_description": "no such token " + bearer})
	case q.Method == http.MethodPost:
		id := fmt.Sprintf("client-%d", len(r.clients)+1)
		sent["client_id"], sent["client_secret"], sent["client_secret_expires_at"] = id, canary+"-client-0123456789", r.ends
		r.clients[id] = sent
		if r.arrives != nil {
			r.arrives()
		}
		say(http.StatusCreated, r.shown(id))
	case r.clients[id] == nil || bearer != r.token:
		say(http.StatusUnauthorized, map[string]any{"error": "invalid_token"})
	case q.Method == http.MethodGet:
		say(http.StatusOK, r.shown(id))
	case q.Method == http.MethodPut:
		for _, name := range []string{"registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"} {
			if sent[name] != nil { // RFC 7592, section 2.2
				say(http.StatusBadRequest, map[string]any{"error": "invalid_client_metadata"})
				return
			}
		}
		if sent["client_id"] != id || sent["client_secret"] != r.clients[id]["client_secret"] {
			say(http.StatusBadRequest, map[string]any{"error": "invalid_client_metadata"})
			return
		}
		r.clients[id] = sent
		say(http.StatusOK, r.shown(id))
	case q.Method == http.MethodDelete:
		delete(r.clients, id)
		w.WriteHeader(http.StatusNoContent)
	}
}

// shown is a client as it is answered, with the token that counts from now on.
func (r *registrar) shown(id string) map[string]any {
	r.tokens++
	r.token = fmt.Sprintf("%s-management-%d", canary, r.tokens)
	all := map[string]any{"registration_client_uri": r.URL + "/register/" + id, "registration_access_token": r.token}
	if r.moved != "" {
		all["registration_client_uri"] = r.moved
	}
	for name, value := range r.clients[id] {
		if !slices.Contains(r.without, name) {
			all[name] = value
		}
	}
	for _, name := range r.without {
		delete(all, name)
	}
	return all
}

// registrarProject is a project without a client, with the token beside it.
func registrarProject(t *testing.T, r *registrar) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{
		"app.py": "import streamlit as st\nst.login()\n", "token": initialCanary + "\n", "wrong": canary + "-wrong\n", "empty": "\n", "letters": canary + "é",
		".streamlit/secrets.toml": "[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"" + canary + "-cookie-0123456789abcdef\"\nserver_metadata_url = \"" + r.URL + wellKnown + "\"\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		os.MkdirAll(filepath.Dir(path), 0o755)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// registers runs register without the last filter, and holds that it shows no canary.
func registers(t *testing.T, dir string, args ...string) (code int, said string) {
	t.Helper()
	var out bytes.Buffer
	code = unfiltered(t.Context(), canaryEnv(dir, &out, initialCanary, func() {}), append([]string{"register", "--yes", "--name", "Sales board"}, args...))
	if strings.Contains(out.String(), canary) {
		t.Errorf("register %v shows a secret\n%s", args, out.String())
	}
	return code, strings.Join(strings.Fields(out.String()), " ")
}

func secretsOf(t *testing.T, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, ".streamlit", "secrets.toml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A client is registered, written, completed and found again; nobody's redirect
// URI is lost, and a second run changes nothing.
func TestRegisterAtAnEndpointConverges(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t)
	dir := registrarProject(t, r)
	before := secretsOf(t, dir)
	if code, said := registers(t, dir, "--initial-access-token-file", "token", "--dry-run"); code != exitSound || len(r.clients) != 0 || secretsOf(t, dir) != before {
		t.Fatalf("--dry-run: exit %d, %d clients\n%s", code, len(r.clients), said)
	}
	code, said := registers(t, dir, "--initial-access-token-file", "-", "--management-token-file", "kept.json")
	written := secretsOf(t, dir)
	if code != exitSound || len(r.clients) != 1 || !strings.Contains(written, `client_id = "client-1"`) || !strings.Contains(written, `client_secret = "`+canary+`-client-0123456789"`) {
		t.Fatalf("exit %d, %d clients\n%s", code, len(r.clients), said)
	}
	if info, err := os.Stat(filepath.Join(dir, "kept.json")); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the management token: %v, %v", info, err)
	}
	r.clients["client-1"]["redirect_uris"] = append(r.clients["client-1"]["redirect_uris"].([]any), "https://theirs.example.com/oauth2callback")
	if code, said := registers(t, dir, "--management-token-file", "kept.json"); code != exitSound || !strings.Contains(said, "nothing to change") {
		t.Errorf("a second run: exit %d\n%s", code, said)
	}
	if code, said := registers(t, dir, "--management-token-file", "kept.json", "--url", "https://board.example.com", "--dry-run"); code != exitSound || !strings.Contains(said, "Would be added https://board.example.com/oauth2callback") {
		t.Errorf("--dry-run of another address: exit %d\n%s", code, said)
	}
	for range 2 {
		if code, said := registers(t, dir, "--management-token-file", "kept.json", "--url", "https://board.example.com"); code != exitSound {
			t.Errorf("another address: exit %d\n%s", code, said)
		}
	}
	want := "[http://localhost:8501/oauth2callback https://theirs.example.com/oauth2callback https://board.example.com/oauth2callback]"
	if got := fmt.Sprint(r.clients["client-1"]["redirect_uris"]); got != want {
		t.Errorf("registered %s, want %s", got, want)
	}
	if puts := slices.DeleteFunc(slices.Clone(r.requests), func(q string) bool { return !strings.HasPrefix(q, "PUT") }); len(puts) != 1 {
		t.Errorf("%d changes: %v", len(puts), puts)
	}
	if secretsOf(t, dir) != written {
		t.Error("later runs changed the secrets")
	}
	if len(r.strays) > 0 {
		t.Errorf("a token went astray: %v", r.strays)
	}
	// What was lost comes back.
	if err := os.WriteFile(filepath.Join(dir, ".streamlit", "secrets.toml"), []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, said := registers(t, dir, "--management-token-file", "kept.json"); code != exitSound || secretsOf(t, dir) != written {
		t.Errorf("lost secrets: exit %d\n%s\n%s", code, said, secretsOf(t, dir))
	}
	// The client is gone, or another's token is named.
	delete(r.clients, "client-1")
	if code, said := registers(t, dir, "--management-token-file", "kept.json"); code != exitUndecided || !strings.Contains(said, "the client is gone") {
		t.Errorf("a client that is gone: exit %d\n%s", code, said)
	}
}

// Without the management token no second client is made, and nothing is claimed.
func TestRegisterWithoutManagementToken(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t)
	dir := registrarProject(t, r)
	code, said := registers(t, dir, "--initial-access-token-file", "token")
	if code != exitSound || !strings.Contains(said, "was dropped") {
		t.Fatalf("exit %d\n%s", code, said)
	}
	if code, said := registers(t, dir, "--initial-access-token-file", "token"); code != exitSound || !strings.Contains(said, "has a client already") {
		t.Errorf("a second run: exit %d\n%s", code, said)
	}
	if code, said := registers(t, dir, "--initial-access-token-file", "token", "--url", "https://board.example.com"); code != exitUndecided || !strings.Contains(said, "provider's console") {
		t.Errorf("another address: exit %d\n%s", code, said)
	}
	if len(r.clients) != 1 {
		t.Errorf("%d clients", len(r.clients))
	}
}

// Each refusal has its own words and a next step, and writes nothing.
func TestRegistrationEndpointRefuses(t *testing.T) {
	t.Parallel()
	problem := func(status int, code, description string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.WriteHeader(status)
			json.NewEncoder(w).Encode(map[string]any{"error": code, "error_description": description})
		}
	}
	elsewhere := newRegistrar(t)
	for name, test := range map[string]struct {
		change func(*registrar)
		args   []string
		code   int
		says   []string
	}{
		"no token":             {code: exitUndecided, says: []string{"with an initial access token only", "--initial-access-token-file FILE"}},
		"wrong token":          {args: []string{"--initial-access-token-file", "wrong"}, code: exitUndecided, says: []string{"wrong, over, or used up", "ask its administrator for a new one"}},
		"empty token":          {args: []string{"--initial-access-token-file", "empty"}, code: exitUsage, says: []string{"it is empty"}},
		"no token of its form": {args: []string{"--initial-access-token-file", "letters"}, code: exitUsage, says: []string{"copy it again"}},
		"no such file":         {args: []string{"--initial-access-token-file", "none"}, code: exitUsage, says: []string{"there is no file none"}},
		"policy, with a token": {change: func(r *registrar) { r.answer = problem(403, "insufficient_scope", "Host not trusted.") }, args: []string{"--initial-access-token-file", "token"}, code: exitUndecided, says: []string{"a policy of", "Host not trusted", "ask its administrator to allow it"}},
		"policy, without one":  {change: func(r *registrar) { r.answer = problem(403, "insufficient_scope", "Host not trusted.") }, code: exitUndecided, says: []string{"a registration by everybody", "--initial-access-token-file FILE"}},
		"redirect URI":         {change: func(r *registrar) { r.answer = problem(400, "invalid_redirect_uri", "must be https") }, code: exitUndecided, says: []string{"does not take these redirect URIs: must be https", "--redirect-uri"}},
		"metadata":             {change: func(r *registrar) { r.answer = problem(400, "invalid_client_metadata", "grant_types") }, code: exitUndecided, says: []string{"a client of this kind", "register it by hand"}},
		"software statement":   {change: func(r *registrar) { r.answer = problem(400, "unapproved_software_statement", "") }, code: exitUndecided, says: []string{"approved software only"}},
		"it repeats the token": {change: func(r *registrar) {
			r.answer = problem(400, "invalid_client_metadata", "token "+initialCanary+" is bad")
		}, args: []string{"--initial-access-token-file", "token"}, code: exitUndecided, says: []string{"a client of this kind"}},
		"too many":     {change: func(r *registrar) { r.answer = problem(429, "slow_down", "") }, code: exitUndecided, says: []string{"too many requests", "in some minutes"}},
		"out of order": {change: func(r *registrar) { r.answer = func(w http.ResponseWriter) { w.WriteHeader(502) } }, code: exitUndecided, says: []string{"out of order (it answered 502)", "a client may have been made"}},
		"no such page": {change: func(r *registrar) { r.answer = func(w http.ResponseWriter) { http.Error(w, "<html>", 404) } }, code: exitUndecided, says: []string{"registers no clients there (it answered 404)"}},
		"a page":       {change: func(r *registrar) { r.answer = func(w http.ResponseWriter) { w.Write([]byte("<html>")) } }, code: exitUndecided, says: []string{"named no client_id"}},
		"no answer":    {change: func(r *registrar) { r.answer = func(http.ResponseWriter) { panic(http.ErrAbortHandler) } }, code: exitUndecided, says: []string{"before answering", "a client may have been made"}},
		"a redirect": {change: func(r *registrar) {
			r.answer = func(w http.ResponseWriter) { w.Header().Set("Location", elsewhere.URL+"/register"); w.WriteHeader(307) }
		}, args: []string{"--initial-access-token-file", "token"}, code: exitUndecided, says: []string{"sends the request elsewhere (307)"}},
		"public clients only":    {change: func(r *registrar) { r.without = []string{"client_secret"} }, args: []string{"--initial-access-token-file", "token"}, code: exitUndecided, says: []string{"without a secret only"}},
		"another list":           {change: func(r *registrar) { r.without = []string{"redirect_uris"} }, args: []string{"--initial-access-token-file", "token"}, code: exitUndecided, says: []string{"without the redirect URI"}},
		"public, no management":  {change: func(r *registrar) { r.without = []string{"client_secret", "registration_access_token"} }, args: []string{"--initial-access-token-file", "token"}, code: exitUndecided, says: []string{"is there still, without use"}},
		"in the clear":           {change: func(r *registrar) { r.endpoint = "http://provider.example.com/register" }, args: []string{"--initial-access-token-file", "token"}, code: exitUndecided, says: []string{"is not https"}},
		"another host":           {change: func(r *registrar) { r.endpoint = "https://provider.example.com/register" }, args: []string{"--initial-access-token-file", "token"}, code: exitUndecided, says: []string{"names another host, provider.example.com"}},
		"no endpoint":            {change: func(r *registrar) { r.endpoint = " " }, code: exitUndecided, says: []string{"register it by hand"}},
		"with --request":         {args: []string{"--request", "md"}, code: exitUsage, says: []string{"does not go with --request"}},
		"with --audience":        {args: []string{"--audience", "both"}, code: exitUsage, says: []string{"--audience is for Microsoft Entra"}},
		"with --client-id":       {args: []string{"--client-id", "x", "--initial-access-token-file", "token"}, code: exitUsage, says: []string{"here the provider says both"}},
		"another --metadata-url": {args: []string{"--metadata-url", "https://other.example.com" + wellKnown}, code: exitUsage, says: []string{"another provider than the project's"}},
		"a file of other things": {args: []string{"--management-token-file", "token"}, code: exitUsage, says: []string{"it is not written over"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRegistrar(t)
			if test.change != nil {
				test.change(r)
			}
			dir := registrarProject(t, r)
			before := secretsOf(t, dir)
			code, said := registers(t, dir, test.args...)
			if code != test.code {
				t.Errorf("exit %d, want %d\n%s", code, test.code, said)
			}
			for _, words := range append(test.says, map[bool]string{true: "hint: "}[code == exitUndecided]) {
				if !strings.Contains(said, words) {
					t.Errorf("it does not say %q\n%s", words, said)
				}
			}
			if secretsOf(t, dir) != before {
				t.Error("it changed the secrets")
			}
			if len(r.clients) > 0 && name != "public, no management" {
				t.Errorf("a client without use is left: %v", r.clients)
			}
		})
	}
	t.Cleanup(func() {
		if len(elsewhere.requests) > 0 {
			t.Errorf("a redirect was followed: %v", elsewhere.requests)
		}
	})
}

// A file that somebody saves meanwhile is not written over, and the client whose
// secret could not be kept is taken back.
func TestRegisterTakesBackWhatItCannotKeep(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t)
	dir := registrarProject(t, r)
	saved := secretsOf(t, dir) + "# saved by an editor\n"
	r.arrives = func() { os.WriteFile(filepath.Join(dir, ".streamlit", "secrets.toml"), []byte(saved), 0o600) }
	code, said := registers(t, dir, "--initial-access-token-file", "token", "--management-token-file", "kept.json")
	if code != exitUndecided || !strings.Contains(said, "was removed again") || len(r.clients) != 0 || secretsOf(t, dir) != saved {
		t.Errorf("exit %d, %d clients\n%s", code, len(r.clients), said)
	}
	r.arrives = nil
	if code, said := registers(t, dir, "--initial-access-token-file", "token", "--management-token-file", "kept.json"); code != exitSound || len(r.clients) != 1 {
		t.Errorf("again: exit %d, %d clients\n%s", code, len(r.clients), said)
	}
}

// The management token is written into no file that the next commit takes along.
func TestManagementTokenIsKeptOutOfGit(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t)
	dir := registrarProject(t, r)
	if out, err := exec.Command("git", "init", "-q", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	args := []string{"--initial-access-token-file", "token", "--management-token-file", "kept.json"}
	if code, said := registers(t, dir, args...); code != exitUndecided || !strings.Contains(said, "git does not ignore it") || len(r.clients) != 0 {
		t.Errorf("not ignored: exit %d, %d clients\n%s", code, len(r.clients), said)
	}
	if err := os.WriteFile(filepath.Join(dir, ".gitignore"), []byte("/kept.json\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, said := registers(t, dir, args...); code != exitSound || len(r.clients) != 1 {
		t.Errorf("ignored: exit %d, %d clients\n%s", code, len(r.clients), said)
	}
}

// A token that reads like a word is known as a secret all the same, wherever the
// provider repeats it.
func TestTokensAreKnown(t *testing.T) {
	t.Parallel()
	const word = "correcthorsebattery"
	r := newRegistrar(t)
	r.answer = func(w http.ResponseWriter) {
		w.WriteHeader(http.StatusBadRequest)
		json.NewEncoder(w).Encode(map[string]any{"error": "invalid_client_metadata", "error_description": "unlucky " + word + " today"})
	}
	dir := registrarProject(t, r)
	if err := os.WriteFile(filepath.Join(dir, "word"), []byte(word), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if code := run(t.Context(), canaryEnv(dir, &out, "", func() {}), []string{"register", "--yes", "--name", "board", "--initial-access-token-file", "word"}); code != exitUndecided || !strings.Contains(out.String(), "unlucky") {
		t.Fatalf("exit %d\n%s", code, out.String())
	}
	if strings.Contains(out.String(), word) {
		t.Errorf("the token is shown\n%s", out.String())
	}
}

// Nothing is registered without a yes.
func TestRegisterAtAnEndpointAsks(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		typed    string
		terminal bool
		code     int
		clients  int
	}{{"", false, exitUsage, 0}, {"n\n", true, exitInterrupted, 0}, {"y\n", true, exitSound, 1}} {
		r := newRegistrar(t)
		dir := registrarProject(t, r)
		before := secretsOf(t, dir)
		var out bytes.Buffer
		env := canaryEnv(dir, &out, test.typed, func() {})
		env.StdinTerminal, env.StdoutTerminal = test.terminal, test.terminal
		env.Getenv = func(name string) string { return map[string]string{"AUTHKIT_PLAIN": "1"}[name] }
		code := unfiltered(t.Context(), env, []string{"register", "--name", "board", "--initial-access-token-file", "token"})
		if code != test.code || len(r.clients) != test.clients || (secretsOf(t, dir) != before) != (test.clients > 0) || strings.Contains(out.String(), canary) {
			t.Errorf("%q: exit %d, %d clients\n%s", test.typed, code, len(r.clients), out.String())
		}
	}
}

// In an empty folder everything is made that init makes, and the last day of a
// secret that ends is noted.
func TestRegisterInAnEmptyFolder(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t)
	r.ends = time.Now().Add(100 * 24 * time.Hour).Unix()
	dir := t.TempDir()
	args := []string{"--metadata-url", r.URL + wellKnown, "--initial-access-token-file", "-", "--provider", "board", "--url", "https://board.example.com"}
	if code, said := registers(t, dir, args...); code != exitSound || len(r.clients) != 1 {
		t.Fatalf("exit %d, %d clients\n%s", code, len(r.clients), said)
	}
	written := secretsOf(t, dir)
	for _, line := range []string{"[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\ncookie_secret = \"", "[auth.board]\nclient_id = \"client-1\"\n", "server_metadata_url = \"" + r.URL + wellKnown + "\"\n"} {
		if !strings.Contains(written, line) {
			t.Errorf("the secrets lack %q", line)
		}
	}
	app, _ := os.ReadFile(filepath.Join(dir, "app.py"))
	settings, _ := os.ReadFile(filepath.Join(dir, ".streamlit", "authkit.toml"))
	if !strings.Contains(string(app), "st.login") || !strings.Contains(string(settings), time.Unix(r.ends, 0).UTC().Format(time.DateOnly)) {
		t.Errorf("app.py %q\nauthkit.toml %q", app, settings)
	}
	if got := fmt.Sprint(r.clients["client-1"]["redirect_uris"]); got != "[http://localhost:8501/oauth2callback https://board.example.com/oauth2callback]" {
		t.Errorf("registered %s", got)
	}
}

// An answer may say that the client is managed elsewhere; the token stays here.
func TestManagementTokenStaysHome(t *testing.T) {
	t.Parallel()
	r := newRegistrar(t)
	dir := registrarProject(t, r)
	if code, said := registers(t, dir, "--initial-access-token-file", "token", "--management-token-file", "kept.json"); code != exitSound {
		t.Fatalf("exit %d\n%s", code, said)
	}
	r.moved = "https://elsewhere.example.com/register/client-1"
	code, said := registers(t, dir, "--management-token-file", "kept.json", "--url", "https://board.example.com")
	if code != exitUndecided || !strings.Contains(said, "names another host, elsewhere.example.com") {
		t.Errorf("exit %d\n%s", code, said)
	}
}
