package cmd

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Every flag of every command that takes one value refuses a second one, with
// exit code 2 and without showing either.
func TestOneValueFlagsAreGivenOnce(t *testing.T) {
	t.Parallel()
	asked := 0
	var visit func(*cobra.Command)
	visit = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			visit(sub)
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if _, list := f.Value.(pflag.SliceValue); list {
				return
			}
			if f.Value.Type() == "bool" {
				if c.HasParent() {
					bothWays(t, c, f.Name)
				}
				return
			}
			asked++
			value := map[string]string{"int": "8501", "duration": "10s"}[f.Value.Type()]
			if value == "" {
				value = "canary"
			}
			var screen, notes bytes.Buffer
			env := canaryEnv(t.TempDir(), &screen, "", func() {})
			env.Stderr = &notes
			args := append(strings.Fields(c.CommandPath())[1:], "--"+f.Name, value, "--"+f.Name+"="+value)
			if code := run(t.Context(), env, args); code != exitUsage || !strings.Contains(notes.String(), "--"+f.Name+" is given twice") || strings.Contains(notes.String(), "canary") {
				t.Errorf("%s: exit %d, %s", strings.Join(args, " "), code, notes.String())
			}
		})
	}
	visit(newRootCommand(canaryEnv(t.TempDir(), &bytes.Buffer{}, "", func() {})))
	t.Logf("figures: %d flags that take one value refuse a second one", asked)
	if asked < 20 {
		t.Errorf("only %d flags were tried", asked)
	}
}

// bothWays switches a flag on and off again, which says nothing.
func bothWays(t *testing.T, c *cobra.Command, name string) {
	t.Helper()
	var notes bytes.Buffer
	env := canaryEnv(t.TempDir(), &bytes.Buffer{}, "", func() {})
	env.Stderr = &notes
	args := append(strings.Fields(c.CommandPath())[1:], "--"+name, "--"+name+"=false")
	if code := run(t.Context(), env, args); code != exitUsage || !strings.Contains(notes.String(), "--"+name+" is given twice") {
		t.Errorf("%s: exit %d, %s", strings.Join(args, " "), code, notes.String())
	}
}
