package pytree

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// newlines steps over the ends of lines and statements.
func (p *parser) newlines() {
	for !p.ended() && p.peek(0).Kind == pytoken.Newline {
		p.at++
	}
}

// block reads the statements that stand at one indentation.
func (p *parser) block(indent int32) []*Statement {
	var body []*Statement
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
func (p *parser) suite() []*Statement {
	p.size += ofBlock
	p.need(":")
	if p.ended() || !p.deeper() {
		return nil
	}
	defer func() { p.depth-- }()
	if p.peek(0).Kind != pytoken.Newline {
		body := []*Statement{p.simple(p.begin())}
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
func (p *parser) begin() *Statement {
	if p.size += ofStatement; p.size > p.room {
		p.giveUp()
	}
	return &Statement{Named: &NoneNamed, Compound: &NoneCompound, Place: p.peek(0).Place, indent: p.tokens.IndentBefore(p.at + 1)}
}

func (p *parser) statement() *Statement {
	made := p.begin()
	switch {
	case p.is("if"):
		p.ifs(made)
	case p.is("while"):
		p.at++
		made.Kind, made.Parts = WhileStatement, []*Expression{p.named()}
		p.loop(made)
	case p.is("for"):
		p.at++
		made.Kind, made.Targets = ForStatement, []*Expression{p.targets()}
		p.need("in")
		made.Parts = []*Expression{p.expressions()}
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
		place := made.Place
		p.at++
		if p.async = p.is("def"); !p.async && !p.inAsync {
			p.fail("an async %s stands outside of an async function", p.peek(0).Value())
		}
		made = p.statement()
		made.Place = place
	case p.is("match") && p.opensBlock():
		p.match(made)
	default:
		made = p.simple(made)
	}
	return made
}

// ifs reads an if with all that follow it.
func (p *parser) ifs(made *Statement) {
	for range maxDepth {
		p.at++
		made.Kind, made.Compound, made.Parts = IfStatement, &Compound{}, []*Expression{p.named()}
		made.Body = p.suite()
		switch {
		case p.follows(made, "elif"):
			next := p.begin()
			made.Other = []*Statement{next}
			made = next
			continue
		case p.follows(made, "else"):
			p.at++
			made.Other = p.suite()
		}
		return
	}
	p.giveUp()
}

// follows tells whether a clause of a statement comes next, and steps up to it.
func (p *parser) follows(of *Statement, words ...string) bool {
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

func (p *parser) loop(made *Statement) {
	was := p.inLoop
	p.inLoop = true
	made.Compound = &Compound{}
	made.Body = p.suite()
	p.inLoop = was
	if p.follows(made, "else") {
		p.at++
		made.Other = p.suite()
	}
}

func (p *parser) withs(made *Statement) {
	p.at++
	made.Kind, made.Compound = WithStatement, &Compound{}
	if p.is("(") {
		p.with = p.at
	}
	for {
		item := p.expression()
		items := []*Expression{item}
		if item.Kind == ListExpression {
			items = item.Parts
		}
		for _, item := range items {
			if item.Kind == BindExpression {
				made.Targets = append(made.Targets, item.Parts[0])
				item = item.Parts[1]
			}
			made.Parts = append(made.Parts, item)
		}
		if p.take("as") {
			target := p.binary()
			p.assignable(target)
			made.Targets = append(made.Targets, target)
		}
		if p.with = -1; !p.take(",") {
			break
		}
	}
	made.Body = p.suite()
}

func (p *parser) tries(made *Statement) {
	p.at++
	made.Kind, made.Compound = TryStatement, &Compound{Body: p.suite()}
	for p.follows(made, "except") {
		clause := p.begin()
		clause.Kind, clause.Named, clause.Compound = ExceptClause, &Named{}, &Compound{}
		p.at++
		if p.take("*") {
			p.newer(11, "except*")
		}
		if !p.is(":") {
			open := p.is("(")
			clause.Parts = []*Expression{p.expressions()}
			if !open && clause.Parts[0].Kind == ListExpression {
				p.newer(14, "except with several classes and no brackets")
			}
			if p.take("as") {
				clause.Names = []string{p.word()}
			}
		}
		clause.Body = p.suite()
		made.Clauses = append(made.Clauses, clause)
	}
	if len(made.Clauses) > 0 && p.follows(made, "else") {
		p.at++
		made.Other = p.suite()
	}
	if p.follows(made, "finally") {
		p.at++
		made.Final = p.suite()
	} else if len(made.Clauses) == 0 && !p.ended() {
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

func (p *parser) match(made *Statement) {
	p.newer(10, "match")
	p.at++
	made.Kind, made.Compound, made.Parts = MatchStatement, &Compound{}, []*Expression{p.expressions()}
	above := p.tokens.IndentBefore(p.at)
	p.need(":")
	p.newlines()
	indent := p.peek(0).Indent
	if !p.is("case") || indent <= above {
		p.fail("a case is missing")
	}
	for p.is("case") && p.peek(0).Indent == indent {
		clause := p.begin()
		clause.Kind, clause.Named, clause.Compound = CaseClause, &Named{}, &Compound{}
		p.at++
		p.pattern(clause)
		if p.take("if") {
			clause.Parts = []*Expression{p.named()}
		}
		clause.Body = p.suite()
		made.Clauses = append(made.Clauses, clause)
		p.newlines()
	}
}

// pattern reads what a case compares with: texts, constants and names with a dot, with | between them, or else
// only the names that it may give values to.
func (p *parser) pattern(clause *Statement) {
	start := p.at
	for {
		t := p.peek(0)
		dotted := t.Kind == pytoken.Name && p.peek(1).Value() == "."
		if t.Kind != pytoken.Text && t.Kind != pytoken.Number && !p.is("None", "True", "False") && !dotted {
			break
		}
		one := p.atom
		if dotted {
			one = p.primary
		}
		clause.Targets = append(clause.Targets, one())
		if !p.take("|") {
			break
		}
	}
	called := slices.ContainsFunc(clause.Targets, func(e *Expression) bool { return e.Kind == CallExpression })
	if p.is(":", "if") && len(clause.Targets) > 0 && !called {
		return
	}
	p.at, clause.Targets = start, nil
	var open int
	for !p.ended() && p.peek(0).Kind != pytoken.Newline && (open > 0 || !p.is(":", "if")) {
		switch {
		case p.is("(", "[", "{"):
			open++
		case p.is(")", "]", "}"):
			open--
		case p.peek(0).Kind == pytoken.Name:
			clause.Names = append(clause.Names, p.peek(0).Value())
		}
		p.at++
	}
}

// parameters reads those of a function, up to the bracket.
func (p *parser) parameters(made *Statement) {
	for !p.is(")") && !p.ended() {
		switch {
		case p.take("/"):
		case p.take("**"):
			made.Names = append(made.Names, "**"+p.word())
			if p.take(":") {
				p.expression()
			}
		case p.take("*"):
			if p.is(",") {
				made.Names = append(made.Names, "*")
				break
			}
			made.Names = append(made.Names, "*"+p.word())
			if p.take(":") {
				p.element()
			}
		default:
			made.Names = append(made.Names, p.word())
			if p.take(":") {
				p.expression()
			}
			var value *Expression
			if p.take("=") {
				value = p.expression()
			}
			made.Parts = append(made.Parts, value)
		}
		if !p.take(",") {
			break
		}
	}
}

func (p *parser) function(made *Statement) {
	inAsync := p.async
	p.async = false
	p.at++
	p.size += ofScope
	made.Kind, made.Named, made.Compound = FunctionStatement, &Named{Name: p.word()}, &Compound{}
	p.generics()
	p.need("(")
	p.parameters(made)
	p.need(")")
	if p.take("->") {
		p.expressions()
	}
	inFunction, inLoop := p.inFunction, p.inLoop
	yields := p.yields
	p.inFunction, p.inLoop, p.inAsync, inAsync, p.yields = true, false, inAsync, p.inAsync, false
	made.Body = p.suite()
	made.Lazy = p.inAsync || p.yields
	p.inFunction, p.inLoop, p.inAsync, p.yields = inFunction, inLoop, inAsync, yields
}

// generics steps over the parameters of types.
func (p *parser) generics() {
	if !p.is("[") {
		return
	}
	p.newer(12, "a list of type parameters")
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

func (p *parser) class(made *Statement) {
	start := p.at
	p.at++
	p.size += ofScope
	made.Kind, made.Named, made.Compound = ClassStatement, &Named{Name: p.word()}, &Compound{}
	p.generics()
	if p.is("(") {
		made.Parts = p.call(start, p.make(NameExpression, start+1, made.Name)).Parts[1:]
	}
	inFunction, inLoop := p.inFunction, p.inLoop
	inAsync := p.inAsync
	p.inFunction, p.inLoop, p.inAsync = false, false, false
	made.Body = p.suite()
	p.inFunction, p.inLoop, p.inAsync = inFunction, inLoop, inAsync
}

func (p *parser) decorated(made *Statement) {
	var decorators []*Expression
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
	under.Targets = decorators
	*made = *under
}

// simple reads a statement that holds no others, up to its end.
func (p *parser) simple(made *Statement) *Statement {
	made.Kind = OtherStatement
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
		made.Kind = ReturnStatement
		if p.startsExpression() {
			made.Parts = []*Expression{p.expressions()}
		}
	case p.is("raise"):
		p.at++
		made.Kind = RaiseStatement
		if p.startsExpression() {
			made.Parts = []*Expression{p.expression()}
			if p.take("from") {
				made.Parts = append(made.Parts, p.expression())
			}
		}
	case p.is("break", "continue"):
		if !p.inLoop {
			p.fail("a %s stands outside of a loop", p.peek(0).Value())
		}
		made.Kind, made.Named = LeaveStatement, p.takeOne(leaving[:])
	case p.take("pass"):
	case p.is("global", "nonlocal"):
		p.at++
		made.Named = &Named{Names: []string{p.word()}}
		p.size += ofName
		for p.take(",") {
			made.Names = append(made.Names, p.word())
			p.size += ofName
		}
	case p.take("assert"):
		made.Parts = []*Expression{p.expression()}
		if p.take(",") {
			made.Parts = append(made.Parts, p.expression())
		}
	case p.is("del"):
		p.at++
		made.Kind = ChangeStatement
		made.Targets = []*Expression{p.targets()}
	case p.is("type") && p.peek(1).Kind == pytoken.Name && !slices.Contains(keywords, p.peek(1).Value()):
		p.newer(12, "the statement type")
		p.at++
		made.Kind, made.Named = ChangeStatement, &Named{Names: []string{p.word()}}
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

// changing and leaving are the words of statements, each held once.
var (
	changing = [...]Named{{Name: "+="}, {Name: "-="}, {Name: "*="}, {Name: "/="}, {Name: "//="}, {Name: "%="}, {Name: "@="}, {Name: "&="}, {Name: "|="}, {Name: "^="}, {Name: ">>="}, {Name: "<<="}, {Name: "**="}}
	leaving  = [...]Named{{Name: "break"}, {Name: "continue"}}
)

// takeOne steps over one of some words, which it returns; nil: none of them is there.
func (p *parser) takeOne(words []Named) *Named {
	for i := range words {
		if p.take(words[i].Name) {
			return &words[i]
		}
	}
	return nil
}

func (p *parser) assignment(made *Statement) {
	value := p.expressions()
	switch {
	case p.is("="):
		made.Kind = AssignStatement
		for p.take("=") {
			p.size += ofName
			p.assignable(value)
			made.Targets = append(made.Targets, value)
			value = p.expressions()
		}
		made.Parts = []*Expression{value}
	case p.is(changes...):
		p.assignable(value)
		made.Named = p.takeOne(changing[:])
		made.Kind, made.Targets, made.Parts = ChangeStatement, []*Expression{value}, []*Expression{p.expressions()}
	case p.is(":"):
		if value.Kind == ListExpression || value.Kind == StarExpression {
			p.fail("something stands behind the end of a statement")
		}
		p.assignable(value)
		p.at++
		p.size += ofName
		made.Kind, made.Targets, made.Named = ChangeStatement, []*Expression{value}, &Named{Name: said(p.expression())}
		if p.take("=") {
			made.Kind, made.Parts = AssignStatement, []*Expression{p.expressions()}
		}
	default:
		made.Kind, made.Parts = ExpressionStatement, []*Expression{value}
	}
}

// said is the name that an annotation begins with: ClassVar[str], "ClassVar[str]"; of str | None it is Union.
func said(annotation *Expression) string {
	if annotation.Kind == ItemExpression {
		annotation = annotation.Parts[0]
	}
	switch {
	case annotation.Kind <= AttributeExpression:
		return annotation.Value
	case annotation.Kind == OtherExpression && annotation.Value == "|":
		return "Union"
	case annotation.Kind == TextExpression && len(annotation.Parts) == 0:
		name, _, _ := strings.Cut(annotation.Value, "[")
		if name = strings.TrimSpace(name[strings.LastIndexByte(name, '.')+1:]); strings.Contains(name, "|") {
			return "Union"
		}
		return name
	}
	return "annotated"
}

// imports reads import a.b as c, d.
func (p *parser) imports(made *Statement) {
	made.Kind, made.Named = ImportStatement, &Named{}
	p.at++
	for !p.ended() {
		module := p.dotted()
		known := ""
		if p.take("as") {
			known = p.word()
		}
		made.Names = append(made.Names, module, known)
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
		if part := p.word(); path.Len() <= pytoken.LongestName {
			path.WriteString("/" + part)
		}
	}
	return path.String()
}

// fromImport reads from a.b import c as d, (e).
func (p *parser) fromImport(made *Statement) {
	made.Kind, made.Named = FromStatement, &Named{}
	p.at++
	for p.is(".", "...") {
		made.Dots += len(p.peek(0).Value())
		p.at++
	}
	if made.Dots == 0 || !p.is("import") {
		made.Name = p.dotted()
	}
	p.need("import")
	if p.take("*") {
		made.Names = []string{"*", "*"}
		return
	}
	brackets := p.take("(")
	for !p.ended() {
		original := p.word()
		known := original
		if p.take("as") {
			known = p.word()
		}
		made.Names = append(made.Names, original, known)
		p.size += ofName
		if !p.take(",") || brackets && p.is(")") {
			break
		}
	}
	if brackets {
		p.need(")")
	}
}
