package pyread

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// AsIf is a match as if and elif; nil: it has clauses that compare with more than what is
// written out.
func AsIf(s *pytree.Statement) *pytree.Statement {
	var made *pytree.Statement
	for i := len(s.Clauses) - 1; i >= 0; i-- {
		clause := s.Clauses[i]
		rest := []*pytree.Statement(nil)
		if made != nil {
			rest = []*pytree.Statement{made}
		}
		test := &pytree.Expression{Kind: pytree.ConstantExpression, Value: "True", Rare: &pytree.NoneRare}
		switch {
		case len(clause.Targets) > 0:
			test = &pytree.Expression{Kind: pytree.CompareExpression, Value: "in", Rare: &pytree.NoneRare, Place: s.Parts[0].Place,
				Parts: []*pytree.Expression{s.Parts[0], {Kind: pytree.ListExpression, Value: "(", Parts: clause.Targets, Rare: &pytree.NoneRare}}}
			if len(clause.Targets) == 1 {
				test.Value, test.Parts = "==", []*pytree.Expression{s.Parts[0], clause.Targets[0]}
			}
		case len(clause.Names) != 1 || clause.Names[0] != "_":
			return nil
		}
		if len(clause.Parts) > 0 {
			test = &pytree.Expression{Kind: pytree.AndExpression, Rare: &pytree.NoneRare, Parts: []*pytree.Expression{test, clause.Parts[0]}}
		}
		made = &pytree.Statement{Kind: pytree.IfStatement, Parts: []*pytree.Expression{test}, Named: &pytree.NoneNamed, Compound: &pytree.Compound{Body: clause.Body, Other: rest}, Place: clause.Place}
	}
	return made
}

// AsExpression is a value of st.secrets as a part of the code.
func AsExpression(k *held.Value) *pytree.Expression {
	return &pytree.Expression{Kind: pytree.OtherExpression, Rare: &pytree.Rare{Held: k}}
}

// AsDict is a section as a dictionary that is written out; nil: it is none, or is not known.
func AsDict(k *held.Value) *pytree.Expression {
	keys, all := k.Keys()
	if !all {
		return nil
	}
	made := &pytree.Expression{Kind: pytree.DictExpression, Rare: &pytree.NoneRare}
	for _, key := range keys {
		made.Parts = append(made.Parts, &pytree.Expression{Kind: pytree.TextExpression, Value: key, Rare: &pytree.NoneRare}, AsExpression(k.Under(key)))
	}
	return made
}

// IsCallback tells whether an argument is what a click runs.
func IsCallback(keyword string) bool { return keyword == "on_click" || keyword == "on_change" }

// CallsAtOnce tells whether a callback is no callback: on_click=st.login().
func CallsAtOnce(e *pytree.Expression) bool {
	return e.Kind == pytree.CallExpression && (e.Parts[0].Own == "login" || e.Parts[0].Own == "logout")
}

// IsNamedOnly tells whether a callback only gives back a function that it names: lambda: st.login.
func IsNamedOnly(e *pytree.Expression) bool {
	return e.Kind == pytree.LambdaExpression && e.Parts[len(e.Parts)-1].Own == "login"
}

// IsSuper tells whether a call is super().
func IsSuper(e *pytree.Expression) bool {
	return e.Kind == pytree.CallExpression && e.Parts[0].Kind == pytree.NameExpression && e.Parts[0].Value == "super"
}

// TakenOf is what a method or an attribute is taken of.
func TakenOf(e *pytree.Expression) *pytree.Expression {
	if e.Kind == pytree.AttributeExpression {
		return e.Parts[0]
	}
	return e
}

// ChangesCall tells whether a decorator may make something else of a function.
func ChangesCall(e *pytree.Expression) bool {
	if e.Kind == pytree.CallExpression {
		e = e.Parts[0]
	}
	return e.Kind > pytree.AttributeExpression || !slices.Contains(names.Neutral, e.Value)
}

// Root is the name that an attribute is taken of, or the name itself.
func Root(e *pytree.Expression) string { return TakenOf(e).Value }
