package browser

import (
	"os"
	"strings"
	"testing"
)

// What opens a browser, on every system: the address is one word that no shell
// reads.
func TestBrowserCommands(t *testing.T) {
	const address = "http://127.0.0.1:8400/authorize?client_id=x&state=y"
	list := string(os.PathListSeparator)
	for _, c := range []struct {
		system string
		wsl    bool
		env    map[string]string
		want   string
	}{
		{system: "windows", want: "rundll32 url.dll,FileProtocolHandler URL"},
		{system: "darwin", want: "open URL"},
		{system: "linux", want: ""},
		{system: "linux", env: map[string]string{"DISPLAY": ":0"}, want: "xdg-open URL; x-www-browser URL"},
		{system: "linux", env: map[string]string{"WAYLAND_DISPLAY": "w"}, want: "xdg-open URL; x-www-browser URL"},
		{system: "linux", wsl: true, want: "wslview URL; rundll32.exe url.dll,FileProtocolHandler URL"},
		{system: "darwin", env: map[string]string{"BROWSER": "lynx -x %s -y" + list + "w3m"}, want: "lynx -x URL -y; w3m URL; open URL"},
	} {
		var got []string
		for _, words := range commandsFor(c.system, c.wsl, func(name string) string { return c.env[name] }, address) {
			line := strings.Join(words, " ")
			got = append(got, strings.ReplaceAll(line, address, "URL"))
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s %v %v: %q", c.system, c.wsl, c.env, got)
		}
	}
}
