package cmd

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/authkit-cli/authkit/cmd/progress"
)

func watched(terminal bool, variables map[string]string) (*progress.Line, *bytes.Buffer) {
	var screen bytes.Buffer
	env := &Env{Stderr: &screen, StderrTerminal: terminal, Getenv: func(name string) string { return variables[name] }}
	return env.progress("searching"), &screen
}

// Short work shows nothing, long work one line that is gone at the end.
func TestProgress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, screen := watched(true, nil)
		p.Passed(5 << 20)
		p.End()
		if screen.Len() > 0 {
			t.Errorf("short work shows %q", screen)
		}

		p, screen = watched(true, nil)
		var side sync.WaitGroup
		for range 4 {
			side.Go(func() {
				for range 30 {
					time.Sleep(50 * time.Millisecond)
					p.Passed(1 << 20)
				}
			})
		}
		side.Wait()
		p.End()
		lines := strings.Split(screen.String(), "\r\x1b[K")
		if len(lines) < 3 || len(lines) > 5 || lines[0] != "" || lines[len(lines)-1] != "" {
			t.Errorf("long work shows %q", lines)
		}
		for _, line := range lines[1 : len(lines)-1] {
			if !strings.HasPrefix(line, "searching: ") || !strings.HasSuffix(line, " MB") {
				t.Errorf("a line is %q", line)
			}
		}
	})
}

func TestProgressIsForPeople(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, p := range map[string]func() (*progress.Line, *bytes.Buffer){
			"file":          func() (*progress.Line, *bytes.Buffer) { return watched(false, nil) },
			"dumb terminal": func() (*progress.Line, *bytes.Buffer) { return watched(true, map[string]string{"TERM": "dumb"}) },
			"pipeline":      func() (*progress.Line, *bytes.Buffer) { return watched(true, map[string]string{"CI": "true"}) },
		} {
			work, screen := p()
			time.Sleep(time.Minute)
			work.Passed(1 << 20)
			work.End()
			if screen.Len() > 0 {
				t.Errorf("%s: %q", name, screen)
			}
		}
	})
}
