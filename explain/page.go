package explain

import (
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/verify"
)

// Page is one explanation, ready to be laid out.
type Page struct {
	Name    string        // a check, a code, or the name of a message
	Variant entra.Variant // which meaning, where one code has several
	About   string        // one line
	Meaning string
	Owner   string   // who can fix it, one of package entra's owners or "provider"; empty: not known
	Where   []string // where it shows
	OK      string   // of a check: the evidence that makes it ok
	Broken  string   // of a check: what breaks it
	Fix     string
	Steps   []string // the fix in detail; stands in its place
	Checks  []string // the checks of verify that look into it
	Link    string   // Microsoft's page
}

// same tells whether two pages are about the same thing, whatever they say of it.
func (p Page) same(other Page) bool { return p.Name == other.Name && p.Variant == other.Variant }

func checkPage(check verify.Check) Page {
	return Page{
		Name:    check.ID,
		About:   check.Question,
		Meaning: check.Why,
		Owner:   check.Owner,
		Fix:     check.Fix,
		Steps:   check.Steps,
		Where:   []string{"in authkit verify, at the level " + string(check.Level)},
		OK:      check.OK,
		Broken:  check.Broken,
	}
}

func messagePage(m message) Page {
	return Page{Name: m.id, About: m.title, Meaning: m.meaning, Owner: m.owner, Fix: m.fix, Steps: m.steps, Checks: m.checks}
}
