package pyread

import (
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// Passed is a test that what is looked at stands under, and how it turned out.
type Passed struct {
	Test *pytree.Expression
	Is   bool
}

// manyTests is how many tests around a place are looked at, manyTrials how many values
// for what they ask.
const manyTests, manyTrials = 8, 300

// Possible tells whether a test can turn out so under the tests around it: each asks for
// values, and some values please all of them.
func Possible(under []Passed, test *pytree.Expression, is bool) bool {
	all := append(slices.Clone(under[max(0, len(under)-manyTests):]), Passed{test, is})
	values := map[string][]string{}
	for _, one := range all {
		wanted(one.Test, values)
	}
	var subjects []string
	test.Every(func(e *pytree.Expression) {
		if name := subject(e); len(values[name]) > 0 && !slices.Contains(subjects, name) {
			subjects = append(subjects, name)
		}
	})
	trials := 0
	return pleases(all, values, subjects, map[string]string{}, &trials)
}

// pleases tries values for the subjects that are left.
func pleases(all []Passed, values map[string][]string, left []string, given map[string]string, trials *int) bool {
	if len(left) == 0 {
		*trials++
		return !slices.ContainsFunc(all, func(one Passed) bool { return tried(one.Test, given) == reached.Of(!one.Is) })
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
func subject(e *pytree.Expression) string {
	switch e.Kind {
	case pytree.NameExpression:
		return e.Value
	case pytree.TextExpression:
		if len(e.Parts) == 0 {
			return strconv.Quote(e.Value)
		}
	case pytree.AttributeExpression, pytree.ItemExpression, pytree.CallExpression:
		var parts []string
		for _, part := range e.Parts {
			name := subject(part)
			if name == "" && part.Kind != pytree.ConstantExpression {
				return ""
			}
			parts = append(parts, name+part.Value)
		}
		return strconv.Itoa(int(e.Kind)) + e.Value + "(" + strings.Join(parts, ",") + ")"
	}
	return ""
}

// written is a value that is written out, apart from the values of other kinds.
func written(e *pytree.Expression) (string, bool) {
	switch {
	case e.Kind == pytree.TextExpression && len(e.Parts) == 0:
		return "'" + e.Value, true
	case e.Kind == pytree.ConstantExpression:
		return e.Value, e.Value != pytree.Number
	}
	return "", false
}

// wanted notes the values that a test asks of each subject, and others beside them.
func wanted(test *pytree.Expression, values map[string][]string) {
	note := func(name string, more ...string) {
		for _, value := range more {
			if name != "" && !slices.Contains(values[name], value) {
				values[name] = append(values[name], value)
			}
		}
	}
	test.Every(func(e *pytree.Expression) {
		if e.Kind != pytree.TextExpression {
			note(subject(e), "'", "'\x00", "None")
		}
		if e.Kind != pytree.CompareExpression || len(e.Parts) != 2 {
			return
		}
		name := subject(e.Parts[0])
		others := e.Parts[1:]
		if e.Parts[1].Kind == pytree.ListExpression {
			others = e.Parts[1].Parts
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
func tried(e *pytree.Expression, given map[string]string) reached.Truth {
	next := func(part *pytree.Expression) reached.Truth { return tried(part, given) }
	switch e.Kind {
	case pytree.NotExpression:
		return next(e.Parts[0]).Not()
	case pytree.AndExpression, pytree.OrExpression:
		return Junction(e, next)
	case pytree.CompareExpression:
		if len(e.Parts) == 2 {
			return Compared(e, given)
		}
		return reached.Unknown
	}
	if len(given) == 0 {
		return reached.Unknown
	} else if value, known := given[subject(e)]; known {
		return reached.Of(!slices.Contains([]string{"'", "None", "False", "0"}, value))
	}
	return reached.Unknown
}

// Compared is what a comparison comes to with these values.
func Compared(e *pytree.Expression, given map[string]string) reached.Truth {
	value, known := given[subject(e.Parts[0])]
	if !known {
		return reached.Unknown
	}
	if other, is := written(e.Parts[1]); is {
		switch e.Value {
		case "==", "is":
			return reached.Of(value == other)
		case "!=", "is not":
			return reached.Of(value != other)
		case "<", "<=", ">", ">=":
			one, wrong := strconv.ParseFloat(value, 64)
			two, also := strconv.ParseFloat(other, 64)
			if wrong != nil || also != nil {
				return reached.Unknown
			}
			return reached.Of(map[string]bool{"<": one < two, "<=": one <= two, ">": one > two, ">=": one >= two}[e.Value])
		}
	}
	list := e.Parts[1]
	if list.Kind == pytree.ListExpression && (e.Value == "in" || e.Value == "not in") && !slices.ContainsFunc(list.Parts, func(part *pytree.Expression) bool { _, is := written(part); return !is }) {
		return reached.Of(slices.ContainsFunc(list.Parts, func(part *pytree.Expression) bool { other, _ := written(part); return other == value }) == (e.Value == "in"))
	}
	return reached.Unknown
}

// Junction reads and and or.
func Junction(e *pytree.Expression, next func(*pytree.Expression) reached.Truth) reached.Truth {
	result, join, last := reached.Yes, reached.Both, reached.No
	if e.Kind == pytree.OrExpression {
		result, join, last = reached.No, reached.Either, reached.Yes
	}
	for _, part := range e.Parts {
		if result = join(result, next(part)); result == last {
			break
		}
	}
	return result
}
