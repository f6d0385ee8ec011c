package pyvalue

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/reached"
)

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
	if name == "format" {
		v = filledIn(of, "{}", all)
		return v, v.Kind != Unknown
	}
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
			if len(of)*len(elements) > mostText {
				return v, false
			}
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
		if name == "replace" && words[0] != "" && strings.Count(of, words[0])*len(words[1]) <= mostText {
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
	case name == "insert" && base.Kind == List && len(all) == 2 && all[0].Kind == Number && all[0].number >= 0:
		at := min(int(all[0].number), len(base.items.all))
		base.items.all = slices.Concat(base.items.all[:at], all[1:], base.items.all[at:]) // others may look at the same
		return Value{Kind: None}, true
	case name == "clear" && len(all) == 0:
		base.items.all = nil
		return Value{Kind: None}, true
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
