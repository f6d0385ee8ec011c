package pyread

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// Swallowed tells of keys that the code asks for at the top of the secrets with a default, and that
// stand in a section there: what is written below a header belongs to it. A key that the code names
// elsewhere too may be read from that section as well, and so may all keys of one that is handed on as
// a whole, which code does that does not name the others; what [auth] holds is Streamlit's.
func Swallowed(all *held.Value, files []string, trees [][]*pytree.Statement) (faults []reached.Fault) {
	type use struct {
		file string
		node *pytree.Expression
	}
	named, asked := map[string]int{}, map[string]use{}
	for i, tree := range trees {
		pytree.Every(tree, func(e *pytree.Expression) {
			if e.Kind == pytree.TextExpression || e.Kind == pytree.AttributeExpression {
				named[e.Value]++
			}
			if e.Kind != pytree.CallExpression || len(e.Parts) < 2 || e.Parts[0].Kind != pytree.AttributeExpression {
				return
			}
			if called, key := e.Parts[0], e.Parts[1]; called.Value == "get" && called.Parts[0].Own == "secrets" && key.Kind == pytree.TextExpression && len(key.Parts) == 0 {
				asked[key.Value] = use{files[i], e}
			}
		})
	}
	sections, known := all.Keys()
	for _, key := range slices.Sorted(maps.Keys(asked)) {
		at := asked[key]
		if named[key] != 1 || !known || all.Under(key) != nil {
			continue
		}
		in := within(all, sections, key, false)
		if len(in) == 1 && isReadApart(in[0], key, named) {
			faults = append(faults, reached.Fault{
				Spot: reached.Spot{File: at.file, Position: at.node.Place.Position()}, Mild: true,
				Message: fmt.Sprintf("%s is asked for at the top of the secrets, and stands in [%s] there: the app takes it for missing", key, strings.Join(in[0].Path(), ".")),
				Fix:     fmt.Sprintf("move the line %s above all sections of the secrets", key),
			})
		}
	}
	return faults
}

// within are the sections that hold a key, but for [auth]; those inside of others too, as [connections.gsheets].
func within(of *held.Value, names []string, key string, inside bool) (all []*held.Value) {
	for _, name := range names {
		section := of.Under(name)
		if !inside && name == "auth" || section == nil || !section.IsSection() {
			continue
		}
		if section.Under(key) != nil {
			all = append(all, section)
		}
		if inner, _ := section.Keys(); !inside {
			all = append(all, within(section, inner, key, true)...)
		}
	}
	return all
}

// isReadApart tells whether the code names each other key of a section, or it is one of a service account
// of Google's, whose library takes them all and nothing else.
func isReadApart(section *held.Value, key string, named map[string]int) bool {
	keys, _ := section.Keys()
	return len(keys) > 1 && !slices.ContainsFunc(keys, func(other string) bool {
		return other != key && named[other] == 0 && (!slices.Contains(ofServiceAccount, other) || slices.Contains(ofServiceAccount, key))
	})
}

// ofServiceAccount are the keys of a service account's file (Google Cloud, "Service account keys"), and those
// that st-gsheets-connection takes beside them.
var ofServiceAccount = []string{"type", "project_id", "private_key_id", "private_key", "client_email", "client_id", "auth_uri", "token_uri", "auth_provider_x509_cert_url", "client_x509_cert_url", "universe_domain", "spreadsheet", "worksheet"}
