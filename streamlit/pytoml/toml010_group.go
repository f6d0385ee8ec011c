package pytoml

import (
	"strings"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/lazy"
)

var groupName = lazy.Regexp{Pattern: `^[A-Za-z0-9_-]+\n?$`}

// group reads a header and returns the table it opens.
func (d *decoder) group(line string, implicit map[string]int) any {
	if len(line) == 1 {
		refuse("a bracket stands on a line by itself")
	}
	tables := line[1] == '['
	closing := "]"
	line = line[1:]
	if tables {
		closing, line = "]]", line[1:]
	}
	i := 1
	quoted := false
	for _, part := range splitOnQuotes(line) {
		if !quoted && strings.Contains(part, closing) {
			break
		}
		i += strings.Count(part, closing)
		quoted = !quoted
	}
	parts := splitN(line, closing, i)
	if len(parts) < i+1 || strip(parts[len(parts)-1]) != "" {
		refuse("a section's header needs a line of its own")
	}
	groups := groupNames(strings.Split(strings.Join(parts[:len(parts)-1], closing), "."))
	var level any = d.root
	for i, group := range groups {
		last := i == len(groups)-1
		if group == "" {
			refuse("a section has no name")
		}
		level = openGroup(level, group, last, tables, implicit)
		if tables {
			level = newest(level)
		}
	}
	return level
}

// newest is Python's level[-1] where that is no KeyError: the table that a list
// of sections has come to.
func newest(level any) any {
	switch v := level.(type) {
	case map[string]any:
		return v
	case *[]any:
		if len(*v) == 0 {
			refuseIndex()
		}
		return (*v)[len(*v)-1]
	case string:
		if v == "" {
			refuseIndex()
		}
		_, size := utf8.DecodeLastRuneInString(v)
		return v[len(v)-size:]
	}
	panic(pythonError{typeError, "a section stands where something else is"})
}

// openGroup goes one table down, and makes it when it is not there.
func openGroup(level any, group string, last, tables bool, implicit map[string]int) any {
	make := func(table map[string]any) {
		table[group] = map[string]any{}
		if last && tables {
			table[group] = &[]any{map[string]any{}}
		}
	}
	table, isTable := level.(map[string]any)
	if !isTable {
		list, isList := level.(*[]any)
		if isList && len(*list) == 0 || level == "" {
			refuseIndex()
		}
		if isList {
			table, isTable = (*list)[len(*list)-1].(map[string]any)
		}
		if !isTable {
			panic(pythonError{typeError, "a section stands where something else is"})
		}
		if _, there := table[group]; !there {
			make(table)
		}
		return table[group]
	}
	there, ok := table[group]
	if !ok {
		if !last {
			implicit[group]++
		}
		make(table)
		return table[group]
	}
	if last {
		switch {
		case implicit[group] > 0:
			implicit[group]--
			if tables {
				refuse("a list of sections has the name of a section")
			}
		case tables:
			list, isList := there.(*[]any)
			if !isList {
				panic(pythonError{"AttributeError", "a list of sections has the name of something else"})
			}
			*list = append(*list, map[string]any{})
		default:
			refuse("a section stands twice")
		}
	}
	return there
}

// groupNames joins quoted parts that the split at dots has torn apart.
func groupNames(groups []string) []string {
	for i := 0; i < len(groups); i++ {
		groups[i] = strip(groups[i])
		if groups[i] == "" || groups[i][0] != '"' && groups[i][0] != '\'' {
			if !groupName.Get().MatchString(groups[i]) {
				refuse("a section's name holds a character that needs quotes")
			}
			continue
		}
		group := groups[i]
		j := i + 1
		for group[0] != group[len(group)-1] || len(group) == 1 {
			j++
			if j > len(groups)+2 {
				refuse("a quote in a section's name is not closed")
			}
			group = strip(strings.Join(groups[i:min(j, len(groups))], "."))
		}
		groups[i] = group[1 : len(group)-1]
		groups = append(groups[:i+1], groups[min(j, len(groups)):]...)
	}
	return groups
}

// splitOnQuotes cuts a line at its quotes, roughly: the package's own way.
func splitOnQuotes(line string) []string {
	double := strings.Split(line, `"`)
	quoted := false
	var splits []string
	if len(double) > 1 && strings.Contains(double[0], "'") {
		single := strings.Split(double[0], "'")
		double = double[1:]
		for len(single)%2 == 0 && len(double) > 0 {
			single[len(single)-1] += `"` + double[0]
			double = double[1:]
			if lastPart := single[len(single)-1]; strings.Contains(lastPart, "'") {
				single = append(single[:len(single)-1], strings.Split(lastPart, "'")...)
			}
		}
		splits = append(splits, single...)
	}
	for _, part := range double {
		if quoted {
			splits = append(splits, part)
		} else {
			splits = append(splits, strings.Split(part, "'")...)
			quoted = !quoted
		}
	}
	return splits
}
