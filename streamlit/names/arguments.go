package names

import (
	_ "embed" // the table
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/spelling"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// What the functions of Streamlit take, in order. Behind a name with ! there has to be one, behind = stand the texts that
// it may be; * ends those that are given in order, and ** takes any name. Behind @ stand the releases that have it, from-to;
// where nothing does, all that have the function. Where nothing follows the hyphen, the newest has it too.
//
//go:embed arguments.txt.gz
var argumentsPacked string

var arguments = lazy.Table{Packed: &argumentsPacked}

// Argument is one of a call that is written out.
type Argument struct {
	Keyword string // empty: it is given in order
	Text    string // that is written there, where it matters
}

// Matters tells whether there is an argument of this name that not every text may be given to.
func Matters(keyword string) bool {
	return keyword == "url_path" || keyword == "icon" || strings.Contains(limited, " "+keyword+" ")
}

// parameter is what a function takes under a name.
type parameter struct {
	name     string
	required bool
	texts    []string // that it may be; none: any
}

// signature is what a function takes in some releases, which are numbers of the counted ones.
type signature struct {
	from, to   int
	parameters []parameter
	ordered    int  // how many of these may be given in order
	more       bool // any number may
	any        bool // it takes other names as well
}

// signatures are those that were asked for, by the name of the function.
var signatures sync.Map

// signaturesOf are those of a function, oldest first; none: it is not in the table.
func signaturesOf(name string) []signature {
	known, is := signatures.Load(name)
	if !is {
		known, _ = signatures.LoadOrStore(name, readSignatures(name))
	}
	return known.([]signature)
}

// rowOf is what stands in the row of a function behind its name.
func rowOf(rows, name string) (line string, found bool) {
	for _, end := range []string{"@", " ", "\n"} {
		if _, rest, is := strings.Cut(rows, "\n"+name+end); is {
			line, _, _ = strings.Cut(end+rest, "\n")
			return line, true
		}
	}
	return "", false
}

// readSignatures reads a row of the table.
func readSignatures(name string) (all []signature) {
	line, found := rowOf(often, name)
	if !found {
		if line, found = rowOf(arguments.Rows(), name); !found {
			return nil
		}
	}
	order := releaseOrder.Get()
	own, line, _ := strings.Cut(line, " ")
	there, words := stretchesOf(own, order), strings.Fields(line)
	spans := make([][]stretch, len(words))
	for i, word := range words {
		what, of, limited := strings.Cut(word, "@")
		if words[i] = what; limited {
			spans[i] = stretchesOf("@"+of, order)
		} else {
			spans[i] = stretchesOf("", order)
		}
	}
	changes := map[int]bool{0: true} // in no other release is it another one than in the one before
	for _, span := range append(spans, there) {
		for _, s := range span {
			changes[s.from], changes[s.to+1] = true, true
		}
	}
	var last []bool // which of the words the release before has
	for at := range order {
		if !changes[at] {
			if last != nil {
				all[len(all)-1].to = at
			}
			continue
		} else if !stands(there, at) {
			last = nil
			continue
		}
		has := make([]bool, len(words))
		for i := range words {
			has[i] = stands(spans[i], at)
		}
		if last == nil || !slices.Equal(has, last) {
			var some []string
			for i, word := range words {
				if has[i] {
					some = append(some, word)
				}
			}
			all, last = append(all, signatureOf(some)), has
			all[len(all)-1].from = at
		}
		all[len(all)-1].to = at
	}
	return all
}

var releaseOrder = lazy.Value[[]string]{Make: func() []string { return strings.Fields(counted) }}

// stretch is some releases in a row, by their numbers.
type stretch struct{ from, to int }

// stretchesOf are the releases that stand behind @; nothing stands for all.
func stretchesOf(text string, order []string) (all []stretch) {
	if text == "" {
		return []stretch{{0, len(order)}}
	}
	for one := range strings.SplitSeq(text[1:], ",") {
		from, to, _ := strings.Cut(one, "-")
		s := stretch{slices.Index(order, from), len(order)}
		if to != "" {
			s.to = slices.Index(order, to)
		}
		all = append(all, s)
	}
	return all
}

func stands(all []stretch, at int) bool {
	return slices.ContainsFunc(all, func(s stretch) bool { return s.from <= at && at <= s.to })
}

func signatureOf(words []string) signature {
	s := signature{ordered: -1}
	for _, word := range words {
		switch {
		case word == "**":
			s.any = true
		case word[0] == '*':
			s.ordered, s.more = len(s.parameters), word != "*"
		default:
			name, texts, limited := strings.Cut(word, "=")
			p := parameter{name: strings.TrimSuffix(name, "!"), required: strings.HasSuffix(name, "!")}
			if limited {
				p.texts = strings.Split(texts, "|")
			}
			s.parameters = append(s.parameters, p)
		}
	}
	if s.ordered < 0 {
		s.ordered = len(s.parameters)
	}
	return s
}

// refusal is why a function refuses a call, as a part of a sentence, and what to do;
// empty: it takes it, as far as it shows.
func (s signature) refusal(name string, call []Argument) (why, fix string) {
	inOrder := 0
	for inOrder < len(call) && call[inOrder].Keyword == "" {
		inOrder++
	}
	if inOrder > s.ordered && !s.more {
		fix = "give only the first " + fmt.Sprint(s.ordered) + " without a name, and the others as NAME=VALUE"
		if name == "tabs" || name == "columns" {
			fix = "write them as one list: st." + name + "([…])"
		} else if s.ordered == 0 {
			fix = "give each by its name, as NAME=VALUE"
		}
		return fmt.Sprintf("st.%s takes %d without a name, and here are %d", name, s.ordered, inOrder), fix
	}
	for _, a := range call {
		at := slices.IndexFunc(s.parameters, func(p parameter) bool { return p.name == a.Keyword })
		switch {
		case a.Keyword == "" || at < 0 && s.any:
		case at < 0:
			return "st." + name + " has no argument " + a.Keyword, s.instead(a.Keyword, call)
		case at < min(inOrder, s.ordered):
			return "st." + name + " is given " + a.Keyword + " twice, the first time without its name", "take " + a.Keyword + " out of the call"
		}
	}
	for at, p := range s.parameters {
		if p.required && !gives(call, p.name) && (at >= s.ordered || at >= inOrder) {
			return "st." + name + " is called without " + p.name, "add " + p.name + "= to the call"
		}
	}
	for _, a := range call {
		for _, p := range s.parameters {
			if a.Text != "" && p.name == a.Keyword && len(p.texts) > 0 && !slices.Contains(p.texts, a.Text) {
				return "st." + name + " is given a text as " + p.name + " that it does not take", "write " + listed(p.texts) + " as " + p.name + ", or take " + p.name + " out of the call"
			}
		}
	}
	return "", ""
}

func gives(call []Argument, keyword string) bool {
	return slices.ContainsFunc(call, func(a Argument) bool { return a.Keyword == keyword })
}

// instead is what to do about a name that a function does not take.
func (s signature) instead(keyword string, call []Argument) string {
	var others []string
	for _, p := range s.parameters {
		if !gives(call, p.name) {
			others = append(others, p.name)
		}
	}
	if near := spelling.Nearest(keyword, others); near != "" {
		return "write " + near + " in place of " + keyword
	}
	return "take " + keyword + " out of the call"
}

// listed are texts as a person would say them.
func listed(texts []string) string {
	last := len(texts) - 1
	if last == 0 {
		return `"` + texts[0] + `"`
	}
	return `"` + strings.Join(texts[:last], `", "`) + `" or "` + texts[last] + `"`
}

// Refused says why every release of Streamlit that has a function refuses a call of it,
// and what to do; some: not every one does.
func Refused(name string, call []Argument) (message, fix string, some bool) {
	for _, a := range call {
		if name == "Page" && a.Keyword == "url_path" && strings.Contains(strings.Trim(a.Text, "/"), "/") {
			return "st.Page takes no url_path with a slash in it, so the page ends here with an error", "write it as one word, with - or _ in place of the slash", false
		}
	}
	all := signaturesOf(name)
	every := len(all) > 0 && all[len(all)-1].to == len(releaseOrder.Get())-1
	for _, s := range all {
		why, what := s.refusal(name, call)
		some, every = some || why != "", every && why != ""
		message, fix = why+", so the page ends here with an error", what
	}
	if every {
		return message, fix, false
	}
	for _, a := range call {
		if a.Keyword == "icon" && isNoIcon(a.Text) && len(all) > 0 {
			return "st." + name + " is given an icon that is neither one emoji nor a name in the form :material/home:, so the page ends here with an error", "write the icon as one emoji, or as :material/NAME: with a name of the Material Symbols", some
		}
	}
	return "", "", some
}

// isNoIcon tells of a text that no release takes for an icon. Which emoji and names there are is not looked up.
func isNoIcon(text string) bool {
	text = strings.TrimSpace(text)
	if text == "" || text == "spinner" || strings.ContainsFunc(text, func(r rune) bool { return r > 127 }) {
		return false
	}
	name, is := strings.CutPrefix(strings.ToLower(text), ":material/")
	return !is || len(name) < 2 || !strings.HasSuffix(name, ":")
}

// judgeCall is Judge of a call with its arguments.
func judgeCall(use Use, release deps.Version) (message, fix string, wrong bool) {
	order := releaseOrder.Get()
	at, name := slices.Index(order, release.String()), use.Name[strings.LastIndexByte(use.Name, '.')+1:]
	for _, s := range signaturesOf(name) {
		if at < s.from || s.to < at {
			if why, _ := s.refusal(name, use.Call); wrong && why == "" && s.from > at {
				return message, "ask for streamlit[auth]>=" + order[s.from] + " in the project's requirements", true
			}
			continue
		}
		why, what := s.refusal(name, use.Call)
		if why == "" {
			return "", "", false
		}
		message, fix, wrong = why+" in Streamlit "+release.String()+", which the project gets, so this line is an error", what, true
	}
	return message, fix, wrong
}
