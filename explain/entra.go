package explain

import (
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

func codePage(e entra.Entry) Page {
	return Page{
		Name:    e.Code,
		Variant: e.Variant,
		About:   e.Cause,
		Meaning: e.Meaning,
		Owner:   e.Owner,
		Where:   e.Where(),
		Fix:     e.Fix,
		Steps:   e.Steps,
		Link:    e.Link,
	}
}

func unknownCodePage(code string) Page {
	return Page{
		Name:    code,
		About:   "not in authkit's catalogue",
		Meaning: "Microsoft has a page on every code of theirs; the link below leads to the one on this.",
		Link:    entra.LookupPage(code),
	}
}

// looksLikeCode tells whether a word can be a number of Microsoft's that is
// not in the catalogue. Their numbers have five digits and more; shorter ones,
// such as an HTTP status, need the prefix.
func looksLikeCode(what string) bool {
	bare := strings.Trim(what, "0123456789") == ""
	return entra.LookupPage(what) != "" && (!bare || len(what) >= 5)
}
