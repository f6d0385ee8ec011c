// Package filter is the last thing that stands between authkit and whoever
// reads what it prints: it blots out the values that are known to be secret in
// this run. What is kept secret by its type never gets here; this is for the
// ways that nobody thought of, such as a secret that is a file's name.
package filter

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/secrets"
)

// Known is what is known to be secret in one run. It is safe for concurrent use.
//
// A value is looked for when it has 6 bytes or more and does not stand in
// authkit's own texts: a secret that is "secret" or "sandbox" would make every
// message unreadable, and whoever reads those texts knows the word already. A
// variable that a stranger's file names is looked for from 3 bytes on. Nothing
// is looked for that is a number a port could have, true or false, if it is
// such a variable's.
//
// It is found as it is, in capitals and small letters, with its white space
// folded, as part of an address, quoted by Go or JSON, escaped for HTML, XML and
// each format of the report, in base64 wherever it lies within a longer text,
// and in hexadecimal. Of a value that was cut off, at most 11 bytes can remain;
// of one beyond 256 bytes 62.
type Known struct {
	vocabulary func() vocabulary
	escapes    []func(string) string

	mu      sync.Mutex
	values  []string
	seen    map[string]bool   // values, and what is not looked for
	index   map[Syntax]*index // of values; dropped when there are more
	settled bool              // no value stands in authkit's own texts, see settle
}

const (
	shortest      = 6
	shortestNamed = 3
	longest       = 64 << 10 // what is longer is no value but a file
	inFull        = 200      // values beyond are looked for as they are, lest a file of thousands fill the memory
)

// New knows nothing yet. texts, authkit's own, are asked for once, when
// something was found; escapes are what the formats of the report do to a text.
func New(texts func() string, escapes []func(string) string) *Known {
	return &Known{
		vocabulary: sync.OnceValue(func() vocabulary { return newVocabulary(texts()) }),
		escapes:    escapes,
		seen:       map[string]bool{},
	}
}

// Add makes values known. A nil Known knows nothing and learns nothing.
func (k *Known) Add(values ...secrets.Secret) { k.add(shortest, values) }

// AddNamed makes values of the environment known that a file of the project
// names. Ports and switches may be seen: they are what such names are for.
func (k *Known) AddNamed(values ...secrets.Secret) {
	var hidden []secrets.Secret
	for _, value := range values {
		if !harmless(value.Reveal()) {
			hidden = append(hidden, value)
		}
	}
	k.add(shortestNamed, hidden)
}

func (k *Known) add(least int, values []secrets.Secret) {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, secret := range values {
		value := strings.TrimSpace(secret.Reveal())
		if len(value) < least || len(value) > longest || k.seen[value] {
			continue
		}
		k.seen[value] = true
		if k.settled && k.vocabulary().holds(value) {
			continue
		}
		k.values = append(k.values, value)
		k.index = nil
	}
}

// harmless tells whether a value is a port or a switch.
func harmless(value string) bool {
	value = strings.TrimSpace(value)
	switch strings.ToLower(value) {
	case "true", "false", "yes", "no", "on", "off":
		return true
	}
	return len(value) <= 5 && strings.Trim(value, "0123456789") == ""
}

// Prepare makes beside other work what Writers need of what is known.
func (k *Known) Prepare(syntax Syntax) {
	safego.Go(func() { k.find(syntax) })
}

// find is the index of everything known, as it stands in a syntax.
func (k *Known) find(syntax Syntax) *index {
	if k == nil {
		return newIndex(set{})
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.indexed(syntax)
}

// settle is the index without what stands in authkit's own texts. It is asked
// for when something of the index was found: to make those texts takes longer
// than most runs of verify spend on all else, and most print no such thing.
func (k *Known) settle(syntax Syntax) *index {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.settled {
		k.settled, k.index = true, nil
		k.values = slices.DeleteFunc(k.values, k.vocabulary().holds)
	}
	return k.indexed(syntax)
}

func (k *Known) indexed(syntax Syntax) *index {
	if found := k.index[syntax]; found != nil {
		return found
	}
	var patterns set
	for i, value := range k.values {
		patterns.add(k.patterns(value, syntax, i < inFull)...)
	}
	built := newIndex(patterns)
	built.settled = k.settled
	if k.index == nil {
		k.index = map[Syntax]*index{}
	}
	k.index[syntax] = built
	return built
}

// Format shows nothing of what is known.
func (k *Known) Format(state fmt.State, _ rune) { fmt.Fprint(state, "[what is known to be secret]") }
