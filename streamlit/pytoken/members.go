package pytoken

import "slices"

// Members takes getattr(st, "login") for st.login, with a default or without one, whatever name streamlit
// is imported by: a release that lacks the member has nothing else in its place.
func (t *Tokens) Members(members ...string) {
	modules := []string{"st", "streamlit"}
	for i := range t.Count {
		if t.Is(i, "import") && t.Is(i+1, "streamlit") && t.Is(i+2, "as") {
			modules = append(modules, t.At(i+3).Value())
		}
	}
	to := 0
	for from := 0; from < t.Count; {
		module, member, behind := t.member(from, modules, members)
		if behind == 0 {
			*t.At(to).Packed = *t.At(from).Packed
			to, from = to+1, from+1
			continue
		}
		first, dot, name := *module.Packed, *module.Packed, *member.Packed
		first.Indent, first.Place = t.At(from).Indent, t.At(from).Place
		dot.Kind, dot.Indent, dot.start, dot.end = Operator, -1, int32(len(t.texts)), -1
		t.texts = append(t.texts, ".")
		name.Kind, name.Indent = Name, -1
		for _, token := range []Packed{first, dot, name} {
			*t.At(to).Packed = token
			to++
		}
		from = behind
	}
	t.Count = to
}

// member finds such a call at a token, and the token behind it; 0: there is none.
func (t *Tokens) member(at int, modules, members []string) (module, member Word, behind int) {
	module, member = t.At(at+2), t.At(at+4)
	if !t.Is(at, "getattr") || t.Is(at-1, ".", "def") || !t.Is(at+1, "(") || !t.Is(at+2, modules...) || !t.Is(at+3, ",") || member.Kind != Text || member.Open || !slices.Contains(members, member.Value()) {
		return module, member, 0
	}
	for i, depth := at+5, 1; i < t.Count && (i > at+5 || t.Is(i, ",", ")")); i++ {
		switch {
		case t.Is(i, "(", "[", "{"):
			depth++
		case t.Is(i, ")", "]", "}"):
			if depth--; depth == 0 {
				return module, member, i + 1
			}
		}
	}
	return module, member, 0
}
