package scaffold

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/templates"
)

// Plan works out every change the answers need. The answers have to be
// complete together with what Existing found, and valid (CheckMetadataURL,
// CheckProvider); what is left out here is the redirect URI of a new project,
// which becomes DefaultRedirectURI.
func (p *Project) Plan(a Answers) (Plan, error) {
	plan := Plan{Dir: p.Dir}
	if a.Provider != "" {
		if err := CheckProvider(a.Provider); err != nil {
			return Plan{}, err
		}
	}
	if a.MetadataURL != "" {
		if err := CheckMetadataURL(a.MetadataURL); err != nil {
			return Plan{}, err
		}
	}
	if a.RedirectURI == "" && p.Existing(a.Provider).RedirectURI == "" {
		a.RedirectURI = p.DefaultRedirectURI(0)
	}
	if err := p.planSecrets(&plan, a); err != nil {
		return Plan{}, err
	}
	if err := p.planServer(&plan, a.Port); err != nil {
		return Plan{}, err
	}
	if err := p.planSettings(&plan, a); err != nil {
		return Plan{}, err
	}
	if a.Schema {
		if err := p.planSchema(&plan); err != nil {
			return Plan{}, err
		}
	}
	p.planIgnore(&plan)
	p.planRequirements(&plan)
	if err := p.planApp(&plan, a.Provider, a.Gate); err != nil {
		return Plan{}, err
	}
	if err := p.planPipelines(&plan, a); err != nil {
		return Plan{}, err
	}
	plan.noteLinks()
	return plan, nil
}

// change takes a file into the plan, unless it would stay as it is.
func (p *Plan) change(c Change) {
	c.Before = whole(c.snapshot.Data())
	c.Created = !c.snapshot.Exists
	if !c.Created && c.Before.Equal(c.After) {
		p.Kept = append(p.Kept, Kept{c.Path, "nothing to change"})
		return
	}
	p.Changes = append(p.Changes, c)
}

// planSecrets merges the answers into the secrets file.
func (p *Project) planSecrets(plan *Plan, a Answers) error {
	if name := p.collision(a.Provider); name != "" {
		return fmt.Errorf("%s has [auth.%s] already, and Streamlit does not tell it from %s: use that name", secretsFile, name, a.Provider)
	}
	edit := edit{document: p.secrets.Document}
	if !p.secrets.Exists {
		document, err := secrets.Parse(templates.Secrets())
		if err != nil {
			return fmt.Errorf("template: %w", err)
		}
		edit.document = document
	}
	own := sectionOf(a.Provider)
	edit.set(secrets.New(a.RedirectURI), "auth", "redirect_uri")
	if text(edit.document, sectionOf(""), "cookie_secret").IsEmpty() {
		cookie, err := secrets.NewCookieSecret(a.Random)
		if err != nil {
			return fmt.Errorf("make a cookie secret: %w", err)
		}
		edit.set(cookie, "auth", "cookie_secret")
	}
	edit.set(secrets.New(a.ClientID), slices.Concat(own, []string{"client_id"})...)
	edit.set(a.ClientSecret, slices.Concat(own, []string{"client_secret"})...)
	edit.set(secrets.New(a.MetadataURL), slices.Concat(own, []string{"server_metadata_url"})...)
	if a.Schema && edit.err == nil {
		before := edit.document
		if edit.document, edit.err = withSchemaLine(before); edit.document != before {
			edit.added = append(edit.added, "the line that names its schema")
		}
	}
	if edit.err != nil {
		return fmt.Errorf("%s: %w", secretsFile, edit.err)
	}
	what := edit.what()
	if !p.secrets.Exists {
		what = "the sign-in settings with a fresh cookie secret, for your eyes only"
	}
	plan.change(Change{
		Path: secretsFile, After: whole(edit.document.Bytes()), Mode: 0o600, Secret: true,
		What: what, snapshot: p.secrets.Snapshot,
	})
	if edit.document.HasBOM() {
		plan.Notes = append(plan.Notes, Note{
			Message: secretsFile + " begins with a byte order mark, which Streamlit cannot read",
			Fix:     "save it as UTF-8 without BOM (in VS Code: click \"UTF-8 with BOM\" in the status bar, then \"Save with Encoding\")", Verified: true,
		})
	}
	plan.Setup = setupOf(edit.document, a.Provider)
	plan.Setup.RunFlags = p.server.runFlags(plan.Setup.RedirectURI)
	return nil
}

// collision is the name of another provider that differs from name in case only.
func (p *Project) collision(name string) string {
	for _, key := range p.secrets.Document.Keys("auth") {
		if key != name && strings.EqualFold(key, name) {
			return key
		}
	}
	return ""
}

// setupOf takes over what may be shown only: a secret can stand in a wrong key.
func setupOf(document *secrets.Document, provider string) Setup {
	section := sectionOf(provider)
	setup := Setup{
		Provider:    provider,
		MetadataURL: hosts.ShownText(text(document, section, "server_metadata_url").Reveal()),
		RedirectURI: hosts.ShownText(text(document, sectionOf(""), "redirect_uri").Reveal()),
	}
	if id := text(document, section, "client_id").Reveal(); entra.IsGUID(id) {
		setup.ClientID = id
	}
	return setup
}

// edit collects changes to a document, and what to say about them.
type edit struct {
	document       *secrets.Document
	added, changed []string
	err            error
}

// set gives a key its value; an empty value is no answer and changes nothing.
func (e *edit) set(value secrets.Secret, path ...string) {
	if e.err != nil || value.IsEmpty() {
		return
	}
	before, found := e.document.Lookup(path...)
	if found && before.Kind == secrets.KindString && before.Text.Equal(value) {
		return
	}
	document, err := e.document.Set(value, path...)
	if err != nil {
		e.err = err
		return
	}
	e.document = document
	name := path[len(path)-1]
	if found && before.Kind == secrets.KindString && !before.Text.IsEmpty() && !streamlit.Unfilled(name, before.Text.Reveal()) {
		e.changed = append(e.changed, name)
	} else {
		e.added = append(e.added, name)
	}
}

func (e *edit) what() string {
	var parts []string
	if len(e.added) > 0 {
		parts = append(parts, "adds "+strings.Join(e.added, ", "))
	}
	if len(e.changed) > 0 {
		parts = append(parts, "changes "+strings.Join(e.changed, ", "))
	}
	return strings.Join(parts, "; ")
}
