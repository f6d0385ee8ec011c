// Package quote writes words as other programs read them.
package quote

import (
	"runtime"
	"strings"
)

const plainInShells = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/:@%+,=-"

// Shell is a word as it is typed in a POSIX shell, in quotes where it needs them.
func Shell(word string) string {
	plain := plainInShells
	if runtime.GOOS == "windows" {
		plain += `\`
	}
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
