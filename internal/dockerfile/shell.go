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

// ForShell tells whether a word is handed to a shell to be read: the one behind sh -c.
func ForShell(words []string, i int) bool {
	return i > 1 && strings.HasPrefix(words[i-1], "-") && strings.HasSuffix(words[i-1], "c") && IsShell(words[i-2])
}

// ShellLine writes words as a shell reads them; what is handed to a shell stands as that
// shell reads it.
func ShellLine(words []string) string {
	var all []string
	for i, word := range words {
		if ForShell(words, i) {
			return strings.Join(append(all[:i-2], word), " ")
		}
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,") != "" {
			word = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
		all = append(all, word)
	}
	return strings.Join(all, " ")
}
