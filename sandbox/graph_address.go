package sandbox

import "strings"

// graphAddress is what a path of Graph names: a set, one of it by a key, and
// what to do with that.
type graphAddress struct {
	set        string
	key, value string // the key is id, appId or uniqueName; empty: the whole set
	action     string
}

// readGraphAddress reads /v1.0/applications/<id>/owners, and the form
// /v1.0/applications(appId='<guid>')/owners.
func readGraphAddress(path string) graphAddress {
	parts := strings.Split(strings.Trim(strings.TrimPrefix(path, "/v1.0/"), "/"), "/")
	set, inner, keyed := strings.Cut(parts[0], "(")
	a := graphAddress{set: set}
	rest := parts[1:]
	if set == "directory" && len(rest) > 0 { // a set of its own
		a.set, rest = set+"/"+rest[0], rest[1:]
	}
	switch {
	case keyed:
		key, value, named := strings.Cut(strings.TrimSuffix(inner, ")"), "=")
		if !named {
			key, value = "id", key
		}
		a.key, a.value = key, unquoted(value)
	case len(rest) > 0:
		a.key, a.value, rest = "id", rest[0], rest[1:]
	}
	a.action = strings.TrimPrefix(strings.Join(rest, "/"), "microsoft.graph.")
	return a
}

// form is the address with a star for the key's value.
func (a graphAddress) form() string {
	form := a.set
	if a.key != "" {
		form += "/*"
	}
	if a.action != "" {
		form += "/" + a.action
	}
	return form
}

// unquoted is a string of OData's, in which a quote is written twice.
func unquoted(text string) string {
	if len(text) >= 2 && text[0] == '\'' && text[len(text)-1] == '\'' {
		text = text[1 : len(text)-1]
	}
	return strings.ReplaceAll(text, "''", "'")
}
