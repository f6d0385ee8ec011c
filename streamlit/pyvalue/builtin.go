package pyvalue

import (
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// builtins are the functions of Python's own that are known here.
var builtins = []string{"str", "int", "bool", "len", "list", "tuple", "set", "frozenset", "sorted", "dict", "any", "all", "next", "iter", "sum", "isinstance", "callable", "getattr", "hasattr", "range", "enumerate", "zip", "min", "max"}

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
	switch {
	case name == "str" && len(all) == 1:
		return written(first)
	case name == "int" && len(all) == 1:
		return whole(first)
	case name == "bool" && len(all) == 1:
		return answer(first.truth())
	case name == "len" && len(all) == 1 && first.Kind == Text:
		return number(int64(len([]rune(first.text.Reveal()))))
	case name == "callable" && len(all) == 1 && first.Kind == Callable:
		return boolean(true)
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
		return answer(reached.Truth(first.also().held.HasAttribute(all[1].text.Reveal())))
	case name == "hasattr" && len(all) == 2 && first.Kind == Text && all[1].Kind == Text && slices.Contains([]string{"get", "keys", "items", "values", "to_dict"}, all[1].text.Reveal()):
		return boolean(false)
	case name == "hasattr" && len(all) == 2 && (first.Kind == Object || first.Kind == Mapping):
		return answer(contains(first.items.keys, all[1]))
	case (name == "min" || name == "max") && len(all) == 2 && first.Kind == Number && all[1].Kind == Number:
		if (name == "min") == (all[1].number < first.number) {
			return all[1]
		}
		return first
	case name == "dict" && len(all) == 1:
		made := Value{Kind: Dict, items: &items{}}
		if made.take(first) {
			return made
		}
	case name == "range":
		return counted(all)
	default:
		if elements, loops := first.Elements(); loops {
			return overElements(name, all, elements)
		}
	}
	return Value{}
}

// overElements is what a function of Python's gives that goes through the elements of its first argument.
func overElements(name string, all, elements []Value) Value {
	switch {
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
	known, is := kindsOf.Get()[class.Value]
	if class.Kind > pytree.AttributeExpression || !is || v.Kind == Unknown || v.Kind == Set && strings.HasSuffix(class.Value, "set") { // it may be a frozenset
		return reached.Unknown
	}
	return reached.Of(slices.Contains(known, v.Kind))
}

// kindsOf are the kinds that the things of a class of Python's are of.
var kindsOf = lazy.Value[map[string][]Kind]{Make: func() map[string][]Kind {
	several := []Kind{Text, List, Tuple, Set, Dict, Section, Mapping}
	return map[string][]Kind{
		"str": {Text}, "bytes": {}, "bool": {Bool}, "int": {Number, Bool}, "float": {}, "NoneType": {None},
		"list": {List}, "tuple": {Tuple}, "set": {}, "frozenset": {}, "dict": {Dict},
		"Mapping": {Dict, Section, Mapping}, "MutableMapping": {Dict}, "Sequence": {Text, List, Tuple}, "Iterable": several, "Collection": several,
	}
}}
