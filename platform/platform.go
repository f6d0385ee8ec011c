// Package platform holds what authkit knows about those who may answer at an
// app's address before the app does: the logins of hosting platforms and
// proxies, pages that keep programs out, and places where no app runs. Each is
// one value with the marks of its answers (docs/facts/platforms.md).
//
// It reads no disk and asks no network. An answer that bears no mark belongs to
// nobody known, and then nobody is named.
package platform

import (
	"net/url"
	"slices"
	"strings"
)

// Platform is one who answers in front of an app. The zero Platform is nobody known.
type Platform struct {
	Name  string // who answers; of HasNoApp and IsSleeping a whole sentence
	Facts string // the section of docs/facts that it rests on
	Does  Deed
	Fix   string // what to do when the app itself is to answer
	marks []mark
}

// Deed is what somebody in front of an app does with a browser.
type Deed uint8

// The deeds.
const (
	AsksLogin  Deed = iota // a person signs in there and then comes to the app
	LocksOut               // no browser comes through, whoever signs in
	Screens                // programs are kept out; a browser may come through
	HasNoApp               // it says that no app runs at this address
	IsSleeping             // the app sleeps until somebody wakes it
)

// Known tells whether this is somebody.
func (p Platform) Known() bool { return p.Name != "" }

// Answer is what was seen of one HTTP answer.
type Answer struct {
	Status int
	Header func(name string) []string
	SentTo *url.URL // the target of a redirect; nil when there was none
	Body   string
}

// mark is what shows that an answer is somebody's. All that is set has to be there.
type mark struct {
	sends    bool     // it sends people away, with one of redirects
	status   []int    // or one of these; neither: any that is not 2xx
	headers  []string // "Name: text": headers that contain the text. One that comes with the app's answers too is no mark
	cookie   string   // how the name of a cookie that it sets begins
	host     string   // of the redirect's target: a name, or ".name" for all below it
	path     string   // of the redirect's target: a part of it
	key      string   // of the redirect's query
	callback string   // a part of the redirect_uri in the redirect's query
	body     string   // a part of the body
}

// All returns everybody known. The order counts where one stands behind another:
// who answered last stands first.
func All() []Platform { return slices.Concat(logins, screens, empty) }

// Of returns whose marks an answer bears.
func Of(a Answer) Platform {
	for _, p := range All() {
		for _, m := range p.marks {
			if m.in(a) {
				return p
			}
		}
	}
	return Platform{}
}

func (m mark) in(a Answer) bool {
	return m.hasStatus(a.Status) && m.hasHeader(a) && m.hasCookie(a) && m.hasTarget(a.SentTo) && strings.Contains(a.Body, m.body)
}

// redirects are the statuses with which a login sends people away.
var redirects = []int{301, 302, 303, 307, 308}

func (m mark) hasStatus(status int) bool {
	if !m.sends && len(m.status) == 0 {
		return status/100 != 2
	}
	return m.sends && slices.Contains(redirects, status) || slices.Contains(m.status, status)
}

func (m mark) hasHeader(a Answer) bool {
	for _, header := range m.headers {
		name, text, _ := strings.Cut(header, ": ")
		if !holds(a.Header(name), text) {
			return false
		}
	}
	return true
}

// holds tells whether one of the values of a header contains a text, whatever the capitals.
func holds(values []string, text string) bool {
	for _, value := range values {
		if strings.Contains(strings.ToLower(value), strings.ToLower(text)) {
			return true
		}
	}
	return false
}

func (m mark) hasCookie(a Answer) bool {
	if m.cookie == "" {
		return true
	}
	for _, value := range a.Header("Set-Cookie") {
		if strings.HasPrefix(value, m.cookie) {
			return true
		}
	}
	return false
}

func (m mark) hasTarget(target *url.URL) bool {
	if m.host == "" && m.path == "" && m.key == "" && m.callback == "" {
		return true
	}
	if target == nil {
		return false
	}
	host := strings.ToLower(target.Hostname())
	if m.host != "" && host != m.host && !(strings.HasPrefix(m.host, ".") && strings.HasSuffix(host, m.host)) {
		return false
	}
	query := target.Query()
	return strings.Contains(target.Path, m.path) && (m.key == "" || query.Has(m.key)) && strings.Contains(query.Get("redirect_uri"), m.callback)
}
