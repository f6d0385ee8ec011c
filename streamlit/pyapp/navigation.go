package pyapp

import (
	"slices"
	"strings"
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
	if steps > maxSteps || l.kind == nameExpression && f.grows(l.m, l.value) {
		return nil, false
	}
	all := f.stands(l.in, l.m, l.expression, steps)
	for _, each := range all {
		parts := each.parts
		switch {
		case each.kind == callExpression && each.parts[0].own == "Page":
			if f.found.At[each.m.unit.spot(each.parts[0])] == Never {
				continue // not for this visitor
			}
			if name, is := pageFile(each.expression); !is {
				return nil, false
			} else if m := f.file(each.m, name); m != nil && name != "" {
				files = append(files, m.path)
			}
			continue
		case each.kind == textExpression && strings.HasSuffix(each.value, ".py"):
			if m := f.file(each.m, trimmed(each.value)); m != nil {
				files = append(files, m.path)
			}
			continue
		case each.kind == dictExpression:
			parts = column(each.expression, 1)
		case each.kind == constantExpression, each.kind == lambdaExpression:
			continue
		case each.kind != listExpression && each.kind != starExpression && each.kind != otherExpression:
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
func pageFile(page *expression) (name string, is bool) {
	if len(page.parts) < 2 || page.keyword(1) != "" {
		return "", false
	}
	switch given := page.parts[1]; given.kind {
	case textExpression:
		return trimmed(given.value), len(given.parts) == 0
	case nameExpression, attributeExpression, lambdaExpression:
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
	every(m.scan.tree, func(e *expression) {
		if e.kind == callExpression && e.parts[0].kind == attributeExpression && e.parts[0].parts[0].kind == nameExpression && e.parts[0].parts[0].value == name {
			grows = grows || slices.Contains([]string{"append", "extend", "insert", "update", "setdefault"}, e.parts[0].value)
		}
	})
	statements(m.scan.tree, func(s *statement) {
		for _, target := range s.targets {
			grows = grows || target.kind == itemExpression && target.parts[0].kind == nameExpression && target.parts[0].value == name
			grows = grows || s.kind == changeStatement && target.kind == nameExpression && target.value == name
		}
	})
	return grows
}
