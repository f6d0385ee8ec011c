package pytaken

import (
	"path"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// Keys has st.session_state asked for texts where code asks it for constants that hold them: KEY, keys.KEY, Keys.KEY of
// a class, and Keys.KEY.value of an Enum, each written in capitals and given once. Where nothing else asks for
// the constant, its text is marked as a key.
func (f *Files) Keys(scans map[string]pyfile.Scan) {
	k := &keys{f, scans, map[string]constants{}}
	asked, times := map[*pytree.Expression][]asking{}, map[string]int{}
	for file, scan := range scans {
		pytree.Every(scan.Tree, func(e *pytree.Expression) {
			if at := keyOf(e); at >= 0 {
				if text := k.constant(file, e.Parts[at], 0); text != nil {
					asked[text] = append(asked[text], asking{e, at})
					times[lastName(e.Parts[at])] = 0
				}
			}
		})
	}
	if len(asked) == 0 {
		return
	}
	for _, scan := range scans {
		pytree.Every(scan.Tree, func(e *pytree.Expression) {
			if _, is := times[e.Value]; is && (e.Kind == pytree.NameExpression || e.Kind == pytree.AttributeExpression) {
				times[e.Value]++
			}
		})
	}
	for text, some := range asked {
		if times[lastName(some[0].by.Parts[some[0].at])] == 1+len(some) { // what gives it the text, and these
			text.Rarer().Key = true
		}
		for _, one := range some {
			one.by.Parts[one.at] = &pytree.Expression{Kind: pytree.TextExpression, Value: text.Value, Place: one.by.Parts[one.at].Place, Rare: &pytree.NoneRare}
		}
	}
}

// lastName is the name of a constant: KEY of keys.Keys.KEY.value.
func lastName(e *pytree.Expression) string {
	if e.Value == "value" && e.Kind == pytree.AttributeExpression {
		e = e.Parts[0]
	}
	return e.Value
}

// asking is an expression, and which part of it names an entry of st.session_state.
type asking struct {
	by *pytree.Expression
	at int
}

// keys finds the constants of an app's files.
type keys struct {
	*Files
	scans map[string]pyfile.Scan
	known map[string]constants // by the file
}

// keyMethods are those of st.session_state that take a key first.
var keyMethods = []string{"get", "pop", "setdefault"}

// keyOf is which part of an expression names an entry of st.session_state by a name; less than 0: none.
func keyOf(e *pytree.Expression) int {
	is := func(of, key int) bool {
		return len(e.Parts) > max(of, key) && e.Parts[of].Own == "session_state" && (e.Parts[key].Kind == pytree.NameExpression || e.Parts[key].Kind == pytree.AttributeExpression)
	}
	switch {
	case e.Kind == pytree.ItemExpression && is(0, 1):
		return 1
	case e.Kind == pytree.CompareExpression && is(1, 0):
		return 0
	case e.Kind == pytree.CallExpression && len(e.Parts) > 1 && e.Parts[0].Kind == pytree.AttributeExpression && slices.Contains(keyMethods, e.Parts[0].Value) && e.Parts[0].Parts[0].Own == "session_state" && e.Keyword(1) == "" && e.Parts[1].Kind <= pytree.AttributeExpression:
		return 1
	}
	return -1
}

// constants are what a file gives its names, in lines of their own.
type constants struct {
	texts    map[string]*pytree.Expression
	classes  map[string]*pytree.Statement
	imported map[string][2]string // the module, with slashes, and what in it; nothing: the module itself
}

var constantName = lazy.Regexp{Pattern: `^[A-Z_][A-Z0-9_]*$`}

// textsOf are the constants of a block: names in capitals that get a text once, and nothing else anywhere in it.
func textsOf(block []*pytree.Statement) map[string]*pytree.Expression {
	texts, times := map[string]*pytree.Expression{}, map[string]int{}
	pytree.Statements(block, func(s *pytree.Statement) {
		for _, target := range s.Targets {
			counts(target, times)
		}
		for _, name := range append([]string{s.Name}, s.Names...) {
			times[strings.Trim(name, "*")]++
		}
	})
	for _, s := range block {
		if s.Kind != pytree.AssignStatement || len(s.Targets) != 1 || s.Targets[0].Kind != pytree.NameExpression || s.Parts[0].Kind != pytree.TextExpression || len(s.Parts[0].Parts) > 0 {
			continue
		}
		if name := s.Targets[0].Value; times[name] == 1 && constantName.Get().MatchString(name) {
			texts[name] = s.Parts[0]
		}
	}
	return texts
}

// counts adds the names that a target gives a value.
func counts(target *pytree.Expression, times map[string]int) {
	switch target.Kind {
	case pytree.NameExpression:
		times[target.Value]++
	case pytree.ListExpression, pytree.StarExpression:
		for _, part := range target.Parts {
			counts(part, times)
		}
	}
}

func constantsOf(tree []*pytree.Statement) constants {
	c := constants{texts: textsOf(tree), classes: map[string]*pytree.Statement{}, imported: map[string][2]string{}}
	for _, s := range tree {
		switch s.Kind {
		case pytree.ClassStatement:
			c.classes[s.Name] = s
		case pytree.ImportStatement, pytree.FromStatement:
			for i := 0; i+1 < len(s.Names); i += 2 {
				module, name, here := s.Names[i], "", s.Names[i+1]
				if s.Kind == pytree.FromStatement {
					module, name = strings.Repeat("../", max(s.Dots-1, 0))+s.Name, s.Names[i]
					if s.Dots > 0 {
						module = "./" + module
					}
				}
				if here == "" {
					here = s.Names[i]
				}
				c.imported[here] = [2]string{module, name}
			}
		}
	}
	return c
}

// maxSteps is through how many names a constant is looked for.
const maxSteps = 5

func named(name string) *pytree.Expression {
	return &pytree.Expression{Kind: pytree.NameExpression, Value: name, Rare: &pytree.NoneRare}
}

// of are the constants of a file.
func (k *keys) of(file string) constants {
	at, is := k.known[file]
	if !is {
		at = constantsOf(k.scans[file].Tree)
		k.known[file] = at
	}
	return at
}

// constant is the text that a name or an attribute stands for; nil: none that is known.
func (k *keys) constant(file string, e *pytree.Expression, steps int) *pytree.Expression {
	if steps > maxSteps || e.Own != "" {
		return nil
	}
	at := k.of(file)
	switch e.Kind {
	case pytree.NameExpression:
		if text := at.texts[e.Value]; text != nil {
			return text
		}
		if from, is := at.imported[e.Value]; is && from[1] != "" {
			if other := k.taken(file, from[0]); other != "" {
				return k.constant(other, named(from[1]), steps+1)
			}
		}
	case pytree.AttributeExpression:
		of, value := e.Parts[0], e.Value
		isValue := value == "value" && of.Kind == pytree.AttributeExpression
		if isValue {
			of, value = of.Parts[0], of.Value
		}
		if class := k.class(file, of, steps); class != nil {
			if isValue == (enumOf(class) == "Enum") || isValue && enumOf(class) != "" {
				return textsOf(class.Body)[value]
			}
			return nil
		}
		if other := k.module(file, of); other != "" && !isValue {
			return k.constant(other, named(value), steps+1)
		}
	}
	return nil
}

// class is the one that an expression names; nil: none of the app.
func (k *keys) class(file string, e *pytree.Expression, steps int) *pytree.Statement {
	if steps > maxSteps {
		return nil
	}
	at, name := k.of(file), e.Value
	switch e.Kind {
	case pytree.NameExpression:
		if class := at.classes[name]; class != nil {
			return class
		}
		from, is := at.imported[name]
		if !is || from[1] == "" {
			return nil
		}
		file, name = k.taken(file, from[0]), from[1]
	case pytree.AttributeExpression:
		file = k.module(file, e.Parts[0])
	default:
		return nil
	}
	if file == "" {
		return nil
	}
	return k.class(file, named(name), steps+1)
}

// module is the file of the app's that an expression names; empty: none.
func (k *keys) module(file string, e *pytree.Expression) string {
	dotted := strings.ReplaceAll(pyfile.Dotted(e), ".", "/")
	from, is := k.of(file).imported[dotted]
	switch {
	case !is:
		return ""
	case from[1] == "":
		return k.taken(file, from[0])
	}
	return k.taken(file, path.Join(from[0], from[1]))
}

// taken is the file that an import takes; empty: none of the app.
func (k *keys) taken(file, module string) string {
	if strings.HasPrefix(module, "./") {
		for _, end := range []string{".py", "/__init__.py"} {
			if other := path.Join(path.Dir(file), module) + end; k.all[other] {
				return other
			}
		}
		return ""
	}
	return k.Find(file, module)
}

// enumOf is the base that makes an Enum of a class whose members are no texts, or StrEnum where they are; empty: it is none.
func enumOf(class *pytree.Statement) (base string) {
	for _, e := range class.Parts {
		switch e.Value {
		case "StrEnum", "str":
			return "StrEnum"
		case "Enum":
			base = "Enum"
		}
	}
	return base
}
