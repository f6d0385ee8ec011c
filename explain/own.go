package explain

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/own"
)

// Own is what a project says of itself, as far as it may be shown.
type Own struct {
	RedirectURI string // scheme, host and path; empty: not known
	Address     string // where the app is open to others; empty: not known, or this machine only
	Clients     []Client
}

// Client is one section with a client ID.
type Client struct {
	Section     string // as in the file: "[auth.microsoft]"
	ID          string // empty when it has not the form of a GUID
	MetadataURL string // scheme, host and path
	Microsoft   bool   // it is registered with Microsoft
}

// For puts the project's own values into the page's instructions.
func (p Page) For(o Own) Page {
	var pairs []string
	say := func(words, value, inPlace string) {
		if value != "" {
			pairs = append(pairs, words, inPlace)
		}
	}
	say(own.RedirectURI, o.RedirectURI, o.RedirectURI)
	say(own.RedirectURIBrief, o.RedirectURI, o.RedirectURI)
	say(own.Address, o.Address, o.Address)
	if id := o.microsoftID(); p.ofMicrosoft() {
		say(own.ClientID, id, "client_id ("+id+")")
		if !slices.Contains(entra.UnknownClient, p.Name) { // the portal does not know it either
			say(entra.OpenRegistration(""), id, entra.OpenRegistration(id))
		}
	}
	put := strings.NewReplacer(pairs...)
	steps := make([]string, len(p.Steps))
	for i, step := range p.Steps {
		steps[i] = put.Replace(step)
	}
	p.Steps, p.Fix = steps, put.Replace(p.Fix)
	return p
}

// ofMicrosoft tells whether the page is on a code of Microsoft's.
func (p Page) ofMicrosoft() bool {
	_, ok := entra.Lookup(p.Name)
	return ok
}

// microsoftID is the client ID at Microsoft, when it is certain which one.
func (o Own) microsoftID() string {
	id := ""
	for _, c := range o.Clients {
		switch {
		case !c.Microsoft:
		case id != "" && id != c.ID:
			return ""
		default:
			id = c.ID
		}
	}
	return id
}
