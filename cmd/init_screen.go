package cmd

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/rogpeppe/go-internal/diff"

	"github.com/authkit-cli/authkit/internal/paint"
	"github.com/authkit-cli/authkit/internal/quote"
	"github.com/authkit-cli/authkit/internal/words"
	"github.com/authkit-cli/authkit/scaffold"
)

// initScreen writes what init has to say. Lines fit the terminal, except for
// what people copy; the first write that fails is kept in err.
type initScreen struct {
	env     *Env
	options initOptions
	colour  bool
	width   int
	planned bool // the list of files stands on the screen already
	err     error
}

func newInitScreen(env *Env, o initOptions) *initScreen {
	return &initScreen{env: env, options: o, colour: env.colour(), width: min(max(env.Width, 40), 88)}
}

func (s *initScreen) printf(format string, args ...any) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.env.linked(s.env.Stdout, s.env.StdoutTerminal), format, args...)
	}
}

func (s *initScreen) title(text string) { s.printf("\n%s\n\n", paint.Text(s.colour, paint.Bold, text)) }

// paragraph writes text behind a lead, wrapped and hanging under its first word.
func (s *initScreen) paragraph(lead, text string) {
	indent := ansi.StringWidth(lead)
	lines := words.Wrap(text, max(s.width-indent, 20))
	s.printf("%s%s\n", lead, strings.Join(lines, "\n"+strings.Repeat(" ", indent)))
}

func (s *initScreen) list(lead string, texts []string) {
	for _, text := range texts {
		s.paragraph(lead, text)
	}
}

func (s *initScreen) steps(steps []step) {
	for i, step := range steps {
		s.paragraph(fmt.Sprintf("  %d. ", i+1), step.text)
		for _, value := range step.values {
			s.value(value)
		}
	}
}

// value writes what a person copies or clicks, never broken by us: one that is
// too long starts at the edge, where terminals join it again when it is copied.
// The lines of one value begin at the same column.
func (s *initScreen) value(value string) {
	const indent = "     "
	widest := 0
	for line := range strings.SplitSeq(value, "\n") {
		widest = max(widest, ansi.StringWidth(line))
	}
	if len(indent)+widest > s.env.Width {
		s.printf("%s\n", value)
		return
	}
	s.printf("%s%s\n", indent, strings.ReplaceAll(value, "\n", "\n"+indent))
}

// register says how to register the app, before its IDs are asked for.
func (s *initScreen) register(metadataURL, redirectURI string) {
	s.title("Register the app at " + placeOf(metadataURL).name + " first")
	s.steps(registerSteps(metadataURL, redirectURI))
	s.printf("\n")
}

// diff shows what a plan would change.
func (s *initScreen) diff(plan scaffold.Plan) {
	if len(plan.Changes) == 0 {
		s.printf("nothing to change\n")
		return
	}
	s.changes(plan)
	fmt.Fprintln(s.env.Stderr, "nothing was written (--dry-run)")
}

// changes shows every change, with secrets masked.
func (s *initScreen) changes(plan scaffold.Plan) {
	for _, change := range plan.Changes {
		before, after := change.Masked()
		oldName := "a/" + change.Path
		if change.Created {
			oldName = "/dev/null"
		}
		s.printf("%s", s.paintDiff(string(diff.Diff(oldName, []byte(before), "b/"+change.Path, []byte(after)))))
	}
}

// visible keeps a line of somebody's file from steering the terminal.
func visible(r rune) rune {
	if r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
		return unicode.ReplacementChar
	}
	return r
}

func (s *initScreen) paintDiff(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		body := strings.Map(visible, strings.TrimRight(line, "\r\n"))
		switch {
		case strings.HasPrefix(body, "diff "):
			continue // the two lines below it say the same
		case strings.HasPrefix(body, "+++"), strings.HasPrefix(body, "---"):
			body = paint.Text(s.colour, paint.Bold, body)
		case strings.HasPrefix(body, "+"):
			body = paint.Text(s.colour, paint.Green, body)
		case strings.HasPrefix(body, "-"):
			body = paint.Text(s.colour, paint.Red, body)
		}
		out.WriteString(body + "\n")
	}
	return out.String()
}

// plan lists what is about to be written.
func (s *initScreen) plan(plan scaffold.Plan) {
	s.planned = true
	s.title("About to write")
	s.files(plan)
	s.printf("\n")
}

func (s *initScreen) files(plan scaffold.Plan) {
	widest := 0
	for _, change := range plan.Changes {
		widest = max(widest, len(change.Path))
	}
	for _, change := range plan.Changes {
		mark := "changed"
		if change.Created {
			mark = "new    "
		}
		s.paragraph(fmt.Sprintf("  %-*s  %s  ", widest, change.Path, mark), change.What)
	}
}

// done says what was written, one line for each file.
func (s *initScreen) done(plan scaffold.Plan, exposed []scaffold.Note, looked looked) {
	switch {
	case len(plan.Changes) == 0:
		s.setUp(plan, looked.report)
		return
	case s.planned:
		s.printf("%s written\n", paint.Text(s.colour, paint.Green, "✓"))
	default:
		s.title("Written")
		s.files(plan)
	}
	s.notes(slices.Concat(looked.faults, plan.Notes, exposed))
}

func (s *initScreen) notes(notes []scaffold.Note) {
	for _, note := range notes {
		s.printf("\n")
		s.paragraph(paint.Text(s.colour, paint.Bold, "! "), note.Message)
		s.paragraph("  ", note.Fix)
		for _, line := range note.Code {
			s.printf("    %s\n", line)
		}
	}
}

// left lists what only a person can do at the provider.
func (s *initScreen) left(setup scaffold.Setup) {
	if steps := leftSteps(setup); len(steps) > 0 {
		s.title("Left to do at " + placeOf(setup.MetadataURL).name)
		s.steps(steps)
	}
}

// next names the commands to go on with.
func (s *initScreen) next(plan scaffold.Plan) {
	s.title("Next")
	if s.options.dir != "." && s.options.dir != "" {
		s.printf("  cd %s\n", quote.Shell(s.options.dir))
	}
	for _, change := range plan.Changes {
		if path.Base(change.Path) == "requirements.txt" {
			s.printf("  pip install -r %s\n", quote.Shell(change.Path))
		}
	}
	if placeOf(plan.Setup.MetadataURL).sandbox {
		s.printf("  authkit sandbox          %s\n", paint.Text(s.colour, paint.Dim, "in a second terminal"))
	}
	s.printf("  authkit verify\n")
	app := plan.Setup.App
	if app == "" {
		app = "app.py"
	}
	s.printf("  streamlit run %s%s\n", quote.Shell(app), plan.Setup.RunFlags)
}
