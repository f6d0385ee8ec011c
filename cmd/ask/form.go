package ask

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"

	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/internal/words"
)

// command is a key that ends a form without an answer.
type command uint8

const (
	interrupts command = iota // Ctrl-C, at once
	leaves
	goesBack
	explains
)

// run asks until there is an answer. typed is what stands in the field; nil: it
// takes no text. make draws the field anew, with what stands in it.
func (w *wizard) run(ctx context.Context, q Question, typed *string, make func() huh.Field) error {
	for {
		err := w.show(ctx, q, w.keyHelp(q), typed, make())
		if err != ErrCancelled || ctx.Err() != nil {
			return err
		}
		switch w.key {
		case goesBack:
			fmt.Fprintf(w.out, "← %s\n", q.Title)
			return ErrBack
		case explains:
			fmt.Fprintf(w.out, "\n%s\n\n", strings.Join(words.Wrap(q.More, w.width), "\n"))
		case leaves:
			if w.stops(ctx, q) {
				return ErrCancelled
			}
		default:
			return ErrCancelled
		}
	}
}

// stops tells whether the person who pressed Esc means it: answers would be lost.
func (w *wizard) stops(ctx context.Context, q Question) bool {
	if !q.Loses {
		return true
	}
	stop := false
	field := huh.NewConfirm().Title("Stop, and throw away your answers?").Description("Nothing was written yet.").Affirmative("Stop").Negative("Go on").Value(&stop)
	err := w.show(ctx, Question{}, "ok • esc go on", nil, field)
	return err != nil && w.key == interrupts || err == nil && stop
}

// show draws one field until it is answered, or left by a key.
func (w *wizard) show(ctx context.Context, q Question, help string, typed *string, field huh.Field) error {
	w.key = interrupts
	keys := huh.NewDefaultKeyMap()
	for _, submit := range []*key.Binding{&keys.Select.Submit, &keys.Input.Submit, &keys.Confirm.Submit} {
		submit.SetHelp("enter", help)
	}
	keys.Select.Filter.SetEnabled(false)
	theme := huh.ThemeBase()
	if w.colour {
		colour(&theme.Focused)
	}
	form := huh.NewForm(huh.NewGroup(field))
	form.WithProgramOptions(tea.WithFilter(w.listens(q, typed, form))).
		WithKeyMap(keys).WithTheme(theme).WithWidth(w.width).
		WithAccessible(false). // TERM=dumb turns it on
		WithInput(w.in).WithOutput(w.out)
	var err error
	broken := safego.Catch(func() { err = form.RunWithContext(ctx) })
	if w.broken = cmp.Or(w.broken, broken); w.broken != nil { // of a check first: huh stumbles over it
		panic(w.broken)
	}
	if errors.Is(err, huh.ErrUserAborted) || ctx.Err() != nil {
		return ErrCancelled
	}
	return err
}

// colour has a field in the sixteen colours that a terminal lets people choose: cyan, gray, red, yellow, green and white on magenta.
func colour(field *huh.FieldStyles) {
	white := lipgloss.Color("7")
	field.Base = field.Base.BorderForeground(lipgloss.Color("8"))
	for _, part := range []struct {
		style  *lipgloss.Style
		colour lipgloss.Color
	}{
		{&field.Title, "6"}, {&field.Description, "8"}, {&field.ErrorIndicator, "9"}, {&field.ErrorMessage, "9"}, {&field.SelectSelector, "3"},
		{&field.Option, white}, {&field.SelectedOption, "2"}, {&field.SelectedPrefix, "2"}, {&field.UnselectedOption, white},
		{&field.FocusedButton, white}, {&field.BlurredButton, white},
	} {
		*part.style = part.style.Foreground(part.colour)
	}
	field.FocusedButton, field.BlurredButton = field.FocusedButton.Background(lipgloss.Color("5")), field.BlurredButton.Background(lipgloss.Color("0"))
}

// listens takes the keys that are for no field, and ends the form with them, as
// Ctrl-C does, but drawn to its end. A question mark is a part of what is typed,
// but for the first one.
func (w *wizard) listens(q Question, typed *string, form *huh.Form) func(tea.Model, tea.Msg) tea.Msg {
	return func(_ tea.Model, message tea.Msg) tea.Msg {
		pressed, is := message.(tea.KeyMsg)
		if !is || pressed.Paste {
			return message
		}
		switch name := pressed.String(); {
		case name == "esc":
			w.key = leaves
		case name == "shift+tab" && q.Later:
			w.key = goesBack
		case name == "?" && q.More != "" && (typed == nil || *typed == ""):
			w.key = explains
		default:
			return message
		}
		form.CancelCmd = tea.Quit
		return tea.KeyMsg{Type: tea.KeyCtrlC}
	}
}

// keyHelp is the help line behind enter, which has to fit: huh cuts it off.
func (w *wizard) keyHelp(q Question) string {
	help := []string{"go on"}
	if w.width < 70 {
		help[0] = "ok"
	}
	if q.Later {
		help = append(help, "shift+tab back")
	}
	if q.More != "" {
		help = append(help, "? why")
	}
	return strings.Join(append(help, "esc stop"), " • ")
}
