//go:build unix

package cmd

import (
	"bytes"
	cryptorand "crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// loot is what stands in files of the person's that no checkout may get at.
const loot = "l00tOfThePerson4711"

// thief is the provider that a hostile checkout names: it answers as a sound
// one would, so that every question is asked, and keeps all that it is sent.
type thief struct {
	*httptest.Server
	mu   sync.Mutex
	seen bytes.Buffer
}

func newThief(t *testing.T) *thief {
	thief := &thief{}
	thief.Server = httptest.NewServer(http.HandlerFunc(thief.answer))
	t.Cleanup(thief.Close)
	return thief
}

func (s *thief) answer(w http.ResponseWriter, r *http.Request) {
	dump, _ := httputil.DumpRequest(r, true)
	s.mu.Lock()
	s.seen.Write(dump)
	if user, password, ok := r.BasicAuth(); ok {
		fmt.Fprintf(&s.seen, "\nBasic %s:%s\n", user, password)
	}
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	switch r.URL.Path {
	case "/token":
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"invalid_grant"}`)
	case "/keys":
		fmt.Fprint(w, signingKeys())
	default:
		document := map[string]any{"issuer": s.URL, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"}}
		for key, at := range map[string]string{"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys", "end_session_endpoint": "/logout", "device_authorization_endpoint": "/device"} {
			document[key] = s.URL + at
		}
		json.NewEncoder(w).Encode(document) //nolint:errcheck // it is a test's own answer
	}
}

// signingKeys is a key set as providers have it.
var signingKeys = sync.OnceValue(func() string {
	key, err := rsa.GenerateKey(cryptorand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
	if err != nil {
		panic(err)
	}
	return string(set)
})

// got tells what the thief was sent, base64 undone.
func (s *thief) got() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := s.seen.String()
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \r\n=&.", r) }) {
		if plain, err := base64.RawStdEncoding.DecodeString(word); err == nil {
			text += string(plain)
		}
	}
	return text
}

// lair is a machine with a hostile checkout on it.
type lair struct {
	t     *testing.T
	top   string // holds the person's home folder, the checkout and what lies beside it
	dir   string
	thief *thief
	said  []string // how it was made
}

func newLair(t *testing.T) *lair {
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	l := &lair{t: t, top: top, dir: filepath.Join(top, "checkout"), thief: newThief(t)}
	l.write("../home/.ssh/id_rsa", loot)
	l.write("../home/secret.py", "import streamlit as st\nst.login(\""+loot+"\")\n")
	l.write("../home/start.sh", "echo 'client_secret = "+loot+"' > .streamlit/secrets.toml\n")
	l.write("../home/other/.streamlit/secrets.toml", l.auth("client_secret = \""+loot+"\""))
	l.write("../home/mounted/auth/client_secret", loot)
	for key, value := range l.values() {
		if key != "client_secret" {
			l.write("../home/mounted/auth/"+key, value)
		}
	}
	l.write(".git/config", "[core]\n\trepositoryformatversion = 0\n[remote \"origin\"]\n\turl = https://x:"+loot+"@example.com/x.git\n")
	l.write(".git/HEAD", "ref: refs/heads/main\n")
	l.write(".git/objects/info/keep", "")
	l.write(".git/refs/heads/keep", "")
	l.write("app.py", "import streamlit as st\n\nif not st.user.is_logged_in:\n    st.button(\"in\", on_click=st.login)\n    st.stop()\n")
	l.write("requirements.txt", "streamlit[auth]==1.67.0\nAuthlib==1.9.9\nhttpx==0.28.1\n")
	l.write(".gitignore", ".streamlit/secrets.toml\nsec/\n")
	return l
}

func (l *lair) values() map[string]string {
	return map[string]string{
		"redirect_uri": "http://localhost:8501/oauth2callback", "cookie_secret": "k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o",
		"client_id": "board", "client_secret": "Ow1nSecretOfTheCheckout7yQ", "server_metadata_url": l.thief.URL + "/.well-known/openid-configuration",
	}
}

// auth is an [auth] that sends everything to the thief, with some lines in place of its own.
func (l *lair) auth(lines ...string) string {
	text := "[auth]\n"
	for key, value := range l.values() {
		line := fmt.Sprintf("%s = %q", key, value)
		for _, other := range lines {
			if strings.HasPrefix(other, key+" ") {
				line = other
			}
		}
		text += line + "\n"
	}
	return text
}

func (l *lair) write(name, text string) {
	l.t.Helper()
	file := filepath.Join(l.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		l.t.Fatal(err)
	}
}

// link makes a link in one of the ways in which links can be made.
func (l *lair) link(how int, name, target string) {
	l.t.Helper()
	file := filepath.Join(l.dir, filepath.FromSlash(name))
	make := func(to, at string) {
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			l.t.Fatal(err)
		}
		os.RemoveAll(at) //nolint:errcheck // it need not be there
		if err := os.Symlink(to, at); err != nil {
			l.t.Fatal(err)
		}
	}
	relative, err := filepath.Rel(filepath.Dir(file), target)
	if err != nil {
		l.t.Fatal(err)
	}
	l.said = append(l.said, fmt.Sprintf("%s -> %s (%d)", name, target, how))
	switch how {
	case 0:
		make(relative, file)
	case 1:
		make(target, file)
	case 2: // by a second link
		make(target, filepath.Join(l.dir, "data", "second"))
		to, _ := filepath.Rel(filepath.Dir(file), filepath.Join(l.dir, "data", "second"))
		make(to, file)
	case 3: // through a linked folder
		make(filepath.Dir(target), filepath.Join(l.dir, "data", "folder"))
		to, _ := filepath.Rel(filepath.Dir(file), filepath.Join(l.dir, "data", "folder", filepath.Base(target)))
		make(to, file)
	case 4: // up and down again
		make(filepath.Join(filepath.Dir(relative), "..", filepath.Base(filepath.Dir(target)), filepath.Base(target)), file)
	}
}

// theft is one way in which a checkout reaches for a file.
type theft struct {
	name string
	make func(l *lair, how int, r *rand.Rand)
}

func oneOf(r *rand.Rand, all ...string) string { return all[r.IntN(len(all))] }

// plain are files whose whole text would be taken for a value.
func (l *lair) plain(r *rand.Rand) string {
	return oneOf(r, filepath.Join(l.top, "home", ".ssh", "id_rsa"), "/proc/self/environ", filepath.Join(l.dir, ".git", "config"), filepath.Join(l.top, "home", "mounted", "auth", "client_secret"))
}

// setting names places for secrets in one of the ways a project can.
func (l *lair) setting(r *rand.Rand, place string) {
	l.said = append(l.said, "secrets.files "+place)
	switch r.IntN(4) {
	case 0:
		l.write("Dockerfile", "FROM python\nENV STREAMLIT_SECRETS_FILES="+place+"\nCMD streamlit run app.py\n")
	case 1:
		l.write("Procfile", "web: streamlit run app.py --secrets.files "+place+"\n")
	default:
		l.write(".streamlit/config.toml", fmt.Sprintf("[secrets]\nfiles = [%q]\n", place))
	}
}

var thefts = []theft{
	{"a key in a folder of secrets", func(l *lair, how int, r *rand.Rand) {
		for key, value := range l.values() {
			l.write("sec/auth/"+key, value)
		}
		l.setting(r, "sec")
		l.link(how, "sec/auth/"+oneOf(r, "client_secret", "client_id", "redirect_uri", "cookie_secret"), l.plain(r))
	}},
	{"a section of a folder of secrets", func(l *lair, how int, r *rand.Rand) {
		l.write("sec/other/x", "y")
		l.setting(r, "sec")
		l.link(how, "sec/auth", filepath.Join(l.top, "home", "mounted", "auth"))
	}},
	{"the folder of secrets", func(l *lair, how int, r *rand.Rand) {
		l.setting(r, "sec")
		l.link(how, "sec", filepath.Join(l.top, "home", "mounted"))
	}},
	{"a folder of secrets elsewhere", func(l *lair, _ int, r *rand.Rand) {
		l.setting(r, oneOf(r, filepath.Join(l.top, "home", "mounted"), "../home/mounted", "./sec/../../home/mounted"))
	}},
	{"a file of secrets elsewhere", func(l *lair, _ int, r *rand.Rand) {
		l.setting(r, oneOf(r, filepath.Join(l.top, "home", "other", ".streamlit", "secrets.toml"), "../home/other/.streamlit/secrets.toml"))
	}},
	{"a file of secrets", func(l *lair, how int, r *rand.Rand) {
		l.setting(r, "conf/s.toml")
		l.link(how, "conf/s.toml", filepath.Join(l.top, "home", "other", ".streamlit", "secrets.toml"))
	}},
	{"secrets in .git", func(l *lair, how int, r *rand.Rand) {
		l.write(".git/x/auth/client_secret", loot)
		l.write(".git/s.toml", l.auth("client_secret = \""+loot+"\""))
		for key, value := range l.values() {
			if key != "client_secret" {
				l.write(".git/x/auth/"+key, value)
			}
		}
		if place := oneOf(r, ".git/x", ".git/s.toml", "linked", "linked.toml"); path.Dir(place) == ".git" {
			l.setting(r, place)
		} else {
			l.setting(r, place)
			l.link(how, place, filepath.Join(l.dir, ".git", map[string]string{"linked": "x", "linked.toml": "s.toml"}[place]))
		}
	}},
	{"the secrets file", func(l *lair, how int, r *rand.Rand) {
		l.link(how, ".streamlit/secrets.toml", oneOf(r, filepath.Join(l.top, "home", "other", ".streamlit", "secrets.toml"), "/proc/self/environ"))
	}},
	{"the folder .streamlit", func(l *lair, how int, r *rand.Rand) {
		l.link(how, ".streamlit", filepath.Join(l.top, "home", "other", ".streamlit"))
	}},
	{"the app", func(l *lair, how int, r *rand.Rand) {
		l.write(".streamlit/secrets.toml", l.auth())
		l.link(how, oneOf(r, "app.py", "pages/one.py"), filepath.Join(l.top, "home", "secret.py"))
	}},
	{"what is installed", func(l *lair, how int, r *rand.Rand) {
		l.write(".streamlit/secrets.toml", l.auth())
		l.write("requirements.txt", "-r "+oneOf(r, "more.txt", "../home/.ssh/id_rsa", "/proc/self/environ", ".git/config")+"\n")
		l.link(how, "more.txt", l.plain(r))
	}},
	{"a list of what is installed", func(l *lair, _ int, r *rand.Rand) {
		l.write(".streamlit/secrets.toml", l.auth())
		if err := os.Remove(filepath.Join(l.dir, "requirements.txt")); err != nil {
			l.t.Fatal(err)
		}
		l.write("pyproject.toml", fmt.Sprintf("[project]\nname = \"x\"\nversion = \"1\"\ndynamic = [\"dependencies\"]\n[tool.setuptools.dynamic]\ndependencies = {file = [%q]}\n", oneOf(r, "../home/.ssh/id_rsa", ".git/config")))
	}},
	{"a package that the app imports", func(l *lair, how int, r *rand.Rand) {
		l.write(".streamlit/secrets.toml", l.auth())
		l.write("app.py", "import streamlit as st\nfrom "+oneOf(r, "tools import x", "tools.gate import x", "tools import gate")+"\n\nif not st.user.is_logged_in:\n    st.button(\"in\", on_click=st.login)\n    st.stop()\n")
		l.link(how, "tools", filepath.Join(l.top, "home", "other"))
	}},
	{"what starts the app", func(l *lair, how int, r *rand.Rand) {
		l.write(".streamlit/secrets.toml", l.auth())
		l.link(how, oneOf(r, "start.sh", "Dockerfile", "Procfile", "compose.yaml", "README.md", ".dockerignore"), filepath.Join(l.top, "home", "start.sh"))
	}},
	{"settings", func(l *lair, how int, r *rand.Rand) {
		l.write(".streamlit/secrets.toml", l.auth())
		l.link(how, oneOf(r, ".streamlit/config.toml", ".streamlit/authkit.toml"), l.plain(r))
	}},
	{"a device", func(l *lair, how int, r *rand.Rand) {
		l.write(".streamlit/secrets.toml", l.auth())
		name := oneOf(r, ".streamlit/config.toml", "pages/one.py", "Procfile", "requirements.txt", "start.sh", "sec/auth/client_secret")
		if err := os.MkdirAll(filepath.Dir(filepath.Join(l.dir, name)), 0o755); err != nil {
			l.t.Fatal(err)
		}
		os.Remove(filepath.Join(l.dir, name)) //nolint:errcheck // it need not be there
		if r.IntN(2) == 0 {
			l.link(1, name, "/dev/zero")
		} else if err := syscall.Mkfifo(filepath.Join(l.dir, name), 0o644); err != nil {
			l.t.Fatal(err)
		}
		l.said = append(l.said, name)
		if strings.HasPrefix(name, "sec/") {
			os.Remove(filepath.Join(l.dir, ".streamlit", "secrets.toml")) //nolint:errcheck // it was made above
			l.setting(r, "sec")
		}
	}},
}

// toldOf finds what a report says of files that were not read.
var toldOf = lazy.Regexp{Pattern: `leads out of the project|leads into \.git|not a regular file|not an ordinary file|which cannot be looked into from here|is no file whose name ends in`}

// verify runs verify as a person would in the checkout.
func (l *lair) verify() (exit int, out string) {
	var screen, notes bytes.Buffer
	env := canaryEnv(l.dir, &screen, "", func() {})
	env.Home, env.Stderr = filepath.Join(l.top, "home"), &notes
	exit = run(l.t.Context(), env, []string{"verify", "--no-login", "--timeout", "5s", "-v", "--skip", "redirect-uri-port"})
	return exit, screen.String() + notes.String()
}

// Whatever a checkout names, nothing of the person's is read through it: not a
// byte leaves the machine or comes to the screen, and nothing passes for sound.
func TestHostileCheckouts(t *testing.T) {
	t.Setenv("AUTHKIT_TEST_LOOT", loot) // stands in /proc/self/environ
	rounds := 2 * 5 * len(thefts)       // each in each of its ways, twice
	switch {
	case thorough():
		rounds = 500
	case testing.Short():
		rounds = 40
	}
	told := 0
	r := rand.New(rand.NewPCG(20261127, 1))
	for i := range rounds {
		theft, how := thefts[i%len(thefts)], i/len(thefts)%5
		l := newLair(t)
		theft.make(l, how, r)
		exit, out := l.verify()
		describe := fmt.Sprintf("%s: %s", theft.name, strings.Join(l.said, ", "))
		if strings.Contains(l.thief.got(), loot) {
			t.Errorf("%s: it leaves the machine", describe)
		}
		if strings.Contains(out, loot) {
			t.Errorf("%s: it is shown\n%s", describe, out)
		}
		if exit == 0 {
			t.Errorf("%s: exit 0\n%s", describe, out)
		}
		if toldOf.Get().MatchString(strings.Join(strings.Fields(out), " ")) {
			told++
		} else {
			t.Errorf("%s: the report does not say that it was not read\n%s", describe, out)
		}
		l.thief.Close()
	}
	t.Logf("figures: %d hostile checkouts in %d ways, %d of them told apart by name, no byte of the person's left", rounds, len(thefts), told)
}

// The watch sees what leaves: secrets that a project keeps inside itself, also
// behind links as Kubernetes makes them, reach the provider it names.
func TestCheckoutsOwnSecretsAreSent(t *testing.T) {
	t.Parallel()
	l := newLair(t)
	for key, value := range l.values() {
		l.write("sec/auth/..2026_11_27/"+key, value)
		if err := os.Symlink(filepath.Join("..data", key), filepath.Join(l.dir, "sec", "auth", key)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("..2026_11_27", filepath.Join(l.dir, "sec", "auth", "..data")); err != nil {
		t.Fatal(err)
	}
	l.write(".streamlit/config.toml", "[secrets]\nfiles = [\"sec\"]\n")
	exit, out := l.verify()
	if exit != 0 || !strings.Contains(l.thief.got(), "board:Ow1nSecretOfTheCheckout7yQ") {
		t.Errorf("exit %d, and this was sent:\n%s\n%s", exit, l.thief.got(), out)
	}
}
