// Package quiet keeps every command silent towards the terminal at start-up, and
// away from the folders of PATH (package pathless).
//
// bubbletea v1, which huh v1 brings along, asks the terminal for its
// background colour in a package init and waits up to five seconds for the
// answer. Go initialises ready packages in the order of their import paths, so
// this package, whose path sorts before github.com/charmbracelet/bubbletea and
// which imports lipgloss alone, answers the question first. A test runs the
// binary in a pseudo-terminal that never answers.
package quiet

import (
	_ "github.com/atotto/clipboard" // it is initialised before PATH is back
	"github.com/charmbracelet/lipgloss"

	"github.com/authkit-cli/authkit/cmd/quiet/pathless"
)

func init() {
	pathless.Restore()
	lipgloss.SetHasDarkBackground(true)
}
