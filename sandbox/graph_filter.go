package sandbox

import (
	"slices"
	"strings"
)

// graphClause is one comparison of a $filter.
type graphClause struct {
	name  string
	begin bool // startswith instead of eq
	value string
}

// readFilter reads the forms that the Azure CLI and authkit send: name eq
// 'value', startswith(name,'value') and name/any(x:x eq 'value'), joined with
// and. ok is false for every other.
func readFilter(text string) (clauses []graphClause, ok bool) {
	for _, part := range splitOutsideQuotes(text, " and ") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		c := graphClause{}
		if inner, found := strings.CutPrefix(part, "startswith("); found {
			var value string
			c.name, value, ok = strings.Cut(strings.TrimSuffix(inner, ")"), ",")
			c.begin, c.value = true, unquoted(strings.TrimSpace(value))
		} else if name, inner, found := strings.Cut(part, "/any("); found {
			var value string
			_, value, ok = strings.Cut(strings.TrimSuffix(inner, ")"), " eq ")
			c.name, c.value = name, unquoted(strings.TrimSpace(value))
		} else {
			var value string
			c.name, value, ok = strings.Cut(part, " eq ")
			c.value = unquoted(strings.TrimSpace(value))
		}
		if !ok {
			return nil, false
		}
		c.name = strings.TrimSpace(c.name)
		clauses = append(clauses, c)
	}
	return clauses, true
}

func splitOutsideQuotes(text, separator string) []string {
	var parts []string
	inside, begin := false, 0
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\'':
			inside = !inside
		case !inside && strings.HasPrefix(text[i:], separator):
			parts = append(parts, text[begin:i])
			begin = i + len(separator)
			i = begin - 1
		}
	}
	return append(parts, text[begin:])
}

// fits tells whether something with these members meets every clause. An error
// is a member that cannot be asked for.
func fits(clauses []graphClause, members map[string][]string) (bool, *graphRefusal) {
	for _, c := range clauses {
		values, known := members[c.name]
		if !known {
			return false, unsupportedFilter(c.name)
		}
		same := func(value string) bool { return strings.EqualFold(value, c.value) }
		if c.begin {
			same = func(value string) bool { return strings.HasPrefix(strings.ToLower(value), strings.ToLower(c.value)) }
		}
		if !slices.ContainsFunc(values, same) {
			return false, nil
		}
	}
	return true, nil
}
