package deps

import (
	_ "embed"
	"slices"
	"sort"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// What came of signing in with pairs of releases. TestPairs of e2e writes the
// table; between the releases in it an answer holds until the next one's.
//
//go:embed pairs.txt
var pairsText string

// ending is how a sign-in ends: well, or at a route of the app with a status.
type ending struct {
	signsIn bool
	route   string
	status  string
}

type triedPair struct {
	streamlit, authlib string
	httpx              bool
}

// triedPairs is the table; rows that could not be installed or measured are not in it.
type triedPairs struct {
	streamlits, authlibs []Version // from the oldest
	endings              map[triedPair]ending
	turns                []Version // authlibs, and where Authlib's own rules change; from the oldest
}

var tried = lazy.Value[triedPairs]{Make: func() triedPairs { return readPairs(pairsText) }}

func readPairs(text string) triedPairs {
	t := triedPairs{endings: make(map[triedPair]ending, strings.Count(text, "\n"))}
	seen := map[string]bool{}
	add := func(list *[]Version, name, text string) {
		if !seen[name+text] {
			seen[name+text] = true
			*list = append(*list, version(text))
		}
	}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) < 4 || words[0] == "#" {
			continue
		}
		add(&t.streamlits, "streamlit ", words[0])
		add(&t.authlibs, "authlib ", words[1])
		key := triedPair{words[0], words[1], words[2] != "-"}
		switch {
		case words[3] == "yes":
			t.endings[key] = ending{signsIn: true}
		case words[3] == "no" && len(words) == 6:
			t.endings[key] = ending{route: words[4], status: words[5]}
		}
	}
	t.turns = append(slices.Clone(t.authlibs), version(AuthlibTakesNone), version(AuthlibAsksForNone))
	for _, list := range []*[]Version{&t.streamlits, &t.authlibs, &t.turns} {
		sort.Slice(*list, func(i, j int) bool { return (*list)[i].Compare((*list)[j]) < 0 })
	}
	return t
}

// upTo is the newest of a list, from the oldest, that is not newer than v.
func upTo(list []Version, v Version) (Version, bool) {
	at := sort.Search(len(list), func(i int) bool { return list[i].Compare(v) > 0 })
	if at == 0 {
		return Version{}, false
	}
	return list[at-1], true
}

// ends tells how a sign-in with these releases ends; false: nobody tried.
func (t triedPairs) ends(streamlit, authlib Version, httpx bool) (ending, bool) {
	s, knowsStreamlit := upTo(t.streamlits, streamlit)
	a, knowsAuthlib := upTo(t.authlibs, authlib)
	if !knowsStreamlit || !knowsAuthlib {
		return ending{}, false
	}
	e, ok := t.endings[triedPair{s.String(), a.String(), httpx}]
	return e, ok
}

// authlib is the newest range of Authlib that signs in with a Streamlit that
// has all else it needs, and lets nobody in unsigned; below is zero where the
// newest Authlib does.
func (t triedPairs) authlib(streamlit Version) (from, below Version, found bool) {
	return newestRun(t.turns, func(a Version) bool { return t.good(streamlit, a) })
}

// streamlit is the same of Streamlit for an Authlib.
func (t triedPairs) streamlit(authlib Version) (from, below Version, found bool) {
	return newestRun(t.streamlits, func(s Version) bool { return t.good(s, authlib) })
}

func (t triedPairs) good(streamlit, authlib Version) bool {
	e, _ := t.ends(streamlit, authlib, true)
	return e.signsIn && !takesUnsigned(streamlit, authlib)
}

// takesUnsigned tells whether a sign-in with these releases accepts an ID token
// that nobody signed (alg none) where the provider's metadata lists no algorithms.
func takesUnsigned(streamlit, authlib Version) bool {
	return streamlit.Before(AsyncClient) && !authlib.Before(AuthlibTakesNone) && authlib.Before(AuthlibAsksForNone)
}

// newestRun is the newest stretch of a list, from the oldest, whose members are all good.
func newestRun(list []Version, good func(Version) bool) (from, below Version, found bool) {
	for _, v := range slices.Backward(list) {
		switch {
		case good(v):
			from, found = v, true
		case found:
			return from, below, true
		default:
			below = v
		}
	}
	return from, below, found
}

// withoutHTTPX tells how a sign-in ends without httpx that works with it, if
// there is one with this Streamlit and Authlib; zero: any Authlib.
func (t triedPairs) withoutHTTPX(streamlit, authlib Version) (end ending, needed bool) {
	authlibs := t.authlibs
	if !authlib.IsZero() {
		authlibs = []Version{authlib}
	}
	for _, a := range slices.Backward(authlibs) {
		with, _ := t.ends(streamlit, a, true)
		without, known := t.ends(streamlit, a, false)
		if with.signsIn && known && !without.signsIn {
			return without, true
		}
	}
	return ending{}, false
}

// words say how it ends.
func (e ending) words() string {
	if strings.HasPrefix(e.status, "3") {
		return e.route + " sends everybody back without a sign-in"
	}
	return e.route + " answers with error " + e.status
}
