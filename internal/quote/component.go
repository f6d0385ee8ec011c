package quote

import (
	"net/url"
	"strings"
)

// URIComponent is a text as JavaScript's encodeURIComponent writes it into an address.
func URIComponent(text string) string {
	text = strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
	for _, plain := range []struct{ escaped, sign string }{{"%21", "!"}, {"%27", "'"}, {"%28", "("}, {"%29", ")"}, {"%2A", "*"}} {
		text = strings.ReplaceAll(text, plain.escaped, plain.sign)
	}
	return text
}
