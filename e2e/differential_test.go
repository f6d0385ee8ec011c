//go:build e2e

package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

// release is one Streamlit with what makes its login work.
type release struct{ streamlit, authlib, httpx string }

// differentialReleases are those at which something about st.login changed,
// the newest first.
var differentialReleases = []release{
	{"1.67.0", "1.9.9", "0.28.1"}, {"1.59.1", "1.7.2", "0.28.1"}, {"1.58.0", "1.7.2", "0.28.1"}, {"1.57.0", "1.6.5", "0.28.1"},
	{"1.56.0", "1.6.12", "0.28.1"}, {"1.52.2", "1.6.7", "0.28.1"}, {"1.52.1", "1.5.2", "0.28.1"}, {"1.45.0", "1.5.2", "0.28.1"}, {"1.42.0", "1.5.2", "0.28.1"},
}

func (r release) before(other string) bool {
	var a, b [3]int
	fmt.Sscanf(r.streamlit, "%d.%d.%d", &a[0], &a[1], &a[2])
	fmt.Sscanf(other, "%d.%d.%d", &b[0], &b[1], &b[2])
	return slices.Compare(a[:], b[:]) < 0
}

func (r release) has(v variation) bool {
	return v.since == "" || !r.before(v.since)
}

// user is what an app asks for the person: st.user came with 1.45.
func (r release) user() string {
	if r.before("1.45.0") {
		return "st.experimental_user"
	}
	return "st.user"
}

// Streamlit is the judge: each variation is run by the real Streamlit, where
// somebody tries to sign in, and read by verify. Both have to come to the same
// verdict, and verify has to name the cause. differential/explained.txt holds
// the differences that have a reason. Without AUTHKIT_ALL a few variations stand
// for the others; AUTHKIT_RELEASE names one release, and AUTHKIT_VARIATION is a
// regular expression for names.
func TestDifferential(t *testing.T) {
	all := variations()
	names := map[string]bool{}
	for _, v := range all {
		if names[v.name] {
			t.Fatalf("there are two variations %s", v.name)
		}
		names[v.name] = true
	}
	releases := differentialReleases
	if os.Getenv("AUTHKIT_ALL") == "" {
		releases = releases[:1]
		all = representative(all)
	}
	if only := os.Getenv("AUTHKIT_RELEASE"); only != "" {
		releases = slices.DeleteFunc(slices.Clone(differentialReleases), func(r release) bool { return r.streamlit != only })
	}
	explained := explanations(t)
	for _, r := range releases {
		t.Run(r.streamlit, func(t *testing.T) { differ(t, r, all, explained) })
	}
}

// representative picks the first variation of every cause, and of every kind
// the first that is right.
func representative(all []variation) []variation {
	var picked []variation
	seen := map[string]bool{}
	for _, v := range all {
		group := v.want
		if group == "" {
			group, _, _ = strings.Cut(v.name, "/")
		}
		if !seen[group] {
			seen[group] = true
			picked = append(picked, v)
		}
	}
	return picked
}

// explanations reads differential/explained.txt: "RELEASE NAME: reason", where
// RELEASE may be *.
func explanations(t *testing.T) map[string]string {
	t.Helper()
	file, err := os.Open(filepath.Join("differential", "explained.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	explained := map[string]string{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if line := strings.TrimSpace(lines.Text()); line != "" && !strings.HasPrefix(line, "#") {
			name, reason, ok := strings.Cut(line, ": ")
			if !ok || reason == "" {
				t.Fatalf("explained.txt: %q has no reason", line)
			}
			explained[name] = reason
		}
	}
	return explained
}

func differ(t *testing.T, r release, all []variation, explained map[string]string) {
	python := need(t, "PYTHON")
	if r != differentialReleases[0] {
		python = filepath.Join(filepath.Dir(installed(t, pair(r))), "python")
	}
	judge := newStreamlits(t, python)
	stage := newStage(t)
	var mu sync.Mutex
	asked, agreed := 0, 0
	work := make(chan variation)
	var workers sync.WaitGroup
	for range 4 * runtime.NumCPU() {
		workers.Go(func() {
			for v := range work {
				begin := time.Now()
				saw, said, difference := stage.compare(t, judge, r, v)
				reason, known := explained[r.streamlit+" "+v.name]
				if !known {
					reason, known = explained["* "+v.name]
				}
				mu.Lock()
				asked++
				switch {
				case difference == "" && known:
					t.Errorf("%s: Streamlit and verify agree now, and explained.txt still says: %s", v.name, reason)
				case difference != "" && !known:
					t.Errorf("%s: %s\nStreamlit: %s: %s\nverify: %s\n", v.name, difference, saw.stage, saw.text, said)
				case difference == "":
					agreed++
				}
				mu.Unlock()
				if testing.Verbose() {
					t.Logf("%s: %s %.1fs", v.name, saw.stage, time.Since(begin).Seconds())
				}
			}
		})
	}
	only, err := regexp.Compile(os.Getenv("AUTHKIT_VARIATION"))
	if err != nil {
		t.Error(err)
	}
	for _, v := range all {
		if err == nil && r.has(v) && only.MatchString(v.name) {
			work <- v
		}
	}
	close(work)
	workers.Wait()
	t.Logf("figures: Streamlit %s and verify agree on verdict and cause in %d of %d variations of a project", r.streamlit, agreed, asked)
}

// compare runs one variation both ways. The difference is empty when they agree.
func (s *stage) compare(t *testing.T, judge *streamlits, r release, v variation) (ending, string, string) {
	saw, said, result, err := s.trial(t, judge, r, v)
	if err != nil {
		return saw, said, err.Error()
	}
	return saw, said, disagreement(v, r, saw, result)
}

// trial runs one variation both ways: how far somebody came at the real
// Streamlit, and what verify says.
func (s *stage) trial(t *testing.T, judge *streamlits, r release, v variation) (saw ending, said string, result result, err error) {
	for range 3 { // a port that was free may be somebody else's by now
		saw, said, result, err = s.trialOnce(t, judge, r, v)
		if !strings.Contains(saw.text, "is not available") && (saw.stage != stageServer || saw.text != "") {
			break
		}
	}
	return saw, said, result, err
}

func (s *stage) trialOnce(t *testing.T, judge *streamlits, r release, v variation) (saw ending, said string, result result, err error) {
	root, err := os.MkdirTemp("", "variation-")
	if err != nil {
		return saw, said, result, err
	}
	defer os.RemoveAll(root)
	l, err := s.lay(t, r, v, root, s.port())
	if err != nil {
		return saw, said, result, err
	}
	saw = s.tries(judge, l)
	if said, result, err = s.verifies(t, v, l); err != nil {
		err = fmt.Errorf("verify: %w", err)
	}
	return saw, said, result, err
}

// tries starts the real Streamlit and has somebody sign in.
func (s *stage) tries(judge *streamlits, l laid) ending {
	app, err := judge.start(l.dir, l.env, l.port, l.log, l.args...)
	if err != nil {
		return ending{stageServer, err.Error()}
	}
	defer app.stop()
	v, err := newVisit(app, l.address)
	if err != nil {
		return ending{stageServer, err.Error()}
	}
	if !app.ready(v.base) {
		return ending{stageServer, told(app.log())}
	}
	saw := visitApp(context.Background(), app, l.address)
	if saw.stage != stageSignedIn {
		saw.text += "\n" + told(app.log())
	}
	return saw
}

// result is what verify says of a project.
type result struct {
	Verdict string `json:"verdict"`
	Results []struct {
		ID       string `json:"id"`
		Status   string `json:"status"`
		Reason   string `json:"reason"`
		Findings []struct {
			Severity string `json:"severity"`
			Message  string `json:"message"`
			Fix      string `json:"fix"`
		} `json:"findings"`
	} `json:"results"`
}

// errors are the checks with an error, in order.
func (r result) errors() []string {
	var ids []string
	for _, one := range r.Results {
		if one.Status == "failed" && !slices.Contains(ids, one.ID) {
			ids = append(ids, one.ID)
		}
	}
	return ids
}

// status is what a check came to.
func (r result) status(id string) string {
	for _, one := range r.Results {
		if one.ID == id {
			return one.Status
		}
	}
	return "nothing"
}

func (r result) String() string {
	var said strings.Builder
	said.WriteString(r.Verdict)
	for _, one := range r.Results {
		for _, f := range one.Findings {
			fmt.Fprintf(&said, "\n  %s %s: %s → %s", f.Severity, one.ID, f.Message, f.Fix)
		}
		if one.Status == "undecided" || one.Status == "unproven" {
			fmt.Fprintf(&said, "\n  %s %s: %s", one.Status, one.ID, one.Reason)
		}
	}
	return said.String()
}

func (s *stage) verifies(t *testing.T, v variation, l laid) (string, result, error) {
	args := []string{"verify", "--format", "json"}
	if l.app != "app.py" {
		args = append(args, "--app", l.app)
	}
	if !v.login {
		args = append(args, "--no-login")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, binary(t), args...)
	command.Dir = l.dir
	for name, value := range l.env {
		command.Env = append(command.Env, name+"="+value)
	}
	if v.login {
		stop, variable, err := signsInFor(ctx)
		if err != nil {
			return "", result{}, err
		}
		defer stop()
		command.Args = append(command.Args, "--login")
		command.Env = append(command.Env, variable)
	}
	var notes strings.Builder
	command.Stderr = &notes
	out, err := command.Output()
	if err != nil && command.ProcessState == nil {
		return "", result{}, err
	}
	var r result
	if err := json.Unmarshal(out, &r); err != nil {
		return notes.String(), r, fmt.Errorf("exit %d, %w", command.ProcessState.ExitCode(), err)
	}
	return r.String(), r, nil
}

// signsInFor is a browser for verify --login: somebody signs in at whatever
// address it is told.
func signsInFor(ctx context.Context) (stop func(), variable string, err error) {
	scratch, err := os.MkdirTemp("", "browser-")
	if err != nil {
		return nil, "", err
	}
	opener, address := filepath.Join(scratch, "opener"), filepath.Join(scratch, "address")
	if err := os.WriteFile(opener, []byte("#!/bin/sh\nprintf %s \"$1\" > '"+address+".part' && mv '"+address+".part' '"+address+"'\n"), 0o755); err != nil {
		return nil, "", err
	}
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		for ctx.Err() == nil {
			if url, err := os.ReadFile(address); err == nil {
				if end, err := (sandbox.Visitor{Client: &http.Client{}}).SignIn(ctx, string(url)); err == nil {
					end.Body.Close()
				}
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	return func() { cancel(); os.RemoveAll(scratch) }, "BROWSER=" + opener, nil
}
