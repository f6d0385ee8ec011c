package deps

import (
	"iter"
	"slices"
	"strings"
)

// release is one published version and the oldest Python it installs on.
type release struct {
	version Version
	python  Version
}

// releases are the known releases of a package, newest first. They are read as
// they are asked for: mostly the first that fits is wanted.
func releases(name string) iter.Seq[release] {
	return func(yield func(release) bool) {
		for line := range strings.Lines(releaseTable(name)) {
			python, versions, found := strings.Cut(line, ":")
			if !found {
				continue
			}
			oldest := version(python)
			for v := range strings.FieldsSeq(versions) {
				if !yield(release{version(v), oldest}) {
					return
				}
			}
		}
	}
}

func releaseTable(name string) string {
	switch name {
	case "streamlit":
		return streamlitReleases
	case "authlib":
		return authlibReleases
	case "httpx":
		return httpxReleases
	}
	return ""
}

// Newest is the newest release of a package this build knows; zero for a
// package it knows nothing about. name is streamlit, authlib or httpx.
func Newest(name string) Version {
	for r := range releases(normalName(name)) {
		return r.version
	}
	return Version{}
}

// newestInside is what an install gets today: the newest release that s
// accepts and that installs on python (zero: a current one).
func newestInside(name string, s Specifier, python Version) (Version, bool) {
	for r := range releases(name) {
		if !python.IsZero() && python.Compare(r.python) < 0 {
			continue
		}
		if s.Contains(r.version) {
			return r.version, true
		}
	}
	return Version{}, false
}

// published tells whether a version exists: it is listed, or newer than all
// that are, or not a plain release (those are not listed).
func published(name string, v Version) bool {
	newest := Newest(name)
	if newest.IsZero() || v.IsPrerelease() || v.post >= 0 || len(v.local) > 0 || v.Compare(newest) > 0 {
		return true
	}
	for r := range releases(name) {
		if order := r.version.Compare(v); order <= 0 {
			return order == 0
		}
	}
	return false
}

// Releases that changed what they need, or what they do in a way no single
// sign-in shows (docs/facts/streamlit.md, sections 3.3 and 5). Which of them work
// together is not here: pairs.txt has it.
const (
	loginCame           = "1.42.0" // st.login
	extraBringsAuthlib  = "1.48.0" // the auth extra, with Authlib in it
	extraBringsHTTPX    = "1.59.1"
	stateInMarkedMemory = "1.57.0" // a sign-in's state is in the memory of one process, and Authlib marks it in a cookie …
	stateInCookie       = "1.58.0" // … and from here on it is in the cookie

	oldestAuthlib      = "1.3.2"  // what Streamlit itself asks for
	authlibMarksCookie = "1.6.11" // asks for the session cookie besides the state in memory
	authlibTakesHTTPX2 = "1.8.0"
	oldestHTTPX        = "0.24.1"
)

// Where an ID token that nobody signed (alg none) gets through: Authlib takes one
// since the first, and its client that is built on requests, which Streamlit uses
// up to the last, took it without being asked to up to the second (TestUnsignedTokens of e2e).
const (
	AuthlibTakesNone   = "1.6.0"
	AuthlibAsksForNone = "1.6.7"
	AsyncClient        = "1.57.0" // of Streamlit: built on httpx
)

// Requirements that work. Recommended is what a new project asks for;
// oldPythonLogin, with an Authlib for it, goes where Python is too old for that.
const (
	Recommended       = "streamlit[auth]>=" + extraBringsHTTPX
	anyAuthlib        = "Authlib>=" + oldestAuthlib
	wantedHTTPX       = "httpx>=" + oldestHTTPX
	oldPythonLogin    = "streamlit>=" + loginCame
	oldestPython      = "3.10" // of Recommended
	oldestLoginPython = "3.9"  // of any release with st.login
)

// integrations are the modules below authlib.integrations, in all releases from 1.3.2 to 1.9.10.
var integrations = []string{"base_client", "django_client", "django_oauth1", "django_oauth2", "flask_client", "flask_oauth1", "flask_oauth2", "httpx_client", "requests_client", "sqla_oauth2", "starlette_client"}

// AuthlibLacks tells whether a module, with slashes, is an integration that Authlib never had, such as one for Streamlit.
func AuthlibLacks(module string) bool {
	name, is := strings.CutPrefix(module, "authlib/integrations/")
	name, _, _ = strings.Cut(name, "/")
	return is && !slices.Contains(integrations, name)
}

// plainExtras are the extras of Streamlit that bring no httpx of their own; what
// auth brings goes by Streamlit's version.
var plainExtras = []string{"auth", "charts", "pdf", "performance", "sql"}
