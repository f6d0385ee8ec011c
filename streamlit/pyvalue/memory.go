package pyvalue

import (
	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Memory is what a world keeps while it answers a question for a value, which may lead to
// others: nothing runs meanwhile, and what a name N holds stays the same. The zero value is ready.
type Memory[N comparable] struct {
	deep     int
	steps    Steps
	names    map[N]remembered
	literals map[*pytree.Expression]*Value // nil: it is none
}

// remembered is what a name was found to hold, and how deep in a question that was.
type remembered struct {
	Value
	deep int
}

// mostNames is through how many names in a row a question leads.
const mostNames = 8

// TooDeep tells whether a question has led through more names than are followed.
func (m *Memory[N]) TooDeep() bool { return m.deep > mostNames }

// Of works out an expression at a place. used is how many steps that took, where it is the first question.
func (m *Memory[N]) Of(w World, place any, e *pytree.Expression) (v Value, used Steps) {
	defer m.deeper()()
	if v = Of(w, place, e, &m.steps); m.deep == 1 {
		used = Enough - m.steps
	}
	return v, used
}

// Behind works out an expression behind statements of a function, or of a file, which are run from their beginning.
// used is how many steps that took, where it is the first question.
func (m *Memory[N]) Behind(w World, place any, file bool, before []*pytree.Statement, e *pytree.Expression) (v Value, used Steps) {
	defer m.deeper()()
	r := &run{World: w, steps: &m.steps, shared: file}
	in := &frame{place: place, inside: true}
	if how, _ := r.block(in, before); how == goesOn {
		v = r.value(in, e)
	}
	if m.deep == 1 {
		used = Enough - m.steps
	}
	if r.lost {
		return Value{}, used
	}
	return v.of(Value{Soft: in.soft}), used
}

// Name is what a name holds, which is found once for a question. What is not known may be, less deep.
func (m *Memory[N]) Name(name N, find func() Value) Value {
	defer m.deeper()() // imports may lead in a circle
	if known, is := m.names[name]; is && (known.Kind != Unknown || known.deep <= m.deep) {
		return known.Value
	}
	v := find()
	m.names[name] = remembered{v, m.deep}
	return v
}

// Literal is a value that is written somewhere. A list or a dictionary without names is the same
// each time, and is made once.
func (m *Memory[N]) Literal(e *pytree.Expression, find func() Value) Value {
	if e.Kind != pytree.ListExpression && e.Kind != pytree.DictExpression {
		return find()
	}
	known, is := m.literals[e]
	if !is && pyread.IsLiteral(e) && !m.TooDeep() {
		before := m.steps
		m.steps = Enough
		v := find()
		m.steps, known = before, &v
	}
	if m.literals[e] = known; known != nil {
		return *known
	}
	return find()
}

// deeper goes one step on in a question, and gives what goes back.
func (m *Memory[N]) deeper() (back func()) {
	if m.deep == 0 {
		m.steps = Enough
		clear(m.names)
	}
	if m.names == nil {
		m.names, m.literals = map[N]remembered{}, map[*pytree.Expression]*Value{}
	}
	m.deep++
	return func() { m.deep-- }
}
