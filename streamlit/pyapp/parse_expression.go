package pyapp

import (
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

func (p *parser) make(kind expressionKind, at int, value string, parts ...*expression) *expression {
	if p.size++; p.size > p.room {
		p.giveUp()
	}
	return &expression{kind: kind, place: p.tokens.At(at).Place, value: value, parts: parts, rare: &noneRare}
}

// expressions reads one expression, or several with commas between them as a tuple.
func (p *parser) expressions() *expression {
	start := p.at
	first := p.element()
	if !p.is(",") {
		return first
	}
	list := p.make(listExpression, start, "(", first)
	for p.take(",") && p.startsExpression() {
		list.parts = append(list.parts, p.element())
	}
	return list
}

// element is an expression, or one with a star before it.
func (p *parser) element() *expression {
	if start := p.at; p.take("*") {
		return p.make(starExpression, start, "*", p.binary())
	}
	return p.named()
}

// startsExpression tells whether another expression can begin here.
func (p *parser) startsExpression() bool {
	switch t := p.peek(0); t.Kind {
	case pytoken.Text, pytoken.Number:
		return true
	case pytoken.Name:
		return !slices.Contains(keywords, t.Value()) || p.is("False", "None", "True", "await", "lambda", "not", "yield")
	case pytoken.Operator:
		return p.is("(", "[", "{", "-", "+", "~", "...", "*", ".")
	}
	return false
}

// named is an expression that may give its value a name.
func (p *parser) named() *expression {
	start := p.at
	if p.peek(0).Kind == pytoken.Name && p.isAt(1, ":=") {
		target := p.make(nameExpression, start, p.word())
		p.need(":=")
		return p.make(bindExpression, start, ":=", target, p.expression())
	}
	return p.expression()
}

func (p *parser) expression() *expression {
	start := p.at
	if !p.deeper() {
		return p.make(otherExpression, start, "")
	}
	defer func() { p.depth-- }()
	switch {
	case p.is("lambda"):
		return p.lambda()
	case p.is("yield"):
		return p.yield()
	}
	value := p.disjunction()
	if !p.take("if") {
		return value
	}
	test := p.disjunction()
	p.need("else")
	return p.make(choiceExpression, start, "if", test, value, p.expression())
}

func (p *parser) yield() *expression {
	made := p.make(otherExpression, p.at, "yield")
	p.need("yield")
	switch {
	case p.take("from"):
		made.parts = []*expression{p.expression()}
	case p.startsExpression():
		made.parts = []*expression{p.expressions()}
	}
	return made
}

func (p *parser) lambda() *expression {
	made := p.make(lambdaExpression, p.at, "lambda")
	made.rare = &rare{}
	p.need("lambda")
	for !p.is(":") && !p.ended() {
		switch {
		case p.take("/"):
		case p.take("**") || p.take("*"):
			if !p.is(",") {
				made.names = append(made.names, "*"+p.word())
			}
		default:
			made.names = append(made.names, p.word())
			p.size += ofName
			if p.take("=") {
				made.parts = append(made.parts, p.expression())
			} else {
				made.parts = append(made.parts, nil)
			}
		}
		if !p.take(",") {
			break
		}
	}
	p.need(":")
	made.parts = append(made.parts, p.expression())
	return made
}

func (p *parser) disjunction() *expression {
	return p.joined("or", orExpression, func() *expression { return p.joined("and", andExpression, p.inversion) })
}

func (p *parser) joined(word string, kind expressionKind, next func() *expression) *expression {
	start := p.at
	first := next()
	if !p.is(word) {
		return first
	}
	made := p.make(kind, start, word, first)
	for p.take(word) {
		made.parts = append(made.parts, next())
	}
	return made
}

func (p *parser) inversion() *expression {
	start := p.at
	if !p.take("not") {
		return p.comparison()
	}
	if !p.deeper() {
		return p.make(otherExpression, start, "")
	}
	defer func() { p.depth-- }()
	return p.make(notExpression, start, "not", p.inversion())
}

func (p *parser) comparison() *expression {
	start := p.at
	first := p.binary()
	made := first
	for {
		operator := p.peek(0).Value()
		switch {
		case p.is("==", "!=", "<", ">", "<=", ">=", "in"):
			p.at++
		case p.is("is"):
			if p.at++; p.take("not") {
				operator = "is not"
			}
		case p.is("not") && p.isAt(1, "in"):
			p.at += 2
			operator = "not in"
		default:
			if made != first && len(made.parts) > 2 {
				made.value = ""
			}
			return made
		}
		if made == first {
			made = p.make(compareExpression, start, "", first)
		}
		made.value = operator
		made.parts = append(made.parts, p.binary())
	}
}

// binary reads what arithmetic joins. Its order does not matter here.
func (p *parser) binary() *expression {
	start := p.at
	first := p.unary()
	if !p.isBinary() {
		return first
	}
	made := p.make(otherExpression, start, p.peek(0).Value(), first)
	for p.isBinary() {
		p.at++
		made.parts = append(made.parts, p.unary())
	}
	return made
}

func (p *parser) isBinary() bool {
	return p.peek(0).Kind == pytoken.Operator && p.is("+", "-", "*", "/", "//", "%", "@", "**", "<<", ">>", "&", "|", "^")
}

func (p *parser) unary() *expression {
	start := p.at
	signs := false
	for p.is("+", "-", "~") {
		p.at++
		signs = true
	}
	p.take("await")
	value := p.primary()
	if signs {
		return p.make(otherExpression, start, sign, value)
	}
	return value
}

func (p *parser) primary() *expression {
	start := p.at
	value := p.atom()
	for behind := 0; ; behind++ {
		if behind > maxDepth {
			p.giveUp()
		}
		switch {
		case p.take("."):
			value = p.make(attributeExpression, start, p.word(), value)
		case p.is("("):
			value = p.call(start, value)
		case p.is("["):
			value = p.make(itemExpression, start, "", value, p.index())
		default:
			return value
		}
	}
}

func (p *parser) call(start int, called *expression) *expression {
	made := p.make(callExpression, start, "", called)
	p.need("(")
	keyword := false
	for !p.is(")") && !p.ended() {
		argument, given, start := (*expression)(nil), "", p.at
		switch {
		case p.take("**"):
			argument, given, keyword = p.expression(), "**", true
		case p.take("*"):
			argument, given = p.expression(), "*"
		case p.peek(0).Kind == pytoken.Name && p.isAt(1, "="):
			given = p.word()
			p.need("=")
			argument, keyword = p.expression(), true
		default:
			argument = p.named()
			if p.isComprehension() {
				argument = p.comprehension(start, argument)
			} else if keyword {
				p.fail("an argument without a name stands behind one with a name")
			}
		}
		made.parts = append(made.parts, argument)
		if given != "" && len(made.names) == 0 {
			made.rare = &rare{names: make([]string, len(made.parts)-1, len(made.parts))}
			p.size += ofBlock
		}
		if len(made.names) > 0 {
			made.names = append(made.names, given)
		}
		if !p.take(",") {
			break
		}
	}
	p.need(")")
	return made
}

// index reads what stands in the brackets behind a value.
func (p *parser) index() *expression {
	start := p.at
	p.need("[")
	var items []*expression
	slice := false
	for !p.is("]") && !p.ended() {
		if !p.is(":") {
			items = append(items, p.element())
		}
		for p.take(":") {
			slice = true
			if !p.is(":", ",", "]") {
				items = append(items, p.expression())
			}
		}
		if !p.take(",") {
			break
		}
		slice = true
	}
	if len(items) == 0 && !slice {
		p.fail("an expression is missing")
	}
	p.need("]")
	if len(items) == 1 && !slice {
		return items[0]
	}
	return p.make(otherExpression, start, "", items...)
}

func (p *parser) atom() *expression {
	start, t := p.at, p.peek(0)
	switch {
	case t.Kind == pytoken.Text:
		return p.text()
	case t.Kind == pytoken.Number:
		if strings.TrimFunc(t.Value(), isDigit) != "" && slices.ContainsFunc([]string{"if", "or", "and", "in", "is", "else", "for"}, func(word string) bool { return strings.HasSuffix(t.Value(), word) }) {
			p.giveUp() // 1if x else 2, which Python still takes
		}
		p.at++
		return p.constant(t.Value())
	case p.is("False", "None", "True", "..."):
		p.at++
		return p.constant(t.Value())
	case p.is(".") && p.peek(1).Kind == pytoken.Number: // .5
		p.at += 2
		return p.constant(".")
	case t.Kind == pytoken.Name:
		return p.make(nameExpression, start, p.word())
	case p.is("("):
		return p.group()
	case p.is("["):
		return p.list()
	case p.is("{"):
		return p.braces()
	}
	p.fail("an expression is missing")
	return p.make(otherExpression, start, "")
}

// constant is a number or one of Python's own names. They may be very many, are not
// told apart by where they stand, and a number only where it is a small one.
func (p *parser) constant(value string) *expression {
	if c := value[0]; c == '.' && value != "..." || c > '0' && c <= '9' || c == '0' && len(value) > 1 {
		if _, err := strconv.Atoi(value); err != nil || c == '0' || len(value) > 3 {
			value = number
		}
	}
	made := p.constants[value]
	if made == nil {
		made = &expression{kind: constantExpression, value: value, rare: &noneRare}
		p.constants[value] = made
	}
	return made
}

// number is any other than 0 and the small whole ones; sign is what stands before one.
const number, sign = "a number", "-"

func isDigit(r rune) bool { return r >= '0' && r <= '9' || r == '.' || r == '_' }

// text reads a string with the fields that it holds.
func (p *parser) text() *expression {
	t := p.peek(0)
	made := p.make(textExpression, p.at, t.Value())
	if t.Open {
		made.kind = otherExpression
	}
	p.at++
	for p.is("{") {
		made.kind = otherExpression
		made.parts = p.field(made.parts)
	}
	return made
}

// field reads what stands in the braces of an f-string, and in the braces of its format.
func (p *parser) field(parts []*expression) []*expression {
	p.need("{")
	parts = append(parts, p.expressions())
	p.take("=")
	for p.is("{") {
		parts = p.field(parts)
	}
	p.need("}")
	return parts
}

// group reads round brackets: a tuple, a generator, or what stands in them.
func (p *parser) group() *expression {
	start := p.at
	with := p.with == start
	p.need("(")
	if p.take(")") {
		return p.make(listExpression, start, "(")
	}
	inside := p.at
	first := p.item(with)
	if p.isComprehension() {
		made := p.comprehension(inside, first)
		p.need(")")
		return made
	}
	if !p.is(",") {
		p.need(")")
		return first
	}
	made := p.make(listExpression, start, "(", first)
	for p.take(",") && !p.is(")") && !p.ended() {
		made.parts = append(made.parts, p.item(with))
	}
	p.need(")")
	return made
}

// item is an element, with the name that a with statement gives it.
func (p *parser) item(with bool) *expression {
	start := p.at
	value := p.element()
	if with && p.take("as") {
		target := p.binary()
		p.assignable(target)
		return p.make(bindExpression, start, "as", target, value)
	}
	return value
}

// list reads square brackets.
func (p *parser) list() *expression {
	start := p.at
	p.need("[")
	if p.take("]") {
		return p.make(listExpression, start, "[")
	}
	inside := p.at
	return p.listed(start, inside, p.element(), "[", "]")
}

// listed reads what stands behind the first element of a list or a set.
func (p *parser) listed(start, inside int, first *expression, open, end string) *expression {
	var made *expression
	if p.isComprehension() {
		made = p.comprehension(inside, first)
	} else {
		made = p.make(listExpression, start, open, first)
	}
	for p.take(",") && !p.is(end) && !p.ended() {
		made.parts = append(made.parts, p.element())
	}
	p.need(end)
	return made
}

// braces reads a dictionary or a set.
func (p *parser) braces() *expression {
	start := p.at
	made := p.make(dictExpression, start, "{")
	if p.isAt(1, "}") {
		p.at += 2
		return made
	}
	p.at++
	inside := p.at
	var first *expression
	if !p.is("**") {
		if first = p.element(); !p.is(":") {
			return p.listed(start, inside, first, "{", "}")
		}
	}
	for !p.is("}") && !p.ended() {
		if p.take("**") {
			made.parts = append(made.parts, nil, p.binary())
		} else {
			if first == nil {
				first = p.expression()
			}
			p.need(":")
			made.parts = append(made.parts, first, p.expression())
			first = nil
		}
		if p.isComprehension() {
			made = p.comprehension(start, p.make(otherExpression, start, "", made.parts...))
			break
		}
		if !p.take(",") {
			break
		}
	}
	p.need("}")
	return made
}

func (p *parser) isComprehension() bool {
	return p.is("for") || p.is("async") && p.isAt(1, "for")
}

// comprehension reads what stands behind the element of one.
func (p *parser) comprehension(start int, element *expression) *expression {
	const usual = 4 // [element for target in list if test]
	made := p.make(comprehensionExpression, start, "", append(make([]*expression, 0, usual), element)...)
	made.rare = &rare{names: make([]string, 1, usual)}
	p.size += ofName
	add := func(word string, part *expression) {
		made.parts, made.names = append(made.parts, part), append(made.names, word)
	}
	for p.isComprehension() {
		p.take("async")
		p.need("for")
		add("for", p.targets())
		p.need("in")
		add("in", p.disjunction())
		for p.take("if") {
			if p.peek(0).Kind == pytoken.Name && p.isAt(1, ":=") {
				add("if", p.named())
			} else {
				add("if", p.disjunction())
			}
		}
	}
	apart(made)
	return made
}

// apart gives the names of a comprehension's loops others than those outside have.
func apart(made *expression) {
	for i, target := range made.parts {
		if made.names[i] != "for" || target.kind > attributeExpression && target.kind != listExpression {
			continue
		}
		target.every(func(name *expression) {
			if name.kind != nameExpression || strings.Contains(name.value, " ") {
				return
			}
			was := name.value
			for j, part := range made.parts {
				if j == 2 { // the first list is read outside
					continue
				}
				part.every(func(e *expression) {
					if e.kind == nameExpression && e.value == was && e.own == "" {
						e.value = was + " of a comprehension"
					}
				})
			}
		})
	}
}

// targets are what a loop gives its values to.
func (p *parser) targets() *expression {
	start := p.at
	target := func() *expression {
		if star := p.at; p.take("*") {
			return p.make(starExpression, star, "*", p.binary())
		}
		return p.binary()
	}
	first := target()
	if p.is(",") {
		first = p.make(listExpression, start, "(", first)
		for p.take(",") && p.startsExpression() {
			first.parts = append(first.parts, target())
		}
	}
	p.assignable(first)
	return first
}

// assignable refuses what can be given no value.
func (p *parser) assignable(target *expression) {
	switch target.kind {
	case nameExpression, attributeExpression, itemExpression:
	case listExpression:
		if target.value == "{" {
			p.fail("a value cannot be given to this")
		}
		for _, part := range target.parts {
			p.assignable(part)
		}
	case starExpression:
		p.assignable(target.parts[0])
	default:
		p.fail("a value cannot be given to this")
	}
}
