package pyapp

import (
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/reached"
)

// passed is a test that what is looked at stands under, and how it turned out.
type passed struct {
	test *expression
	is   bool
}

// manyTests is how many tests around a place are looked at, manyTrials how many values
// for what they ask.
const manyTests, manyTrials = 8, 300

// possible tells whether a test can turn out so under the tests around it: each asks for
// values, and some values please all of them.
func (w *walker) possible(test *expression, is bool) bool {
	all := append(slices.Clone(w.under[max(0, len(w.under)-manyTests):]), passed{test, is})
	values := map[string][]string{}
	for _, one := range all {
		wanted(one.test, values)
	}
	var subjects []string
	test.every(func(e *expression) {
		if name := subject(e); len(values[name]) > 0 && !slices.Contains(subjects, name) {
			subjects = append(subjects, name)
		}
	})
	trials := 0
	return pleases(all, values, subjects, map[string]string{}, &trials)
}

// pleases tries values for the subjects that are left.
func pleases(all []passed, values map[string][]string, left []string, given map[string]string, trials *int) bool {
	if len(left) == 0 {
		*trials++
		return !slices.ContainsFunc(all, func(one passed) bool { return one.test.tried(given) == reached.Of(!one.is) })
	}
	for _, value := range values[left[0]] {
		given[left[0]] = value
		if *trials > manyTrials || pleases(all, values, left[1:], given, trials) {
			return true
		}
	}
	delete(given, left[0])
	return false
}

// subject is what a test asks, as it is written; empty: nothing that has a name.
func subject(e *expression) string {
	switch e.kind {
	case nameExpression:
		return e.value
	case textExpression:
		if len(e.parts) == 0 {
			return strconv.Quote(e.value)
		}
	case attributeExpression, itemExpression, callExpression:
		var parts []string
		for _, part := range e.parts {
			name := subject(part)
			if name == "" && part.kind != constantExpression {
				return ""
			}
			parts = append(parts, name+part.value)
		}
		return strconv.Itoa(int(e.kind)) + e.value + "(" + strings.Join(parts, ",") + ")"
	}
	return ""
}

// written is a value that is written out, apart from the values of other kinds.
func written(e *expression) (string, bool) {
	switch {
	case e.kind == textExpression && len(e.parts) == 0:
		return "'" + e.value, true
	case e.kind == constantExpression:
		return e.value, e.value != number
	}
	return "", false
}

// wanted notes the values that a test asks of each subject, and others beside them.
func wanted(test *expression, values map[string][]string) {
	note := func(name string, more ...string) {
		for _, value := range more {
			if name != "" && !slices.Contains(values[name], value) {
				values[name] = append(values[name], value)
			}
		}
	}
	test.every(func(e *expression) {
		name := subject(e)
		if e.kind != textExpression {
			note(name, "'", "'\x00", "None")
		}
		if e.kind != compareExpression || len(e.parts) != 2 {
			return
		}
		name = subject(e.parts[0])
		others := e.parts[1:]
		if e.parts[1].kind == listExpression {
			others = e.parts[1].parts
		}
		for _, other := range others {
			value, is := written(other)
			if !is {
				continue
			}
			note(name, value)
			if number, err := strconv.ParseFloat(value, 64); err == nil {
				note(name, strconv.FormatFloat(number-1, 'g', -1, 64), strconv.FormatFloat(number+1, 'g', -1, 64))
			}
		}
	})
}

// tried is what a test comes to with these values.
func (e *expression) tried(given map[string]string) truth {
	next := func(part *expression) truth { return part.tried(given) }
	switch e.kind {
	case notExpression:
		return next(e.parts[0]).Not()
	case andExpression, orExpression:
		return junction(e, next)
	case compareExpression:
		if len(e.parts) == 2 {
			return e.compared(given)
		}
		return unknown
	}
	if value, known := given[subject(e)]; known {
		return reached.Of(!slices.Contains([]string{"'", "None", "False", "0"}, value))
	}
	return unknown
}

func (e *expression) compared(given map[string]string) truth {
	value, known := given[subject(e.parts[0])]
	if !known {
		return unknown
	}
	if other, is := written(e.parts[1]); is {
		switch e.value {
		case "==", "is":
			return reached.Of(value == other)
		case "!=", "is not":
			return reached.Of(value != other)
		case "<", "<=", ">", ">=":
			one, wrong := strconv.ParseFloat(value, 64)
			two, also := strconv.ParseFloat(other, 64)
			if wrong != nil || also != nil {
				return unknown
			}
			return reached.Of(map[string]bool{"<": one < two, "<=": one <= two, ">": one > two, ">=": one >= two}[e.value])
		}
	}
	list := e.parts[1]
	if list.kind == listExpression && (e.value == "in" || e.value == "not in") && !slices.ContainsFunc(list.parts, func(part *expression) bool { _, is := written(part); return !is }) {
		return reached.Of(slices.ContainsFunc(list.parts, func(part *expression) bool { other, _ := written(part); return other == value }) == (e.value == "in"))
	}
	return unknown
}
