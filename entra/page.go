package entra

import (
	"encoding/json"
	"html"
	"net/url"
	"strconv"
	"strings"
)

// ParseErrorPage reads an error out of a web page of Microsoft's: the $Config
// of an error page, a form that posts an error to the app, the plain text of an
// older page, or a page of login.live.com. The ordinary sign-in page and the
// "Redirecting" page are no errors, although both carry the number 50058.
func ParseErrorPage(body []byte) (ErrorAnswer, bool) {
	page := string(body)
	if _, fields, ok := ParseFormPost(body); ok {
		return ParseCallbackError(fields)
	}
	config := pageConfig(page)
	id := pageID(page, config)
	if message := text(config["strServiceExceptionMessage"]); message != "" {
		a := describe("", html.UnescapeString(message))
		return onPage(a, id, config), a.Code != "" || a.Description != ""
	}
	if isSignIn(id, config) || isInterrupt(id, page) {
		return ErrorAnswer{}, false
	}
	if id == "ConvergedError" {
		for _, name := range []string{"iErrorCode", "sErrorCode"} {
			number, err := strconv.ParseUint(strings.Trim(string(config[name]), `"`), 10, 32)
			if err == nil && number > 0 {
				a := ErrorAnswer{Code: aadsts + strconv.FormatUint(number, 10), Description: Clean(blot(html.UnescapeString(text(config["strMainMessage"]))))}
				return onPage(a, id, config), true
			}
		}
	}
	return plainPage(page, id)
}

// onPage adds what a page's $Config says about the request.
func onPage(a ErrorAnswer, id string, config map[string]json.RawMessage) ErrorAnswer {
	a.Page, a.PageID = true, word(id)
	if a.CorrelationID == "" {
		a.CorrelationID = identifier(text(config["correlationId"]))
	}
	if a.TraceID == "" {
		a.TraceID = identifier(text(config["sessionId"]))
	}
	return a
}

// plainPage looks for a message in the visible text of a page.
func plainPage(page, id string) (ErrorAnswer, bool) {
	for line := range visibleText(page) {
		if at := strings.Index(line, aadsts); at >= 0 {
			if a := describe("", line[at:]); a.Code != "" {
				a.Page, a.PageID = true, word(id)
				return a, true
			}
		}
		name, message, ok := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); ok && isOAuthError(name) {
			a := describe(name, message)
			a.Page, a.PageID = true, word(id)
			return a, true
		}
	}
	return ErrorAnswer{}, false
}

// isOAuthError tells whether a word is one of the errors of RFC 6749 and
// OpenID Connect that the service for personal accounts prints on its pages.
func isOAuthError(name string) bool {
	switch name {
	case "unauthorized_client", "invalid_request", "invalid_scope", "invalid_client", "invalid_grant", "access_denied",
		"server_error", "temporarily_unavailable", "unsupported_response_type", "interaction_required", "login_required":
		return true
	}
	return false
}

// visibleText yields the pieces of text between a page's tags, without scripts and styles.
func visibleText(page string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		lower := asciiLower(page)
		for at := 0; at < len(page); {
			open := len(page)
			if i := strings.IndexByte(page[at:], '<'); i >= 0 {
				open = at + i
			}
			if piece := strings.TrimSpace(html.UnescapeString(page[at:open])); piece != "" && !yield(piece) {
				return
			}
			for _, name := range []string{"script", "style"} {
				if strings.HasPrefix(lower[open:], "<"+name) {
					end := strings.Index(lower[open:], "</"+name)
					if end < 0 {
						return
					}
					open += end
				}
			}
			shut := strings.IndexByte(page[open:], '>')
			if shut < 0 {
				return
			}
			at = open + shut + 1
		}
	}
}

// IsSignInPage tells whether a page asks the person to sign in.
func IsSignInPage(body []byte) bool {
	config := pageConfig(string(body))
	return isSignIn(pageID(string(body), config), config) && text(config["strServiceExceptionMessage"]) == ""
}

func isSignIn(id string, config map[string]json.RawMessage) bool {
	return id == "ConvergedSignIn" || id == "" && config["urlGetCredentialType"] != nil
}

// IsInterruptPage tells whether a page is the "Redirecting" script page that
// may come before Microsoft has judged anything.
func IsInterruptPage(body []byte) bool {
	return isInterrupt(pageID(string(body), pageConfig(string(body))), string(body))
}

func isInterrupt(id, page string) bool {
	return id == "BssoInterrupt" || id == "" && strings.Contains(page, "sso_reload=true") && strings.Contains(page, "$Config")
}

// pageID is the name Microsoft gives a page, such as "ConvergedSignIn"; empty
// when it has none.
func pageID(page string, config map[string]json.RawMessage) string {
	for tag := range tags(page, "meta") {
		if strings.EqualFold(tag["name"], "PageID") && tag["content"] != "" {
			return tag["content"]
		}
	}
	return text(config["pgid"])
}

// pageConfig is the object a page assigns to $Config; nil when there is none.
func pageConfig(page string) map[string]json.RawMessage {
	at := strings.Index(page, "$Config")
	if at < 0 {
		return nil
	}
	rest := strings.TrimLeft(page[at+len("$Config"):], " \t\r\n")
	rest, ok := strings.CutPrefix(rest, "=")
	if !ok {
		return nil
	}
	var config map[string]json.RawMessage
	if json.NewDecoder(strings.NewReader(rest)).Decode(&config) != nil {
		return nil
	}
	return config
}

// ParseFormPost reads a page that posts an authorization response to the app
// (response_mode=form_post): where it goes, without query, and the fields. A
// form with neither "error" nor "code" is some other form.
func ParseFormPost(body []byte) (action string, fields url.Values, ok bool) {
	page := string(body)
	for tag := range tags(page, "form") {
		action = tag["action"]
		break
	}
	if u, err := url.Parse(action); err != nil || u.Host == "" {
		return "", nil, false
	}
	fields = url.Values{}
	for tag := range tags(page, "input") {
		if tag["name"] != "" {
			fields.Add(tag["name"], tag["value"])
		}
	}
	if !fields.Has("error") && !fields.Has("code") {
		return "", nil, false
	}
	return withoutQuery(action), fields, true
}

// tags yields the attributes of each element of one name, unescaped, names in lower case.
func tags(page, name string) func(yield func(map[string]string) bool) {
	return func(yield func(map[string]string) bool) {
		lower := asciiLower(page)
		for at := 0; ; {
			i := strings.Index(lower[at:], "<"+name)
			if i < 0 {
				return
			}
			at += i + 1 + len(name)
			if at < len(page) && strings.IndexByte(" \t\r\n/>", page[at]) < 0 {
				continue
			}
			attributes, end := parseAttributes(page, at)
			if !yield(attributes) {
				return
			}
			at = end
		}
	}
}

// parseAttributes reads name="value" pairs up to the end of the tag.
func parseAttributes(page string, at int) (map[string]string, int) {
	attributes := map[string]string{}
	for {
		at = skipAny(page, at, " \t\r\n/")
		if at >= len(page) || page[at] == '>' {
			return attributes, at
		}
		end := at
		for end < len(page) && strings.IndexByte(" \t\r\n/>=", page[end]) < 0 {
			end++
		}
		if end == at { // a stray "="
			at++
			continue
		}
		name := asciiLower(page[at:end])
		at = skipAny(page, end, " \t\r\n")
		if at >= len(page) || page[at] != '=' {
			attributes[name] = ""
			continue
		}
		at = skipAny(page, at+1, " \t\r\n")
		if at >= len(page) {
			return attributes, at
		}
		value := ""
		if quote := page[at]; quote == '"' || quote == '\'' {
			end = strings.IndexByte(page[at+1:], quote)
			if end < 0 {
				return attributes, len(page)
			}
			value, at = page[at+1:at+1+end], at+end+2
		} else {
			end = at
			for end < len(page) && strings.IndexByte(" \t\r\n>", page[end]) < 0 {
				end++
			}
			value, at = page[at:end], end
		}
		if _, twice := attributes[name]; !twice {
			attributes[name] = html.UnescapeString(value)
		}
	}
}
