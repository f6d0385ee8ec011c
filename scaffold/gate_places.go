package scaffold

import (
	"cmp"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// places are where the gate may go, the best first: behind st.set_page_config and
// the imports, and as late as that. What is shown before them is not looked at here.
func places(tokens []pytoken.Token) []place {
	var inside, found, bare []place
	at := place{free: freeName(tokens)}
	top, nested, end := "", false, 0 // what the statement at the margin begins with, whether it imports inside, its last line
	add := func(alone bool) {
		switch here := at; {
		case !alone:
		case here.module == "":
			here.behind = end
			bare = append(bare, here)
		default:
			here.behind = end
			found = append(found, here)
		}
	}
	for i, t := range tokens {
		if t.Kind == pytoken.Newline || t.Indent < 1 {
			continue
		}
		last := i + slices.IndexFunc(tokens[i:], func(t pytoken.Token) bool { return t.Kind == pytoken.Newline })
		alone := tokens[last].Value != ";" || last+1 < len(tokens) && tokens[last+1].Kind == pytoken.Newline
		if t.Indent == 1 && !slices.Contains([]string{"except", "else", "elif", "finally"}, t.Value) {
			if nested {
				add(true)
			}
			top, nested = t.Value, false
		}
		first := end == 0
		if end = tokens[last].Line; first {
			bare = []place{{behind: t.Line - 1, free: at.free}} // comments at the beginning of a file stay there
		}
		statement := tokens[i:last]
		imports := t.Kind == pytoken.Name && (t.Value == "import" || t.Value == "from")
		if imports && (t.Indent == 1 || top == "try") {
			at.module = cmp.Or(importedAs(statement), at.module)
		}
		switch {
		case first && t.Kind == pytoken.Text && len(statement) == 1, imports && t.Indent == 1 && statement[1].Value == "__future__":
			bare = []place{{behind: end, free: at.free}} // nothing else may come before
		case imports && t.Indent == 1, configures(statement, at.module) && t.Indent == 1:
			add(alone)
		case imports && (top == "try" || top == "if"):
			nested = true
		case configures(statement, at.module) && at.module != "" && alone:
			inside = append(inside, place{end, t.Line, at.module, at.free})
		}
	}
	slices.Reverse(found)
	slices.Reverse(bare)
	return slices.Concat(inside, found, bare)
}

// configures tells whether a statement calls st.set_page_config.
func configures(statement []pytoken.Token, module string) bool {
	if len(statement) > 2 && statement[0].Value == module && statement[1].Value == "." {
		statement = statement[2:]
	}
	return statement[0].Kind == pytoken.Name && statement[0].Value == "set_page_config"
}

// importedAs is the name that an import gives streamlit.
func importedAs(statement []pytoken.Token) string {
	for i, t := range statement {
		if statement[0].Value != "import" || t.Value != "streamlit" || i == 0 || statement[i-1].Value == "." || statement[i-1].Value == "as" {
			continue
		}
		next := statement[i+1:]
		switch {
		case len(next) > 1 && next[0].Value == "as":
			return next[1].Value
		case !slices.ContainsFunc(next, func(t pytoken.Token) bool { return t.Value == "as" }) || next[0].Value == ",":
			return "streamlit"
		}
	}
	return ""
}
