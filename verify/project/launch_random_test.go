package project_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/verify/project"
)

// draw is one project in which several places set server.baseUrlPath, and the value
// that holds at the end, by the rules of Docker, compose, the shell and Streamlit.
type draw struct {
	files   map[string]string
	home    string // what the config.toml of the home folder says; empty: there is none
	want    string
	command string            // as the container's shell gets it
	given   map[string]string // what the container finds
}

const baseVariable = "STREAMLIT_SERVER_BASE_URL_PATH"

// drawn draws a project. Whatever sets the value does so to another word, so that
// taking the wrong one shows.
func drawn(r *rand.Rand) draw {
	d := draw{files: map[string]string{"app.py": "import streamlit as st\nst.login()\n"}, given: map[string]string{}}
	count := 0
	word := func() string { count++; return fmt.Sprintf("p%d", count) }
	maybe := func(n int) bool { return r.IntN(n) == 0 }
	value := func() string {
		if maybe(3) {
			return ""
		}
		return word()
	}
	one := func(all ...string) string { return all[r.IntN(len(all))] }

	configured := ""
	if maybe(3) {
		d.home = word()
		configured = d.home
	}
	if maybe(3) {
		configured = word()
		d.files[".streamlit/config.toml"] = "[server]\nbaseUrlPath = \"" + configured + "\"\n"
	}
	variable := ""
	env := func(value string) string {
		variable = value
		return one("ENV "+baseVariable+"="+value, "ENV A=b "+baseVariable+"=\""+value+"\" C=d", "ENV "+baseVariable+"='"+value+"' \\\n    E=f") + "\n"
	}
	var docker strings.Builder
	if maybe(3) {
		docker.WriteString("FROM python:3.12-slim AS tools\nENV " + baseVariable + "=" + word() + "\nCMD streamlit run app.py --server.baseUrlPath=" + word() + "\n")
	}
	inherits := maybe(3)
	if inherits {
		docker.WriteString("FROM python:3.12-slim AS base\nWORKDIR /app\n" + env(word()) + "FROM base\n")
	} else {
		docker.WriteString("FROM python:3.12-slim\nWORKDIR /app\n")
	}
	for range r.IntN(3) {
		docker.WriteString(env(value()))
	}
	if maybe(3) {
		docker.WriteString("RUN " + one("", "export ") + baseVariable + "=" + word() + one(" ", " && ") + "python -c 'import streamlit'\n")
	}
	flag := func() (string, string, bool) {
		if !maybe(3) {
			return "", "", false
		}
		v := word()
		return v, one(" --server.baseUrlPath="+v, " --server.baseUrlPath "+v), true
	}
	// The command, as Docker gets it: a shell's line, or a script.
	shell := func() (line, flagged string, isFlagged bool, after func()) {
		flagged, flags, is := flag()
		start := "streamlit run app.py" + flags
		v := value()
		switch r.IntN(9) {
		case 0:
			return baseVariable + "=" + v + " " + start, flagged, is, func() { variable = v }
		case 1:
			return "export " + baseVariable + "=" + v + one("; ", " && ") + start, flagged, is, func() { variable = v }
		case 2:
			return one("env -u ", "env --unset=") + baseVariable + " " + start, flagged, is, func() { variable = "" }
		case 3:
			return "unset " + baseVariable + "; exec " + start, flagged, is, func() { variable = "" }
		case 4:
			return baseVariable + "=" + word() + " python setup.py; " + start, flagged, is, func() {}
		case 5:
			return "env " + baseVariable + "=" + v + " " + start, flagged, is, func() { variable = v }
		}
		return start, flagged, is, func() {}
	}
	if maybe(3) {
		docker.WriteString("CMD streamlit run app.py --server.baseUrlPath=" + word() + "\n")
	}
	line, flagged, isFlagged, after := shell()
	script := maybe(4)
	switch {
	case script:
		d.files["entrypoint.sh"] = "#!/bin/sh\nset -e\n" + line + "\n"
		docker.WriteString("COPY entrypoint.sh .\nENTRYPOINT [\"./entrypoint.sh\"]\n")
	case strings.HasPrefix(line, "streamlit") && maybe(2):
		docker.WriteString("CMD [\"" + strings.ReplaceAll(line, " ", "\", \"") + "\"]\n")
	default:
		docker.WriteString("CMD " + line + "\n")
	}
	d.files["Dockerfile"] = docker.String()

	if maybe(2) {
		var service strings.Builder
		service.WriteString("services:\n  db:\n    image: postgres:16\n    environment:\n      A: b\n  app:\n    build: .\n")
		if maybe(4) {
			v := value()
			d.files["app.env"] = "# names\nOTHER=1\n" + baseVariable + "=" + v + "\n"
			service.WriteString("    env_file: app.env\n")
			variable = v
		}
		if maybe(2) {
			v := value()
			text := v
			switch r.IntN(3) {
			case 0:
				d.files[".env"] = "BASE=" + v + "\n"
				text = "${BASE}"
			case 1:
				text = "${BASE_NOT_SET:-" + v + "}"
			}
			service.WriteString("    environment:\n" + one("      "+baseVariable+": \""+text+"\"\n", "      - "+baseVariable+"="+text+"\n", "      - \""+baseVariable+"="+text+"\"\n"))
			variable = v
		}
		if maybe(3) && !script {
			line, flagged, isFlagged, after = shell()
			if strings.HasPrefix(line, "streamlit") {
				service.WriteString(one("    command: "+line+"\n", "    command: [\""+strings.ReplaceAll(line, " ", "\", \"")+"\"]\n"))
			} else {
				service.WriteString("    command: [\"sh\", \"-c\", \"" + line + "\"]\n")
			}
		}
		d.files["compose.yaml"] = service.String()
	}
	d.command, d.given[baseVariable] = line, variable
	after()
	d.want = cmp.Or(variable, configured)
	if isFlagged {
		d.want = flagged
	}
	return d
}

// Of everything that sets a value, the one that holds at the end is found.
func TestWhichSettingWins(t *testing.T) {
	const seed, draws = 20, 600
	r := rand.New(rand.NewPCG(seed, seed))
	for number := range draws {
		d := drawn(r)
		dir, home := t.TempDir(), t.TempDir()
		put := func(folder, name, text string) {
			file := filepath.Join(folder, name)
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for name, text := range d.files {
			put(dir, name, text)
		}
		if d.home != "" {
			put(home, ".streamlit/config.toml", "[server]\nbaseUrlPath = \""+d.home+"\"\n")
		}
		p, err := project.Load(context.Background(), project.LoadOptions{Dir: dir, Home: home, Now: time.Now(), Getenv: func(string) string { return "" }})
		if err != nil {
			t.Fatal(err)
		}
		if p.Server.BaseURLPath != d.want {
			t.Errorf("draw %d: %q, want %q\nhome %q\n%v", number, p.Server.BaseURLPath, d.want, d.home, d.files)
		}
	}
}
