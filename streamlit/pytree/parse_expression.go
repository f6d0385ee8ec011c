package pytree

import (
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

func (p *parser) make(kind ExpressionKind, at int, value string, parts ...*Expression) *Expression {
	if p.size++; p.size > p.room {
		p.giveUp()
	}
	return &Expression{Kind: kind, Place: p.tokens.At(at).Place, Value: value, Parts: parts, Rare: &NoneRare}
}

// expressions reads one expression, or several with commas between them as a tuple.
func (p *parser) expressions() *Expression {
	start := p.at
	first := p.element()
	if !p.is(",") {
		return first
	}
	list := p.make(ListExpression, start, "(", first)
	for p.take(",") && p.startsExpression() {
		list.Parts = append(list.Parts, p.element())
	}
	return list
}

// element is an expression, or one with a star before it.
func (p *parser) element() *Expression {
	if start := p.at; p.take("*") {
		return p.make(StarExpression, start, "*", p.binary())
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
func (p *parser) named() *Expression {
	start := p.at
	if p.peek(0).Kind == pytoken.Name && p.isAt(1, ":=") {
		target := p.make(NameExpression, start, p.word())
		p.need(":=")
		return p.make(BindExpression, start, ":=", target, p.expression())
	}
	return p.expression()
}

func (p *parser) expression() *Expression {
	start := p.at
	if !p.deeper() {
		return p.make(OtherExpression, start, "")
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
	return p.make(ChoiceExpression, start, "if", test, value, p.expression())
}

func (p *parser) yield() *Expression {
	if !p.inFunction {
		p.fail("a yield stands outside of a function")
	}
	p.yields = true
	made := p.make(OtherExpression, p.at, "yield")
	p.need("yield")
	switch {
	case p.take("from"):
		made.Parts = []*Expression{p.expression()}
	case p.startsExpression():
		made.Parts = []*Expression{p.expressions()}
	}
	return made
}

func (p *parser) lambda() *Expression {
	made := p.make(LambdaExpression, p.at, "lambda")
	made.Rare = &Rare{}
	p.need("lambda")
	for !p.is(":") && !p.ended() {
		switch {
		case p.take("/"):
		case p.take("**") || p.take("*"):
			if !p.is(",") {
				made.Names = append(made.Names, "*"+p.word())
			}
		default:
			made.Names = append(made.Names, p.word())
			p.size += ofName
			if p.take("=") {
				made.Parts = append(made.Parts, p.expression())
			} else {
				made.Parts = append(made.Parts, nil)
			}
		}
		if !p.take(",") {
			break
		}
	}
	p.need(":")
	inFunction := p.inFunction
	p.inFunction = true
	made.Parts = append(made.Parts, p.expression())
	p.inFunction = inFunction
	return made
}

func (p *parser) disjunction() *Expression {
	return p.joined("or", OrExpression, func() *Expression { return p.joined("and", AndExpression, p.inversion) })
}

func (p *parser) joined(word string, kind ExpressionKind, next func() *Expression) *Expression {
	start := p.at
	first := next()
	if !p.is(word) {
		return first
	}
	made := p.make(kind, start, word, first)
	for p.take(word) {
		made.Parts = append(made.Parts, next())
	}
	return made
}

func (p *parser) inversion() *Expression {
	start := p.at
	if !p.take("not") {
		return p.comparison()
	}
	if !p.deeper() {
		return p.make(OtherExpression, start, "")
	}
	defer func() { p.depth-- }()
	return p.make(NotExpression, start, "not", p.inversion())
}

// comparison reads a == b, and a < b < c as a < b and b < c. What stands in both is a small
// part: of larger ones in one another there would be more with each.
func (p *parser) comparison() *Expression {
	start := p.at
	sides := []*Expression{p.binary()}
	var all []*Expression
	small := true
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
		case len(all) == 0:
			return sides[0]
		case len(all) == 1:
			return all[0]
		case !small:
			return p.make(OtherExpression, start, "", sides...)
		default:
			return p.make(AndExpression, start, "and", all...)
		}
		left := sides[len(sides)-1]
		small = small && (len(all) == 0 || left.without(smallPart) > 0)
		sides = append(sides, p.binary())
		all = append(all, p.make(CompareExpression, start, operator, left, sides[len(sides)-1]))
	}
}

// smallPart is how many expressions a side of two comparisons is made of at most.
const smallPart = 8

// without takes the parts of an expression from what is left; not positive: they are too many.
func (e *Expression) without(left int) int {
	if left--; e == nil {
		return left
	}
	for _, part := range e.Parts {
		if left > 0 {
			left = part.without(left)
		}
	}
	return left
}

// binary reads what arithmetic joins. What several operators come to does not matter here.
func (p *parser) binary() *Expression {
	start := p.at
	first := p.unary()
	if !p.isBinary() {
		return first
	}
	made := p.make(OtherExpression, start, p.peek(0).Value(), first)
	for p.isBinary() {
		if p.peek(0).Value() != made.Value {
			made.Value = mixed
		}
		p.at++
		made.Parts = append(made.Parts, p.unary())
	}
	return made
}

func (p *parser) isBinary() bool {
	return p.peek(0).Kind == pytoken.Operator && p.is("+", "-", "*", "/", "//", "%", "@", "**", "<<", ">>", "&", "|", "^")
}

func (p *parser) unary() *Expression {
	start := p.at
	signs := ""
	for p.is("+", "-", "~") {
		if signs == "" && p.is("-") {
			signs = Sign
		} else {
			signs = mixed
		}
		p.at++
	}
	if p.is("await") && !p.inAsync {
		p.fail("an await stands outside of an async function")
	}
	p.take("await")
	value := p.primary()
	if signs != "" {
		return p.make(OtherExpression, start, signs, value)
	}
	return value
}

func (p *parser) primary() *Expression {
	start := p.at
	value := p.atom()
	for behind := 0; ; behind++ {
		if behind > maxDepth {
			p.giveUp()
		}
		switch {
		case p.take("."):
			value = p.make(AttributeExpression, start, p.word(), value)
		case p.is("("):
			value = p.call(start, value)
		case p.is("["):
			value = p.make(ItemExpression, start, "", value, p.index())
		default:
			return value
		}
	}
}

func (p *parser) call(start int, called *Expression) *Expression {
	made := p.make(CallExpression, start, "", called)
	p.need("(")
	keyword := false
	for !p.is(")") && !p.ended() {
		argument, given, start := (*Expression)(nil), "", p.at
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
				argument = p.comprehension(start, "(", argument)
			} else if keyword {
				p.fail("an argument without a name stands behind one with a name")
			}
		}
		made.Parts = append(made.Parts, argument)
		if given != "" && len(made.Names) == 0 {
			made.Rare = &Rare{Names: make([]string, len(made.Parts)-1, len(made.Parts))}
			p.size += ofBlock
		}
		if len(made.Names) > 0 {
			made.Names = append(made.Names, given)
		}
		if !p.take(",") {
			break
		}
	}
	p.need(")")
	return made
}

// index reads what stands in the brackets behind a value. What a slice leaves out is None.
func (p *parser) index() *Expression {
	start := p.at
	p.need("[")
	var items []*Expression
	slice, several := false, false
	for !p.is("]") && !p.ended() {
		if !p.is(":") {
			items = append(items, p.element())
		} else {
			items = append(items, p.constant("None"))
		}
		for p.take(":") {
			slice = true
			if !p.is(":", ",", "]") {
				items = append(items, p.expression())
			} else {
				items = append(items, p.constant("None"))
			}
		}
		if !p.take(",") {
			break
		}
		several = true
	}
	if len(items) == 0 {
		p.fail("an expression is missing")
	}
	p.need("]")
	switch {
	case slice && !several:
		return p.make(OtherExpression, start, Slice, items...)
	case len(items) == 1 && !several:
		return items[0]
	}
	return p.make(OtherExpression, start, "", items...)
}

func (p *parser) atom() *Expression {
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
		return p.make(NameExpression, start, p.word())
	case p.is("("):
		return p.group()
	case p.is("["):
		return p.list()
	case p.is("{"):
		return p.braces()
	}
	p.fail("an expression is missing")
	return p.make(OtherExpression, start, "")
}

// manyConstants is how many of a file are told apart.
const manyConstants = 1_000

// constant is a number or one of Python's own names. They may be very many, and are not
// told apart by where they stand.
func (p *parser) constant(value string) *Expression {
	if c := value[0]; c == '.' && value != "..." || c > '0' && c <= '9' || c == '0' && len(value) > 1 {
		n, err := strconv.ParseInt(value, 0, 64)
		if value = strconv.FormatInt(n, 10); err != nil || c == '0' && n < 1 || len(p.constants) > manyConstants {
			value = Number
		}
	}
	made := p.constants[value]
	if made == nil {
		made = &Expression{Kind: ConstantExpression, Value: value, Rare: &NoneRare}
		p.constants[value] = made
	}
	return made
}

// Number is the value of a constant that is no whole number, or one of too many; Sign is what stands before one.
const Number, Sign = "a number", "-"

// Slice is the value of from:to and from:to:step.
const Slice = ":"

// mixed is the value of arithmetic with several operators.
const mixed = "several"

func isDigit(r rune) bool { return r >= '0' && r <= '9' || r == '.' || r == '_' }

// text reads a string with the fields that it holds.
func (p *parser) text() *Expression {
	t := p.peek(0)
	made := p.make(TextExpression, p.at, t.Value())
	if t.Open {
		made.Kind = OtherExpression
	}
	p.at++
	for p.is("{") {
		made.Kind = OtherExpression
		made.Parts = p.field(made.Parts)
	}
	if len(made.Parts) > 0 && len(made.Parts) == strings.Count(made.Value, "*") {
		made.Kind = FormatExpression
	}
	return made
}

// field reads what stands in the braces of an f-string, and in the braces of its format.
func (p *parser) field(parts []*Expression) []*Expression {
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
func (p *parser) group() *Expression {
	start := p.at
	with := p.with == start
	p.need("(")
	if p.take(")") {
		return p.make(ListExpression, start, "(")
	}
	inside := p.at
	first := p.item(with)
	if p.isComprehension() {
		made := p.comprehension(inside, "(", first)
		p.need(")")
		return made
	}
	if !p.is(",") {
		p.need(")")
		return first
	}
	made := p.make(ListExpression, start, "(", first)
	for p.take(",") && !p.is(")") && !p.ended() {
		made.Parts = append(made.Parts, p.item(with))
	}
	p.need(")")
	return made
}

// item is an element, with the name that a with statement gives it.
func (p *parser) item(with bool) *Expression {
	start := p.at
	value := p.element()
	if with && p.take("as") {
		target := p.binary()
		p.assignable(target)
		return p.make(BindExpression, start, "as", target, value)
	}
	return value
}

// list reads square brackets.
func (p *parser) list() *Expression {
	start := p.at
	p.need("[")
	if p.take("]") {
		return p.make(ListExpression, start, "[")
	}
	inside := p.at
	return p.listed(start, inside, p.element(), "[", "]")
}

// listed reads what stands behind the first element of a list or a set.
func (p *parser) listed(start, inside int, first *Expression, open, end string) *Expression {
	var made *Expression
	if p.isComprehension() {
		made = p.comprehension(inside, open, first)
	} else {
		made = p.make(ListExpression, start, open, first)
	}
	for p.take(",") && !p.is(end) && !p.ended() {
		made.Parts = append(made.Parts, p.element())
	}
	p.need(end)
	return made
}

// braces reads a dictionary or a set.
func (p *parser) braces() *Expression {
	start := p.at
	made := p.make(DictExpression, start, "{")
	if p.isAt(1, "}") {
		p.at += 2
		return made
	}
	p.at++
	inside := p.at
	var first *Expression
	if !p.is("**") {
		if first = p.element(); !p.is(":") {
			return p.listed(start, inside, first, "{", "}")
		}
	}
	for !p.is("}") && !p.ended() {
		if p.take("**") {
			made.Parts = append(made.Parts, nil, p.binary())
		} else {
			if first == nil {
				first = p.expression()
			}
			p.need(":")
			made.Parts = append(made.Parts, first, p.expression())
			first = nil
		}
		if p.isComprehension() {
			made = p.comprehension(start, "{", p.make(OtherExpression, start, "", made.Parts...))
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
func (p *parser) comprehension(start int, open string, element *Expression) *Expression {
	const usual = 4 // [element for target in list if test]
	made := p.make(ComprehensionExpression, start, open, append(make([]*Expression, 0, usual), element)...)
	made.Rare = &Rare{Names: make([]string, 1, usual)}
	p.size += ofName
	add := func(word string, part *Expression) {
		made.Parts, made.Names = append(made.Parts, part), append(made.Names, word)
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
func apart(made *Expression) {
	for i, target := range made.Parts {
		if made.Names[i] != "for" || target.Kind > AttributeExpression && target.Kind != ListExpression {
			continue
		}
		target.Every(func(name *Expression) {
			if name.Kind != NameExpression || strings.Contains(name.Value, " ") {
				return
			}
			was := name.Value
			for j, part := range made.Parts {
				if j == 2 { // the first list is read outside
					continue
				}
				part.Every(func(e *Expression) {
					if e.Kind == NameExpression && e.Value == was && e.Own == "" {
						e.Value = was + " of a comprehension"
					}
				})
			}
		})
	}
}

// targets are what a loop gives its values to.
func (p *parser) targets() *Expression {
	start := p.at
	target := func() *Expression {
		if star := p.at; p.take("*") {
			return p.make(StarExpression, star, "*", p.binary())
		}
		return p.binary()
	}
	first := target()
	if p.is(",") {
		first = p.make(ListExpression, start, "(", first)
		for p.take(",") && p.startsExpression() {
			first.Parts = append(first.Parts, target())
		}
	}
	p.assignable(first)
	return first
}

// assignable refuses what can be given no value.
func (p *parser) assignable(target *Expression) {
	switch target.Kind {
	case NameExpression, AttributeExpression, ItemExpression:
	case ListExpression:
		if target.Value == "{" {
			p.fail("a value cannot be given to this")
		}
		for _, part := range target.Parts {
			p.assignable(part)
		}
	case StarExpression:
		p.assignable(target.Parts[0])
	default:
		p.fail("a value cannot be given to this")
	}
}
