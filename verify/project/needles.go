package project

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/project/repo"
)

const (
	shortestNeedle = 8    // of the sign-in's secrets, in bytes: less is found everywhere
	shortestOther  = 16   // of others, which are told by their names alone
	longestOther   = 8192 // a private key, and more
)

// needles are this app's secrets, as far as they can be looked for: those of
// the sign-in first, then what else the files call a secret. left says why some
// are not among them; empty: all are.
func (p *Project) needles() (needles []repo.Needle, left string) {
	add := func(key, section string, text secrets.Secret, shortest int) {
		known := slices.ContainsFunc(needles, func(n repo.Needle) bool { return n.Value.Equal(text) && n.Name == key+" of "+section })
		if text.Len() >= shortest && text.Len() <= longestOther && !known && !streamlit.IsPlaceholder(text.Reveal()) {
			needles = append(needles, repo.Needle{Key: key, Name: key + " of " + section, Value: text})
		}
		if text.Len() > longestOther {
			left = fmt.Sprintf("%s of %s is longer than %d bytes, which is too long to be looked for", key, section, longestOther)
		}
	}
	if p.Auth.CookieSecret.Kind == secrets.KindString {
		add("cookie_secret", "[auth]", p.Auth.CookieSecret.Text, shortestNeedle)
	}
	for _, r := range p.Auth.Registrations {
		if r.ClientSecret.Kind == secrets.KindString {
			add("client_secret", "["+strings.Join(r.Table, ".")+"]", r.ClientSecret.Text, shortestNeedle)
		}
	}
	for _, file := range p.Files {
		if file.Document != nil {
			whole := otherSecrets(file.Document, nil, func(key, section string, text secrets.Secret) { add(key, section, text, shortestOther) })
			if !whole {
				left = fmt.Sprintf("%s has more than %d sections inside each other, and what is deeper is not looked for", file.Path, deepestOther)
			}
		}
	}
	return needles, left
}

// deepestOther is how many sections inside each other are searched for secrets.
const deepestOther = 8

// otherSecrets visits the texts whose keys call them secrets, the sign-in's aside;
// false: some sections are too deep.
func otherSecrets(d *secrets.Document, table []string, visit func(key, section string, text secrets.Secret)) (whole bool) {
	whole = true
	for _, key := range d.Keys(table...) {
		at := append(table[:len(table):len(table)], key)
		value, found := d.Lookup(at...)
		switch {
		case !found:
		case len(at) > deepestOther:
			whole = false
		case value.Kind == secrets.KindTable:
			whole = otherSecrets(d, at, visit) && whole
		case value.Kind != secrets.KindString, !isPlainName(key), !secrets.IsSecretName(key):
		case at[0] == "auth" && (key == "client_secret" || key == "cookie_secret"):
		case strings.HasPrefix(value.Text.Reveal(), "http://"), strings.HasPrefix(value.Text.Reveal(), "https://"):
			// the address of a token's issuer, and the like
		default:
			section := "the secrets"
			if len(table) > 0 && !slices.ContainsFunc(table, func(name string) bool { return !isPlainName(name) }) {
				section = "[" + strings.Join(table, ".") + "]"
			}
			visit(key, section, value.Text)
		}
	}
	return whole
}

// Secrets are the values of this project that nothing may show.
func (p *Project) Secrets() []secrets.Secret {
	all := []secrets.Secret{p.Auth.CookieSecret.Text, p.Server.CookieSecret}
	for _, r := range p.Auth.Registrations {
		all = append(all, r.ClientSecret.Text)
	}
	for _, file := range p.Files {
		all = append(all, file.Document.Secrets()...)
	}
	return append(all, p.broken...)
}

// NamedValues are values of the person's environment that a config.toml of the
// project names with env:. They are judged, and may be anything: a token of the
// CI system's as well.
func (p *Project) NamedValues() []secrets.Secret { return p.named }
