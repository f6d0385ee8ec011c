package pyapp

// Kind is what a token is.
type Kind = kind

// Kinds of tokens.
const Name, Text, Number, Operator, Newline = name, text, number, operator, newline

// Token is one token of Python: a name, an operator, a number, strings side by
// side as one text, or the end of a statement. What stands in the braces of an
// f-string comes behind its text.
type Token struct {
	Kind  Kind
	Value string
	Position
	Indent int32 // with which a statement begins; -1 inside one
}

// Tokenize takes a source apart, as Read does.
func Tokenize(source []byte) ([]Token, error) {
	tokens, err := tokenize(source)
	if err != nil {
		return nil, err
	}
	all := make([]Token, tokens.count)
	for i, t := range tokens.each() {
		all[i] = Token{t.kind, t.value(), t.place.position(), t.indent}
	}
	return all, nil
}
