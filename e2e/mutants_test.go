//go:build e2e

package e2e

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

var (
	seed          = flag.Uint64("seed", 1, "which mutants of a project the real Streamlit judges")
	mutantsNumber = flag.Int("mutants", 0, "how many; 0: 60, and 1000 with AUTHKIT_ALL")
	mutantsOnly   = flag.String("mutants.only", "", "only those whose names match this")
)

// Nobody here has seen these projects: each is a sound one with one or two
// changes drawn at random over secrets, settings, code and the provider's
// answers. The real Streamlit, where somebody tries to sign in, is the judge:
// where it lets nobody in, verify may not be sound with nothing to say, and
// where it lets somebody in, verify may not be broken.
func TestMutants(t *testing.T) {
	number := *mutantsNumber
	if number == 0 {
		number = 60
		if os.Getenv("AUTHKIT_ALL") != "" {
			number = 1000
		}
	}
	r := differentialReleases[0]
	if only := os.Getenv("AUTHKIT_RELEASE"); only != "" {
		r = differentialReleases[slices.IndexFunc(differentialReleases, func(r release) bool { return r.streamlit == only })]
	}
	python := need(t, "PYTHON")
	if r != differentialReleases[0] {
		python = installed(t, pair(r))
		python = python[:strings.LastIndexByte(python, '/')] + "/python"
	}
	judge, stage, explained := newStreamlits(t, python), newStage(t), explanations(t)
	only := regexp.MustCompile(*mutantsOnly)

	var mu sync.Mutex
	counts := map[string]int{}
	work := make(chan variation)
	var workers sync.WaitGroup
	for range 4 * runtime.NumCPU() {
		workers.Go(func() {
			for v := range work {
				saw, said, result, err := stage.trial(t, judge, r, v)
				if err != nil {
					t.Errorf("%s: %v", v.name, err)
					continue
				}
				kind := misjudged(saw, result)
				_, known := explained["* "+v.name]
				mu.Lock()
				counts["all"]++
				if kind != "" && !known {
					counts[kind]++
					t.Errorf("-seed %d %s: %s\nStreamlit: %s: %s\nverify: %s\n%s", *seed, v.name, kind, saw.stage, saw.text, said, v.shown())
				}
				mu.Unlock()
			}
		})
	}
	random := rand.New(rand.NewPCG(*seed, 0))
	for i := range number {
		if v := newMutant(random, i); only.MatchString(v.name) {
			work <- v
		}
	}
	close(work)
	workers.Wait()
	t.Logf("figures: Streamlit %s and verify agree on %d of %d mutants of seed %d: %d false green, %d false alarm",
		r.streamlit, counts["all"]-counts[falseGreen]-counts[falseAlarm], counts["all"], *seed, counts[falseGreen], counts[falseAlarm])
}

const (
	falseGreen = "a false green: nobody can sign in, and verify has nothing to say"
	falseAlarm = "a false alarm: somebody can sign in, and verify says no"
)

// misjudged says how verify is wrong about a mutant; empty: it is not. What it
// warns of, or says that it could not prove, is told.
func misjudged(saw ending, said result) string {
	errors := slices.DeleteFunc(said.errors(), func(id string) bool { return slices.Contains(exposed, id) })
	if saw.stage == stageSignedIn {
		if len(errors) > 0 {
			return falseAlarm
		}
		return ""
	}
	if said.Verdict != "sound" || len(said.errors()) > 0 || ownFault.MatchString(saw.text) {
		return ""
	}
	for _, one := range said.Results {
		if one.Status == "warning" || one.Status == "unproven" && !slices.Contains(routine, one.ID) {
			return ""
		}
	}
	return falseGreen
}

// ownFault is what Python says of a name or module that is nowhere: a fault of
// the app that has nothing to do with its sign-in, and which package brings a
// module no file of the project says.
var ownFault = regexp.MustCompile(`NameError: |ModuleNotFoundError: |AttributeError: module 'streamlit'`)

// routine are the checks that stay unproven for the scripted provider, whatever
// the project says.
var routine = []string{"client-platform", "redirect-uri-registered", "client-known", "metadata-logout"}

// shown is a mutant as a person can put it on a disk again.
func (v variation) shown() string {
	var text strings.Builder
	files := v.allFiles()
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&text, "-- %s --\n%s\n", name, files[name])
	}
	return text.String()
}

// newMutant is the i-th mutant of a seed.
func newMutant(r *rand.Rand, i int) variation {
	l := layouts[r.IntN(len(layouts))]
	v := l.with(fmt.Sprintf("mutant/%d", i), "")
	for range 1 + r.IntN(2) {
		mutations := allMutations()
		m := mutations[r.IntN(len(mutations))]
		v.name += " " + m.name
		m.change(r, &v)
	}
	return v
}
