package deps

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// What packages bring along, by their own metadata (docs/facts/streamlit.md,
// section 5). e2e/versions/brings.py writes the table.
//
//go:embed brings.txt
var bringsText string

// alongTable are packages often asked for beside Streamlit. Beside one that is in
// neither list, a missing httpx proves nothing.
type alongTable struct {
	none    map[string]bool        // bring neither httpx nor httpx2, not even through what they need themselves
	clients map[string]clientRange // surely bring one of them, in today's release
}

// clientRange are the releases of a package that need a client themselves: all from
// since on, and up to httpx it is httpx. Zero: only the newest one was looked at.
type clientRange struct{ since, httpx Version }

var along = lazy.Value[alongTable]{Make: func() alongTable {
	t := alongTable{map[string]bool{}, map[string]clientRange{}}
	for line := range strings.Lines(bringsText) {
		kind, names, _ := strings.Cut(line, " ")
		for name := range strings.FieldsSeq(names) {
			switch kind {
			case "none":
				t.none[name] = true
			case "client":
				name, span, _ := strings.Cut(name, "=")
				since, httpx, _ := strings.Cut(span, "-")
				t.clients[name] = clientRange{lookedAt(since), lookedAt(httpx)}
			}
		}
	}
	return t
}}

func lookedAt(text string) Version {
	if text == "" {
		return Version{}
	}
	return version(text)
}

// clientBy says which package that is asked for surely brings an HTTP client
// that the project's Authlib takes; empty: none is known to.
func (d Dependencies) clientBy() string {
	for _, r := range d.manifest.requirements {
		holds, err := evaluateMarker(r.Marker, d.Python)
		if err != nil || holds != always || r.Group != "" || r.Direct || r.form == formConda { // conda's packages have needs of their own
			continue
		}
		if client, known := along.Get().clients[r.Name]; known {
			if said := d.byClient(r.Name, client); said != "" {
				return said
			}
		}
	}
	return ""
}

func (d Dependencies) byClient(name string, client clientRange) string {
	wanted := d.wanted(name)
	if v, pinned := wanted.exact(); pinned && !client.httpx.IsZero() && v.Compare(client.since) >= 0 && v.Compare(client.httpx) <= 0 {
		return fmt.Sprintf("%s %s brings httpx", name, v)
	}
	fits := wanted.endless() || !client.since.IsZero() && wanted.notBelow(client.since)
	if !fits || !d.Authlib.Present() || d.Authlib.Version.Before(authlibTakesHTTPX2) {
		return ""
	}
	return fmt.Sprintf("%s brings httpx or httpx2, and Authlib %s takes either", name, d.Authlib.Version)
}

// wanted is all that lines and constraints say of a package's versions.
func (d Dependencies) wanted(name string) Specifier {
	var all Specifier
	for _, list := range [][]Requirement{d.manifest.requirements, d.manifest.constraints} {
		for _, r := range list {
			if r.Name == name {
				all = all.And(r.Specifier)
			}
		}
	}
	return all
}
