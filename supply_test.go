package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// moduleInfo is what go list says of a module.
type moduleInfo struct {
	Path, Dir string
	Main      bool
	Indirect  bool
}

var dependencyRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\|$")

// DEPENDENCIES.md names every module that is chosen or linked, on any system,
// with the licence that stands in the module; and no other.
func TestDependenciesAreListed(t *testing.T) {
	text, err := os.ReadFile("DEPENDENCIES.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for _, row := range dependencyRow.FindAllStringSubmatch(strings.ReplaceAll(string(text), "\r\n", "\n"), -1) {
		if strings.TrimSpace(row[2]) == "" {
			t.Errorf("%s has no reason", row[1])
		}
		listed[row[1]] = strings.TrimSpace(row[3])
	}
	used := map[string]moduleInfo{}
	for _, system := range []string{"linux", "windows", "darwin"} {
		for _, m := range modules(t, system, "list", "-deps", "-json=Module", ".") {
			used[m.Path] = m
		}
	}
	for _, where := range [][]string{{"list"}, {"list", "-C", "e2e"}} {
		for _, m := range modules(t, "linux", append(where, "-m", "-json", "all")...) {
			if _, linked := used[m.Path]; !linked && !m.Indirect && m.Path != module {
				used[m.Path] = m
			}
		}
	}
	t.Logf("figures: %d modules, each with its reason and its licence", len(used))
	for path, m := range used {
		if m.Main || path == "" {
			continue
		}
		want := licence(t, m.Dir)
		switch got, ok := listed[path]; {
		case !ok:
			t.Errorf("%s (%s) is not in DEPENDENCIES.md", path, want)
		case got != want:
			t.Errorf("DEPENDENCIES.md says %s is under %s; its own licence is %s", path, got, want)
		}
		delete(listed, path)
	}
	for path := range listed {
		t.Errorf("DEPENDENCIES.md lists %s, which is not used", path)
	}
}

func modules(t *testing.T, system string, args ...string) []moduleInfo {
	t.Helper()
	command := exec.Command("go", args...)
	command.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []moduleInfo
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var entry struct {
			Module *moduleInfo
			moduleInfo
		}
		err := decoder.Decode(&entry)
		switch {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			t.Fatal(err)
		case entry.Module != nil:
			all = append(all, *entry.Module)
		default:
			all = append(all, entry.moduleInfo)
		}
	}
}

// licence tells which licence a module's own file holds.
func licence(t *testing.T, dir string) string {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(dir, "LICEN[SC]E*"))
	if len(files) == 0 { // go-localereader says it in its README
		readme, err := os.ReadFile(filepath.Join(dir, "README.md"))
		if _, after, found := strings.Cut(string(readme), "# License"); err == nil && found && strings.TrimSpace(strings.SplitN(strings.TrimSpace(after), "\n", 2)[0]) == "MIT" {
			return "MIT"
		}
		return "none"
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Join(strings.Fields(string(text)), " ")
	switch {
	case strings.Contains(words, "Apache License Version 2.0"):
		return "Apache-2.0"
	case strings.Contains(words, "Mozilla Public License, version 2.0"):
		return "MPL-2.0"
	case strings.Contains(words, "Neither the name of"):
		return "BSD-3-Clause"
	case strings.Contains(words, "Redistribution and use in source and binary forms"):
		return "BSD-2-Clause"
	case strings.Contains(words, "Permission is hereby granted, free of charge"):
		return "MIT"
	case strings.Contains(words, "free and unencumbered software released into the public domain"):
		return "Unlicense"
	}
	return "unknown"
}

// The same source gives the same bytes, wherever it lies.
func TestReproducibleBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program twice, which takes longer than the quick loop may")
	}
	files, err := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.go", "go.mod", "go.sum", "templates", "entra", "register", "streamlit").Output()
	if err != nil {
		t.Fatal("not a git clone: ", err)
	}
	size := 0
	build := func(dir string) [32]byte {
		binary := filepath.Join(t.TempDir(), "authkit")
		command := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", binary, ".")
		command.Dir = dir
		command.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		data, err := os.ReadFile(binary)
		if err != nil {
			t.Fatal(err)
		}
		size = len(data)
		return sha256.Sum256(data)
	}
	copied := filepath.Join(t.TempDir(), "another", "folder")
	for name := range strings.SplitSeq(strings.TrimRight(string(files), "\x00"), "\x00") {
		data, err := os.ReadFile(name)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		target := filepath.Join(copied, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if build(".") != build(copied) {
		t.Error("two builds of the same source differ")
	}
	t.Logf("figures: 2 builds of %d bytes compared", size)
}

// GoReleaser takes the linker's flags from its own file; they are those of the wheels.
func TestReleaseFlags(t *testing.T) {
	flags, err := os.ReadFile(filepath.Join("packaging", "goflags"))
	if err != nil {
		t.Fatal(err)
	}
	release, err := os.ReadFile(".goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, linker, _ := strings.Cut(strings.TrimSpace(string(flags)), "'-ldflags=")
	if linker = strings.TrimSuffix(linker, "'"); linker == "" || !strings.Contains(string(release), "ldflags: ["+linker+"]") {
		t.Errorf("packaging/goflags links with %q, and .goreleaser.yaml otherwise", linker)
	}
}
