package pyapp

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// newlines steps over the ends of lines and statements.
func (p *parser) newlines() {
	for !p.ended() && p.peek(0).Kind == pytoken.Newline {
		p.at++
	}
}

// block reads the statements that stand at one indentation.
func (p *parser) block(indent int32) []*statement {
	var body []*statement
	for {
		p.newlines()
		if p.ended() || p.peek(0).Indent < indent {
			return body
		}
		if p.peek(0).Indent > indent {
			p.fail("this line is indented more than the one above, without a reason")
			return body
		}
		p.tokens.Forget(p.at) // nothing looks back behind the line that begins
		body = append(body, p.statement())
	}
}

// suite reads what stands behind a colon: a block, or statements in the same line.
func (p *parser) suite() []*statement {
	p.size += ofBlock
	p.need(":")
	if p.ended() || !p.deeper() {
		return nil
	}
	defer func() { p.depth-- }()
	if p.peek(0).Kind != pytoken.Newline {
		body := []*statement{p.simple(p.begin())}
		for p.peek(0).Kind == pytoken.Newline && p.peek(0).Value() == ";" && p.peek(1).Kind != pytoken.Newline {
			p.at++
			body = append(body, p.simple(p.begin()))
		}
		return body
	}
	above := p.tokens.IndentBefore(p.at)
	p.newlines()
	if p.ended() && p.failed == nil && !p.unsure || p.peek(0).Indent <= above {
		p.fail("an indented block is missing")
		return nil
	}
	return p.block(p.peek(0).Indent)
}

// begin is a statement that begins here, without what it consists of.
func (p *parser) begin() *statement {
	if p.size += ofStatement; p.size > p.room {
		p.giveUp()
	}
	return &statement{named: &noneNamed, compound: &noneCompound, place: p.peek(0).Place, indent: p.tokens.IndentBefore(p.at + 1)}
}

func (p *parser) statement() *statement {
	made := p.begin()
	switch {
	case p.is("if"):
		p.ifs(made)
	case p.is("while"):
		p.at++
		made.kind, made.parts = whileStatement, []*expression{p.named()}
		p.loop(made)
	case p.is("for"):
		p.at++
		made.kind, made.targets = forStatement, []*expression{p.targets()}
		p.need("in")
		made.parts = []*expression{p.expressions()}
		p.loop(made)
	case p.is("with"):
		p.withs(made)
	case p.is("try"):
		p.tries(made)
	case p.is("def"):
		p.function(made)
	case p.is("class"):
		p.class(made)
	case p.is("@"):
		p.decorated(made)
	case p.is("async") && p.isAt(1, "for", "with", "def"):
		place := made.place
		p.at++
		made = p.statement()
		made.place = place
	case p.is("match") && p.opensBlock():
		p.match(made)
	default:
		made = p.simple(made)
	}
	return made
}

// ifs reads an if with all that follow it.
func (p *parser) ifs(made *statement) {
	for range maxDepth {
		p.at++
		made.kind, made.compound, made.parts = ifStatement, &compound{}, []*expression{p.named()}
		made.body = p.suite()
		switch {
		case p.follows(made, "elif"):
			next := p.begin()
			made.other = []*statement{next}
			made = next
			continue
		case p.follows(made, "else"):
			p.at++
			made.other = p.suite()
		}
		return
	}
	p.giveUp()
}

// follows tells whether a clause of a statement comes next, and steps up to it.
func (p *parser) follows(of *statement, words ...string) bool {
	at := p.at
	for at < p.tokens.Count && p.tokens.At(at).Kind == pytoken.Newline {
		at++
	}
	if at >= p.tokens.Count || p.tokens.At(at).Indent < 0 || !p.isAt(at-p.at, words...) || p.tokens.At(at).Indent != of.indent {
		return false
	}
	p.at = at
	return true
}

func (p *parser) loop(made *statement) {
	was := p.inLoop
	p.inLoop = true
	made.compound = &compound{}
	made.body = p.suite()
	p.inLoop = was
	if p.follows(made, "else") {
		p.at++
		made.other = p.suite()
	}
}

func (p *parser) withs(made *statement) {
	p.at++
	made.kind, made.compound = withStatement, &compound{}
	if p.is("(") {
		p.with = p.at
	}
	for {
		item := p.expression()
		items := []*expression{item}
		if item.kind == listExpression {
			items = item.parts
		}
		for _, item := range items {
			if item.kind == bindExpression {
				made.targets = append(made.targets, item.parts[0])
				item = item.parts[1]
			}
			made.parts = append(made.parts, item)
		}
		if p.take("as") {
			target := p.binary()
			p.assignable(target)
			made.targets = append(made.targets, target)
		}
		if p.with = -1; !p.take(",") {
			break
		}
	}
	made.body = p.suite()
}

func (p *parser) tries(made *statement) {
	p.at++
	made.kind, made.compound = tryStatement, &compound{body: p.suite()}
	for p.follows(made, "except") {
		clause := p.begin()
		clause.kind, clause.named, clause.compound = exceptClause, &named{}, &compound{}
		p.at++
		p.take("*")
		if !p.is(":") {
			clause.parts = []*expression{p.expressions()}
			if p.take("as") {
				clause.names = []string{p.word()}
			}
		}
		clause.body = p.suite()
		made.clauses = append(made.clauses, clause)
	}
	if len(made.clauses) > 0 && p.follows(made, "else") {
		p.at++
		made.other = p.suite()
	}
	if p.follows(made, "finally") {
		p.at++
		made.final = p.suite()
	} else if len(made.clauses) == 0 && !p.ended() {
		p.newlines()
		p.fail("a try has neither except nor finally")
	}
}

// opensBlock tells whether the line ends in a colon.
func (p *parser) opensBlock() bool {
	for i := p.at + 1; i < p.tokens.Count; i++ {
		if p.tokens.At(i).Kind == pytoken.Newline {
			return i > p.at+2 && p.tokens.At(i-1).Kind == pytoken.Operator && p.tokens.At(i-1).Value() == ":"
		}
	}
	return false
}

func (p *parser) match(made *statement) {
	p.at++
	made.kind, made.compound, made.parts = matchStatement, &compound{}, []*expression{p.expressions()}
	above := p.tokens.IndentBefore(p.at)
	p.need(":")
	p.newlines()
	indent := p.peek(0).Indent
	if !p.is("case") || indent <= above {
		p.fail("a case is missing")
	}
	for p.is("case") && p.peek(0).Indent == indent {
		clause := p.begin()
		clause.kind, clause.named, clause.compound = caseClause, &named{}, &compound{}
		p.at++
		p.pattern(clause)
		if p.take("if") {
			clause.parts = []*expression{p.named()}
		}
		clause.body = p.suite()
		made.clauses = append(made.clauses, clause)
		p.newlines()
	}
}

// pattern steps over what a case compares with, and notes the names it may give values to.
func (p *parser) pattern(clause *statement) {
	var open int
	for !p.ended() && p.peek(0).Kind != pytoken.Newline && (open > 0 || !p.is(":", "if")) {
		switch {
		case p.is("(", "[", "{"):
			open++
		case p.is(")", "]", "}"):
			open--
		case p.peek(0).Kind == pytoken.Name:
			clause.names = append(clause.names, p.peek(0).Value())
		}
		p.at++
	}
}

// parameters reads those of a function, up to the bracket.
func (p *parser) parameters(made *statement) {
	for !p.is(")") && !p.ended() {
		switch {
		case p.take("/"):
		case p.take("**") || p.take("*"):
			if p.is(",") {
				break
			}
			made.names = append(made.names, "*"+p.word())
			if p.take(":") {
				p.element()
			}
		default:
			made.names = append(made.names, p.word())
			if p.take(":") {
				p.expression()
			}
			var value *expression
			if p.take("=") {
				value = p.expression()
			}
			made.parts = append(made.parts, value)
		}
		if !p.take(",") {
			break
		}
	}
}

func (p *parser) function(made *statement) {
	p.at++
	p.size += ofScope
	made.kind, made.named, made.compound = functionStatement, &named{name: p.word()}, &compound{}
	p.generics()
	p.need("(")
	p.parameters(made)
	p.need(")")
	if p.take("->") {
		p.expressions()
	}
	inFunction, inLoop := p.inFunction, p.inLoop
	p.inFunction, p.inLoop = true, false
	made.body = p.suite()
	p.inFunction, p.inLoop = inFunction, inLoop
}

// generics steps over the parameters of types.
func (p *parser) generics() {
	if !p.is("[") {
		return
	}
	for open := 0; !p.ended(); p.at++ {
		if p.is("[") {
			open++
		}
		if p.is("]") {
			if open--; open == 0 {
				p.at++
				return
			}
		}
	}
}

func (p *parser) class(made *statement) {
	start := p.at
	p.at++
	p.size += ofScope
	made.kind, made.named, made.compound = classStatement, &named{name: p.word()}, &compound{}
	p.generics()
	if p.is("(") {
		made.parts = p.call(start, p.make(nameExpression, start+1, made.name)).parts[1:]
	}
	inFunction, inLoop := p.inFunction, p.inLoop
	p.inFunction, p.inLoop = false, false
	made.body = p.suite()
	p.inFunction, p.inLoop = inFunction, inLoop
}

func (p *parser) decorated(made *statement) {
	var decorators []*expression
	for p.take("@") {
		decorators = append(decorators, p.named())
		if p.peek(0).Kind != pytoken.Newline {
			p.fail("something stands behind the end of a statement")
		}
		p.newlines()
	}
	if !p.is("def", "class", "async") {
		p.fail("a decorator stands before what is no function")
		return
	}
	under := p.statement()
	under.targets = decorators
	*made = *under
}

// simple reads a statement that holds no others, up to its end.
func (p *parser) simple(made *statement) *statement {
	made.kind = otherStatement
	switch {
	case p.is("import"):
		p.imports(made)
	case p.is("from"):
		p.fromImport(made)
	case p.is("lazy") && p.isAt(1, "import", "from"): // PEP 810
		p.at++
		return p.simple(p.begin())
	case p.is("return"):
		if !p.inFunction {
			p.fail("a return stands outside of a function")
		}
		p.at++
		made.kind = returnStatement
		if p.startsExpression() {
			made.parts = []*expression{p.expressions()}
		}
	case p.is("raise"):
		p.at++
		made.kind = raiseStatement
		if p.startsExpression() {
			made.parts = []*expression{p.expression()}
			if p.take("from") {
				made.parts = append(made.parts, p.expression())
			}
		}
	case p.is("break", "continue"):
		if !p.inLoop {
			p.fail("a %s stands outside of a loop", p.peek(0).Value())
		}
		p.at++
		made.kind = leaveStatement
	case p.take("pass"):
	case p.is("global", "nonlocal"):
		p.at++
		made.named = &named{names: []string{p.word()}}
		p.size += ofName
		for p.take(",") {
			made.names = append(made.names, p.word())
			p.size += ofName
		}
	case p.take("assert"):
		made.parts = []*expression{p.expression()}
		if p.take(",") {
			made.parts = append(made.parts, p.expression())
		}
	case p.is("del"):
		p.at++
		made.kind = changeStatement
		made.targets = []*expression{p.targets()}
	case p.is("type") && p.peek(1).Kind == pytoken.Name && !slices.Contains(keywords, p.peek(1).Value()):
		p.at++
		made.kind, made.named = changeStatement, &named{names: []string{p.word()}}
		p.generics()
		p.need("=")
		p.expression()
	default:
		p.assignment(made)
	}
	if !p.ended() && p.peek(0).Kind != pytoken.Newline {
		p.fail("something stands behind the end of a statement")
	}
	return made
}

var changes = []string{"+=", "-=", "*=", "/=", "//=", "%=", "@=", "&=", "|=", "^=", ">>=", "<<=", "**="}

func (p *parser) assignment(made *statement) {
	value := p.expressions()
	switch {
	case p.is("="):
		made.kind = assignStatement
		for p.take("=") {
			p.size += ofName
			p.assignable(value)
			made.targets = append(made.targets, value)
			value = p.expressions()
		}
		made.parts = []*expression{value}
	case p.is(changes...):
		p.assignable(value)
		p.at++
		made.kind, made.targets, made.parts = changeStatement, []*expression{value}, []*expression{p.expressions()}
	case p.is(":"):
		if value.kind == listExpression || value.kind == starExpression {
			p.fail("something stands behind the end of a statement")
		}
		p.assignable(value)
		p.at++
		p.expression()
		made.kind, made.targets = changeStatement, []*expression{value}
		if p.take("=") {
			made.kind, made.parts = assignStatement, []*expression{p.expressions()}
		}
	default:
		made.kind, made.parts = expressionStatement, []*expression{value}
	}
}

// imports reads import a.b as c, d.
func (p *parser) imports(made *statement) {
	made.kind, made.named = importStatement, &named{}
	p.at++
	for !p.ended() {
		module := p.dotted()
		known := ""
		if p.take("as") {
			known = p.word()
		}
		made.names = append(made.names, module, known)
		p.size += ofName
		if !p.take(",") {
			break
		}
	}
}

// dotted reads a name of a module, with slashes for its dots.
func (p *parser) dotted() string {
	var path strings.Builder
	path.WriteString(p.word())
	for p.take(".") {
		if part := p.word(); path.Len() <= pyscan.LongestName {
			path.WriteString("/" + part)
		}
	}
	return path.String()
}

// fromImport reads from a.b import c as d, (e).
func (p *parser) fromImport(made *statement) {
	made.kind, made.named = fromStatement, &named{}
	p.at++
	dots := false
	for p.is(".", "...") {
		p.at++
		dots = true
	}
	if !dots || !p.is("import") {
		made.name = p.dotted()
	}
	p.need("import")
	if p.take("*") {
		made.names = []string{"*", "*"}
		return
	}
	brackets := p.take("(")
	for !p.ended() {
		original := p.word()
		known := original
		if p.take("as") {
			known = p.word()
		}
		made.names = append(made.names, original, known)
		p.size += ofName
		if !p.take(",") || brackets && p.is(")") {
			break
		}
	}
	if brackets {
		p.need(")")
	}
}
