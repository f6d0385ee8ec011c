package pyapp

import (
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// expression is one expression of Python, as far as it matters what it names,
// calls and asks. Apps have hundred thousands of them: what few of them have lies
// apart.
type expression struct {
	value string // of a name, an attribute, a constant, a text, or the operator
	parts []*expression
	*rare
	place pytoken.Place
	kind  expressionKind
}

// rare is what few expressions have.
type rare struct {
	names []string    // of a call: for each part "", "*", "**" or its keyword, or none if all are ""; of a lambda: its parameters; of a comprehension: for, in and if
	own   string      // streamlit's thing that it stands for: "login"
	held  *held.Value // what of st.secrets it is, see follower.heldOf
	below bool        // a method of a container that not every release has
}

// noneRare is that of the expressions that have nothing of it.
var noneRare rare

// keyword is that of a part of a call.
func (e *expression) keyword(part int) string {
	if part < len(e.names) {
		return e.names[part]
	}
	return ""
}

// rarer is where it is noted.
func (e *expression) rarer() *rare {
	if e.rare == &noneRare {
		e.rare = &rare{}
	}
	return e.rare
}

type expressionKind uint8

const (
	nameExpression          expressionKind = iota
	attributeExpression                    // parts: the value
	callExpression                         // parts: what is called, then the arguments
	itemExpression                         // parts: the value, then the index
	textExpression                         // parts: the fields of an f-string
	constantExpression                     // True, False, None, a number, ...
	andExpression                          // parts: two or more
	orExpression                           // parts: two or more
	notExpression                          // parts: one
	compareExpression                      // value: the operator, empty for a chain of them; parts: the sides
	choiceExpression                       // a if b else c; parts: b, a, c
	lambdaExpression                       // parts: the defaults, then the body
	listExpression                         // a list, a tuple or a set; parts: the elements
	dictExpression                         // parts: key and value by turns; the key of ** is nil
	starExpression                         // parts: one
	bindExpression                         // parts: the name, the value of :=
	comprehensionExpression                // parts: the element, then what is iterated and asked
	otherExpression                        // anything made of its parts
)

// statement is one statement of Python.
type statement struct {
	parts   []*expression // see the kinds
	targets []*expression // of what is assigned, of a loop, of with … as
	*named
	*compound
	place  pytoken.Place
	indent int32 // of its line
	kind   statementKind
}

// named is what only statements with names of their own have.
type named struct {
	name  string   // of a function, a class or a module
	names []string // parameters; what is imported, each name and the one it gets here; what except and case bind
}

// compound is what only statements have that hold others.
type compound struct {
	body    []*statement
	other   []*statement // else
	final   []*statement // finally
	clauses []*statement // except and case
}

// noneNamed and noneCompound are those of the statements that have nothing of it.
var (
	noneNamed    named
	noneCompound compound
)

type statementKind uint8

const (
	expressionStatement statementKind = iota
	assignStatement                   // parts: the value
	changeStatement                   // x += 1, del x, x: int; parts: values
	returnStatement                   // parts: the value, if any
	raiseStatement
	leaveStatement // break and continue
	importStatement
	fromStatement
	otherStatement // pass, global, assert and the like
	ifStatement    // parts: the test
	whileStatement // parts: the test
	forStatement   // parts: what is iterated
	withStatement  // parts: the items
	tryStatement
	exceptClause // parts: the classes
	matchStatement
	caseClause        // parts: the guard
	functionStatement // targets: the decorators; parts: the defaults
	classStatement    // targets: the decorators; parts: the bases
)

// every calls a function with each expression of some statements, and of the
// statements inside them.
func every(body []*statement, do func(*expression)) {
	for _, s := range body {
		for _, list := range [][]*expression{s.parts, s.targets} {
			for _, e := range list {
				e.every(do)
			}
		}
		for _, inner := range [][]*statement{s.body, s.other, s.final, s.clauses} {
			every(inner, do)
		}
	}
}

func (e *expression) every(do func(*expression)) {
	if e == nil {
		return
	}
	do(e)
	for _, part := range e.parts {
		part.every(do)
	}
}

// statements calls a function with each statement, those inside of others too.
func statements(body []*statement, do func(*statement)) {
	for _, s := range body {
		do(s)
		for _, inner := range [][]*statement{s.body, s.other, s.final, s.clauses} {
			statements(inner, do)
		}
	}
}
