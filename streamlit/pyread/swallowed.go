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
			if key := topOfSecrets(e); key != "" {
				asked[key] = use{files[i], e}
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
		if len(in) == 1 && isReadApart(in[0], key, named, handsOn(trees)) {
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

// isReadApart tells whether the code does not name a section, or names each other key of it, or it is one of a service account
// of Google's, whose library takes them all and nothing else.
func isReadApart(section *held.Value, key string, named map[string]int, whole bool) bool {
	keys, _ := section.Keys()
	path := section.Path()
	if _, list := section.Under(key).Texts(); list && named[path[len(path)-1]] == 0 && !whole {
		return true // nobody asks for that section, and what a library reads there is no list
	}
	return len(keys) > 1 && !slices.ContainsFunc(keys, func(other string) bool {
		return other != key && named[other] == 0 && (!slices.Contains(ofServiceAccount, other) || slices.Contains(ofServiceAccount, key))
	})
}

// handsOn tells whether the code takes st.secrets as a whole, and not only keys of it.
func handsOn(trees [][]*pytree.Statement) bool {
	uses, keyed := 0, 0
	for _, tree := range trees {
		pytree.Every(tree, func(e *pytree.Expression) {
			if e.Own == "secrets" {
				uses++
			}
			switch {
			case e.Kind == pytree.AttributeExpression && e.Own == "" && e.Parts[0].Own == "secrets" && !slices.Contains([]string{"to_dict", "items", "values", "keys", "copy"}, e.Value),
				e.Kind == pytree.ItemExpression && e.Parts[0].Own == "secrets",
				e.Kind == pytree.CompareExpression && e.Parts[1].Own == "secrets":
				keyed++
			}
		})
	}
	return uses > keyed
}

// ofServiceAccount are the keys of a service account's file (Google Cloud, "Service account keys"), and those
// that st-gsheets-connection takes beside them.
var ofServiceAccount = []string{"type", "project_id", "private_key_id", "private_key", "client_email", "client_id", "auth_uri", "token_uri", "auth_provider_x509_cert_url", "client_x509_cert_url", "universe_domain", "spreadsheet", "worksheet"}
