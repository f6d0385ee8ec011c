//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// The deployer takes a project that init has made to every platform there is, from a
// machine without Go: runs each command that is printed, in sh, and does beside them
// what the words say. Then the app is started as the platform would start it, from a
// clone of the repository with nothing but what the platform was given, and people
// come in at its public address.

// deployments are the platforms, and the addresses that name one. What stands in for
// the platform is said where it is used.
func deployments() []deployment {
	return []deployment{
		{target: "toml", use: (*deployer).putsTheFileThere},
		{target: "env", use: (*deployer).setsTheVariable},
		{target: "kubernetes", use: (*deployer).appliesTheSecret},
		{target: "docker", use: (*deployer).mountsTheFile},
		{target: "compose", use: (*deployer).laysTheFileOver},
		{target: "azure-app-service", use: (*deployer).setsAppSettings},
		{target: "azure-container-apps", use: (*deployer).mergesTheYAML},
		{target: "cloud-run", use: (*deployer).fillsSecretManager},
		{target: "ecs", use: (*deployer).fillsSecretsManager},
		{target: "github", use: (*deployer).storesTheRepositorySecret},
		{target: "azure-app-service", vault: "kv-acme", use: (*deployer).setsAppSettings},
		{target: "azure-container-apps", vault: "kv-acme", use: (*deployer).mergesTheYAML},
		{host: "board.streamlit.app", use: (*deployer).putsTheFileThere},
		{host: "board-x7.a.run.app", use: (*deployer).fillsSecretManager},
		{host: "board.azurewebsites.net", use: (*deployer).setsAppSettings},
		{host: "board.happyhill.westeurope.azurecontainerapps.io", use: (*deployer).mergesTheYAML},
		{host: "board.fly.dev", use: (*deployer).importsAtFly},
		{host: "board.onrender.com", use: (*deployer).setsTheVariable},
	}
}

// deployment is one way to a deployed app. Without a target the address names it, and
// the deployer stands in a folder beside the project.
type deployment struct {
	target, host string
	vault        string // where the secrets stay
	use          func(*deployer)
}

func (d deployment) name() string { return strings.TrimSpace(d.target + d.host + " " + d.vault) }

func (d deployment) address() string {
	if d.host == "" {
		return "https://app.example.org"
	}
	return "https://" + d.host
}

// deployer is somebody who deploys an app.
type deployer struct {
	t       *testing.T
	address string
	want    []byte   // the secrets of the deployed app
	root    string   // of the repository; the project is in its folder board
	dir     string   // where the commands are typed
	env     []string // of the deployer's machine
	script  string   // the app's main script
	tools   string   // what the platform's tools were called with
	out     string   // what deploy-secrets renders
	steps   []step   // what it says is left to do on the platform

	files     map[string][]byte // what the platform puts into the container, by its path
	variables []string          // what it sets there
	starts    []string          // how the app is started there; none: as always
}

func TestDeployer(t *testing.T) {
	all := deployments()
	var callbacks []string
	for _, d := range all {
		callbacks = append(callbacks, "--redirect-uri", d.address()+"/oauth2callback")
	}
	offered, _, _ := strings.Cut(does(t, t.TempDir(), environment(t), binary(t), "__complete", "deploy-secrets", "--target", ""), "\n:")
	targets := strings.Fields(offered)
	for _, target := range targets {
		if !slices.ContainsFunc(all, func(d deployment) bool { return d.target == target }) {
			t.Errorf("nobody deploys to %s", target)
		}
	}
	if len(targets) < 10 {
		t.Errorf("the targets are %v", targets)
	}
	var byName, byVault, byAddress atomic.Int64
	project, _ := sandboxProject(t, callbacks...)
	awkwardly(t, secretsOf(project))
	t.Run("each", func(t *testing.T) {
		for _, d := range all {
			t.Run(d.name(), func(t *testing.T) {
				t.Parallel()
				deploys(t, project, d)
				switch {
				case t.Failed():
				case d.vault != "":
					byVault.Add(1)
				case d.target != "":
					byName.Add(1)
				default:
					byAddress.Add(1)
				}
			})
		}
	})
	t.Logf("figures: deployer: %d targets, %d of them with a vault too, and %d addresses that name one, each started and asked", byName.Load(), byVault.Load(), byAddress.Load())
}

// awkwardly adds to a secrets file what layers of quoting get wrong.
func awkwardly(t *testing.T, file string) {
	t.Helper()
	edit(t, file, "cookie_secret = \"", "cookie_secret = \"a$b'c%d!e~f ")
	edit(t, file, "\n[auth]\n", "# it's \"quoted\" $HOME ${HOME} $$ `x` \\ <&> é\r\n\n[auth]\r\n")
	text, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, append(text, "[other]\ntext = \"\"\"\n---\nline: - 'x'\t\u2028{{ x }}\n\"\"\""...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// deploys goes one way from the project to people who are signed in.
func deploys(t *testing.T, project string, way deployment) {
	d := &deployer{t: t, address: way.address(), root: t.TempDir(), tools: t.TempDir(), files: map[string][]byte{}}
	d.dir = filepath.Join(d.root, "board")
	if err := os.CopyFS(d.dir, os.DirFS(project)); err != nil {
		t.Fatal(err)
	}
	if d.script = "app.py"; way.target == "" { // by an address, with a script of another name
		d.script = "streamlit_app.py"
		if err := os.Rename(filepath.Join(d.dir, "app.py"), filepath.Join(d.dir, d.script)); err != nil {
			t.Fatal(err)
		}
	}
	git(t, d.root, "init", "--quiet")
	git(t, d.root, "add", "--all")
	git(t, d.root, "commit", "--quiet", "--message", "begin")
	secrets, err := os.ReadFile(secretsOf(d.dir))
	if err != nil {
		t.Fatal(err)
	}
	here := regexp.MustCompile(`http://localhost:[0-9]+/oauth2callback`)
	d.want = here.ReplaceAll(secrets, []byte(d.address+"/oauth2callback"))

	d.env = []string{"PATH=" + d.platformTools() + ":" + filepath.Dir(binary(t)) + ":/usr/bin:/bin", "HOME=" + t.TempDir(), "LANG=C.UTF-8", "CALLS=" + d.tools}
	d.sh("! command -v go")
	flags := []string{"--target", way.target}
	if way.vault != "" {
		flags = append(flags, "--key-vault", way.vault)
	}
	if way.target == "" {
		flags, d.dir = []string{"--dir", "../board"}, filepath.Join(d.root, "ops")
		if err := os.Mkdir(d.dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command(binary(t), append([]string{"deploy-secrets", "--url", d.address}, flags...)...)
	command.Dir, command.Env = d.dir, d.env
	var told bytes.Buffer
	command.Stderr = &told
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, told.String())
	}
	d.out, d.steps = string(out), stepsOf(told.String())
	if strings.Contains(told.String(), "San8Q") {
		t.Error("the steps hold the secret")
	}

	way.use(d)
	for _, start := range append(d.starts, "streamlit run "+d.script)[:max(1, len(d.starts))] {
		d.asks(start)
	}
}

// asks starts the app in a clone, where /app is the project, and looks at it from
// inside and from outside.
func (d *deployer) asks(how string) {
	d.t.Helper()
	clone, port := filepath.Join(d.t.TempDir(), "clone"), freePort(d.t)
	git(d.t, d.root, "clone", "--quiet", d.root, clone)
	place := filepath.Join(clone, "board")
	for name, text := range d.files {
		below, ok := strings.CutPrefix(name, "/app/")
		if !ok {
			d.t.Fatalf("%s is put where the app does not look", name)
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(place, below)), 0o755); err != nil {
			d.t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(place, below), text, 0o600); err != nil {
			d.t.Fatal(err)
		}
	}
	path := filepath.Dir(need(d.t, "STREAMLIT")) + ":/usr/bin:/bin"
	if strings.HasPrefix(how, "authkit ") { // the others need none there
		path = filepath.Dir(binary(d.t)) + ":" + path
	}
	how = strings.NewReplacer("--server.port 8000", "--server.port "+port, "--server.port 8501", "--server.port "+port).Replace(how)
	env := environment(d.t, append(d.variables, "PORT="+port, "STREAMLIT_SERVER_PORT="+port, "STREAMLIT_SERVER_HEADLESS=true", "STREAMLIT_BROWSER_GATHER_USAGE_STATS=false")...)
	env[0] = "PATH=" + path
	app := start(d.t, place, env, "sh", "-c", how)
	defer app.kill()
	answers(d.t, "http://localhost:"+port+"/_stcore/health")

	if got, err := os.ReadFile(secretsOf(place)); err != nil || !bytes.Equal(got, d.want) {
		d.t.Errorf("Streamlit finds %q, %v", got, err)
	}
	if code, out := run(d.t, place, environment(d.t), "verify", "--offline"); code != 0 || !strings.Contains(out, "sound so far") {
		d.t.Errorf("verify --offline there: exit %d\n%s", code, out)
	}
	public := newInternet(d.t, d.address, port)
	// As the last line of the steps says; verify is on the deployer's machine.
	code, out := run(d.t, filepath.Join(d.root, "board"), append(environment(d.t), public.env...), "verify", "--no-login", "--url", d.address, "--secrets", secretsOf(place), "--format", "json")
	if statuses := onlyDeployed(out); code != 0 || statuses != "ok ok ok ok ok ok ok" {
		d.t.Errorf("verify --url: exit %d, %s\n%s", code, statuses, out)
	}
	d.comesIn(secretsOf(place), public)
}

// comesIn is a person who signs in at the public address.
func (d *deployer) comesIn(secrets string, public *internet) {
	d.t.Helper()
	err := signsInThrough(d.t, public.transport, secrets, d.address, "default", func(ctx context.Context, browser *http.Client, address string) (*http.Response, error) {
		provider, err := url.Parse(address)
		if err != nil {
			return nil, err
		}
		if got := provider.Query().Get("redirect_uri"); got != d.address+"/oauth2callback" {
			return nil, fmt.Errorf("the login route sends people to %s with redirect_uri %q", provider.Host, got)
		}
		return visitor(ctx, browser, address)
	})
	if err != nil {
		d.t.Errorf("nobody comes in: %v", err)
	}
}
