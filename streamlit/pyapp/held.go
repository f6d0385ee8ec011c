package pyapp

import (
	"strings"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// asExpression is a value of st.secrets as a part of the code.
func asExpression(k *held.Value) *expression {
	return &expression{kind: otherExpression, rare: &rare{held: k}}
}

// dict is a section as a dictionary that is written out; nil: it is none, or is not known.
func asDict(k *held.Value) *expression {
	keys, all := k.Keys()
	if !all {
		return nil
	}
	made := &expression{kind: dictExpression, rare: &noneRare}
	for _, key := range keys {
		made.parts = append(made.parts, &expression{kind: textExpression, value: key, rare: &noneRare}, asExpression(k.Under(key)))
	}
	return made
}

// heldOf is the value of st.secrets that an expression is; nil: it is none.
func (f *follower) heldOf(e *expression) *held.Value {
	if e.own == "secrets" {
		return f.held
	}
	return e.held
}

// oneHeld is the value of st.secrets that an expression stands for.
func (f *follower) oneHeld(in *scope, m *module, e *expression, steps int) *held.Value {
	if all := f.stands(in, m, e, steps+1); len(all) == 1 {
		return f.heldOf(all[0].expression)
	}
	return nil
}

// text is the text that an expression stands for, which nobody may see: it may stand in st.secrets.
func (f *follower) text(in *scope, m *module, e *expression, steps int) (text secrets.Secret, is bool) {
	switch {
	case e == nil:
		return text, false
	case e.kind == textExpression:
		return secrets.New(e.value), len(e.parts) == 0
	case e.kind == nameExpression && e.value == "__name__":
		return secrets.New("__main__"), m.main
	case steps > maxSteps:
		return text, false
	}
	if e.kind == callExpression {
		called := e.parts[0]
		switch {
		case called.kind == nameExpression && called.value == "str" && len(e.parts) == 2:
			if k := f.oneHeld(in, m, e.parts[1], steps); k != nil {
				return k.Written()
			}
			return f.text(in, m, e.parts[1], steps+1)
		case called.kind == attributeExpression && len(e.parts) == 1:
			change := map[string]func(string) string{"lower": strings.ToLower, "casefold": strings.ToLower, "upper": strings.ToUpper, "strip": strings.TrimSpace}[called.value]
			if change != nil {
				text, is = f.text(in, m, called.parts[0], steps+1)
				return secrets.New(change(text.Reveal())), is
			}
		}
	}
	all := f.stands(in, m, e, steps+1)
	if len(all) != 1 {
		return text, false
	}
	if k := f.heldOf(all[0].expression); k != nil {
		return k.Text()
	}
	if all[0].kind == callExpression && all[0].expression != e {
		return f.text(all[0].in, all[0].m, all[0].expression, steps+1)
	}
	return secrets.New(all[0].value), all[0].kind == textExpression && len(all[0].parts) == 0
}

// comparesHeld answers a question about what st.secrets holds.
func (f *follower) comparesHeld(in *scope, m *module, e, right *expression, steps int) truth {
	left := f.meant(in, e.parts[0])
	if one := in.here(left); one != nil {
		left = one
	}
	answer := unknown
	switch e.value {
	case "in", "not in":
		answer = f.holds(in, m, left, right, steps)
	case "==", "!=":
		if right.kind == textExpression && (len(right.parts) == 0 && f.isNever(left, right.value) || f.noChoice(in, m, left, right.value, steps)) {
			answer = no
			break
		}
		if key, keeps := kept(left); keeps && right.kind == textExpression && len(right.parts) == 0 {
			answer = f.atFirst(m, left, key, func(e *expression) bool { return e.kind == textExpression && e.value == right.value })
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
	if strings.HasPrefix(e.value, "not") || e.value == "!=" {
		return answer.Not()
	}
	return answer
}

// noText tells whether an expression is surely something else than a text.
func (f *follower) noText(in *scope, m *module, e *expression, steps int) bool {
	all := f.stands(in, m, e, steps+1)
	if len(all) != 1 {
		return false
	}
	if value := f.heldOf(all[0].expression); value != nil {
		_, text := value.Text()
		return value.Known() && !text
	}
	return all[0].kind == constantExpression || claimed(all[0].expression) && f.ofVisitor(no) == no
}

// holds answers x in y of a text.
func (f *follower) holds(in *scope, m *module, left, right *expression, steps int) truth {
	text, is := f.text(in, m, left, steps)
	none := !is && f.noText(in, m, left, steps)
	if !is && !none {
		return unknown
	}
	if right.kind == callExpression && len(right.parts) == 1 && right.parts[0].kind == attributeExpression && right.parts[0].value == "keys" {
		right = right.parts[0].parts[0]
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
func (f *follower) isHeld(in *scope, m *module, e *expression, steps int) truth {
	result := unknown
	classes := []*expression{e.parts[2]}
	if e.parts[2].kind == listExpression {
		classes = e.parts[2].parts
	}
	for i, l := range f.stands(in, m, e.parts[1], steps+1) {
		value, t := f.heldOf(l.expression), unknown
		switch {
		case value != nil && e.parts[0].value == "hasattr":
			t = truth(value.HasAttribute(e.parts[2].value))
		case value != nil:
			t = no
			for _, class := range classes {
				if is := truth(value.IsOf(class.value)); is != no {
					t = is
					break
				}
				if class.value == "dict" && f.found.NoDict.File == "" {
					f.found.NoDict = Spot{File: m.path, Position: e.place.Position()}
				}
			}
		case l.kind == constantExpression && l.value == "None" && e.parts[0].value == "isinstance":
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
func (f *follower) rows(in *scope, m *module, e *expression, steps int) (scopes []*scope, is bool) {
	if len(e.parts) < 3 || steps > maxSteps {
		return nil, false
	}
	for _, word := range e.names[3:] {
		if word != "if" {
			return nil, false
		}
	}
	list, where := f.list(in, m, e.parts[2], steps+1)
	if where == nil || len(list) > manyChoices {
		return nil, false
	}
	for _, element := range list {
		row := &scope{above: in}
		target := e.parts[1]
		switch {
		case element == nil || element.kind == starExpression:
			return nil, false
		case target.kind == nameExpression:
			row.bind(target.value, binding{value: element, in: where})
		case target.kind == listExpression && element.kind == listExpression && len(target.parts) == len(element.parts):
			for i, part := range target.parts {
				row.bind(part.value, binding{value: element.parts[i], in: where})
			}
		default:
			return nil, false
		}
		scopes = append(scopes, row)
	}
	picked := scopes[:0]
	for _, row := range scopes {
		pass := yes
		for _, test := range e.parts[3:] {
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
func (f *follower) environment(e *expression) *held.Value {
	if e.kind != itemExpression && e.kind != callExpression || len(e.parts) < 2 || e.parts[1].kind != textExpression {
		return nil
	}
	of := e.parts[0]
	if e.kind == callExpression && of.kind == attributeExpression && of.value == "get" {
		of = of.parts[0]
	} else if e.kind == callExpression && of.value != "getenv" {
		return nil
	}
	if of.value != "environ" && of.value != "getenv" {
		return nil
	}
	for _, value := range []*held.Value{f.held.Under(e.parts[1].value), f.held.Variable(e.parts[1].value)} {
		if value != nil {
			if _, is := value.Text(); is {
				return value
			}
		}
	}
	return nil
}

// picked is the list that a comprehension makes of texts.
func (f *follower) picked(in *scope, m *module, e *expression, steps int) (elements []*expression, where *scope) {
	rows, is := f.rows(in, m, e, steps)
	if !is {
		return nil, nil
	}
	for _, row := range rows {
		all := f.stands(row, m, e.parts[0], steps+1)
		if len(all) != 1 || f.heldOf(all[0].expression) == nil && all[0].kind != textExpression && all[0].kind != constantExpression {
			return nil, nil
		}
		elements = append(elements, all[0].expression)
	}
	return elements, in
}

// quantified answers any and all of a comprehension.
func (f *follower) quantified(in *scope, m *module, e *expression, steps int) truth {
	all := f.stands(in, m, e.parts[1], steps+1)
	if len(all) != 1 || all[0].kind != comprehensionExpression {
		return unknown
	}
	loop, in, m := all[0].expression, all[0].in, all[0].m
	rows, is := f.rows(in, m, loop, steps)
	if !is {
		return unknown
	}
	decides, result := yes, no
	if e.parts[0].value == "all" {
		decides, result = no, yes
	}
	for _, row := range rows {
		switch t := f.truth(row, m, loop.parts[0], steps+1); t {
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
func (f *follower) returnedList(in *scope, m *module, e *expression, steps int) (elements []*expression, where *scope) {
	if e.kind != callExpression {
		return nil, nil
	}
	all := f.stands(in, m, e, steps+1)
	if len(all) != 1 || all[0].expression == e {
		return nil, nil
	}
	return f.list(all[0].in, all[0].m, all[0].expression, steps+1)
}

// named are the providers' names that an expression stands for. A text of st.secrets is
// one only where it is the name of a section of [auth], which is no secret.
func (f *follower) named(in *scope, m *module, e *expression, steps int) []choice {
	var all []choice
	for _, l := range f.stands(in, m, e, steps+1) {
		one := choice{reach: Surely}
		value := f.heldOf(l.expression)
		switch {
		case value != nil:
			one.name, one.known = f.section(value)
			one.named = one.known
		case l.kind == textExpression && len(l.parts) == 0:
			one = choice{name: l.value, named: true, known: true, reach: Surely}
		case l.kind == constantExpression && l.value == "None":
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
