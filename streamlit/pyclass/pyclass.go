// Package pyclass reads what a class of an app says of the things that are made of it: which
// attributes they have, and what gives them their values.
package pyclass

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/spelling"
	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// Class is one class as it is written.
type Class struct {
	Name    string
	Bases   []*pytree.Expression // those that may be classes of the app
	Foreign bool                 // it is made of one that surely is not
	Data    bool                 // it is a dataclass
	Odd     bool                 // it is decorated otherwise, made by a class of its own, or decides by itself what its attributes are
	Enum    bool
	ABC     bool             // nothing can be made of it where a method is abstract
	Text    bool             // of an Enum: its members are texts as well
	Fields  []Field          // that the class itself gives a value, or none
	Sets    map[string][]Set // by the attributes that its methods give what they are called on

	fields map[string]int // where the last of each name stands in Fields
	byName bool           // of a dataclass: its fields are given by name only
	open   bool           // of a dataclass: what it is made with is not known

	parameters []names.Parameter // see Parameters
	known      bool
}

// Field is a name that a class itself gives a value, or none.
type Field struct {
	Name       string
	Annotation string // the name that it begins with; empty: there is none
	Value      *pytree.Expression
}

// Set is one place where a method gives an attribute a value.
type Set struct {
	Value  *pytree.Expression // nil: it is not known
	Method *pytree.Statement
	Always bool // __init__ does so whenever it runs
}

// harmless are classes of Python that add nothing that apps use of a thing.
var harmless = []string{"object", "ABC", "ABCMeta", "Protocol", "Generic"}

// Read reads a class.
func Read(s *pytree.Statement) *Class {
	c := &Class{Name: s.Name, Sets: map[string][]Set{}, fields: map[string]int{}}
	for _, base := range s.Parts {
		named := base
		if base.Kind == pytree.ItemExpression { // Generic[T]
			named = base.Parts[0]
		}
		c.Enum = c.Enum || slices.Contains([]string{"Enum", "StrEnum"}, base.Value)
		c.Text = c.Text || base.Value == "StrEnum" || base.Kind == pytree.NameExpression && base.Value == "str"
		switch {
		case named.Kind <= pytree.AttributeExpression && slices.Contains(harmless, named.Value):
			c.ABC = c.ABC || named.Value == "ABC" || named.Value == "ABCMeta"
		case base.Kind <= pytree.AttributeExpression && base.Value == "NamedTuple":
			c.Data = true
		case base.Kind <= pytree.AttributeExpression:
			c.Bases = append(c.Bases, base)
		default:
			c.Foreign = true
		}
	}
	for _, decorator := range s.Targets {
		c.decorated(decorator)
	}
	met := map[string]bool{}
	for _, made := range s.Body {
		switch made.Kind {
		case pytree.AssignStatement, pytree.ChangeStatement:
			if len(made.Targets) == 1 && made.Targets[0].Kind == pytree.NameExpression {
				field := Field{Name: made.Targets[0].Value, Annotation: made.Name}
				if len(made.Parts) > 0 {
					field.Value = made.Parts[0]
				}
				c.Fields = append(c.Fields, field)
			} else {
				c.Odd = true
			}
		case pytree.FunctionStatement:
			again := met[made.Name] && !slices.ContainsFunc(made.Targets, func(e *pytree.Expression) bool {
				return e.Value == "setter" || e.Value == "deleter" || e.Value == "overload"
			})
			c.Odd = c.Odd || again || slices.Contains([]string{"__new__", "__getattr__", "__getattribute__", "__setattr__", "__init_subclass__", "__class_getitem__"}, made.Name)
			met[made.Name] = true
			c.sets(made)
		case pytree.ClassStatement:
			c.Fields = append(c.Fields, Field{Name: made.Name})
		case pytree.ExpressionStatement:
		case pytree.OtherStatement: // pass
			c.Odd = c.Odd || len(made.Names) > 0
		default:
			c.Odd = true // which of its names it has is decided as it runs
		}
	}
	for i, f := range c.Fields {
		c.fields[f.Name] = i
	}
	c.parameters, c.known = c.made()
	return c
}

// decorated reads a decorator of the class.
func (c *Class) decorated(e *pytree.Expression) {
	called := e
	if e.Kind == pytree.CallExpression {
		called = e.Parts[0]
	}
	switch {
	case called.Kind > pytree.AttributeExpression || called.Value != "dataclass":
		c.Odd = c.Odd || !slices.Contains([]string{"final", "total_ordering"}, called.Value)
		return
	case e != called:
		for i, argument := range e.Parts[1:] {
			off := argument.Kind == pytree.ConstantExpression && argument.Value == "False"
			c.byName = c.byName || e.Keyword(i+1) == "kw_only" && !off
			c.open = c.open || e.Keyword(i+1) == "init" || strings.HasPrefix(e.Keyword(i+1), "*")
		}
	}
	c.Data = true
}

// sets notes what a method gives the thing that it is called on.
func (c *Class) sets(method *pytree.Statement) {
	if len(method.Names) == 0 {
		return
	}
	self, always := method.Names[0], map[*pytree.Statement]bool{}
	for _, s := range method.Body {
		if always[s] = method.Name == "__init__"; leaves(s) {
			break
		}
	}
	pytree.Statements(method.Body, func(s *pytree.Statement) {
		for _, target := range s.Targets {
			whole := target
			target.Every(func(e *pytree.Expression) {
				if e.Kind != pytree.AttributeExpression || e.Parts[0].Kind != pytree.NameExpression || e.Parts[0].Value != self {
					return
				}
				one := Set{Method: method}
				if s.Kind == pytree.AssignStatement && e == whole {
					one.Value, one.Always = s.Parts[0], always[s]
				}
				c.Sets[e.Value] = append(c.Sets[e.Value], one)
			})
		}
	})
}

// leaves tells whether a method may end in a statement.
func leaves(s *pytree.Statement) bool {
	found := false
	pytree.Statements([]*pytree.Statement{s}, func(s *pytree.Statement) { found = found || s.Kind == pytree.ReturnStatement })
	return found
}

// Field is a name that the class itself gives a value; false: it has none of that name.
func (c *Class) Field(name string) (Field, bool) {
	at, is := c.fields[name]
	if !is {
		return Field{}, false
	}
	return c.Fields[at], true
}

// Default is what a field of a dataclass holds where it is not given; nil: it is not known, or there is none.
func (f Field) Default() *pytree.Expression {
	if at := f.ofField("default"); f.isField() {
		return at
	}
	return f.Value
}

// isField tells whether it is given by field(…).
func (f Field) isField() bool {
	return f.Value != nil && f.Value.Kind == pytree.CallExpression && f.Value.Parts[0].Kind <= pytree.AttributeExpression && f.Value.Parts[0].Value == "field"
}

// ofField is what field(…) is called with under a name; nil: nothing.
func (f Field) ofField(name string) *pytree.Expression {
	if at := slices.Index(f.names(), name); at > 0 {
		return f.Value.Parts[at]
	}
	return nil
}

func (f Field) names() []string {
	if !f.isField() {
		return nil
	}
	return f.Value.Names
}

// Parameters are what a dataclass is made with, for nobody to change; false: that is not known.
func (c *Class) Parameters() (all []names.Parameter, known bool) { return c.parameters, c.known }

func (c *Class) made() (all []names.Parameter, known bool) {
	if !c.Data || c.open {
		return nil, false
	}
	if c.byName {
		all = append(all, names.Parameter{Name: "*"})
	}
	for _, f := range c.Fields {
		if f.Annotation == "" || f.Annotation == "ClassVar" {
			continue
		}
		if f.Annotation == "KW_ONLY" || f.Annotation == "annotated" || slices.Contains(f.names(), "**") || f.ofField("kw_only") != nil {
			return nil, false
		}
		switch is := f.ofField("init"); {
		case is != nil && (is.Kind != pytree.ConstantExpression || is.Value != "True" && is.Value != "False"):
			return nil, false
		case is == nil || is.Value == "True":
			all = append(all, names.Parameter{Name: f.Name, Optional: f.Value != nil && (!f.isField() || f.ofField("default") != nil || f.ofField("default_factory") != nil)})
		}
	}
	return all, true
}

// Itself is what Python gives the first parameter of a method: self, cls or nothing.
func Itself(method *pytree.Statement) string {
	itself := "self"
	for _, decorator := range method.Targets {
		switch decorator.Value {
		case "staticmethod":
			itself = ""
		case "classmethod":
			itself = "cls"
		}
	}
	return itself
}

// GoesUp tells whether an __init__ has those of the classes above it run.
func GoesUp(method *pytree.Statement) bool {
	up := false
	pytree.Every(method.Body, func(e *pytree.Expression) {
		up = up || e.Kind == pytree.NameExpression && e.Value == "super" || e.Kind == pytree.AttributeExpression && e.Value == "__init__"
	})
	return up
}

// Lacks tells of an attribute that the things of a class do not have, among those they have.
// above is a class above whose __init__ would give it to them.
func Lacks(class, name, above string, has []string) reached.Fault {
	fault := reached.Fault{
		Code:    true,
		Message: fmt.Sprintf("%s has no %s, so the page ends here with an error", class, name),
		Fix:     fmt.Sprintf("define %s in the class %s, or write the name of something that it has", name, class),
	}
	if above != "" {
		fault.Message = fmt.Sprintf("%s has no %s, since its __init__ does not run that of %s, so the page ends here with an error", class, name, above)
		fault.Fix = "write super().__init__() as the first line of that __init__, with the arguments that " + above + " takes"
	} else if near := spelling.Nearest(name, has); near != "" {
		fault.Fix = "write " + near
	}
	return fault
}

// Misfit tells why a function refuses arguments; empty: it takes them. inClass: it is a method, whose
// first parameter gets itself, where that is not empty.
func Misfit(def *pytree.Statement, inClass bool, itself string, given []names.Argument) (message, fix string) {
	all, taken := pyfile.Parameters(def), 0
	if itself != "" {
		taken = 1
	}
	first := ""
	if len(all) > 0 {
		first = all[0].Name
	}
	message, fix = names.Misfit(all, given, taken)
	switch {
	case message == "" || !inClass:
	case taken == 1 && first != itself && first != "self" && first != "cls" && first != "_":
		return "is called on a thing of its class, and its first parameter is not " + itself, "write " + itself + " as its first parameter"
	case taken == 0 && first == "self" && Itself(def) == "":
		return "is a static method, to which Python gives no self", "take @staticmethod above its def away"
	case taken == 0 && first == "self":
		return "is called on the class itself, and needs a thing of it", "make a thing of the class first, and call it on that; or write @staticmethod above its def and take self away"
	}
	return message, fix
}
