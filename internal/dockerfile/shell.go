package dockerfile

import (
	"path"
	"slices"
	"strings"
)

// IsShell tells whether a word is a shell's name.
func IsShell(word string) bool {
	return slices.Contains([]string{"sh", "bash", "dash", "ash", "zsh"}, path.Base(word))
}

// ForShell tells whether a word is handed to a shell to be read: the one behind sh -c, with
// other options of the shell in front of it.
func ForShell(words []string, i int) bool { return shellFor(words, i) >= 0 }

// shellFor is where the shell stands that a word is handed to; -1: there is none.
func shellFor(words []string, i int) int {
	const mostOptions = 8
	if i < 2 || !strings.HasPrefix(words[i-1], "-") || !strings.HasSuffix(words[i-1], "c") {
		return -1
	}
	for at := i - 2; at >= max(0, i-mostOptions); at-- {
		switch {
		case IsShell(words[at]):
			return at
		case !strings.HasPrefix(words[at], "-") && (at == 0 || words[at-1] != "-o"):
			return -1
		}
	}
	return -1
}

// ShellLine writes words as a shell reads them; what is handed to a shell stands as that
// shell reads it.
func ShellLine(words []string) string {
	var all []string
	for i, word := range words {
		if at := shellFor(words, i); at >= 0 {
			return strings.Join(append(all[:at], word), " ")
		}
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,") != "" {
			word = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
		all = append(all, word)
	}
	return strings.Join(all, " ")
}
