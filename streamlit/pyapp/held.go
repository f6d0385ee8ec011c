package pyapp

import (
	"strings"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// asExpression is a value of st.secrets as a part of the code.
func asExpression(k *held.Value) *pytree.Expression {
	return &pytree.Expression{Kind: pytree.OtherExpression, Rare: &pytree.Rare{Held: k}}
}

// dict is a section as a dictionary that is written out; nil: it is none, or is not known.
func asDict(k *held.Value) *pytree.Expression {
	keys, all := k.Keys()
	if !all {
		return nil
	}
	made := &pytree.Expression{Kind: pytree.DictExpression, Rare: &pytree.NoneRare}
	for _, key := range keys {
		made.Parts = append(made.Parts, &pytree.Expression{Kind: pytree.TextExpression, Value: key, Rare: &pytree.NoneRare}, asExpression(k.Under(key)))
	}
	return made
}

// heldOf is the value of st.secrets that an expression is; nil: it is none.
func (f *follower) heldOf(e *pytree.Expression) *held.Value {
	if e.Own == "secrets" {
		return f.held
	}
	return e.Held
}

// namesOfAuth are the keys of [auth] and its sections that the code names, whatever for.
func (c *code) namesOfAuth() map[string]bool {
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
	if auth := c.held.Under("auth"); auth != nil && auth.Known() {
		add(auth)
	}
	for _, m := range c.modules {
		if len(keys) == 0 {
			break
		}
		pytree.Every(m.scan.Tree, func(e *pytree.Expression) {
			if (e.Kind == pytree.TextExpression || e.Kind == pytree.AttributeExpression) && keys[e.Value] {
				named[e.Value] = true
			}
		})
	}
	return named
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
	if e.Kind == pytree.CallExpression {
		called := e.Parts[0]
		switch {
		case called.Kind == pytree.NameExpression && called.Value == "str" && len(e.Parts) == 2:
			if k := f.oneHeld(in, m, e.Parts[1], steps); k != nil {
				return k.Written()
			}
			return f.text(in, m, e.Parts[1], steps+1)
		case called.Kind == pytree.AttributeExpression && len(e.Parts) == 1:
			change := map[string]func(string) string{"lower": strings.ToLower, "casefold": strings.ToLower, "upper": strings.ToUpper, "strip": strings.TrimSpace}[called.Value]
			if change != nil {
				text, is = f.text(in, m, called.Parts[0], steps+1)
				return secrets.New(change(text.Reveal())), is
			}
		}
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
	if one := in.here(left); one != nil {
		left = one
	}
	answer := unknown
	switch e.Value {
	case "in", "not in":
		answer = f.holds(in, m, left, right, steps)
	case "==", "!=":
		if right.Kind == pytree.TextExpression && (len(right.Parts) == 0 && f.isNever(left, right.Value) || f.noChoice(in, m, left, right.Value, steps)) {
			answer = no
			break
		}
		if key, keeps := pyread.Kept(left); keeps && right.Kind == pytree.TextExpression && len(right.Parts) == 0 {
			answer = f.atFirst(m, left, key, func(e *pytree.Expression) bool { return e.Kind == pytree.TextExpression && e.Value == right.Value })
			break
		}
		one, is := f.text(in, m, left, steps)
		two, also := f.text(in, m, right, steps)
		switch {
		case is && also:
			answer = reached.Of(one.Equal(two))
		case is && f.noText(in, m, right, steps), also && f.noText(in, m, left, steps):
			answer = no
		}
	}
	if strings.HasPrefix(e.Value, "not") || e.Value == "!=" {
		return answer.Not()
	}
	return answer
}

// noText tells whether an expression is surely something else than a text.
func (f *follower) noText(in *scope, m *module, e *pytree.Expression, steps int) bool {
	all := f.stands(in, m, e, steps+1)
	if len(all) != 1 {
		return false
	}
	if value := f.heldOf(all[0].Expression); value != nil {
		_, text := value.Text()
		return value.Known() && !text
	}
	return all[0].Kind == pytree.ConstantExpression || pyread.Claimed(all[0].Expression) && f.ofVisitor(no) == no
}

// holds answers x in y of a text.
func (f *follower) holds(in *scope, m *module, left, right *pytree.Expression, steps int) truth {
	text, is := f.text(in, m, left, steps)
	none := !is && f.noText(in, m, left, steps)
	if !is && !none {
		return unknown
	}
	if right.Kind == pytree.CallExpression && len(right.Parts) == 1 && right.Parts[0].Kind == pytree.AttributeExpression && right.Parts[0].Value == "keys" {
		right = right.Parts[0].Parts[0]
	}
	if k := f.oneHeld(in, m, right, steps); k != nil && none {
		return unknown
	} else if k != nil {
		return truth(k.Has(text.Reveal()))
	}
	list, where := f.list(in, m, right, steps+1)
	if where == nil {
		return unknown
	}
	for _, element := range list {
		other, known := f.text(where, m, element, steps+1)
		if !known {
			return unknown
		}
		if is && other.Equal(text) {
			return yes
		}
	}
	return no
}

// isHeld answers isinstance and hasattr.
func (f *follower) isHeld(in *scope, m *module, e *pytree.Expression, steps int) truth {
	result := unknown
	classes := []*pytree.Expression{e.Parts[2]}
	if e.Parts[2].Kind == pytree.ListExpression {
		classes = e.Parts[2].Parts
	}
	for i, l := range f.stands(in, m, e.Parts[1], steps+1) {
		value, t := f.heldOf(l.Expression), unknown
		switch {
		case value != nil && e.Parts[0].Value == "hasattr":
			t = truth(value.HasAttribute(e.Parts[2].Value))
		case value != nil:
			t = no
			for _, class := range classes {
				if is := truth(value.IsOf(class.Value)); is != no {
					t = is
					break
				}
				if class.Value == "dict" && f.found.NoDict.File == "" {
					f.found.NoDict = Spot{File: m.path, Position: e.Place.Position()}
				}
			}
		case l.Kind == pytree.ConstantExpression && l.Value == "None" && e.Parts[0].Value == "isinstance":
			t = no
		}
		if i > 0 && t != result {
			return unknown
		}
		result = t
	}
	return result
}

// rows are the scopes that the code of a comprehension with one loop is read in, one an element.
func (f *follower) rows(in *scope, m *module, e *pytree.Expression, steps int) (scopes []*scope, is bool) {
	if len(e.Parts) < 3 || steps > maxSteps {
		return nil, false
	}
	for _, word := range e.Names[3:] {
		if word != "if" {
			return nil, false
		}
	}
	list, where := f.list(in, m, e.Parts[2], steps+1)
	if where == nil || len(list) > manyChoices {
		return nil, false
	}
	for _, element := range list {
		row := &scope{above: in}
		target := e.Parts[1]
		switch {
		case element == nil || element.Kind == pytree.StarExpression:
			return nil, false
		case target.Kind == pytree.NameExpression:
			row.bind(target.Value, binding{value: element, in: where})
		case target.Kind == pytree.ListExpression && element.Kind == pytree.ListExpression && len(target.Parts) == len(element.Parts):
			for i, part := range target.Parts {
				row.bind(part.Value, binding{value: element.Parts[i], in: where})
			}
		default:
			return nil, false
		}
		scopes = append(scopes, row)
	}
	picked := scopes[:0]
	for _, row := range scopes {
		pass := yes
		for _, test := range e.Parts[3:] {
			if t := f.truth(row, m, test, steps+1); t != yes {
				pass = t
				break
			}
		}
		switch pass {
		case yes:
			picked = append(picked, row)
		case no:
		default:
			return nil, false
		}
	}
	return picked, true
}

// environment is a text at the top of the secrets, which Streamlit puts into the
// environment as well (docs/facts/streamlit.md, section 2.1).
func (f *follower) environment(e *pytree.Expression) *held.Value {
	if e.Kind != pytree.ItemExpression && e.Kind != pytree.CallExpression || len(e.Parts) < 2 || e.Parts[1].Kind != pytree.TextExpression {
		return nil
	}
	of := e.Parts[0]
	if e.Kind == pytree.CallExpression && of.Kind == pytree.AttributeExpression && of.Value == "get" {
		of = of.Parts[0]
	} else if e.Kind == pytree.CallExpression && of.Value != "getenv" {
		return nil
	}
	if of.Value != "environ" && of.Value != "getenv" {
		return nil
	}
	for _, value := range []*held.Value{f.held.Under(e.Parts[1].Value), f.held.Variable(e.Parts[1].Value)} {
		if value != nil {
			if _, is := value.Text(); is {
				return value
			}
		}
	}
	return nil
}

// picked is the list that a comprehension makes of texts.
func (f *follower) picked(in *scope, m *module, e *pytree.Expression, steps int) (elements []*pytree.Expression, where *scope) {
	rows, is := f.rows(in, m, e, steps)
	if !is {
		return nil, nil
	}
	for _, row := range rows {
		all := f.stands(row, m, e.Parts[0], steps+1)
		if len(all) != 1 || f.heldOf(all[0].Expression) == nil && all[0].Kind != pytree.TextExpression && all[0].Kind != pytree.ConstantExpression {
			return nil, nil
		}
		elements = append(elements, all[0].Expression)
	}
	return elements, in
}

// quantified answers any and all of a comprehension.
func (f *follower) quantified(in *scope, m *module, e *pytree.Expression, steps int) truth {
	all := f.stands(in, m, e.Parts[1], steps+1)
	if len(all) != 1 || all[0].Kind != pytree.ComprehensionExpression {
		return unknown
	}
	loop, in, m := all[0].Expression, all[0].in, all[0].m
	rows, is := f.rows(in, m, loop, steps)
	if !is {
		return unknown
	}
	decides, result := yes, no
	if e.Parts[0].Value == "all" {
		decides, result = no, yes
	}
	for _, row := range rows {
		switch t := f.truth(row, m, loop.Parts[0], steps+1); t {
		case decides:
			return decides
		case result:
		default:
			return unknown
		}
	}
	return result
}

// returnedList is the list that a function of the app gives back.
func (f *follower) returnedList(in *scope, m *module, e *pytree.Expression, steps int) (elements []*pytree.Expression, where *scope) {
	if e.Kind != pytree.CallExpression {
		return nil, nil
	}
	all := f.stands(in, m, e, steps+1)
	if len(all) != 1 || all[0].Expression == e {
		return nil, nil
	}
	return f.list(all[0].in, all[0].m, all[0].Expression, steps+1)
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
	if len(all) == 0 {
		return []choice{{reach: Surely}}
	}
	return all
}

// section is the name of a section of [auth] that a text in st.secrets says.
func (f *follower) section(k *held.Value) (name string, is bool) {
	auth := f.held.Under("auth")
	text, written := k.Written()
	if auth == nil || !written {
		return "", false
	}
	keys, _ := auth.Keys()
	for _, key := range keys {
		if text.Equal(secrets.New(key)) {
			return key, true
		}
	}
	return "", text.IsEmpty()
}
