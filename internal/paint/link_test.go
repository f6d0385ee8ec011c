package paint

import (
	"strings"
	"testing"
)

func TestLinks(t *testing.T) {
	linked := func(address string) string { return "\x1b]8;;" + address + "\x1b\\" + address + "\x1b]8;;\x1b\\" }
	for text, want := range map[string]string{
		"go to https://a.example/x?y=1&z=2#w, then":                             "go to " + linked("https://a.example/x?y=1&z=2#w") + ", then",
		"  http://localhost:8501/oauth2callback\n":                              "  " + linked("http://localhost:8501/oauth2callback") + "\n",
		"\x1b[1mhttps://a.example\x1b[0m":                                       "\x1b[1m" + linked("https://a.example") + "\x1b[0m",
		"write redirect_uri = \"http://h/p\" (http://h)":                        "write redirect_uri = \"" + linked("http://h/p") + "\" (" + linked("http://h") + ")",
		"https://HOST/{tenant}/v2.0 https://<name>.example https:// http httpx": "https://HOST/{tenant}/v2.0 https://<name>.example https:// http httpx",
	} {
		var out strings.Builder
		n, err := Links{&out}.Write([]byte(text))
		if out.String() != want || n != len(text) || err != nil {
			t.Errorf("%q: %q", text, out.String())
		}
	}
}

func TestCanLink(t *testing.T) {
	for told, want := range map[string]bool{
		"": false, "TERM=xterm-256color": false, "TERM=xterm-kitty": true, "TERM=xterm-256color TERM_PROGRAM=vscode": true, "VTE_VERSION=7200": true, "VTE_VERSION=4402": false,
		"TERM=tmux-256color VTE_VERSION=7200": false, "TERM=screen TERM_PROGRAM=iTerm.app": false, "TERM=xterm-256color TMUX=/x TERM_PROGRAM=tmux": false, "TERM=dumb WT_SESSION=1": false, "WT_SESSION=1": true,
	} {
		variables := map[string]string{}
		for part := range strings.FieldsSeq(told) {
			name, value, _ := strings.Cut(part, "=")
			variables[name] = value
		}
		if got := CanLink(func(name string) string { return variables[name] }); got != want {
			t.Errorf("%q: %v", told, got)
		}
	}
}
