//go:build e2e

package e2e

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// What of a healthy project is another one's here: the provider, and the port.
var (
	ofTheProvider = regexp.MustCompile(`\b(client_id|client_secret|server_metadata_url|redirect_uri)("?\s*=\s*)(?:"[^"\n]*"|'[^'\n]*')`)
	theirPort     = regexp.MustCompile(`(?m)^port = \d+\n`)
	fileHeads     = regexp.MustCompile(`(?m)^-- (.+) --\n`)
	elsewhere     = regexp.MustCompile(`redirect_uri("?\s*=\s*)["']https?://(?:[^l]|127)`)
)

// itsPeople are those whom the scripted provider knows.
var itsPeople = strings.NewReplacer("a@example.com", "ada@contoso.example", "@example.com", "@contoso.example")

// healthyVariation is a project of cmd/testdata/healthy at the scripted provider;
// false: what it shows cannot be tried on one machine with today's release.
func healthyVariation(name, project string) (variation, bool) {
	v := variation{name: "healthy/" + name, files: map[string]string{"app.py": "", "requirements.txt": ""}}
	values := map[string]string{"client_id": scriptedClient, "client_secret": scriptedSecret, "server_metadata_url": "@idp@/.well-known/openid-configuration", "redirect_uri": "http://localhost:@port@/oauth2callback"}
	secrets, config := false, ".streamlit/config.toml"
	heads := fileHeads.FindAllStringSubmatchIndex(project, -1)
	for i, head := range heads {
		path, end := project[head[2]:head[3]], len(project)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		text := itsPeople.Replace(project[head[1]:end])
		switch {
		case strings.Contains(text, "experimental_user"), strings.Contains(text, "st.user.oid"), elsewhere.MatchString(text):
			return v, false
		case path == ".streamlit/secrets.toml":
			secrets = true
			text = ofTheProvider.ReplaceAllStringFunc(text, func(all string) string {
				m := ofTheProvider.FindStringSubmatch(all)
				return m[1] + m[2] + `"` + values[m[1]] + `"`
			})
		case path == config:
			text = theirPort.ReplaceAllString(text, "")
		case strings.HasSuffix(path, ".py") && v.app == "" && strings.Contains(text, "st.user"):
			v.app = path
			text += "\nimport streamlit as shown\n\nif shown.user.is_logged_in:\n    shown.text(\"" + signedInText + "\")\n"
		}
		v.files[path] = text
	}
	if v.app == "" || !strings.HasPrefix(v.app, "streamlit_app.py") || !secrets || strings.Contains(project, "\ndir: ") {
		return v, false
	}
	return v, true
}

// What cmd/testdata/healthy calls healthy signs people in at the real Streamlit:
// a share of it drawn with -drawn.seed, and all of it with AUTHKIT_ALL.
func TestHealthyStyles(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "cmd", "testdata", "healthy", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var all []variation
	for _, file := range files {
		project, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if v, can := healthyVariation(strings.TrimSuffix(filepath.Base(file), ".txtar"), string(project)); can {
			v.args = []string{"--server.port", "@port@"}
			all = append(all, v)
		}
	}
	possible := len(all)
	rand.New(rand.NewPCG(*drawnSeed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if os.Getenv("AUTHKIT_ALL") == "" {
		all = all[:min(len(all), 24)]
	}
	r := differentialReleases[0]
	stage, judge := newStage(t), newStreamlits(t, need(t, "PYTHON"))
	work := make(chan variation)
	var workers sync.WaitGroup
	var mu sync.Mutex
	in, open := 0, []string{}
	for range 3 * runtime.NumCPU() {
		workers.Go(func() {
			for v := range work {
				saw, err := stage.signsInto(t, judge, r, v)
				mu.Lock()
				switch {
				case err != nil:
					t.Errorf("%s: %v", v.name, err)
				case saw.stage == stageSignedIn:
					in++
				case saw.stage == stageNoButton: // a choice or a second press comes first
					open = append(open, v.name)
				default:
					t.Errorf("%s is no healthy project: %s: %.800s", v.name, saw.stage, saw.text)
				}
				mu.Unlock()
			}
		})
	}
	for _, v := range all {
		work <- v
	}
	close(work)
	workers.Wait()
	slices.Sort(open)
	t.Logf("figures: healthy projects: of %d that can be tried, %d drawn with seed %d: the real Streamlit %s signs people in at %d; not tried to the end: %v", possible, len(all), *drawnSeed, r.streamlit, in, open)
	if in < len(all)*3/4 {
		t.Errorf("somebody signs in at %d of %d", in, len(all))
	}
}

func (s *stage) signsInto(t *testing.T, judge *streamlits, r release, v variation) (ending, error) {
	root := t.TempDir()
	for tries := 0; ; tries++ { // a port that was free may be somebody else's by now
		l, err := s.lay(t, r, v, filepath.Join(root, string(rune('a'+tries))), s.port())
		if err != nil {
			return ending{}, err
		}
		saw := s.tries(judge, l)
		if tries == 2 || !strings.Contains(saw.text, "is not available") && (saw.stage != stageServer || saw.text != "") {
			return saw, nil
		}
	}
}
