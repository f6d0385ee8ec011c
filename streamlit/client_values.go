package streamlit

import (
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
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
	warns        bool   // what else is installed decides
}

const (
	ofHTTPClient = "the HTTP client "
	atLogin      = ", and the login fails"
)

// clientValues are the entries that not every value does for. httpx takes its
// options since OnStarlette; requests, before, looks at few of them.
var clientValues = map[string][]clientValue{
	"headers":       {{fits: textTable, needs: ofHTTPClient + "needs a section of texts" + atLogin, fix: `write headers = { "X-Name" = "value" }, or remove the line`, since: OnStarlette}},
	"cookies":       {{fits: textTable, needs: ofHTTPClient + "needs a section of texts" + atLogin, fix: `write cookies = { "name" = "value" }, or remove the line`, since: OnStarlette}},
	"proxy":         {{fits: proxyAddress, needs: ofHTTPClient + "needs an address that begins with http://, https:// or socks5://" + atLogin, fix: `write the proxy's address in quotes, for instance proxy = "http://proxy.example.com:3128"`, since: OnStarlette}},
	"mounts":        {{fits: emptyOnly, needs: ofHTTPClient + "needs objects of Python there" + atLogin, fix: "remove mounts; a proxy goes into proxy", since: OnStarlette}},
	"limits":        {{fits: never, needs: ofHTTPClient + "needs an object of Python there" + atLogin, fix: "remove limits", since: OnStarlette}},
	"transport":     {{fits: never, needs: ofHTTPClient + "needs an object of Python there" + atLogin, fix: "remove transport", since: OnStarlette}},
	"event_hooks":   {{fits: noHooks, needs: ofHTTPClient + "needs functions of Python there" + atLogin, fix: "remove event_hooks", since: OnStarlette}},
	"http2":         {{fits: falsy, needs: ofHTTPClient + "then needs the package h2, and without it the login fails", fix: "remove http2, or add httpx[http2] to the requirements", since: OnStarlette, warns: true}},
	"timeout":       {{fits: positive, needs: ofHTTPClient + "needs a number of seconds above 0" + atLogin, fix: "write timeout = 10, without quotes", since: OnStarlette}},
	"max_redirects": {{fits: countsUp, needs: ofHTTPClient + "needs a number" + atLogin, fix: "write max_redirects = 20, without quotes, or remove the line", since: OnStarlette}},
	"base_url":      {{fits: isText, needs: ofHTTPClient + "needs an address" + atLogin, fix: "remove base_url", since: OnStarlette}},
	"cert":          {{fits: certificate, needs: ofHTTPClient + "needs the name of a file" + atLogin, fix: "write the name of the certificate's file in quotes, or remove cert", since: OnStarlette}, {fits: oneCertificate, needs: ofHTTPClient + "needs the name of one file" + atLogin, fix: "write the name of one file, with certificate and key, in quotes, or remove cert", until: OnStarlette}},
	"token_updater": {{fits: falsy, needs: "Authlib refuses it" + atLogin, fix: "remove token_updater"}},
	"grant_type":    {{fits: authorizationCode, needs: "Authlib asks the provider for a token with it instead of authorization_code, and the provider refuses", fix: "remove grant_type"}},
	"prompt":        inAddress,
	"login_hint":    inAddress,
	"response_mode": inAddress,
	"session":       nil, // given twice, see judgeKwargs
	"update_token":  nil,
	"client_id":     nil,
	"client_secret": nil,
}

// inAddress is what goes into the address of the provider's page.
var inAddress = []clientValue{
	{fits: writable, needs: "it cannot be sent" + atLogin, fix: "write one text in quotes"},
	{fits: oneValue, needs: "Streamlit before 1.57 can send one text only" + atLogin, fix: "write one text in quotes", until: OnStarlette},
}

// judgeClientValues judges the values of client_kwargs, authorize_params and
// access_token_params.
func judgeClientValues(t table) []Problem {
	var problems []Problem
	add := func(id string, s Setting, what, fix string, v clientValue) {
		severity := SeverityError
		if v.warns {
			severity = SeverityWarning
		}
		problems = append(problems, Problem{ID: id, Severity: severity, Message: what, Fix: fix, Since: v.since, Until: v.until}.At(s.place()))
	}
	kwargs := t.under("client_kwargs")
	for _, key := range kwargs.keys() {
		s := kwargs.get(key)
		for _, v := range clientValues[key] {
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
		if what, wrong := wrongTokenParam(key, s, t); wrong {
			add(checkid.ProviderKeys, s, key+" in access_token_params "+what, "remove the line "+key+" below "+params.header(), clientValue{})
		} else if !oneValue(s, params.under(key)) || !writable(s, params.under(key)) {
			add(checkid.ProviderKeys, s, quoteKey(key)+" in access_token_params is "+valueWords(s)+"; it cannot be sent, and the login breaks off after the sign-in", "write one text in quotes", clientValue{})
		}
	}
	return problems
}

// wrongTokenParam says what an entry of access_token_params breaks that
// Authlib's fetch_token takes for one of its own arguments.
func wrongTokenParam(key string, s Setting, t table) (what string, wrong bool) {
	switch key {
	case "url":
		return "is given twice, and the login breaks off after the sign-in", true
	case "auth":
		return "is no way to show the client secret, and the login breaks off after the sign-in", true
	case "grant_type":
		return "asks the provider for a token in another way, and it refuses", s.Text.Reveal() != "authorization_code"
	case "redirect_uri":
		uri := t.top().get("auth", "redirect_uri")
		return "is not the one that the sign-in began with, and the provider refuses", !s.Text.Equal(uri.Text)
	case "timeout":
		return "is " + valueWords(s) + "; the HTTP client needs a number, and the login breaks off after the sign-in", s.Kind != secrets.KindInteger && s.Kind != secrets.KindFloat
	}
	return "", false
}

// valueWords says what a value is without repeating it.
func valueWords(s Setting) string {
	switch {
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

// writable tells whether Python can put a value into a query.
func writable(s Setting, t table) bool {
	return s.Kind != secrets.KindTime && (s.Kind != secrets.KindTable || falsy(s, t))
}

// oneValue tells whether a value is no list of texts, which older releases of
// Authlib's client cannot send.
func oneValue(s Setting, t table) bool { return s.Kind != secrets.KindArray || falsy(s, t) }
