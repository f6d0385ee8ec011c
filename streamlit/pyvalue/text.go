package pyvalue

import (
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// format is a text with values in place of its marks.
func (r *run) format(in *frame, of, mark string, parts []*pytree.Expression) Value {
	all, failed := r.values(in, parts)
	if failed != nil {
		return *failed
	}
	return filledIn(of, mark, all).of(all...)
}

// filledIn is a text with what str makes of each value in place of a mark. It is not known
// where the text has other marks.
func filledIn(of, mark string, all []Value) Value {
	pieces := strings.Split(of, mark)
	if len(pieces) != len(all)+1 || mark != "*" && strings.ContainsAny(strings.Join(pieces, ""), "{}%") {
		return Value{}
	}
	whole := pieces[0]
	for i, one := range all {
		one = written(one)
		if one.Kind != Text {
			return Value{}
		}
		if whole += one.text.Reveal() + pieces[i+1]; len(whole) > mostText {
			return Value{}
		}
	}
	return text(whole).of(all...)
}

// slice is a part of a text or a list: of[from:to].
func (r *run) slice(in *frame, of *pytree.Expression, bounds []*pytree.Expression) Value {
	base := r.value(in, of)
	all, failed := r.values(in, bounds)
	switch {
	case base.Kind == Raised:
		return base
	case failed != nil:
		return *failed
	case len(all) != 2 || base.Kind != Text && base.Kind != List && base.Kind != Tuple:
		return Value{}
	}
	elements, is := base.Elements()
	if !is {
		return Value{}
	}
	from, some := bound(all[0], 0, len(elements))
	to, others := bound(all[1], len(elements), len(elements))
	if !some || !others {
		return Value{}
	}
	elements = elements[from:max(from, to)]
	if base.Kind != Text {
		return listOf(base.Kind, elements).of(base)
	}
	var letters strings.Builder
	for _, one := range elements {
		letters.WriteString(one.text.Reveal())
	}
	return text(letters.String()).of(base)
}

// bound is one end of a slice of so many elements.
func bound(v Value, otherwise, length int) (at int, known bool) {
	switch {
	case v.Kind == None:
		return otherwise, true
	case v.Kind != Number:
		return 0, false
	case v.number < 0:
		return int(max(v.number+int64(length), 0)), true
	}
	return int(min(v.number, int64(length))), true
}
