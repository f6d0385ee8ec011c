// Package pyswitch finds what turns an app's sign-in off: something in st.secrets, or a constant in
// its code.
package pyswitch

import (
	"maps"
	"slices"
	"strconv"

	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// With each value the app is followed anew: maxTries is how many are tried, maxSize how large they are all
// together (see pyfile.Scan).
const (
	maxTries = 24
	maxSize  = 400_000
)

// TurnedOff looks for why nobody comes to a sign-in, by following the app with other values in st.secrets:
// they lack something, or hold too much. Else a constant in the code may be why.
func TurnedOff(script string, scans map[string]pyfile.Scan, found reached.Followed, values *held.Value, follow func(*held.Value) reached.Followed) reached.Followed {
	if found = withoutOffer(script, found, values, follow); !found.Offers() && found.Lacks.Key == "" && len(found.NoDict) == 0 && found.Off.File == "" && found.Uncalled.Name == "" {
		found.Switch = find(scans, func() bool { return follow(values).Offers() })
	}
	return found
}

func withoutOffer(script string, found reached.Followed, values *held.Value, follow func(*held.Value) reached.Followed) reached.Followed {
	if values.Empty() || len(found.NoDict) > 0 { // no section is a dict, whatever it holds
		return found
	}
	if keys := values.OnlyKeys(); found.Ends(script) && !follow(keys).Offers() {
		found.Lacks = keys.Lacking(func(values *held.Value) bool { return follow(values).Offers() })
		return found
	}
	other := follow(values.OnlyAuth())
	other.TurnedOff = other.Offers()
	return other
}

// find tries other values of the constants that tests name, one after the other, until offers says
// that people come to the sign-in. The trees are left as they were.
func find(scans map[string]pyfile.Scan, offers func() bool) (found reached.Switch) {
	compared := comparisons(scans)
	size, tries := 1, 0
	for _, scan := range scans {
		size += scan.Size
	}
	for _, file := range slices.Sorted(maps.Keys(scans)) {
		pytree.Statements(scans[file].Tree, func(s *pytree.Statement) {
			name, value := constant(s)
			if name == "" || found.Name != "" {
				return
			}
			kind, text := value.Kind, value.Value
			for _, other := range others(value, compared[name]) {
				if tries++; tries > min(maxTries, maxSize/size) || found.Name != "" {
					break
				}
				value.Kind, value.Value = other.Kind, other.Value
				if offers() {
					found = reached.Switch{Spot: reached.Spot{File: file, Position: s.Place.Position()}, Name: name, Value: written(kind, text), Better: written(other.Kind, other.Value)}
				}
				value.Kind, value.Value = kind, text
			}
		})
	}
	return found
}

// constant is a name and the text, True or False that a statement gives it; empty: it is another one.
func constant(s *pytree.Statement) (name string, value *pytree.Expression) {
	if s.Kind != pytree.AssignStatement || len(s.Targets) != 1 || s.Targets[0].Kind != pytree.NameExpression {
		return "", nil
	}
	value = s.Parts[0]
	if value.Kind == pytree.TextExpression && len(value.Parts) == 0 || value.Kind == pytree.ConstantExpression && (value.Value == "True" || value.Value == "False") {
		return s.Targets[0].Value, value
	}
	return "", nil
}

// comparisons are the texts that names, or attributes of that name, are compared with. A name that a
// test has is there in any case.
func comparisons(scans map[string]pyfile.Scan) map[string][]*pytree.Expression {
	all := map[string][]*pytree.Expression{}
	for _, scan := range scans {
		pytree.Statements(scan.Tree, func(s *pytree.Statement) {
			for _, e := range s.Parts {
				e.Every(func(part *pytree.Expression) {
					if part.Kind <= pytree.AttributeExpression && all[part.Value] == nil {
						all[part.Value] = []*pytree.Expression{}
					}
					if part.Kind != pytree.CompareExpression {
						return
					}
					for i, side := range part.Parts {
						side.Every(func(named *pytree.Expression) {
							if named.Kind <= pytree.AttributeExpression {
								all[named.Value] = append(all[named.Value], texts(part.Parts[1-i])...)
							}
						})
					}
				})
			}
		})
	}
	return all
}

// texts are those of an expression.
func texts(e *pytree.Expression) (all []*pytree.Expression) {
	e.Every(func(part *pytree.Expression) {
		if part.Kind == pytree.TextExpression && len(part.Parts) == 0 {
			all = append(all, part)
		}
	})
	return all
}

// others are the values that a constant may have instead.
func others(value *pytree.Expression, compared []*pytree.Expression) []*pytree.Expression {
	switch {
	case compared == nil:
		return nil
	case value.Value == "True" && value.Kind == pytree.ConstantExpression:
		return []*pytree.Expression{{Kind: pytree.ConstantExpression, Value: "False"}}
	case value.Kind == pytree.ConstantExpression:
		return []*pytree.Expression{{Kind: pytree.ConstantExpression, Value: "True"}}
	}
	return slices.DeleteFunc(slices.Clone(compared), func(e *pytree.Expression) bool { return e.Value == value.Value })
}

// written is how a value stands in the code.
func written(kind pytree.ExpressionKind, text string) string {
	if kind == pytree.TextExpression {
		return strconv.Quote(text)
	}
	return text
}
