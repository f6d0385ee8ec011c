package pyapp

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/pyvalue"
)

// heldOf is the value of st.secrets that an expression is; nil: it is none.
func (f *follower) heldOf(e *pytree.Expression) *held.Value {
	if e.Own == "secrets" {
		return f.held
	}
	return e.Held
}

// oneHeld is the value of st.secrets that an expression stands for.
func (f *follower) oneHeld(in *scope, m *module, e *pytree.Expression, steps int) *held.Value {
	if all := f.stands(in, m, e, steps+1); len(all) == 1 {
		return f.heldOf(all[0].Expression)
	}
	return nil
}

// text is the text that an expression stands for, which nobody may see: it may stand in st.secrets.
func (f *follower) text(in *scope, m *module, e *pytree.Expression, steps int) (text secrets.Secret, is bool) {
	switch {
	case e == nil:
		return text, false
	case e.Kind == pytree.TextExpression:
		return secrets.New(e.Value), len(e.Parts) == 0
	case e.Kind == pytree.NameExpression && e.Value == "__name__":
		return secrets.New("__main__"), m.main
	case steps > maxSteps:
		return text, false
	}
	all := f.stands(in, m, e, steps+1)
	if len(all) != 1 {
		return text, false
	}
	if k := f.heldOf(all[0].Expression); k != nil {
		return k.Text()
	}
	if all[0].Kind == pytree.CallExpression && all[0].Expression != e {
		return f.text(all[0].in, all[0].m, all[0].Expression, steps+1)
	}
	return secrets.New(all[0].Value), all[0].Kind == pytree.TextExpression && len(all[0].Parts) == 0
}

// comparesHeld answers a question about what st.secrets holds.
func (f *follower) comparesHeld(in *scope, m *module, e, right *pytree.Expression, steps int) truth {
	left := f.meant(in, e.Parts[0])
	if one := in.Here(left); one != nil {
		left = one
	}
	answer := unknown
	switch e.Value {
	case "==", "!=":
		if right.Kind == pytree.TextExpression && (len(right.Parts) == 0 && f.session.IsNever(left, right.Value) || f.noChoice(in, m, left, right.Value, steps)) {
			answer = no
			break
		}
		if key, keeps := pyread.Kept(left); keeps && right.Kind == pytree.TextExpression && len(right.Parts) == 0 {
			answer = f.session.AtFirst(f.as, m.file(), left, key, func(e *pytree.Expression) bool { return e.Kind == pytree.TextExpression && e.Value == right.Value })
			break
		}
	}
	if strings.HasPrefix(e.Value, "not") || e.Value == "!=" {
		return answer.Not()
	}
	return answer
}

// named are the providers' names that an expression stands for. A text of st.secrets is
// one only where it is the name of a section of [auth], which is no secret.
func (f *follower) named(in *scope, m *module, e *pytree.Expression, steps int) []choice {
	var all []choice
	for _, l := range f.stands(in, m, e, steps+1) {
		one := choice{reach: Surely}
		value := f.heldOf(l.Expression)
		switch {
		case value != nil:
			one.name, one.known = f.section(value)
			one.named = one.known
		case l.Kind == pytree.TextExpression && len(l.Parts) == 0:
			one = choice{name: l.Value, named: true, known: true, reach: Surely}
		case l.Kind == pytree.ConstantExpression && l.Value == "None":
			one.known = true
		}
		all = append(all, one)
	}
	if slices.ContainsFunc(all, func(c choice) bool { return c.known }) {
		return all
	}
	return []choice{f.namedBy(f.worth(in, m, e))}
}

// namedBy is the provider's name that a value is.
func (f *follower) namedBy(v pyvalue.Value) choice {
	text, is := v.Text()
	switch {
	case is && (v.Soft || v.Hidden): // who runs the app may name another in the environment
		if name, known := f.held.Section(text); known && !(v.Soft && name == "") {
			return choice{name: name, named: true, known: true, reach: Surely}
		}
	case is:
		return choice{name: text.Reveal(), named: true, known: true, reach: Surely}
	case v.Kind == pyvalue.None && !v.Soft:
		return choice{known: true, reach: Surely}
	}
	return choice{reach: Surely}
}

// section is the name of a section of [auth] that a text in st.secrets says.
func (f *follower) section(k *held.Value) (name string, is bool) {
	text, written := k.Written()
	if !written {
		return "", false
	}
	return f.held.Section(text)
}
