package pyread

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// RunsAtOnce tells whether a call of a function runs it, with the arguments of the call.
func RunsAtOnce(def *pytree.Statement) bool {
	return !slices.ContainsFunc(def.Targets, func(e *pytree.Expression) bool {
		if e.Kind == pytree.CallExpression {
			e = e.Parts[0]
		}
		return e.Own != "dialog" && e.Own != "fragment" && !slices.Contains(Caches, e.Own) && e.Value != "staticmethod" && e.Value != "classmethod"
	})
}

// Caches are the decorators that keep an answer for everybody.
var Caches = []string{"cache_data", "cache_resource", "cache", "experimental_memo", "experimental_singleton"}

// NamesOfAuth are the keys of [auth] and its sections that the code names, whatever for.
func NamesOfAuth(secrets *held.Value, trees [][]*pytree.Statement) map[string]bool {
	keys, named := map[string]bool{}, map[string]bool{}
	var add func(section *held.Value)
	add = func(section *held.Value) {
		all, _ := section.Keys()
		for _, key := range all {
			keys[key] = true
			if one := section.Under(key); one != nil && one.IsSection() {
				add(one)
			}
		}
	}
	if auth := secrets.Under("auth"); auth != nil && auth.Known() {
		add(auth)
	}
	for _, tree := range trees {
		if len(keys) == 0 {
			break
		}
		pytree.Every(tree, func(e *pytree.Expression) {
			if key := ofSecrets(e); keys[key] {
				named[key] = true
			} else if (e.Kind == pytree.TextExpression || e.Kind == pytree.AttributeExpression) && keys[e.Value] && !named[e.Value] {
				named[e.Value] = false // it is only named
			}
		})
	}
	return named
}

// ofSecrets is the key that an expression reads of st.secrets or a section there; empty: it reads none.
func ofSecrets(e *pytree.Expression) (key string) {
	of := e
	switch {
	case e.Kind == pytree.AttributeExpression && e.Own == "":
		key = e.Value
	case e.Kind == pytree.ItemExpression && e.Parts[1].Kind == pytree.TextExpression:
		key = e.Parts[1].Value
	case e.Kind == pytree.CallExpression && e.Parts[0].Kind == pytree.AttributeExpression && e.Parts[0].Value == "get" && len(e.Parts) > 1 && e.Parts[1].Kind == pytree.TextExpression:
		key, of = e.Parts[1].Value, e.Parts[0]
	}
	for of.Own == "" && (of.Kind == pytree.AttributeExpression || of.Kind == pytree.ItemExpression || of.Kind == pytree.CallExpression) {
		of = of.Parts[0]
	}
	if of.Own != "secrets" {
		return ""
	}
	return key
}

// Decorated tells whether the decorators of a function leave it what it is, and whether one keeps
// the very thing that it gave: who changes that changes it for all.
func Decorated(function *pytree.Statement) (same, kept bool) {
	for _, decorator := range function.Targets {
		if decorator.Kind == pytree.CallExpression {
			decorator = decorator.Parts[0]
		}
		switch decorator.Value {
		case "cache_data", "staticmethod":
		case "cache", "lru_cache":
			kept = true
		default:
			return false, false
		}
	}
	return true, kept
}

// Keeps tells whether a decorator keeps the very thing that a function gave.
func Keeps(function *pytree.Statement) bool {
	_, kept := Decorated(function)
	return kept
}
