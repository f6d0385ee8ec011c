package streamlit

import (
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/secrets"
)

// clientValue is what an entry of client_kwargs has to be, or the login fails.
// Python compares no types, so what a client takes is not what its signature
// says: each row was tried with every kind of value (TestClientKwargs of e2e).
type clientValue struct {
	fits         func(s Setting, t table) bool
	needs        string // ends the sentence "NAME in client_kwargs is …; "
	fix          string
	since, until string // releases of Streamlit
	untilAuthlib string
	warns        bool // what else is installed decides
}

const (
	ofHTTPClient = "the HTTP client "
	atLogin      = ", and the login fails"
)

// clientValues are the entries that not every value does for. httpx takes its
// options since OnStarlette; requests, before, looks at few of them.
var clientValues = lazy.Value[map[string][]clientValue]{Make: func() map[string][]clientValue {
	return map[string][]clientValue{
		"headers":         {{fits: headers, needs: ofHTTPClient + "needs a section of texts" + atLogin, fix: `write headers = { "X-Name" = "value" }, or remove the line`, since: OnStarlette}},
		"cookies":         {{fits: textTable, needs: ofHTTPClient + "needs a section of texts" + atLogin, fix: `write cookies = { "name" = "value" }, or remove the line`, since: OnStarlette}},
		"proxy":           {{fits: proxyAddress, needs: ofHTTPClient + "needs an address that begins with http://, https:// or socks5://" + atLogin, fix: `write the proxy's address in quotes, for instance proxy = "http://proxy.example.com:3128"`, since: OnStarlette}},
		"mounts":          {{fits: emptyOnly, needs: ofHTTPClient + "needs objects of Python there" + atLogin, fix: "remove mounts; a proxy goes into proxy", since: OnStarlette}},
		"limits":          {{fits: never, needs: ofHTTPClient + "needs an object of Python there" + atLogin, fix: "remove limits", since: OnStarlette}},
		"transport":       {{fits: never, needs: ofHTTPClient + "needs an object of Python there" + atLogin, fix: "remove transport", since: OnStarlette}},
		"event_hooks":     {{fits: noHooks, needs: ofHTTPClient + "needs functions of Python there" + atLogin, fix: "remove event_hooks", since: OnStarlette}},
		"http2":           {{fits: falsy, needs: ofHTTPClient + "then needs the package h2, and without it the login fails", fix: "remove http2, or add httpx[http2] to the requirements", since: OnStarlette, warns: true}},
		"timeout":         {{fits: positive, needs: ofHTTPClient + "needs a number of seconds above 0" + atLogin, fix: "write timeout = 10, without quotes", since: OnStarlette}},
		"max_redirects":   {{fits: countsUp, needs: ofHTTPClient + "needs a number" + atLogin, fix: "write max_redirects = 20, without quotes, or remove the line", since: OnStarlette}},
		"base_url":        {{fits: isText, needs: ofHTTPClient + "needs an address" + atLogin, fix: "remove base_url", since: OnStarlette}},
		"cert":            {{fits: certificate, needs: ofHTTPClient + "needs the name of a file" + atLogin, fix: "write the name of the certificate's file in quotes, or remove cert", since: OnStarlette}, {fits: oneCertificate, needs: ofHTTPClient + "needs the name of one file" + atLogin, fix: "write the name of one file, with certificate and key, in quotes, or remove cert", until: OnStarlette}},
		"hooks":           {{fits: emptyOnly, needs: ofHTTPClient + "needs functions of Python there" + atLogin, fix: "remove hooks", until: OnStarlette}},
		"default_timeout": {{fits: numberOrNone, needs: ofHTTPClient + "needs a number of seconds above 0" + atLogin, fix: "write default_timeout = 10, without quotes, or remove the line", until: OnStarlette}},
		"token_updater":   {{fits: falsy, needs: "Authlib refuses it" + atLogin, fix: "remove token_updater"}},
		"grant_type":      {{fits: authorizationCode, needs: "Authlib asks the provider for a token with it instead of authorization_code, and the provider refuses", fix: "remove grant_type"}},
		"prompt":          inAddress,
		"login_hint":      inAddress,
		"response_mode":   inAddress,
		"session":         nil, // given twice, see judgeKwargs
		"update_token":    nil,
		"client_id":       nil,
		"client_secret":   nil,
	}
}}

// inAddress is what goes into the address of the provider's page.
var inAddress = []clientValue{
	{fits: writable, needs: "it cannot be sent" + atLogin, fix: "write one text in quotes"},
	{fits: oneValue, needs: "Authlib before " + sendsLists + " can send one text only" + atLogin, fix: "write one text in quotes", untilAuthlib: sendsLists},
}

const afterSignIn = ", and the login breaks off after the sign-in"

// tokenValues are the entries of access_token_params that Authlib's fetch_token
// takes for arguments of its own.
var tokenValues = lazy.Value[map[string][]clientValue]{Make: func() map[string][]clientValue {
	return map[string][]clientValue{
		"url":          {{fits: never, needs: "is given twice" + afterSignIn}},
		"auth":         {{fits: falsy, needs: "is no way to show the client secret" + afterSignIn}, {fits: never, needs: "is no way to show the client secret" + afterSignIn, since: OnStarlette}},
		"grant_type":   {{fits: authorizationCode, needs: "asks the provider for a token in another way, and it refuses"}},
		"redirect_uri": {{fits: sameRedirectURI, needs: "is not the one that the sign-in began with, and the provider refuses"}},
		"timeout":      {{fits: positive, needs: ofHTTPClient + "needs a number of seconds above 0" + afterSignIn}, {fits: notBoolean, needs: ofHTTPClient + "needs a number of seconds above 0" + afterSignIn, until: OnStarlette}},
	}
}}

// judgeClientValues judges the values of client_kwargs, authorize_params and
// access_token_params.
func judgeClientValues(t table) []Problem {
	var problems []Problem
	add := func(id string, s Setting, what, fix string, v clientValue) {
		severity := SeverityError
		if v.warns {
			severity = SeverityWarning
		}
		problems = append(problems, Problem{ID: id, Severity: severity, Message: what, Fix: fix, Since: v.since, Until: v.until, UntilAuthlib: v.untilAuthlib}.At(s.place()))
	}
	kwargs := t.under("client_kwargs")
	for _, key := range kwargs.keys() {
		s := kwargs.get(key)
		for _, v := range clientValues.Get()[key] {
			if !v.fits(s, kwargs.under(key)) {
				add(checkid.ClientKwargs, s, key+" in client_kwargs is "+valueWords(s)+"; "+v.needs, v.fix, v)
			}
		}
	}
	if len(t.path) == 1 {
		return problems // authorize_params and access_token_params of [auth] itself are not read
	}
	params := t.under("authorize_params")
	for _, key := range params.keys() {
		s := params.get(key)
		if key == "url" {
			add(checkid.ClientKwargs, s, "url in authorize_params is given twice and the login fails", "remove the line url below "+params.header(), clientValue{})
			continue
		}
		for _, v := range inAddress {
			if !v.fits(s, params.under(key)) {
				add(checkid.ClientKwargs, s, quoteKey(key)+" in authorize_params is "+valueWords(s)+"; "+v.needs, v.fix, v)
			}
		}
	}
	params = t.under("access_token_params")
	for _, key := range params.keys() {
		s := params.get(key)
		inner := params.under(key)
		if v, wrong := wrongTokenParam(key, s, inner); wrong {
			what := v.needs
			if strings.HasPrefix(what, ofHTTPClient) {
				what = "is " + valueWords(s) + "; " + what
			}
			add(checkid.ProviderKeys, s, key+" in access_token_params "+what, "remove the line "+key+" below "+params.header(), v)
		} else if !oneValue(s, inner) || !writable(s, inner) {
			add(checkid.ProviderKeys, s, quoteKey(key)+" in access_token_params is "+valueWords(s)+"; it cannot be sent"+afterSignIn, "write one text in quotes", clientValue{})
		}
	}
	return problems
}

// wrongTokenParam returns the first demand of tokenValues that an entry breaks.
func wrongTokenParam(key string, s Setting, t table) (broken clientValue, wrong bool) {
	at := slices.IndexFunc(tokenValues.Get()[key], func(v clientValue) bool { return !v.fits(s, t) })
	if at < 0 {
		return clientValue{}, false
	}
	return tokenValues.Get()[key][at], true
}

// valueWords says what a value is without repeating it.
func valueWords(s Setting) string {
	n, isNumber := numberOf(s)
	switch {
	case isNumber && n == 0 && s.Kind != secrets.KindBoolean:
		return "0"
	case isNumber && n < 0:
		return "a negative number"
	case s.Kind == secrets.KindString && s.Text.IsEmpty():
		return "an empty text"
	case s.Kind == secrets.KindString:
		if _, err := strconv.ParseFloat(strings.TrimSpace(s.Text.Reveal()), 64); err == nil {
			return "a number in quotes, which is a text"
		}
	}
	return kindWords(s.Kind)
}

func never(Setting, table) bool { return false }

func isText(s Setting, _ table) bool { return s.Kind == secrets.KindString }

// falsy tells whether Python takes a value for false.
func falsy(s Setting, t table) bool {
	switch s.Kind {
	case secrets.KindTable:
		return len(t.keys()) == 0
	case secrets.KindArray:
		texts, allText := t.file.Document.Strings(t.path...)
		return allText && len(texts) == 0
	}
	return s.isFalse()
}

func emptyOnly(s Setting, t table) bool { return s.Kind == secrets.KindTable && falsy(s, t) }

// textTable is a section whose entries are texts, or an empty list, which is as good as none.
func textTable(s Setting, t table) bool {
	if s.Kind == secrets.KindArray {
		return falsy(s, t)
	}
	return s.Kind == secrets.KindTable && !slices.ContainsFunc(t.keys(), func(key string) bool { return t.get(key).Kind != secrets.KindString })
}

// headers may be an empty text too: the client goes through its letters.
func headers(s Setting, t table) bool {
	return textTable(s, t) || s.Kind == secrets.KindString && s.Text.IsEmpty()
}

func noHooks(s Setting, t table) bool {
	return s.Kind == secrets.KindTable && !slices.ContainsFunc([]string{"request", "response"}, func(key string) bool {
		return t.get(key).IsSet() && !falsy(t.get(key), t.under(key))
	})
}

func proxyAddress(s Setting, _ table) bool {
	scheme, _, found := strings.Cut(strings.ToLower(s.Text.Reveal()), "://")
	return s.Kind == secrets.KindString && found && slices.Contains([]string{"http", "https", "socks5", "socks5h"}, scheme)
}

func numberOf(s Setting) (float64, bool) {
	switch s.Kind {
	case secrets.KindBoolean:
		return map[string]float64{"true": 1}[s.Text.Reveal()], true
	case secrets.KindFloat:
		n, err := strconv.ParseFloat(strings.ReplaceAll(s.Text.Reveal(), "_", ""), 64)
		return n, err == nil
	case secrets.KindInteger:
		n, err := strconv.ParseInt(s.Text.Reveal(), 0, 64)
		return float64(n), err == nil
	}
	return 0, false
}

func positive(s Setting, _ table) bool {
	n, is := numberOf(s)
	return is && n > 0
}

func countsUp(s Setting, _ table) bool {
	n, is := numberOf(s)
	return is && n >= 0
}

func certificate(s Setting, t table) bool {
	return falsy(s, t) || slices.Contains([]secrets.Kind{secrets.KindString, secrets.KindArray, secrets.KindTable}, s.Kind)
}

func oneCertificate(s Setting, t table) bool {
	return s.Kind == secrets.KindString || s.isFalse()
}

func authorizationCode(s Setting, _ table) bool { return s.Text.Reveal() == "authorization_code" }

func sameRedirectURI(s Setting, t table) bool {
	return s.Text.Equal(t.top().get("auth", "redirect_uri").Text)
}

func notBoolean(s Setting, _ table) bool { return s.Kind != secrets.KindBoolean }

// numberOrNone is a number that is not below 0, or what Python takes for false.
func numberOrNone(s Setting, t table) bool {
	return falsy(s, t) || positive(s, t) && notBoolean(s, t)
}

// writable tells whether Python can put a value into a query.
func writable(s Setting, t table) bool {
	return s.Kind != secrets.KindTime && (s.Kind != secrets.KindTable || falsy(s, t))
}

// oneValue tells whether a value is no list of texts. (A list of whole numbers is
// sent, as bytes; what the provider makes of them is its own affair.)
func oneValue(s Setting, t table) bool {
	if s.Kind != secrets.KindArray || falsy(s, t) {
		return true
	}
	_, texts := t.file.Document.Strings(t.path...)
	return !texts
}
