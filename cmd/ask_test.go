package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/authkit-cli/authkit/cmd/ask"
)

// screen collects what a prompter writes, while it writes.
type screen struct {
	mutex sync.Mutex
	bytes bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.bytes.Write(p)
}

func (s *screen) String() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return ansi.Strip(s.bytes.String())
}

// person answers when asked: each answer is typed once its cue is on the screen.
type person struct {
	t      *testing.T
	keys   io.Writer
	screen *screen
}

func (p person) types(cue, keys string) {
	p.t.Helper()
	p.again(cue, 1, keys)
}

// again is types once the cue was on the screen so often.
func (p person) again(cue string, times int, keys string) {
	p.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for strings.Count(p.screen.String(), cue) < times {
		if time.Now().After(deadline) {
			p.t.Errorf("waited for %q, the screen shows:\n%s", cue, p.screen)
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	// A form draws itself before it listens.
	time.Sleep(30 * time.Millisecond)
	io.WriteString(p.keys, keys)
}

// terminal is an Env with a person at it, over pipes.
func terminal(t *testing.T) (*Env, person) {
	t.Helper()
	// A real pipe: huh gives it back when a form ends, an io.Pipe it would not.
	in, keys, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { keys.Close(); in.Close() })
	out := &screen{}
	variables := map[string]string{"TERM": "xterm-256color"}
	env := &Env{
		Stdin: in, Stdout: out, Stderr: out, StdinTerminal: true, StdoutTerminal: true, Width: 80,
		WorkingDir: t.TempDir(),
		Getenv:     func(name string) string { return variables[name] },
		Environ:    func() []string { return nil },
		Now:        func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
	}
	return env, person{t, keys, out}
}

// bothPrompters runs a test with each way to ask. enter is the key that ends
// an answer, choose the keys that pick the nth option.
func bothPrompters(t *testing.T, test func(t *testing.T, p ask.Prompter, who person, enter string, pick func(n int) string)) {
	t.Run("wizard", func(t *testing.T) {
		env, who := terminal(t)
		test(t, env.asks(false), who, "\r", func(n int) string { return strings.Repeat("\x1b[B", n-1) + "\r" })
	})
	t.Run("plain", func(t *testing.T) {
		env, who := terminal(t)
		test(t, env.asks(true), who, "\n", func(n int) string { return string(rune('0'+n)) + "\n" })
	})
}

// notUnderRace leaves out what stops a form: bubbletea v1 closes the input of a
// form that is stopped without waiting for its own reader. Without -race these
// tests always run.
func notUnderRace(t *testing.T) {
	if raceDetector {
		t.Skip("bubbletea's reader and its end race")
	}
}

func TestPromptersAskAndCheck(t *testing.T) {
	t.Parallel()
	bothPrompters(t, func(t *testing.T, p ask.Prompter, who person, enter string, pick func(int) string) {
		ctx := context.Background()
		go who.types("Which one?", pick(2))
		if got, err := p.Choose(ctx, ask.Question{Title: "Which one?"}, []ask.Option{{Value: "a", Label: "apple"}, {Value: "b", Label: "pear"}, {Value: "c", Label: "plum"}}); got != "b" || err != nil {
			t.Fatalf("choose: %q, %v", got, err)
		}
		go func() {
			who.types("Name", "bad"+enter)
			who.types("not that one", strings.Repeat("\x7f", 3)+" good "+enter)
		}()
		refuse := func(s string) error {
			if strings.HasSuffix(s, "bad") {
				return errors.New("not that one")
			}
			return nil
		}
		got, err := p.Text(ctx, ask.Question{Title: "Name", Check: refuse})
		if strings.Trim(got, "\x7f ") != "good" || err != nil {
			t.Fatalf("text: %q, %v", got, err)
		}
		go who.types("Password", "hunter2"+enter)
		secret, err := p.Secret(ctx, ask.Question{Title: "Password"})
		if secret.Reveal() != "hunter2" || err != nil {
			t.Fatalf("secret: %d bytes, %v", secret.Len(), err)
		}
		go who.types("Go on?", "y"+enter)
		if yes, err := p.Confirm(ctx, ask.Question{Title: "Go on?"}); !yes || err != nil {
			t.Fatalf("confirm: %v, %v", yes, err)
		}
		if strings.Contains(who.screen.String(), "hunter2") {
			t.Errorf("the secret is on the screen:\n%s", who.screen)
		}
	})
}

func TestPromptersTakeNo(t *testing.T) {
	t.Parallel()
	bothPrompters(t, func(t *testing.T, p ask.Prompter, who person, enter string, _ func(int) string) {
		go who.types("Go on?", "n"+enter)
		if yes, err := p.Confirm(context.Background(), ask.Question{Title: "Go on?"}); yes || err != nil {
			t.Fatalf("confirm: %v, %v", yes, err)
		}
	})
}

func TestWizardStops(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	for name, key := range map[string]string{"ctrl-c": "\x03", "esc": "\x1b"} {
		t.Run(name, func(t *testing.T) {
			env, who := terminal(t)
			go who.types("Name", key)
			if _, err := env.asks(false).Text(context.Background(), ask.Question{Title: "Name"}); !errors.Is(err, ask.ErrCancelled) {
				t.Errorf("got %v, want ask.ErrCancelled", err)
			}
		})
	}
}

// A signal ends a question that waits for its answer.
func TestPromptersHearTheContext(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	bothPrompters(t, func(t *testing.T, p ask.Prompter, who person, _ string, _ func(int) string) {
		ctx, cancel := context.WithCancel(context.Background())
		go func() { time.Sleep(50 * time.Millisecond); cancel() }()
		if _, err := p.Secret(ctx, ask.Question{Title: "Password"}); !errors.Is(err, ask.ErrCancelled) {
			t.Errorf("got %v, want ask.ErrCancelled", err)
		}
	})
}

// The end of input is no answer, whatever the check would say to an empty one.
func TestPlainPrompterAtTheEndOfInput(t *testing.T) {
	t.Parallel()
	env, _ := terminal(t)
	env.Stdin = strings.NewReader("only one\n")
	p := env.asks(true)
	if got, err := p.Text(context.Background(), ask.Question{Title: "First"}); got != "only one" || err != nil {
		t.Fatalf("first: %q, %v", got, err)
	}
	if got, err := p.Text(context.Background(), ask.Question{Title: "Second"}); err == nil {
		t.Errorf("second: %q without an error", got)
	}
}

// Answers typed ahead, all at once, each reach their question.
func TestPlainPrompterKeepsAnswersTypedAhead(t *testing.T) {
	t.Parallel()
	env, _ := terminal(t)
	env.Stdin = strings.NewReader("2\nname\nhunter2\nyes\n")
	p, ctx := env.asks(true), context.Background()
	chosen, _ := p.Choose(ctx, ask.Question{}, []ask.Option{{Value: "a", Label: ""}, {Value: "b", Label: ""}})
	name, _ := p.Text(ctx, ask.Question{})
	secret, _ := p.Secret(ctx, ask.Question{})
	yes, err := p.Confirm(ctx, ask.Question{})
	if chosen != "b" || name != "name" || secret.Reveal() != "hunter2" || !yes || err != nil {
		t.Errorf("got %q %q %d bytes %v %v", chosen, name, secret.Len(), yes, err)
	}
}

func TestWhoGetsPlainLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, variable, value string
		flag, plain           bool
	}{
		{"a terminal", "TERM", "xterm-256color", false, false},
		{"TERM=dumb", "TERM", "dumb", false, true},
		{"a screen reader", "ACCESSIBLE", "1", false, true},
		{"asked for by variable", "AUTHKIT_PLAIN", "1", false, true},
		{"asked for by flag", "TERM", "xterm", true, true},
	} {
		env := &Env{Getenv: func(name string) string {
			if name == c.variable {
				return c.value
			}
			return ""
		}}
		if plain := fmt.Sprintf("%T", env.asks(c.flag)) == "*ask.plain"; plain != c.plain {
			t.Errorf("%s: plain is %v", c.name, plain)
		}
	}
}

// huh turns its accessible mode on by itself under TERM=dumb in the process's
// own environment; a form of ours must stay a form.
func TestWizardIsNeverAccessible(t *testing.T) {
	t.Setenv("TERM", "dumb")
	env, who := terminal(t)
	go who.types("Password", "hunter2\r")
	secret, err := env.asks(false).Secret(context.Background(), ask.Question{Title: "Password"})
	if secret.Reveal() != "hunter2" || err != nil {
		t.Errorf("secret: %d bytes, %v", secret.Len(), err)
	}
}

// Back, the explanation, and stopping that asks first.
func TestPromptersGoBackExplainAndAskBeforeTheyStop(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	question := ask.Question{Title: "Name", More: "It is what people call you.", Later: true, Loses: true}
	for name, keys := range map[string]struct {
		plain             bool
		explain, back, ok string
	}{"wizard": {false, "?", "\x1b[Z", "Ada\r"}, "plain": {true, "?\n", "back\n", "Ada\n"}} {
		t.Run(name, func(t *testing.T) {
			env, who := terminal(t)
			go func() {
				who.types("Name", keys.explain)
				who.types("It is what people call you.", keys.back)
			}()
			if _, err := env.asks(keys.plain).Text(t.Context(), question); !errors.Is(err, ask.ErrBack) {
				t.Errorf("back: %v\n%s", err, who.screen)
			}
			env, who = terminal(t)
			go who.types("Name", keys.ok)
			if got, err := env.asks(keys.plain).Text(t.Context(), question); got != "Ada" || err != nil {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	t.Run("a question mark is a part of an answer", func(t *testing.T) {
		env, who := terminal(t)
		go who.types("Name", "who?\r")
		if got, err := env.asks(false).Text(t.Context(), question); got != "who?" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	})
	t.Run("esc asks", func(t *testing.T) {
		env, who := terminal(t)
		go func() {
			who.types("Name", "Ada")
			who.types("> Ada", "\x1b")
			who.types("throw away your answers?", "\r") // Go on
			time.Sleep(100 * time.Millisecond)
			who.types("Name", " L\r")
		}()
		if got, err := env.asks(false).Text(t.Context(), question); got != "Ada L" || err != nil {
			t.Errorf("going on: %q, %v\n%s", got, err, who.screen)
		}
		env, who = terminal(t)
		go func() {
			who.types("Name", "\x1b")
			who.types("throw away your answers?", "y")
		}()
		if _, err := env.asks(false).Text(t.Context(), question); !errors.Is(err, ask.ErrCancelled) {
			t.Errorf("stopping: %v", err)
		}
	})
	t.Run("ctrl-c does not", func(t *testing.T) {
		env, who := terminal(t)
		go who.types("Name", "\x03")
		if _, err := env.asks(false).Text(t.Context(), question); !errors.Is(err, ask.ErrCancelled) || strings.Contains(who.screen.String(), "throw away") {
			t.Errorf("%v\n%s", err, who.screen)
		}
	})
}
