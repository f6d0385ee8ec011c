package script

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/written"
)

// Filled is a document with likely values in it, and the lines whose value is
// nothing but one that is not known.
type Filled struct {
	Text    string
	Unknown map[int]bool
}

// likely are values that are right for a key.
var likely = lazy.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{
		"redirect_uri":        "https://board.example.com/oauth2callback",
		"cookie_secret":       "Vt4kq9ZrX2mWc7LhPs6JdYb3GfNe8QaU",
		"client_id":           "b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31",
		"client_secret":       "Qm8Rv2Lx7Tz4Hd9Wp3Kc6Yb1Nf5Js0Ga",
		"server_metadata_url": "https://id.example.com/.well-known/openid-configuration",
	}
}}

// candidates are what a variable in a part of an address may hold.
var candidates = lazy.Value[map[string][]string]{Make: func() map[string][]string {
	return map[string][]string{
		"redirect_uri":        {"board.example.com", "https://board.example.com", "https", "board", "8501", "https://board.example.com/oauth2callback", "board.example.com/oauth2callback", "/oauth2callback", "oauth2callback", "https://board.example.com/"},
		"server_metadata_url": {"5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4", "id.example.com", "https://id.example.com", "eu-central-1_Ab3dE9fGh", "board", "id.example.com/.well-known/openid-configuration", "https://id.example.com/.well-known/openid-configuration", "/.well-known/openid-configuration", "dev-4f7b2c9d", "eu"},
	}
}}

// named words in a variable's name say what it holds.
var hints = []struct{ word, value string }{
	{"PORT", "8501"}, {"SCHEME", "https"}, {"PROTO", "https"}, {"TENANT", "5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4"}, {"POOL", "eu-central-1_Ab3dE9fGh"}, {"REGION", "eu-central-1"},
	{"REALM", "board"}, {"SUBDOMAIN", "board"}, {"HOST", "board.example.com"}, {"DOMAIN", "board.example.com"}, {"URL", "https://board.example.com"}, {"ISSUER", "https://id.example.com"},
}

func hinted(v written.Value) string {
	for _, hint := range hints {
		if strings.Contains(strings.ToUpper(v.Name), hint.word) {
			return hint.value
		}
	}
	return "board"
}

// Fill puts a value in the place of each mark: of those that a part of an
// address may hold the one with which right finds nothing wrong, if there is one.
// right is given a whole [auth] and the key that it is about.
func Fill(text string, right func(text, key string) bool) Filled {
	lines := strings.SplitAfter(text, "\n")
	out := Filled{Unknown: map[int]bool{}}
	for i, line := range lines {
		if !written.IsMarked(line) {
			continue
		}
		key := ""
		if found := keyValue.Get().FindStringSubmatch(strings.TrimRight(line, "\n")); found != nil {
			key = found[1]
			if _, only := written.Only(found[2]); only {
				out.Unknown[i+1] = true
				lines[i] = written.Replace(line, func(written.Value) string { return likely.Get()[key] })
				continue
			}
		}
		lines[i] = fitting(right, line, key)
		if key != "redirect_uri" && key != "server_metadata_url" {
			out.Unknown[i+1] = true
		}
	}
	out.Text = strings.Join(lines, "")
	return out
}

// fitting is a line of an address with its variables filled in.
func fitting(right func(text, key string) bool, line, key string) string {
	first := written.Replace(line, hinted)
	if candidates.Get()[key] == nil {
		return first
	}
	if right(withOthers(key, first), key) {
		return first
	}
	for _, value := range candidates.Get()[key] {
		tried := written.Replace(line, func(written.Value) string { return value })
		if right(withOthers(key, tried), key) {
			return tried
		}
	}
	return first
}

// withOthers is a line of [auth] with all that it needs beside it.
func withOthers(key, line string) string {
	text := "[auth]\n" + line
	for other, value := range likely.Get() {
		if other != key {
			text += other + " = \"" + value + "\"\n"
		}
	}
	return text
}
