// Package pytree makes a tree of a Python source: statements and expressions, as far as it
// matters what they name, call and ask. What it refuses, Python refuses.
package pytree

import (
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// Expression is one expression of Python, as far as it matters what it names,
// calls and asks. Apps have hundred thousands of them: what few of them have lies
// apart.
type Expression struct {
	Value string // of a name, an attribute, a constant, a text, or the operator
	Parts []*Expression
	*Rare
	Place pytoken.Place
	Kind  ExpressionKind
}

// Rare is what few expressions have.
type Rare struct {
	Names []string    // of a call: for each part "", "*", "**" or its keyword, or none if all are ""; of a lambda: its parameters; of a comprehension: for, in and if
	Own   string      // streamlit's thing that it stands for: "login"
	Held  *held.Value // what of st.secrets it is, as whoever follows the code notes it
	Below bool        // a method of a container that not every release has
	Asked bool        // only whether it is there is asked
	Key   bool        // a text that names entries of st.session_state, and nothing else

	shared bool // by several expressions that have nothing else

	Refused *Refusal // of a call: every release of Streamlit refuses it
}

// Refusal is why a call fails, and what to do.
type Refusal struct{ Message, Fix string }

// NoneRare is that of the expressions that have nothing of it.
var NoneRare Rare

// Keyword is that of a part of a call.
func (e *Expression) Keyword(part int) string {
	if part < len(e.Names) {
		return e.Names[part]
	}
	return ""
}

// Rarer is where that is noted: its own, made anew where it had none or shares one.
func (e *Expression) Rarer() *Rare {
	if e.Rare == &NoneRare || e.Rare.shared {
		own := *e.Rare
		own.shared = false
		e.Rare = &own
	}
	return e.Rare
}

// Stands notes what of streamlit's an expression stands for. Those of one file that have nothing
// else share it in known: there may be many.
func (e *Expression) Stands(own string, known map[string]*Rare) {
	if e.Rare != &NoneRare {
		e.Rarer().Own = own
		return
	}
	if known[own] == nil {
		known[own] = &Rare{Own: own, shared: true}
	}
	e.Rare = known[own]
}

// ExpressionKind is what kind of expression one is.
type ExpressionKind uint8

// The kinds of expressions, with what stands in their parts.
const (
	NameExpression      ExpressionKind = iota
	AttributeExpression                // parts: the value
	CallExpression                     // parts: what is called, then the arguments
	ItemExpression                     // parts: the value, then the index
	TextExpression
	ConstantExpression      // True, False, None, a number, ...
	AndExpression           // parts: two or more
	OrExpression            // parts: two or more
	NotExpression           // parts: one
	CompareExpression       // value: the operator; parts: both sides
	ChoiceExpression        // a if b else c; parts: b, a, c
	LambdaExpression        // parts: the defaults, then the body
	ListExpression          // a list, a tuple or a set; parts: the elements
	DictExpression          // parts: key and value by turns; the key of ** is nil
	StarExpression          // parts: one
	BindExpression          // parts: the name, the value of :=
	ComprehensionExpression // value: its first bracket; parts: the element, then what is iterated and asked
	FormatExpression        // an f-string; value: its text, with a * for each field; parts: the fields, written as str writes them
	OtherExpression         // anything made of its parts
)

// Statement is one statement of Python.
type Statement struct {
	Parts   []*Expression // see the kinds
	Targets []*Expression // of what is assigned, of a loop, of with … as
	*Named
	*Compound
	Place  pytoken.Place
	indent int32 // of its line
	Kind   StatementKind
}

// Named is what only statements with names of their own have.
type Named struct {
	Name  string   // of a function, a class or a module; += and the like, break or continue; where x: int stands, int
	Dots  int      // before the name of a module
	Names []string // parameters, with * and ** as in the def; what is imported, each name and the one it gets here; what except and case bind
}

// Compound is what only statements have that hold others.
type Compound struct {
	Body    []*Statement
	Other   []*Statement // else
	Final   []*Statement // finally
	Clauses []*Statement // except and case
	Lazy    bool         // of a function: a call of it does not run it, since it is async or yields
}

// NoneNamed and NoneCompound are those of the statements that have nothing of it.
var (
	NoneNamed    Named
	NoneCompound Compound
)

// StatementKind is what kind of statement one is.
type StatementKind uint8

// The kinds of statements, with what stands in their parts and targets.
const (
	ExpressionStatement StatementKind = iota
	AssignStatement                   // parts: the value
	ChangeStatement                   // x += 1, del x, x: int; name: the operator; parts: values
	ReturnStatement                   // parts: the value, if any
	RaiseStatement
	LeaveStatement // name: break or continue
	ImportStatement
	FromStatement
	OtherStatement // pass, global, assert and the like
	IfStatement    // parts: the test
	WhileStatement // parts: the test
	ForStatement   // parts: what is iterated
	WithStatement  // parts: the items
	TryStatement
	ExceptClause // parts: the classes
	MatchStatement
	CaseClause        // parts: the guard
	FunctionStatement // targets: the decorators; parts: the defaults
	ClassStatement    // targets: the decorators; parts: the bases
)

// Every calls a function with each expression of some statements, and of the
// statements inside them.
func Every(body []*Statement, do func(*Expression)) {
	for _, s := range body {
		for _, list := range [][]*Expression{s.Parts, s.Targets} {
			for _, e := range list {
				e.Every(do)
			}
		}
		for _, inner := range [][]*Statement{s.Body, s.Other, s.Final, s.Clauses} {
			Every(inner, do)
		}
	}
}

// Every calls a function with an expression and with all that it is made of.
func (e *Expression) Every(do func(*Expression)) {
	if e == nil {
		return
	}
	do(e)
	for _, part := range e.Parts {
		part.Every(do)
	}
}

// Statements calls a function with each statement, those inside of others too.
func Statements(body []*Statement, do func(*Statement)) {
	for _, s := range body {
		do(s)
		for _, inner := range [][]*Statement{s.Body, s.Other, s.Final, s.Clauses} {
			Statements(inner, do)
		}
	}
}
