//go:build unix

package project

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Git waits for a pipe in place of .gitignore; a walk does not wait for git.
func TestWalkWaitsForNoPipe(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long; make test has it")
	}
	t.Parallel()
	dir := crowded(t, "", map[string]string{"app.py": "import data.login\nimport streamlit\n", "data/login.py": "import streamlit\n"})
	rules := filepath.Join(dir, ".gitignore")
	if err := os.Remove(rules); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(rules, 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		search, err := FindSecrets(t.Context(), LoadOptions{Dir: dir, Getenv: func(string) string { return "" }})
		if err == nil && search.NoScript != "" {
			err = errors.New(search.NoScript) // then nothing was walked
		}
		done <- err
	}()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("it waits")
	}
}
