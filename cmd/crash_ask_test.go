package cmd

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/cmd/ask"
	"github.com/authkit-cli/authkit/internal/safego"
)

// A mistake of ours while a question is asked shows nothing of the answer,
// neither through authkit nor through bubbletea, which prints panics itself.
//
// Seen to fail: without safego.Catch in wizard.checked, bubbletea prints the canary.
func TestCrashInAQuestion(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	file, err := os.Create(filepath.Join(t.TempDir(), "printed"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	stdout, stderr := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = file, file
	defer func() { os.Stdout, os.Stderr = stdout, stderr }()
	crashes := 0
	bothPrompters(t, func(t *testing.T, p ask.Prompter, who person, enter string, _ func(int) string) {
		go who.types("Password", canary+enter)
		broken := safego.Catch(func() {
			_, err := p.Secret(context.Background(), ask.Question{Title: "Password", Check: func(answer string) error {
				if strings.Contains(answer, canary) {
					panic(errors.New("cannot go on with " + answer))
				}
				return nil
			}})
			t.Errorf("it goes on: %v", err)
		})
		if broken == nil || broken.Kind != "*errors.errorString" {
			t.Errorf("what comes out is %v", broken)
		}
		if strings.Contains(who.screen.String(), canary) {
			t.Error("the answer is on the screen")
		}
		crashes++
	})
	printed, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(printed), canary) || !strings.Contains(string(printed), "Restoring terminal") {
		t.Errorf("bubbletea prints:\n%s", printed)
	}
	t.Logf("figures: %d crashes in a question, none shows the answer", crashes)
}

// brokenReader is a stdin whose reading is a mistake.
type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { panic(errors.New("read " + canary)) }

func TestCrashWhileReading(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"explain", "-"}, {"init", "--plain"}, {"verify", "--offline", "--secrets", "-"}} {
		env, who := terminal(t)
		env.Stdin, env.Now = brokenReader{}, time.Now
		code := run(t.Context(), env, args)
		if text := who.screen.String(); code != 3 || strings.Contains(text, canary) || !strings.Contains(text, "a mistake in authkit (*errors.errorString)") {
			t.Errorf("%v: exit %d\n%s", args, code, text)
		}
	}
}
