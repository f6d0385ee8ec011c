package pyapp

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// lists tells whether a call of st.navigation that this visitor comes to may list
// a file: nobody can open the pages of a menu that others get.
func (f *follower) lists(file string) bool {
	for _, menu := range f.menus {
		files, known := f.pagesOf(menu, 0)
		if !known || slices.Contains(files, file) {
			return true
		}
	}
	return false
}

// pagesOf are the files of the pages in a list, a dictionary of lists, or one page.
func (f *follower) pagesOf(l leaf, steps int) (files []string, known bool) {
	if steps > maxSteps || l.Kind == pytree.NameExpression && f.grows(l.m, l.Value) {
		return nil, false
	}
	all := f.stands(l.in, l.m, l.Expression, steps)
	for _, each := range all {
		parts := each.Parts
		switch {
		case each.Kind == pytree.CallExpression && each.Parts[0].Own == "Page":
			if f.found.At[each.m.unit.spot(each.Parts[0])] == Never {
				continue // not for this visitor
			}
			if name, is := pageFile(each.Expression); !is {
				return nil, false
			} else if m := f.file(each.m, name); m != nil && name != "" {
				files = append(files, m.path)
			}
			continue
		case each.Kind == pytree.TextExpression && strings.HasSuffix(each.Value, ".py"):
			if m := f.file(each.m, trimmed(each.Value)); m != nil {
				files = append(files, m.path)
			}
			continue
		case each.Kind == pytree.DictExpression:
			parts = column(each.Expression, 1)
		case each.Kind == pytree.ConstantExpression, each.Kind == pytree.LambdaExpression:
			continue
		case each.Kind != pytree.ListExpression && each.Kind != pytree.StarExpression && each.Kind != pytree.OtherExpression:
			return nil, false
		}
		for _, part := range parts {
			if part == nil {
				return nil, false
			}
			more, known := f.pagesOf(leaf{part, each.in, each.m}, steps+1)
			if files = append(files, more...); !known {
				return nil, false
			}
		}
	}
	return files, len(all) > 0
}

// pageFile is the file that st.Page is called with; empty: it is a function.
func pageFile(page *pytree.Expression) (name string, is bool) {
	if len(page.Parts) < 2 || page.Keyword(1) != "" {
		return "", false
	}
	switch given := page.Parts[1]; given.Kind {
	case pytree.TextExpression:
		return trimmed(given.Value), len(given.Parts) == 0
	case pytree.NameExpression, pytree.AttributeExpression, pytree.LambdaExpression:
		return "", true
	}
	return "", false
}

func trimmed(name string) string {
	return strings.TrimSuffix(strings.TrimLeft(strings.ReplaceAll(name, `\`, "/"), "./"), ".py")
}

// grows tells whether a list gets more after it was made.
func (f *follower) grows(m *module, name string) bool {
	grows := false
	pytree.Every(m.scan.Tree, func(e *pytree.Expression) {
		if e.Kind == pytree.CallExpression && e.Parts[0].Kind == pytree.AttributeExpression && e.Parts[0].Parts[0].Kind == pytree.NameExpression && e.Parts[0].Parts[0].Value == name {
			grows = grows || slices.Contains([]string{"append", "extend", "insert", "update", "setdefault"}, e.Parts[0].Value)
		}
	})
	pytree.Statements(m.scan.Tree, func(s *pytree.Statement) {
		for _, target := range s.Targets {
			grows = grows || target.Kind == pytree.ItemExpression && target.Parts[0].Kind == pytree.NameExpression && target.Parts[0].Value == name
			grows = grows || s.Kind == pytree.ChangeStatement && target.Kind == pytree.NameExpression && target.Value == name
		}
	})
	return grows
}
