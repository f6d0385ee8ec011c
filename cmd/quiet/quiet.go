// Package quiet keeps every command silent towards the terminal at start-up.
//
// bubbletea v1, which huh v1 brings along, asks the terminal for its
// background colour in a package init and waits up to five seconds for the
// answer. Go initialises ready packages in the order of their import paths, so
// this package, whose path sorts before github.com/charmbracelet/bubbletea and
// which imports lipgloss alone, answers the question first. A test runs the
// binary in a pseudo-terminal that never answers.
package quiet

import "github.com/charmbracelet/lipgloss"

func init() {
	lipgloss.SetHasDarkBackground(true)
}
