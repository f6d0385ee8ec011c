package probe

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/platform"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/observed"
)

// kept are the keys of a redirect's query that tell whose login it begins. What
// they hold is no secret; of state it is only told that it is there.
var kept = []string{"response_type", "client_id", "redirect_uri", "scope", "prompt", "code_challenge_method"}

// reply is what of an answer tells who gave it. base is the app's base path, or
// the two that Community Cloud has.
func reply(a *answer, asked *url.URL, bases ...string) verify.Reply {
	body := string(a.Body)
	r := verify.Reply{
		Status: a.Status,
		OK:     strings.TrimSpace(body) == "ok",
		Index:  strings.Contains(body, "<title>Streamlit</title>"),
		HTML:   strings.HasPrefix(strings.ToLower(a.Header.Get("Content-Type")), "text/html"),
		State:  sets(a, "_streamlit_session"),
		XSRF:   sets(a, "_streamlit_xsrf"),
		Words:  words(body),
	}
	target := sentTo(a, asked)
	if target != nil {
		r.SentTo, r.Query = hosts.Shown(target), queryOf(target)
		ours := strings.EqualFold(target.Host, asked.Host)
		if ours && target.RawQuery == "" {
			r.Home = slices.ContainsFunc(bases, func(base string) bool { return target.Path == base || target.Path == base+"/" })
			r.Root = target.Path == "" || target.Path == "/"
		}
		r.Same = target.Path == asked.Path && (!ours || target.Scheme != asked.Scheme)
	}
	r.By = platform.Of(platform.Answer{Status: a.Status, Header: a.Header.Values, SentTo: target, Body: body})
	if login, always := platform.AtAddress(asked); always && !r.By.Known() && (target != nil || a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden) {
		r.By = login
	}
	return r
}

// sets tells whether an answer sets a cookie.
func sets(a *answer, name string) bool {
	return slices.ContainsFunc((&http.Response{Header: a.Header}).Cookies(), func(c *http.Cookie) bool { return c.Name == name })
}

// sentTo is where a redirect leads; nil when it is none.
func sentTo(a *answer, asked *url.URL) *url.URL {
	location := a.Header.Get("Location")
	if a.Status/100 != 3 || location == "" {
		return nil
	}
	target, err := asked.Parse(location)
	if err != nil {
		return nil
	}
	return target
}

func queryOf(target *url.URL) url.Values {
	query, few := target.Query(), url.Values{}
	for _, key := range kept {
		if query.Has(key) {
			few.Set(key, query.Get(key))
		}
	}
	if query.Get("state") != "" {
		few.Set("state", "")
	}
	return few
}

// words are Streamlit's own on a login that it cannot begin; empty for any other body.
func words(body string) string {
	switch {
	case strings.TrimSpace(body) == observed.WordsOfStarlette:
		return observed.WordsOfStarlette
	case strings.HasPrefix(body, "<html><title>"+observed.WordsOfTornado) && strings.Contains(body, "</title><body>"+observed.WordsOfTornado):
		return observed.WordsOfTornado
	}
	return ""
}
