// Package names knows what each release of Streamlit has: its functions and
// things, its modules, and what once stood in them.
package names

import (
	"cmp"
	_ "embed" // the table
	"slices"
	"strings"
	"sync"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/internal/spelling"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// Use is one use of a name of Streamlit's in the code of an app.
type Use struct {
	Name   string // st.cache; streamlit.source_util.get_pages, taken from a module; streamlit.web.*, a whole module
	Called bool
	Call   []Argument // of a call that not every release takes
	Line   int
	Column int
}

// span is from which release to which one there is a name, as numbers of releases.
type span struct{ from, to int }

type known struct {
	spans []span
	thing bool
}

var releases = lazy.Value[[]deps.Version]{Make: func() []deps.Version {
	var all []deps.Version
	for _, line := range strings.Fields(measured) {
		v, _ := deps.ParseVersion(line)
		all = append(all, v)
	}
	return all
}}

// The names of Streamlit: what st has (a thing is not called), containers and st.column_config, the modules, and what once
// stood in a module that goes on without it. In front stand the releases that have it, from-to; where nothing does, all
// have it. Where nothing follows the hyphen, the newest has it too.
//
//go:embed names.txt.gz
var namesPacked string

var table = lazy.Table{Packed: &namesPacked}

// found are rows that were asked for. An app uses a few dozen of the names, and
// reading all of them would take a good part of a run.
var found = struct {
	sync.Mutex
	rows map[string]known
}{}

// row is what the table says of a name. The zero row is none.
func row(name string) known {
	found.Lock()
	defer found.Unlock()
	r, asked := found.rows[name]
	if !asked {
		r = read(name)
		if found.rows == nil {
			found.rows = map[string]known{}
		}
		found.rows[name] = r
	}
	return r
}

// isEverywhere tells, without the table, that all releases have a name.
func isEverywhere(name string) bool {
	own, other := strings.TrimPrefix(name, "st."), ofTop
	if own == name {
		own, other = strings.TrimPrefix(name, "container."), ofContainers
	}
	return own != name && (strings.Contains(ofBoth, " "+own+" ") || strings.Contains(other, " "+own+" "))
}

// read looks a name up in the table. Code may ask for any text as a name.
func read(name string) known {
	if name == "" || name == "thing" || strings.ContainsAny(name, " \n") {
		return known{}
	}
	if own, is := strings.CutPrefix(name, "st."); is && strings.Contains(ofThings, " "+own+" ") {
		return known{spans: spansOf(""), thing: true}
	} else if isEverywhere(name) {
		return known{spans: spansOf("")}
	}
	for rest := table.Rows(); ; {
		at := strings.Index(rest, name)
		if at < 0 {
			return known{}
		}
		before, after := rest[:at], rest[at+len(name):]
		rest = after
		line := before[strings.LastIndexByte(before, '\n')+1:]
		end := strings.IndexByte(after, '\n')
		if kind := after[:end]; (line == "" && strings.HasSuffix(before, "\n") || strings.HasSuffix(line, " ")) && (kind == "" || kind == " thing") {
			return known{spans: spansOf(strings.TrimSpace(line)), thing: kind != ""}
		}
	}
}

// spansOf reads the releases in front of a name; nothing stands for all.
func spansOf(text string) []span {
	number, newest := func(release string) int { return slices.Index(strings.Fields(measured), release) }, len(releases.Get())-1
	if text == "" {
		return []span{{0, newest}}
	}
	var spans []span
	for part := range strings.SplitSeq(text, ",") {
		from, to, _ := strings.Cut(part, "-")
		s := span{number(from), newest}
		if to != "" {
			s.to = number(to)
		}
		spans = append(spans, s)
	}
	return spans
}

// apart are names with checks of their own.
var apart = []string{"st.login", "st.logout", "st.user", "st.experimental_user"}

// IsMember tells whether some release has st.NAME.
func IsMember(name string) bool {
	return slices.Contains(apart, "st."+name) || len(row("st."+name).spans)+len(row("streamlit."+name).spans) > 0
}

// Spread tells whether some release has st.NAME, and whether each has that signs people in. One
// without st.user counts for nothing here: it is told of by itself.
func Spread(name string) (some, each bool) {
	return IsMember(name), name == "login" || name == "logout" || name == "user" || has("st."+name, -1)
}

// unlisted are folders of Streamlit whose files are not in the table.
var unlisted = []string{"proto", "vendor", "static", "hello", "testing"}

// Doubtful tells whether a name is one that not every release has, or a thing
// that is called like a function.
func Doubtful(name string, called bool) bool {
	if slices.ContainsFunc(apart, func(a string) bool { return name == a || strings.HasPrefix(name, a+".") }) {
		return false
	}
	_, lacks := lacking(name, -1)
	return lacks || called && row(name).thing
}

// lacking finds the part of a name that a release surely has not; at -1, that
// some release has not.
func lacking(name string, at int) (part string, lacks bool) {
	if its := below(name); its != "" {
		return name, !strings.Contains(its, "._") && !has(its, at)
	}
	if own, top := strings.CutPrefix(name, "st."); top {
		return name, own[0] != '_' && !has(name, at) && !has("streamlit."+own, at)
	}
	parts := strings.Split(name, ".")
	if len(parts) < 2 || slices.Contains(unlisted, parts[1]) {
		return "", false
	}
	for i := 2; i < len(parts); i++ { // the modules
		if module := strings.Join(parts[:i], "."); !has(module, at) {
			return module, true
		}
	}
	switch r := row(name); {
	case len(r.spans) > 0:
		return name, !r.has(at)
	case len(parts) == 2: // from streamlit import name; __version__ and its like are not in the table
		return name, parts[1][0] != '_' && !has("st."+parts[1], at)
	}
	return "", false // what never changed is not in the table
}

// Containers are what gives a container when it is called, or one for each of its columns or tabs.
var Containers = []string{"container", "expander", "popover", "form", "empty", "chat_message"}

// below is the row of a name below st.sidebar, another container or st.column_config;
// empty: it is another name. A thing below one of them that is not called is never wrong.
func below(name string) string {
	parts := strings.Split(name, ".")
	switch {
	case len(parts) != 3 || parts[0] != "st":
	case parts[1] == "column_config":
		return parts[1] + "." + parts[2]
	case parts[1] == "sidebar" || parts[1] == "columns" || parts[1] == "tabs" || slices.Contains(Containers, parts[1]):
		return "container." + parts[2]
	}
	return ""
}

func has(name string, at int) bool { return row(name).has(at) }

func (k known) has(at int) bool {
	if at < 0 {
		return len(k.spans) == 1 && k.spans[0] == span{0, len(releases.Get()) - 1}
	}
	return slices.ContainsFunc(k.spans, func(s span) bool { return s.from <= at && at <= s.to })
}

// instead is what took the place of names that are gone.
var instead = lazy.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{
		"st.cache":                               "write st.cache_data for what a function returns, or st.cache_resource for connections and models",
		"st.experimental_memo":                   "write st.cache_data",
		"st.experimental_singleton":              "write st.cache_resource",
		"st.experimental_rerun":                  "write st.rerun()",
		"st.experimental_dialog":                 "write st.dialog",
		"st.experimental_fragment":               "write st.fragment",
		"st.experimental_audio_input":            "write st.audio_input",
		"st.experimental_connection":             "write st.connection",
		"st.experimental_data_editor":            "write st.data_editor",
		"st.experimental_get_query_params":       `write st.query_params, which is a dictionary: st.query_params.get("name")`,
		"st.experimental_set_query_params":       `write st.query_params["name"] = value for each of them`,
		"st.beta_columns":                        "write st.columns",
		"st.beta_container":                      "write st.container",
		"st.beta_expander":                       "write st.expander",
		"streamlit.source_util.get_pages":        "name the pages in the code: st.navigation and st.Page list them, and st.switch_page goes to one",
		"streamlit.web.server.websocket_headers": "take st.context.headers in place of _get_websocket_headers()",
		"streamlit.report_thread":                "write from streamlit.runtime.scriptrunner import get_script_run_ctx",
		"streamlit.script_run_context":           "write from streamlit.runtime.scriptrunner import get_script_run_ctx",
		"streamlit.scriptrunner":                 "write streamlit.runtime.scriptrunner",
		"streamlit.server":                       "write streamlit.runtime.get_instance() in place of Server.get_current()",
		"streamlit.legacy_caching":               "write st.cache_data.clear() to empty the cache",
		"streamlit.caching":                      "write st.cache_data.clear() to empty the cache",
		"streamlit.elements.image.UseColumnWith": "leave it out of the import; st.image takes width",
	}
}}

// Judge says what is wrong with a use in a release, and what to do. Nothing is:
// the release may have the name, or was not looked at.
func Judge(use Use, release deps.Version) (message, fix string, wrong bool) {
	if use.Call != nil {
		return judgeCall(use, release)
	}
	order := releases.Get()
	under, exact := slices.BinarySearchFunc(order, release, deps.Version.Compare)
	if under == len(order) || under == 0 && !exact {
		return "", "", false
	}
	above := under
	if !exact {
		under--
	}
	if r := row(use.Name); use.Called && r.thing && r.has(under) && r.has(above) {
		return use.Name + " is no function, and calling it is a TypeError", "write " + use.Name + " without the brackets behind it", true
	}
	part, lacks := lacking(use.Name, under)
	if _, also := lacking(use.Name, above); !lacks || !also {
		return "", "", false
	}
	what, missing := "an AttributeError", part
	if strings.HasPrefix(below(use.Name), "container.") {
		what, part = "refused when it is called", inWords(part)
	}
	if strings.HasPrefix(use.Name, "streamlit.") {
		what = "an ImportError"
	}
	message = "Streamlit " + release.String() + ", which the project gets, has no " + part + ", so this line is " + what
	return message, fixFor(use.Name, missing, under), true
}

// inWords is a name below a container as a reader knows it: theirs has a name of their own.
func inWords(name string) string {
	if strings.HasPrefix(name, "st.sidebar.") {
		return name
	}
	return name[strings.LastIndex(name, ".")+1:] + " in containers, columns or tabs"
}

// fixFor is what to write in place of a name.
func fixFor(name, part string, at int) string {
	short := strings.Replace(name, "streamlit.", "st.", 1)
	for _, known := range []string{name, part, short} {
		if fix := instead.Get()[known]; fix != "" {
			return fix
		}
	}
	container := below(name)
	if short, is := strings.CutPrefix(container, "container."); is && has("st."+short, at) {
		return "write st." + short + " here, since containers have none of their own"
	}
	if r := row(cmp.Or(container, part)); len(r.spans) > 0 && r.spans[0].from > at {
		return "ask for streamlit[auth]>=" + releases.Get()[r.spans[0].from].String() + " in the project's requirements"
	}
	if near := nearest(short, at); near != "" && container != "" {
		return "write " + near[strings.Index(near, ".")+1:] + " in place of " + container[strings.Index(container, ".")+1:]
	} else if near != "" {
		return "write " + near
	}
	if container != "" { // the code calls it otherwise
		part = part[strings.LastIndex(part, ".")+1:]
	}
	return "take " + part + " out of the code; the release notes of Streamlit say what is there instead"
}

// nearest is a name of st's that a mistyped one is near to.
func nearest(name string, at int) string {
	found, distance := "", 3
	in := "st."
	if its := below(name); its != "" {
		in, _, _ = strings.Cut(its, ".")
		in, name = in+".", its
	}
	for line := range strings.Lines(table.Rows()) {
		words := strings.Fields(strings.TrimSuffix(line, " thing\n"))
		if len(words) == 0 {
			continue
		}
		if other := words[len(words)-1]; strings.HasPrefix(other, in) && row(other).has(at) {
			if d := spelling.Distance(name, other); d < distance || d == distance && found != "" && other < found {
				found, distance = other, d
			}
		}
	}
	return found
}
