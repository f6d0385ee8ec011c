package pyapp

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
)

// still tells which code shows nothing and ends nothing. What it does not know
// may show something.
type still struct {
	*follower
	opening map[*unit]bool // units and modules that are being looked at
}

// body tells whether nothing in a row of statements shows anything.
func (q still) body(m *module, in *scope, body []*statement) bool {
	for _, s := range body {
		if !q.statement(m, in, s) {
			return false
		}
	}
	return true
}

func (q still) statement(m *module, in *scope, s *statement) bool {
	for _, list := range [][]*expression{s.parts, s.targets} {
		for _, e := range list {
			if !q.expression(m, in, e) {
				return false
			}
		}
	}
	switch s.kind {
	case importStatement, fromStatement:
		return q.imported(m, s)
	case expressionStatement: // Streamlit writes what stands alone in a line
		return s.parts[0].kind == callExpression
	case raiseStatement, returnStatement, leaveStatement:
		return false
	case functionStatement:
		return true // until it is called
	}
	for _, inner := range [][]*statement{s.body, s.other, s.final, s.clauses} {
		if !q.body(m, in, inner) {
			return false
		}
	}
	return true
}

// imported tells whether the modules of the app that a statement imports show
// nothing while they are read.
func (q still) imported(m *module, s *statement) bool {
	var names []string
	for i := 0; i+1 < len(s.names); i += 2 {
		if s.kind == importStatement {
			names = append(names, s.names[i])
			continue
		}
		names = append(names, s.name, strings.TrimPrefix(s.name+"/"+s.names[i], "/"))
	}
	for _, name := range names {
		if name == "" || strings.HasPrefix(name, "streamlit") {
			continue
		}
		if other := q.file(m, name); other != nil && !q.unit(other.unit) {
			return false
		}
	}
	return true
}

// unit tells whether a function shows nothing when it is called, or a module when
// it is imported.
func (q still) unit(u *unit) bool {
	if q.opening[u] {
		return true // it is being looked at
	}
	q.opening[u] = true
	defer delete(q.opening, u)
	if u.node == nil && u.module.scan.tree == nil || q.tired() {
		return false
	}
	body := u.body
	if len(body) > 0 && isText(body[0]) {
		body = body[1:]
	}
	return !slices.ContainsFunc(body, func(s *statement) bool {
		if u.node != nil && (s.kind == returnStatement || s.kind == ifStatement) {
			return !q.inFunction(u, s)
		}
		return !q.statement(u.module, u.scope, s)
	})
}

// inFunction takes a return for what it is there: the end of the function.
func (q still) inFunction(u *unit, s *statement) bool {
	for _, e := range s.parts {
		if !q.expression(u.module, u.scope, e) {
			return false
		}
	}
	for _, inner := range [][]*statement{s.body, s.other} {
		for _, each := range inner {
			if each.kind == returnStatement || each.kind == ifStatement {
				if !q.inFunction(u, each) {
					return false
				}
			} else if !q.statement(u.module, u.scope, each) {
				return false
			}
		}
	}
	return true
}

// expression tells whether an expression shows nothing.
func (q still) expression(m *module, in *scope, e *expression) bool {
	if e == nil {
		return true
	}
	if e.own != "" && !slices.Contains(names.Quiet, e.own) {
		return false
	}
	if e.kind == callExpression && !q.calls(m, in, e.parts[0]) {
		return false
	}
	for _, part := range e.parts {
		if !q.expression(m, in, part) {
			return false
		}
	}
	return true
}

// calls tells whether what is called shows nothing.
func (q still) calls(m *module, in *scope, called *expression) bool {
	root := called
	for (root.kind == attributeExpression || root.kind == callExpression || root.kind == itemExpression) && root.own == "" {
		root = root.parts[0]
	}
	if root.own != "" {
		return slices.Contains(names.Quiet, root.own)
	}
	found := q.find(in, m, called, 0)
	for _, c := range found.classes {
		if start := c.methods["__init__"]; c.foreign || start != nil && !q.unit(start) {
			return false
		}
	}
	if len(found.units) > 0 {
		return !slices.ContainsFunc(found.units, func(u *unit) bool { return len(u.node.targets) > 0 || !q.unit(u) })
	}
	if len(found.classes) > 0 || root.kind != nameExpression {
		return true
	}
	bindings := in.lookup(root.value)
	if len(bindings) == 0 {
		return !slices.Contains([]string{"exec", "eval", "exit", "quit", "__import__"}, root.value)
	}
	return !slices.ContainsFunc(bindings, func(b binding) bool {
		switch {
		case b.origin != nil:
			return b.origin.module == "." || q.file(m, b.origin.module) != nil || !silent(b.origin.module)
		case b.value != nil:
			foreign := q.find(b.in, m, b.value, 1).foreign
			return foreign != "" && !silent(foreign)
		}
		return b.parameter || b.element != nil || b.packed != nil
	})
}

func silent(module string) bool {
	top, _, _ := strings.Cut(module, "/")
	return slices.Contains(names.Silent, top)
}
