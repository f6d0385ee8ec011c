// Package held answers what the code of an app may ask of st.secrets, as Streamlit
// would, without showing a value.
package held

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/secrets"
)

// Answer is what a question comes to.
type Answer uint8

const (
	Unknown Answer = iota
	No
	Yes
)

func of(is bool) Answer {
	if is {
		return Yes
	}
	return No
}

// known is Yes where something is known to be there.
func known(is bool) Answer {
	if is {
		return Yes
	}
	return Unknown
}

// Value is what st.secrets holds, or a value in it, as far as the code of an app asks for it: which keys
// there are, which values are true, and whether a text is the one it is compared with.
// What it says is seen by nobody. The zero Value is not known.
type Value struct {
	files []*secrets.Document // in the order in which Streamlit reads them
	path  []string
	auth  bool // only [auth] is looked at
	keys  bool // and elsewhere only which keys there are
	given Missing
	lacks *[]Missing // what was asked for in vain
	is    bool       // the key is there, and what stands under it is left open
	There bool       // not known, but that it is there

	variables *Value // of the environment, as far as a file that the app loads says
}

// Missing is a key that is not there.
type Missing struct{ Section, Key string }

// In is what the files hold together: of a key at their top the last one counts.
func In(files []*secrets.Document) *Value { return &Value{files: files} }

// OnlyAuth leaves all open that does not stand in [auth]: elsewhere it may say something else.
func (k *Value) OnlyAuth() *Value { return &Value{files: k.files, auth: true, variables: k.variables} }

// OnlyKeys leaves open what stands under the keys outside of [auth].
func (k *Value) OnlyKeys() *Value {
	return &Value{files: k.files, auth: true, keys: true, lacks: new([]Missing), variables: k.variables}
}

// Lacked is what was asked for in vain, each once.
func (k *Value) Lacked() []Missing { return *k.lacks }

// Given is the same with one more key.
func (k *Value) Given(key Missing) *Value {
	made := *k
	made.given = key
	return &made
}

// With adds the variables of the environment that a file says.
func (k *Value) With(variables *secrets.Document) *Value {
	made := *k
	made.variables = In([]*secrets.Document{variables})
	return &made
}

// Variable is a variable of the environment; nil: none is known.
func (k *Value) Variable(name string) *Value {
	if k.variables == nil {
		return nil
	}
	return k.variables.Under(name)
}

func (k *Value) root() bool  { return len(k.path) == 0 && len(k.files) > 0 }
func (k *Value) Known() bool { return k.root() || len(k.files) == 1 }

// value is what stands there; a missing kind is not known.
func (k *Value) value() secrets.Value {
	if k.root() {
		return secrets.Value{Kind: secrets.KindTable}
	}
	if !k.Known() {
		return secrets.Value{}
	}
	value, _ := k.files[0].Lookup(k.path...)
	return value
}

// Under is what stands under a key; nil: nothing does.
func (k *Value) Under(key string) *Value {
	if !k.Known() {
		return &Value{path: []string{key}, There: len(k.path) == 0 && key == "auth"}
	}
	for _, file := range slices.Backward(k.files) {
		path := append(slices.Clone(k.path), key)
		if _, is := file.Lookup(path...); is {
			one := &Value{files: []*secrets.Document{file}, path: path, keys: k.keys, given: k.given, lacks: k.lacks}
			if k.auth && path[0] != "auth" && !(k.keys && one.IsSection()) {
				return &Value{path: path, is: true}
			}
			one.auth = k.keys
			return one
		}
	}
	if k.root() && (k.auth && !k.keys || key == "auth") {
		return &Value{path: []string{key}, There: key == "auth"} // that [auth] is missing is told of elsewhere
	}
	missing := Missing{strings.Join(k.path, "."), key}
	if missing == k.given {
		return &Value{path: append(slices.Clone(k.path), key), There: true}
	} else if k.lacks != nil && k.IsSection() && !slices.Contains(*k.lacks, missing) {
		*k.lacks = append(*k.lacks, missing)
	}
	return nil
}

// Along tells whether something stands at the end of a path through sections.
func (k *Value) Along(path []string) bool {
	for _, part := range path {
		if k = k.Under(part); k == nil {
			return false
		}
	}
	return true
}

// Keys are those of a section; known: there are no others.
func (k *Value) Keys() (all []string, known bool) {
	for _, file := range k.files {
		for _, key := range file.Keys(k.path...) {
			if !slices.Contains(all, key) {
				all = append(all, key)
			}
		}
	}
	return all, k.value().Kind == secrets.KindTable && (k.keys || !(k.root() && k.auth))
}

// Truth is what it comes to in a test.
func (k *Value) Truth() Answer {
	switch value := k.value(); value.Kind {
	case secrets.KindMissing:
		return known(k.There)
	case secrets.KindTable:
		all, certain := k.Keys()
		if !certain {
			return Yes
		}
		return of(len(all) > 0)
	case secrets.KindString:
		return of(!value.Text.IsEmpty())
	case secrets.KindBoolean:
		return of(value.Text.Reveal() == "true")
	case secrets.KindInteger:
		return of(strings.Trim(value.Text.Reveal(), "+-_0") != "")
	case secrets.KindArray:
		texts, all := k.files[0].Strings(k.path...)
		return of(!all || len(texts) > 0)
	}
	return Yes
}

// Has tells whether a key, an element or a part of a text is in it.
func (k *Value) Has(what string) Answer {
	switch value := k.value(); value.Kind {
	case secrets.KindTable, secrets.KindMissing:
		if one := k.Under(what); one == nil || one.Known() || one.There || one.is {
			return of(one != nil)
		}
	case secrets.KindString:
		return of(strings.Contains(value.Text.Reveal(), what))
	case secrets.KindArray:
		if texts, all := k.files[0].Strings(k.path...); all {
			return of(slices.ContainsFunc(texts, func(s secrets.Secret) bool { return s.Equal(secrets.New(what)) }))
		}
	}
	return Unknown
}

// Written is the text that str() makes of it.
func (k *Value) Written() (text secrets.Secret, is bool) {
	value := k.value()
	switch value.Kind {
	case secrets.KindBoolean:
		return secrets.New(map[string]string{"true": "True", "false": "False"}[value.Text.Reveal()]), true
	case secrets.KindInteger:
		return value.Text, !strings.ContainsAny(value.Text.Reveal(), "_+xob")
	}
	return value.Text, value.Kind == secrets.KindString
}

// IsOf tells whether it is of one of Python's types. A section is no dict
// (docs/facts/streamlit.md, section 2.2).
func (k *Value) IsOf(class string) Answer {
	kind := k.value().Kind
	switch {
	case class == "dict":
		return No
	case kind == secrets.KindMissing:
		return known(k.There && (class == "Mapping" || class == "AttrDict"))
	}
	switch class {
	case "str":
		return of(kind == secrets.KindString)
	case "bool":
		return of(kind == secrets.KindBoolean)
	case "int":
		return of(kind == secrets.KindInteger || kind == secrets.KindBoolean)
	case "float":
		return of(kind == secrets.KindFloat)
	case "list":
		return of(kind == secrets.KindArray)
	case "Mapping", "AttrDict":
		return of(kind == secrets.KindTable)
	}
	return Unknown
}

// HasAttribute tells whether hasattr says that there is one.
func (k *Value) HasAttribute(name string) Answer {
	method := slices.Contains(methods[:5], name)
	switch kind := k.value().Kind; {
	case (kind == secrets.KindTable || kind == secrets.KindMissing) && !method:
		return k.Has(name)
	case kind == secrets.KindMissing:
		return known(k.There)
	case method:
		return of(kind == secrets.KindTable)
	}
	return Unknown
}

// methods are what st.secrets and a section of it have beside their keys.
var methods = []string{"get", "keys", "items", "values", "to_dict", "has_key", "load_if_toml_exists", "set_suppress_print_error_on_exception", "file_change_listener"}

// Lacks tells whether reading a key of it surely fails, as it does where a section has no such key.
func (k *Value) Lacks(key string, attribute bool) bool {
	return k.IsSection() && k.Under(key) == nil && !(attribute && (slices.Contains(methods, key) || strings.HasPrefix(key, "_")))
}

// Path are the keys that lead to it.
func (k *Value) Path() []string { return k.path }

// Text is the text that it is; is: it is one.
func (k *Value) Text() (text secrets.Secret, is bool) {
	value := k.value()
	return value.Text, value.Kind == secrets.KindString
}

// IsSection tells whether it has keys, and all of them are known.
func (k *Value) IsSection() bool {
	_, all := k.Keys()
	return all
}

// Empty tells whether nothing is known of what st.secrets holds.
func (k *Value) Empty() bool { return len(k.files) == 0 }

// Texts are the texts of a list; is: it is one, and holds nothing else.
func (k *Value) Texts() (all []secrets.Secret, is bool) {
	if k.value().Kind != secrets.KindArray {
		return nil, false
	}
	return k.files[0].Strings(k.path...)
}

// Lacking is the key without which nobody is offered something, and with which somebody is;
// empty: there is none, or several are missing.
func (k *Value) Lacking(offers func(*Value) bool) Missing {
	const most = 8
	for i, key := range k.Lacked() {
		if i < most && offers(k.Given(key)) {
			return key
		}
	}
	return Missing{}
}

// Section is the section of [auth] that a text is the name of, which is no secret then. An
// empty text names none.
func (k *Value) Section(text secrets.Secret) (name string, is bool) {
	auth := k.Under("auth")
	if auth == nil {
		return "", false
	}
	keys, _ := auth.Keys()
	for _, key := range keys {
		if text.Equal(secrets.New(key)) {
			return key, true
		}
	}
	return "", text.IsEmpty()
}
