package pyvalue

import (
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// binary reads arithmetic with texts, numbers, lists and sets.
func (r *run) binary(in *frame, e *pytree.Expression) Value {
	if e.Value == pytree.Sign && len(e.Parts) == 1 {
		v := r.value(in, e.Parts[0])
		if v.Kind != Number {
			return Value{}
		}
		return number(-v.number).of(v)
	}
	if len(e.Parts) < 2 || !slices.Contains([]string{"+", "-", "*", "//", "%", "|", "&"}, e.Value) {
		return Value{}
	}
	all, failed := r.values(in, e.Parts)
	if failed != nil {
		return *failed
	}
	made := all[0]
	for _, next := range all[1:] {
		if made = joined(e.Value, made, next).of(made, next); !r.carry(made) {
			return Value{}
		}
	}
	return made
}

// largest is what numbers are worked out up to; Python's have no end.
const largest = 1 << 31

func joined(operator string, a, b Value) Value {
	switch {
	case max(a.number, -a.number, b.number, -b.number) > largest:
	case a.Kind == Number && b.Kind == Number && operator == "+":
		return number(a.number + b.number)
	case a.Kind == Number && b.Kind == Number && operator == "-":
		return number(a.number - b.number)
	case a.Kind == Number && b.Kind == Number && operator == "*":
		return number(a.number * b.number)
	case a.Kind == Number && b.Kind == Number && b.number > 0 && a.number >= 0 && operator == "//":
		return number(a.number / b.number)
	case a.Kind == Number && b.Kind == Number && b.number > 0 && a.number >= 0 && operator == "%":
		return number(a.number % b.number)
	case a.Kind == Text && operator == "%" && b.Kind == Tuple:
		return filledIn(a.text.Reveal(), "%s", b.items.all)
	case a.Kind == Text && operator == "%":
		return filledIn(a.text.Reveal(), "%s", []Value{b})
	case a.Kind == Text && b.Kind == Text && operator == "+":
		return text(a.text.Reveal() + b.text.Reveal())
	case a.Kind == b.Kind && (a.Kind == List || a.Kind == Tuple) && operator == "+":
		return listOf(a.Kind, slices.Concat(a.items.all, b.items.all))
	case a.Kind == Set && b.Kind == Set:
		return sets(operator, a.items.all, b.items.all)
	case a.Kind == Dict && b.Kind == Dict && operator == "|":
		made := Value{Kind: Dict, items: &items{}}
		if made.take(a) && made.take(b) {
			return made
		}
	}
	return Value{}
}

// sets joins two sets, or takes one from the other.
func sets(operator string, a, b []Value) Value {
	if operator == "|" {
		return setOf(slices.Concat(a, b))
	}
	stays := reached.Yes
	switch operator {
	case "-":
		stays = reached.No
	case "&":
	default:
		return Value{}
	}
	var some []Value
	for _, one := range a {
		switch is := contains(b, one); is {
		case reached.Unknown:
			return Value{}
		case stays:
			some = append(some, one)
		}
	}
	return listOf(Set, some)
}
