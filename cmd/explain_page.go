package cmd

import (
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/words"
	"github.com/authkit-cli/authkit/verify"
)

// page is one explanation, ready to be laid out.
type page struct {
	title   string
	meaning string
	owner   string
	where   []string
	fix     string
	steps   []string
	checks  []string
	link    string
}

func checkPage(check verify.Check) page {
	return page{
		title:   check.ID + ": " + check.Question,
		meaning: check.Why,
		owner:   check.Owner,
		fix:     check.Fix,
		steps:   check.Steps,
		where:   []string{"in authkit verify, at the level " + string(check.Level)},
	}
}

func codePage(e entra.Entry) page {
	return page{
		title:   e.Code + ": " + e.Cause,
		meaning: e.Meaning,
		owner:   e.Owner,
		where:   e.Where(),
		fix:     e.Fix,
		steps:   e.Steps,
		link:    e.Link,
	}
}

func unknownCodePage(code string) page {
	return page{
		title:   code + ": not in authkit's catalogue",
		meaning: "Microsoft has a page on every code of theirs; the link below leads to the one on this.",
		link:    entra.LookupPage(code),
	}
}

func messagePage(m message) page {
	return page{title: m.id + ": " + m.title, meaning: m.meaning, owner: m.owner, fix: m.fix, steps: m.steps, checks: m.checks}
}

// show lays pages out for people.
func show(env *Env, pages ...page) error {
	width := min(max(env.Width, 40), 100)
	var b strings.Builder
	for i, p := range pages {
		if i > 0 {
			b.WriteString("\n" + strings.Repeat("-", min(width, 40)) + "\n\n")
		}
		p.write(&b, width, env.colour())
	}
	_, err := fmt.Fprint(env.Stdout, b.String())
	return err
}

func (p page) write(b *strings.Builder, width int, colour bool) {
	title := strings.TrimSuffix(wrap(p.title, width, "", ""), "\n")
	b.WriteString(paint(colour, bold, title) + "\n")
	if p.meaning != "" {
		b.WriteString("\n" + wrap(p.meaning, width, "", ""))
	}
	if p.owner != "" {
		b.WriteString("\n" + wrap("Who can fix it: "+ownerName(p.owner), width, "", "  "))
	}
	for i, place := range p.where {
		if i == 0 {
			b.WriteString("\n")
		}
		b.WriteString(wrap("Where it shows: "+place, width, "", "  "))
	}
	switch {
	case len(p.steps) > 0:
		b.WriteString("\n" + paint(colour, bold, "What to do") + "\n")
		for i, step := range p.steps {
			b.WriteString(wrap(step, width, fmt.Sprintf("%3d. ", i+1), "     "))
		}
	case p.fix != "":
		b.WriteString("\n" + paint(colour, bold, "What to do") + "\n" + wrap(p.fix, width, "  ", "  "))
	}
	if len(p.checks) > 0 {
		b.WriteString("\n" + wrap("authkit verify looks into it: "+strings.Join(p.checks, ", "), width, "", "  "))
	}
	if p.link != "" {
		b.WriteString("\n" + wrap("Microsoft's page: "+p.link, width, "", "  "))
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
