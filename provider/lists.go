package provider

import "strings"

// RedirectLists says where the providers with a page of their own keep redirect URIs.
func RedirectLists() string {
	text := ""
	for _, p := range All() {
		if p.Console != "" {
			text += p.Name + ": " + p.Console + ", " + p.Redirects + "; "
		}
	}
	return text
}

// LogoutLists names the lists of addresses that providers allow after a logout.
func LogoutLists() string {
	var names []string
	for _, p := range All() {
		if p.Logouts != "" {
			names = append(names, p.Name+": "+p.Logouts)
		}
	}
	return strings.Join(names, "; ")
}
