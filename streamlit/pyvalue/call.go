package pyvalue

import (
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// call works out a call: of something that Python has itself, of a method, or of a function
// of the app.
func (r *run) call(in *frame, e *pytree.Expression) Value {
	called := e.Parts[0]
	if called.Own != "" {
		return r.foreign(in, e)
	}
	if called.Kind == pytree.NameExpression {
		if _, local := in.get(called.Value); !local && slices.Contains(builtins, called.Value) && !r.IsOwn(in.place, called.Value) {
			if !plainArguments(e) {
				return r.foreign(in, e)
			}
			all, failed := r.arguments(in, e)
			if failed != nil {
				return *failed
			}
			if called.Value == "isinstance" && len(all) == 2 && all[0].Kind == Section && namesDict(e.Parts[2]) {
				r.Asked(in.place, e)
			}
			if v := r.builtin(called.Value, all, e); v.Kind != Unknown {
				return v.of(all...)
			}
			return Value{}
		}
	}
	if f := r.function(in, called); f != nil {
		return r.apply(in, e, f)
	}
	if v, is := r.known(in, e); is {
		return v
	}
	if called.Kind == pytree.AttributeExpression && plainArguments(e) {
		base := r.value(in, called.Parts[0])
		if base.Kind == Raised {
			return base
		}
		all, failed := r.arguments(in, e)
		switch {
		case failed != nil:
			return *failed
		case base.Kind != Unknown:
			if v, is := r.method(base, called.Value, all); is {
				return v.of(base).of(all...)
			}
		}
	}
	return r.foreign(in, e)
}

// once works out an expression that only this place goes through: it may be a generator.
func (r *run) once(in *frame, e *pytree.Expression) Value {
	if e.Kind == pytree.ComprehensionExpression {
		return r.comprehension(in, e)
	}
	return r.value(in, e)
}

// arguments are those of a call.
func (r *run) arguments(in *frame, e *pytree.Expression) (all []Value, failed *Value) {
	for _, part := range e.Parts[1:] {
		v := r.once(in, part)
		if v.Kind == Raised {
			return nil, &v
		}
		all = append(all, v)
	}
	return all, nil
}

// foreign is a call that is not followed. What it is given it may change.
func (r *run) foreign(in *frame, e *pytree.Expression) Value {
	if slices.Contains([]string{"stop", "rerun", "switch_page", "login", "logout"}, e.Parts[0].Own) {
		r.lost = true
		return Value{}
	}
	for i, part := range e.Parts {
		if i == 0 && part.Kind != pytree.AttributeExpression {
			continue
		} else if i == 0 {
			part = part.Parts[0]
		}
		if v := r.value(in, part); !v.IsFixed() && e.Parts[0].Own == "" {
			r.lost = true
		}
	}
	return Value{}
}

// plainArguments tells whether a call has arguments without names and stars only.
func plainArguments(e *pytree.Expression) bool { return len(e.Names) == 0 }

// function is what of the app, or which lambda, a call runs.
func (r *run) function(in *frame, called *pytree.Expression) *Function {
	if called.Kind == pytree.NameExpression {
		if v, is := in.get(called.Value); is {
			return v.runs
		}
	}
	if called.Kind == pytree.LambdaExpression {
		return r.value(in, called).runs
	}
	if called.Kind > pytree.AttributeExpression {
		return nil
	}
	if called.Kind == pytree.AttributeExpression {
		if base := called.Parts[0]; base.Own != "" || base.Kind > pytree.AttributeExpression {
			return nil
		} else if _, local := in.get(base.Value); local && base.Kind == pytree.NameExpression {
			return nil
		}
	}
	return r.Function(in.place, called)
}

var builtins = []string{"str", "int", "bool", "len", "list", "tuple", "set", "frozenset", "sorted", "dict", "any", "all", "next", "iter", "sum", "isinstance", "getattr", "hasattr", "range", "enumerate", "zip"}

// builtin is what a function of Python's own gives.
func (r *run) builtin(name string, all []Value, e *pytree.Expression) Value {
	if len(all) == 0 {
		switch name {
		case "str":
			return text("")
		case "list":
			return listOf(List, nil)
		case "tuple":
			return listOf(Tuple, nil)
		case "set", "frozenset":
			return listOf(Set, nil)
		case "dict":
			return Value{Kind: Dict, items: &items{}}
		}
		return Value{}
	}
	first := all[0]
	elements, loops := first.Elements()
	switch {
	case name == "str" && len(all) == 1:
		return written(first)
	case name == "int" && len(all) == 1:
		return whole(first)
	case name == "bool" && len(all) == 1:
		return answer(first.truth())
	case name == "len" && len(all) == 1 && first.Kind == Text:
		return number(int64(len([]rune(first.text.Reveal()))))
	case name == "isinstance" && len(all) == 2:
		return answer(isOf(first, e.Parts[2]))
	case name == "getattr" && len(all) > 1 && (first.Kind == Section || first.Kind == Object || first.Kind == Mapping):
		v := first.under(all[1])
		if v.Kind == Raised && len(all) == 3 {
			return all[2]
		} else if v.Kind == Raised {
			return raised("AttributeError")
		}
		return v
	case name == "hasattr" && len(all) == 2 && first.Kind == Section && all[1].Kind == Text:
		return answer(reached.Truth(first.held.HasAttribute(all[1].text.Reveal())))
	case name == "hasattr" && len(all) == 2 && first.Kind == Text && all[1].Kind == Text && slices.Contains([]string{"get", "keys", "items", "values", "to_dict"}, all[1].text.Reveal()):
		return boolean(false)
	case name == "hasattr" && len(all) == 2 && (first.Kind == Object || first.Kind == Mapping):
		return answer(contains(first.items.keys, all[1]))
	case name == "dict" && len(all) == 1:
		made := Value{Kind: Dict, items: &items{}}
		if made.take(first) {
			return made
		}
	case name == "range":
		return counted(all)
	case !loops:
	case name == "len" && len(all) == 1:
		return number(int64(len(elements)))
	case name == "list" && len(all) == 1, name == "iter" && len(all) == 1:
		return listOf(List, elements)
	case name == "tuple" && len(all) == 1:
		return listOf(Tuple, elements)
	case (name == "set" || name == "frozenset") && len(all) == 1:
		return setOf(elements)
	case name == "sorted" && len(all) == 1:
		return sorted(elements)
	case name == "any" && len(all) == 1, name == "all" && len(all) == 1:
		join, result := reached.Either, reached.No
		if name == "all" {
			join, result = reached.Both, reached.Yes
		}
		for _, one := range elements {
			result = join(result, one.truth())
		}
		return answer(result).of(elements...)
	case name == "next":
		switch {
		case len(elements) > 0:
			return elements[0]
		case len(all) == 2:
			return all[1]
		}
		return raised("StopIteration")
	case name == "sum" && len(all) == 1:
		total := number(0)
		for _, one := range elements {
			if one.Kind == Bool {
				one.Kind = Number
			}
			total = joined("+", total, one)
		}
		return total
	case name == "enumerate" && len(all) == 1:
		for i, one := range elements {
			elements[i] = listOf(Tuple, []Value{number(int64(i)), one})
		}
		return listOf(List, elements)
	case name == "zip" && len(all) == 2:
		others, is := all[1].Elements()
		if !is {
			return Value{}
		}
		var made []Value
		for i := range min(len(elements), len(others)) {
			made = append(made, listOf(Tuple, []Value{elements[i], others[i]}))
		}
		return listOf(List, made)
	}
	return Value{}
}

// written is what str makes of a value.
func written(v Value) Value {
	switch v.Kind {
	case Text:
		return v
	case None:
		return text("None")
	case Bool:
		return text(map[bool]string{true: "True", false: "False"}[v.number != 0])
	case Number:
		return text(strconv.FormatInt(v.number, 10))
	}
	return Value{}
}

// whole is what int makes of a value.
func whole(v Value) Value {
	switch v.Kind {
	case Number, Bool:
		return number(v.number)
	case Text:
		if n, err := strconv.ParseInt(strings.TrimSpace(v.text.Reveal()), 10, 64); err == nil {
			return number(n)
		}
		if !isASCII(v.text.Reveal()) || strings.Contains(v.text.Reveal(), "_") {
			return Value{} // 1_000 is a number to Python, and digits of other scripts are
		}
		return raised("ValueError")
	case None:
		return raised("TypeError")
	}
	return Value{}
}

// sorted puts texts in their order.
func sorted(all []Value) Value {
	words := make([]string, len(all))
	for i, one := range all {
		if one.Kind != Text {
			return Value{}
		}
		words[i] = one.text.Reveal()
	}
	slices.Sort(words)
	made := make([]Value, len(all))
	for i, word := range words {
		made[i] = text(word).of(all...)
	}
	return listOf(List, made)
}

// counted is range(from, to).
func counted(all []Value) Value {
	from, to := int64(0), all[0].number
	if len(all) == 2 {
		from, to = all[0].number, all[1].number
	}
	if len(all) > 2 || all[0].Kind != Number || all[len(all)-1].Kind != Number || to-from > mostRounds {
		return Value{}
	}
	var made []Value
	for ; from < to; from++ {
		made = append(made, number(from))
	}
	return listOf(List, made)
}

// namesDict tells whether a class is dict, or dict is among several.
func namesDict(class *pytree.Expression) bool {
	return class.Value == "dict" || class.Kind == pytree.ListExpression && slices.ContainsFunc(class.Parts, namesDict)
}

// isOf answers isinstance.
func isOf(v Value, class *pytree.Expression) reached.Truth {
	if class.Kind == pytree.ListExpression {
		result := reached.No
		for _, one := range class.Parts {
			result = reached.Either(result, isOf(v, one))
		}
		return result
	}
	kinds := map[string][]Kind{"str": {Text}, "bool": {Bool}, "int": {Number, Bool}, "list": {List}, "tuple": {Tuple}, "set": {Set}, "dict": {Dict}, "float": {}, "Mapping": {Dict, Section}, "NoneType": {None}}
	known, is := kinds[class.Value]
	if class.Kind > pytree.AttributeExpression || !is || v.Kind == Unknown {
		return reached.Unknown
	}
	return reached.Of(slices.Contains(known, v.Kind))
}

// method is what a method of a value gives; is: it is one that is known.
func (r *run) method(base Value, name string, all []Value) (v Value, is bool) {
	switch base.Kind {
	case Text:
		return ofText(base.text.Reveal(), name, all)
	case Dict, Section, Mapping:
		return ofKeys(base, name, all)
	case List, Set, Tuple:
		return r.ofList(base, name, all)
	}
	return v, false
}

func ofText(of, name string, all []Value) (v Value, is bool) {
	words := make([]string, len(all))
	for i, one := range all {
		if one.Kind == Tuple && (name == "startswith" || name == "endswith") {
			result := reached.No
			for _, part := range one.items.all {
				some, known := ofText(of, name, []Value{part})
				if !known {
					return v, false
				}
				result = reached.Either(result, some.truth())
			}
			return answer(result), true
		}
		elements, loops := one.Elements()
		if name == "join" && loops && len(all) == 1 {
			var parts []string
			for _, part := range elements {
				if part.Kind != Text {
					return v, false
				}
				parts = append(parts, part.text.Reveal())
			}
			return text(strings.Join(parts, of)).of(elements...), true
		}
		if one.Kind != Text {
			return v, false
		}
		words[i] = one.text.Reveal()
	}
	switch len(words) {
	case 0:
		change := map[string]func(string) string{"lower": strings.ToLower, "casefold": strings.ToLower, "upper": strings.ToUpper, "strip": strings.TrimSpace,
			"lstrip": func(s string) string { return strings.TrimLeft(s, blanks) }, "rstrip": func(s string) string { return strings.TrimRight(s, blanks) }}[name]
		switch {
		case change != nil && !isASCII(of): // Python's rules for other scripts are its own: ß in capitals is SS
			return v, false
		case change != nil:
			return text(change(of)), true
		case name == "split":
			return texts(strings.Fields(of)), true
		case name == "splitlines":
			return texts(strings.Split(strings.TrimSuffix(strings.ReplaceAll(of, "\r\n", "\n"), "\n"), "\n")), !strings.Contains(of, "\r") && of != ""
		case name == "isdigit", name == "isnumeric", name == "isdecimal":
			return boolean(of != "" && strings.Trim(of, "0123456789") == ""), true
		}
	case 1:
		switch one := words[0]; name {
		case "startswith":
			return boolean(strings.HasPrefix(of, one)), true
		case "endswith":
			return boolean(strings.HasSuffix(of, one)), true
		case "removeprefix":
			return text(strings.TrimPrefix(of, one)), true
		case "removesuffix":
			return text(strings.TrimSuffix(of, one)), true
		case "strip":
			return text(strings.Trim(of, one)), true
		case "lstrip":
			return text(strings.TrimLeft(of, one)), true
		case "rstrip":
			return text(strings.TrimRight(of, one)), true
		case "split":
			return texts(strings.Split(of, one)), one != ""
		case "partition":
			before, behind, found := strings.Cut(of, one)
			between := one
			if !found {
				between = ""
			}
			return listOf(Tuple, []Value{text(before), text(between), text(behind)}), one != ""
		case "count":
			return number(int64(strings.Count(of, one))), one != ""
		}
	case 2:
		if name == "replace" && words[0] != "" {
			return text(strings.ReplaceAll(of, words[0], words[1])), true
		}
	}
	return v, false
}

func isASCII(s string) bool { return !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) }

const blanks = " \t\n\r\v\f"

func texts(all []string) Value {
	made := listOf(List, nil)
	for _, one := range all {
		made.items.all = append(made.items.all, text(one))
	}
	return made
}

// ofKeys is a method of a dictionary or of a section of st.secrets.
func ofKeys(base Value, name string, all []Value) (v Value, is bool) {
	keys, known := base.Elements()
	switch {
	case name == "get" && (len(all) == 1 || len(all) == 2):
		if v = base.under(all[0]); v.Kind == Raised && len(all) == 2 {
			v = all[1]
		} else if v.Kind == Raised {
			v = Value{Kind: None}
		}
		return v, true
	case name == "has_key" && base.Kind == Section && len(all) == 1:
		return answer(isIn(all[0], base)), true
	case !known:
		return v, false
	case name == "keys" && len(all) == 0:
		return listOf(Set, keys), true
	case (name == "values" || name == "items") && len(all) == 0:
		made := listOf(List, nil)
		for _, key := range keys {
			one := base.under(key)
			if name == "items" {
				one = listOf(Tuple, []Value{key, one})
			}
			made.items.all = append(made.items.all, one)
		}
		return made, true
	case (name == "copy" || name == "to_dict") && len(all) == 0:
		made := Value{Kind: Dict, items: &items{}}
		return made, made.take(base)
	case base.Kind != Dict || base.items.fixed:
		return v, false
	case name == "update" && len(all) == 1:
		return Value{Kind: None}, base.take(all[0])
	case name == "setdefault" && len(all) == 2:
		if v = base.under(all[0]); v.Kind == Raised {
			return all[1], base.put(all[0], all[1])
		}
		return v, v.Kind != Unknown
	}
	return v, false
}

// ofList is a method of a list, a tuple or a set.
func (r *run) ofList(base Value, name string, all []Value) (v Value, is bool) {
	if len(all) == 1 && base.Kind == Set {
		others, loops := all[0].Elements()
		set := listOf(Set, others)
		switch {
		case !loops:
		case name == "issubset":
			return answer(within(base, set)), true
		case name == "issuperset":
			return answer(within(set, base)), true
		case name == "isdisjoint":
			return answer(sets("&", base.items.all, others).truth().Not()), true
		case name == "union":
			return sets("|", base.items.all, others), true
		case name == "difference":
			return sets("-", base.items.all, others), true
		case name == "intersection":
			return sets("&", base.items.all, others), true
		}
	}
	switch {
	case base.items.fixed || base.Kind == Tuple:
	case name == "append" && base.Kind == List && len(all) == 1:
		base.items.all = append(base.items.all, all[0])
		return Value{Kind: None}, true
	case name == "extend" && base.Kind == List && len(all) == 1:
		more, loops := all[0].Elements()
		base.items.all = append(base.items.all, more...)
		return Value{Kind: None}, loops
	case name == "add" && base.Kind == Set && len(all) == 1:
		switch contains(base.items.all, all[0]) {
		case reached.No:
			base.items.all = append(base.items.all, all[0])
			return Value{Kind: None}, true
		case reached.Yes:
			return Value{Kind: None}, true
		}
	}
	return v, false
}
