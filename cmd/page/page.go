// Package page lays the pages of explain out for a terminal.
package page

import (
	"fmt"
	"io"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/explain"
	"github.com/authkit-cli/authkit/internal/paint"
	"github.com/authkit-cli/authkit/internal/words"
)

// Screen is where pages are laid out.
type Screen struct {
	Out    io.Writer
	Width  int // columns
	Colour bool
}

func (s Screen) width() int { return min(max(s.Width, 40), 100) }

// Answer lays out pages and, below them, those that are near to what was
// asked and how to ask for each. Without pages, one of the near ones is meant.
// What is known of the project stands behind the pages.
func (s Screen) Answer(pages, near []explain.Page, mine explain.Own) error {
	width := s.width()
	var b strings.Builder
	for i, p := range pages {
		if i > 0 {
			b.WriteString("\n" + strings.Repeat("-", min(width, 40)) + "\n\n")
		}
		layOut(&b, p, width, s.Colour)
	}
	if len(pages) > 0 {
		layOutOwn(&b, mine, width, s.Colour)
	}
	switch {
	case len(near) > 0 && len(pages) > 0:
		b.WriteString("\n" + paint.Text(s.Colour, paint.Bold, "If that is not it") + "\n")
	case len(near) > 0:
		b.WriteString(wrap("Several pages fit, the likeliest first. Ask for the one that looks right:", width, "", "") + "\n")
	}
	for _, p := range near {
		b.WriteString("  authkit explain " + p.Name + "\n" + wrap(p.About, width, "      ", "      "))
	}
	if len(near) > 0 {
		b.WriteString("\n" + wrap("Better still, paste what the page or the app's log says: authkit explain -", width, "", ""))
	}
	_, err := fmt.Fprint(s.Out, b.String())
	return err
}

// layOutOwn shows the project's values that the instructions are about.
func layOutOwn(b *strings.Builder, mine explain.Own, width int, colour bool) {
	var lines []string
	if mine.RedirectURI != "" {
		lines = append(lines, "redirect_uri: "+mine.RedirectURI)
	}
	for _, c := range mine.Clients {
		if c.ID != "" {
			lines = append(lines, c.Section+" client_id: "+c.ID)
		}
		if c.MetadataURL != "" {
			lines = append(lines, c.Section+" server_metadata_url: "+c.MetadataURL)
		}
	}
	if len(lines) == 0 {
		return
	}
	b.WriteString("\n" + paint.Text(colour, paint.Bold, "This project") + "\n")
	for _, line := range lines {
		b.WriteString(wrap(line, width, "  ", "    "))
	}
}

func layOut(b *strings.Builder, p explain.Page, width int, colour bool) {
	title := strings.TrimSuffix(wrap(p.Name+": "+p.About, width, "", ""), "\n")
	b.WriteString(paint.Text(colour, paint.Bold, title) + "\n")
	if p.Meaning != "" {
		b.WriteString("\n" + wrap(p.Meaning, width, "", ""))
	}
	if p.Owner != "" {
		b.WriteString("\n" + wrap("Who can fix it: "+ownerName(p.Owner), width, "", "  "))
	}
	for i, place := range p.Where {
		if i == 0 {
			b.WriteString("\n")
		}
		b.WriteString(wrap("Where it shows: "+place, width, "", "  "))
	}
	if p.OK != "" {
		b.WriteString(wrap("It is ok by: "+p.OK, width, "", "  ") + wrap("It breaks by: "+p.Broken, width, "", "  "))
		b.WriteString(wrap("Whatever else is met is unproven, and undecided where no answer came", width, "", "  "))
	}
	switch {
	case len(p.Steps) > 0:
		b.WriteString("\n" + paint.Text(colour, paint.Bold, "What to do") + "\n")
		for i, step := range p.Steps {
			b.WriteString(wrap(step, width, fmt.Sprintf("%3d. ", i+1), "     "))
		}
	case p.Fix != "":
		b.WriteString("\n" + paint.Text(colour, paint.Bold, "What to do") + "\n" + wrap(p.Fix, width, "  ", "  "))
	}
	if len(p.Checks) > 0 {
		b.WriteString("\n" + wrap("authkit verify looks into it: "+strings.Join(p.Checks, ", "), width, "", "  "))
	}
	if p.Link != "" {
		b.WriteString("\n" + wrap("Microsoft's page: "+p.Link, width, "", "  "))
	}
}

func ownerName(owner string) string {
	switch owner {
	case entra.OwnerDeveloper:
		return "you, as the developer of the app"
	case entra.OwnerTenantAdmin:
		return "an administrator of the organisation"
	case entra.OwnerUser:
		return "the person who signs in"
	case entra.OwnerMicrosoft:
		return "Microsoft"
	}
	return "the " + owner
}

func wrap(text string, width int, first, others string) string {
	return strings.Join(words.Hang(text, width, first, others), "\n") + "\n"
}
