// Package browser shows an address in the person's browser.
package browser

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/authkit-cli/authkit/internal/safego"
)

// errNone says that this machine shows no browser to a person.
var errNone = errors.New("no browser to open here")

// Open shows url in the person's browser: $BROWSER first, then what the
// system offers (WSL included). It does not wait for the browser and gives it
// none of our streams.
func Open(getenv func(string) string, url string) error {
	for _, command := range commandsFor(runtime.GOOS, onWSL(), getenv, url) {
		path, err := exec.LookPath(command[0])
		if err != nil {
			continue
		}
		process := exec.Command(path, command[1:]...)
		if err := process.Start(); err != nil {
			continue
		}
		safego.Go(func() { process.Wait() }) //nolint:errcheck // the browser's own business
		return nil
	}
	return errNone
}

// commandsFor lists the commands worth trying, best first.
func commandsFor(system string, wsl bool, getenv func(string) string, url string) [][]string {
	var commands [][]string
	for _, entry := range strings.Split(getenv("BROWSER"), string(os.PathListSeparator)) {
		words := strings.Fields(entry)
		if len(words) == 0 {
			continue
		}
		placed := false
		for i, word := range words {
			if strings.Contains(word, "%s") {
				words[i], placed = strings.ReplaceAll(word, "%s", url), true
			}
		}
		if !placed {
			words = append(words, url)
		}
		commands = append(commands, words)
	}
	switch system {
	case "darwin":
		return append(commands, []string{"open", url})
	case "windows":
		return append(commands, []string{"rundll32", "url.dll,FileProtocolHandler", url})
	}
	if wsl {
		commands = append(commands, []string{"wslview", url}, []string{"rundll32.exe", "url.dll,FileProtocolHandler", url})
	}
	if getenv("DISPLAY") != "" || getenv("WAYLAND_DISPLAY") != "" {
		commands = append(commands, []string{"xdg-open", url}, []string{"x-www-browser", url})
	}
	return commands
}

func onWSL() bool {
	data, err := os.ReadFile("/proc/version")
	return err == nil && strings.Contains(strings.ToLower(string(data)), "microsoft")
}
