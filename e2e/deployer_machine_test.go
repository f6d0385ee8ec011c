//go:build e2e

package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The deployer's machine: what is printed there, and the platforms' own tools.

// step is one thing that is left to do: its words, and what is to be typed or pasted.
type step struct {
	text  string
	lines []string
}

// stepsOf reads the steps on the platform as a person does: by their numbers, and the
// colon that ends the words.
func stepsOf(told string) (steps []step) {
	_, told, _ = strings.Cut(told, "Left to do on the platform\n")
	told, _, _ = strings.Cut(told, "Left to do at the provider")
	number := regexp.MustCompile(`^ +[0-9]+\. `)
	said := false // the words are at their end
	for line := range strings.Lines(told) {
		text := strings.TrimSpace(line)
		switch mark := number.FindString(line); {
		case text == "":
			continue
		case mark != "":
			steps, text, said = append(steps, step{}), strings.TrimSpace(line[len(mark):]), false
			fallthrough
		case !said:
			last := &steps[len(steps)-1]
			last.text = strings.TrimSpace(last.text + " " + text)
			said = strings.HasSuffix(text, ":")
		default:
			steps[len(steps)-1].lines = append(steps[len(steps)-1].lines, text)
		}
	}
	return steps
}

// line is the one line of the steps that begins so.
func (d *deployer) line(start string) string {
	d.t.Helper()
	var found []string
	for _, s := range d.steps {
		for _, line := range s.lines {
			if strings.HasPrefix(line, start) {
				found = append(found, line)
			}
		}
	}
	if len(found) != 1 {
		d.t.Fatalf("%d lines begin with %q: %+v", len(found), start, d.steps)
	}
	return found[0]
}

// call is one of a platform's tools, called.
type call struct {
	words []string
	stdin []byte
}

// after is the word that follows a flag, or stands behind its sign of equality.
func (c call) after(flag string) string {
	for i, word := range c.words {
		if value, ok := strings.CutPrefix(word, flag+"="); ok {
			return value
		}
		if word == flag && i+1 < len(c.words) {
			return c.words[i+1]
		}
	}
	return ""
}

// platformTools is a folder with what stands in for the platforms' own tools: they
// note how they are called, and answer what somebody needs to go on. Whether the real
// ones take these words, TestPrintedCommands and TestAzureCommands ask.
func (d *deployer) platformTools() string {
	folder := d.t.TempDir()
	for _, tool := range toolNames {
		if err := os.WriteFile(filepath.Join(folder, tool), []byte(`#!/bin/sh
call="$CALLS/$(printf %03d "$(ls "$CALLS" | wc -l)")" && mkdir "$call"
printf '%s\0' "${0##*/}" "$@" > "$call/words"
cat > "$call/stdin"
case "$*" in
*"containerapp show"*) echo 'properties: {configuration: {ingress: {targetPort: 8501}}, template: {containers: [{name: app, image: app}]}}' ;;
*describe-secret*) echo arn:aws:secretsmanager:us-east-1:123456789012:secret:board ;;
esac
`), 0o755); err != nil {
			d.t.Fatal(err)
		}
	}
	return folder
}

var toolNames = []string{"az", "aws", "docker", "fly", "gcloud", "gh", "kubectl"}

// sh types a command.
func (d *deployer) sh(command string) string {
	d.t.Helper()
	return does(d.t, d.dir, d.env, "sh", "-ec", command)
}

// types types every command that is printed, one after the other. What has to be done
// by hand before one is named by a part of it.
func (d *deployer) types(byHand map[string]func()) {
	d.t.Helper()
	typed := 0
	for _, s := range d.steps {
		for _, line := range s.lines {
			tool, _, _ := strings.Cut(line, " ")
			if !slices.Contains(append(toolNames, "authkit"), tool) || strings.Contains(line, "--from-env") {
				continue
			}
			for part, do := range byHand {
				if strings.Contains(line, part) {
					do()
				}
			}
			d.sh(line)
			typed++
		}
	}
	if typed == 0 {
		d.t.Fatalf("no command is printed: %+v", d.steps)
	}
	for line := range strings.Lines(d.sh("git status --porcelain --untracked-files=all")) {
		if text, err := os.ReadFile(filepath.Join(d.root, strings.TrimSpace(line[2:]))); err == nil && bytes.Contains(text, []byte("San8Q")) {
			d.t.Errorf("git takes in %s", line)
		}
	}
}

// called is the one call that begins with these words.
func (d *deployer) called(words ...string) call {
	d.t.Helper()
	entries, err := os.ReadDir(d.tools)
	if err != nil {
		d.t.Fatal(err)
	}
	var found []call
	for _, entry := range entries {
		all, err := os.ReadFile(filepath.Join(d.tools, entry.Name(), "words"))
		if err != nil {
			d.t.Fatal(err)
		}
		stdin, err := os.ReadFile(filepath.Join(d.tools, entry.Name(), "stdin"))
		if err != nil {
			d.t.Fatal(err)
		}
		if c := (call{strings.Split(strings.TrimSuffix(string(all), "\x00"), "\x00"), stdin}); len(c.words) >= len(words) && slices.Equal(c.words[:len(words)], words) {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		d.t.Fatalf("%v was called %d times", words, len(found))
	}
	return found[0]
}

// reads is a file beside the deployer.
func (d *deployer) reads(name string) []byte {
	d.t.Helper()
	if !filepath.IsAbs(name) {
		name = filepath.Join(d.dir, name)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		d.t.Fatal(err)
	}
	return text
}

// writes is what a person does by hand.
func (d *deployer) writes(name string, text []byte) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, name), text, 0o600); err != nil {
		d.t.Fatal(err)
	}
}
