package streamlit

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// configRule is what an option of config.toml has to hold. Streamlit compares
// no value with the option's type: what it cannot work with ends it at the
// start, or when the first page is opened, or never. Each rule was tried with
// every kind of value (TestConfigOptions of e2e); options without one take all.
type configRule struct {
	fits  func(s Setting, t table) bool
	needs string
	ends  string // what comes of another value
	fix   string
	since string
	until string
}

const (
	doesNotStart = "Streamlit does not start"
	pageNeverIs  = "the page never loads"
)

// configRules are the rules of options, by their names.
var configRules = lazy.Value[map[string][]configRule]{Make: func() map[string][]configRule {
	return map[string][]configRule{
		"server.port": {
			{fits: portNumber, needs: "a number from 1 to 65535", ends: doesNotStart, fix: "write port = 8501, without quotes"},
			{fits: noFloat, needs: "a whole number", ends: doesNotStart, fix: "write port = 8501, without quotes and without a point", until: OnStarlette},
		},
		"browser.serverPort":           {{fits: convertsToInt, needs: "a number", ends: doesNotStart, fix: "write serverPort = 8501, without quotes, or remove the line"}},
		"server.websocketPingInterval": {{fits: convertsToInt, needs: "a number of seconds", ends: doesNotStart, fix: "write websocketPingInterval = 30, without quotes, or remove the line"}},
		"global.minCachedMessageSize":  {{fits: convertsToInt, needs: "a number", ends: pageNeverIs, fix: "remove the line minCachedMessageSize"}},
		"server.address": {
			{fits: isText, needs: "a text", ends: doesNotStart, fix: "write the address in quotes, or remove the line address"},
			{fits: noSocket, needs: "a host or an address, since Streamlit 1.57 and newer take no Unix socket", ends: doesNotStart, fix: "remove the line address", since: OnStarlette},
		},
		"browser.serverAddress": {{fits: isText, needs: "a text", ends: doesNotStart, fix: "write the address in quotes, or remove the line serverAddress"}},
		"server.baseUrlPath": {
			{fits: isText, needs: "a text", ends: doesNotStart, fix: "write the path in quotes, or remove the line baseUrlPath"},
			{fits: plainBase, needs: "a path alone, without a host, blanks around it, . or ..", ends: pageNeverIs, fix: `write the path alone, such as baseUrlPath = "tools", or remove the line baseUrlPath`},
		},
		"server.fileWatcherType":      {{fits: oneOfAKind, needs: "a text", ends: doesNotStart, fix: `write fileWatcherType = "auto", or remove the line`}},
		"server.folderWatchList":      {{fits: canBeWalked, needs: "a list of texts", ends: pageNeverIs, fix: `write folderWatchList = ["/path/of/folder"], or remove the line`}},
		"server.folderWatchBlacklist": {{fits: canBeWalked, needs: "a list of texts", ends: pageNeverIs, fix: `write folderWatchBlacklist = ["/path/of/folder"], or remove the line`}},
		"server.allowedHosts":         {{fits: textsOrNone, needs: "a list of texts", ends: pageNeverIs, fix: `write allowedHosts = ["app.example.com"] with the app's host, or remove the line`}},
		"server.maxMessageSize":       {{fits: wholeAboveZero, needs: "a whole number of megabytes above 0", ends: pageNeverIs, fix: "write maxMessageSize = 200, without quotes, or remove the line"}},
		"server.maxWidgetStateSize":   {{fits: positive, needs: "a number of megabytes above 0", ends: pageNeverIs, fix: "remove the line maxWidgetStateSize"}},
		"server.maxCacheDataSize":     {{fits: cacheSize, needs: `a text such as "2gb"`, ends: doesNotStart, fix: `write maxCacheDataSize = "2gb", or remove the line`}},
		"server.trustedUserHeaders":   {{fits: headerTable, needs: "a section that gives each header another name", ends: doesNotStart, fix: `write a section [server.trustedUserHeaders] with lines such as X-Email = "email", or remove it`}},
		"server.xsrfCookieSameSite":   {{fits: sameSite, needs: `"lax", "strict" or "none"`, ends: doesNotStart, fix: `write xsrfCookieSameSite = "lax", or remove the line`}},
		"runner.parallelMaxWorkers":   {{fits: positive, needs: "a number above 0", ends: pageNeverIs, fix: "write parallelMaxWorkers = 8, without quotes, or remove the line"}},
		"logger.level":                {{fits: logLevel, needs: `"error", "warning", "info" or "debug"`, ends: doesNotStart, fix: `write level = "info", or remove the line`}},
		"logger.messageFormat":        {{fits: logFormat, needs: "a format of Python's logging", ends: doesNotStart, fix: `write messageFormat = "%(asctime)s %(message)s", or remove the line`}},
		"server.unsafeMetricsUserAttributes": {
			{fits: labels, needs: "a list of names made of letters, digits and underscores, and none is type", ends: doesNotStart, fix: "remove the line unsafeMetricsUserAttributes"},
		},
		"secrets.files": {{fits: textOrTexts, needs: "a list of texts", ends: doesNotStart, fix: `write files = [".streamlit/secrets.toml"], or remove the line`}},
		"theme.base":    {{fits: oneOfAKind, needs: "a text", ends: pageNeverIs, fix: `write base = "light" or base = "dark"`}},
	}
}}

// themeRules are the rules of an option in any of the theme's sections.
var themeRules = lazy.Value[map[string]configRule]{Make: func() map[string]configRule {
	return map[string]configRule{
		"font":                   {fits: textOrNone, needs: "a text"},
		"codeFont":               {fits: textOrNone, needs: "a text"},
		"headingFont":            {fits: textOrNone, needs: "a text"},
		"fontFaces":              {fits: walkable, needs: "a list"},
		"chartCategoricalColors": {fits: walkable, needs: "a list of colours"},
		"chartSequentialColors":  {fits: walkable, needs: "a list of colours"},
		"chartDivergingColors":   {fits: walkable, needs: "a list of colours"},
		"headingFontSizes":       {fits: oneToSix, needs: "a text or a list of one to six texts"},
		"headingFontWeights":     {fits: weights, needs: "a number or a list of one to six numbers"},
		"paddingTop":             {fits: func(Setting, table) bool { return true }},
		"paddingBottom":          {fits: func(Setting, table) bool { return true }},
	}
}}

// rulesOf are the rules of an option.
func rulesOf(o Option) []configRule {
	if rules, ok := configRules.Get()[o.Key]; ok || !strings.HasPrefix(o.Key, "theme.") {
		return rules
	}
	name := o.Key[strings.LastIndex(o.Key, ".")+1:]
	rule, ok := themeRules.Get()[name]
	if !ok { // what is not named goes into a message of the protocol, which takes its own type only
		rule = map[string]configRule{"str": {fits: isText, needs: "a text in quotes"}, "bool": {fits: trueOrFalse, needs: "true or false"}, "int": {fits: whole, needs: "a whole number without quotes"}}[o.Type]
	}
	if rule.fits == nil {
		return nil
	}
	rule.ends, rule.fix = pageNeverIs, "write "+rule.needs+" for "+name+", or remove the line"
	return []configRule{rule}
}

// applies tells whether a rule is one of a release's; zero is the newest.
func (r configRule) applies(release deps.Version) bool {
	before := func(other string) bool { return !release.IsZero() && release.Before(other) }
	return (r.since == "" || !before(r.since)) && (r.until == "" || before(r.until))
}

// pyInt is what Python's int() makes of a text.
var pyInt = lazy.Regexp{Pattern: `^\s*[+-]?\d+(_\d+)*\s*$`}

// intOf is what Python's int() makes of a value.
func intOf(s Setting) (int64, bool) {
	if s.Kind == secrets.KindString {
		if !pyInt.Get().MatchString(s.Text.Reveal()) {
			return 0, false
		}
		n, err := strconv.ParseInt(strings.TrimPrefix(strings.ReplaceAll(strings.TrimSpace(s.Text.Reveal()), "_", ""), "+"), 10, 64)
		return n, err == nil
	}
	n, is := numberOf(s)
	return int64(n), is && n == n && n < 1<<62 && n > -1<<62
}

func convertsToInt(s Setting, _ table) bool {
	_, is := intOf(s)
	return is
}

func portNumber(s Setting, _ table) bool {
	n, is := intOf(s)
	return is && n > 0 && n < 65536 && s.Kind != secrets.KindBoolean
}

func noFloat(s Setting, _ table) bool { return s.Kind != secrets.KindFloat }

func trueOrFalse(s Setting, _ table) bool {
	return s.Kind == secrets.KindBoolean || s.Kind == secrets.KindInteger
}

func whole(s Setting, _ table) bool { return s.Kind == secrets.KindInteger }

func wholeAboveZero(s Setting, t table) bool { return s.Kind != secrets.KindFloat && positive(s, t) }

// oneOfAKind is what can be a key of a Python table.
func oneOfAKind(s Setting, _ table) bool {
	return s.Kind != secrets.KindArray && s.Kind != secrets.KindTable
}

// canBeWalked is what a Python loop goes through: texts letter by letter, sections key by key.
func canBeWalked(s Setting, _ table) bool {
	return slices.Contains([]secrets.Kind{secrets.KindString, secrets.KindArray, secrets.KindTable}, s.Kind)
}

// textsOrNone is what a loop over texts goes through, or what counts as none.
func textsOrNone(s Setting, t table) bool {
	_, all := walked(s, t)
	return all || falsy(s, t)
}

// walked are the texts that a Python loop over a value sees; false: it sees
// something else, or there is no loop.
func walked(s Setting, t table) ([]string, bool) {
	var texts []string
	switch s.Kind {
	case secrets.KindString:
		for _, letter := range s.Text.Reveal() {
			texts = append(texts, string(letter))
		}
		return texts, true
	case secrets.KindTable:
		return t.keys(), true
	case secrets.KindArray:
		values, all := t.file.Document.Strings(t.path...)
		for _, v := range values {
			texts = append(texts, v.Reveal())
		}
		return texts, all
	}
	return nil, false
}

// textOrTexts is a list of texts; one text alone is judged where the secrets are looked for.
func textOrTexts(s Setting, t table) bool {
	_, all := walked(s, t)
	return all && s.Kind != secrets.KindTable
}

func textOrNone(s Setting, t table) bool {
	return isText(s, t) || s.Kind != secrets.KindTable && falsy(s, t)
}

// walkable is a list, or a text that is read as JSON and passed over when it is none.
func walkable(s Setting, t table) bool {
	var read any
	if s.Kind != secrets.KindString || json.Unmarshal([]byte(s.Text.Reveal()), &read) != nil {
		return canBeWalked(s, t)
	}
	switch read.(type) {
	case []any, map[string]any, string, nil:
		return true
	}
	return false
}

// oneToSix is a text, or what has one to six entries.
func oneToSix(s Setting, t table) bool {
	if s.Kind == secrets.KindString || s.Kind == secrets.KindTable {
		return walkable(s, t)
	}
	return s.Kind == secrets.KindArray && sixAtMost(s, t)
}

func sixAtMost(s Setting, t table) bool {
	texts, allText := walked(s, t)
	return !falsy(s, t) && (!allText || len(texts) <= 6)
}

func weights(s Setting, t table) bool {
	return s.Kind != secrets.KindBoolean && (s.Kind != secrets.KindArray || sixAtMost(s, t))
}

var byteSize = lazy.Regexp{Pattern: `(?i)^\s*\d+(?:\.\d*)?\s*(?:b|[kmgtp]i?b?)\s*$`}

func cacheSize(s Setting, _ table) bool {
	text := strings.TrimSpace(s.Text.Reveal())
	switch s.Kind {
	case secrets.KindInteger:
		return s.isFalse()
	case secrets.KindString:
		return text == "0" || byteSize.Get().MatchString(text) && strings.ContainsAny(text, "123456789")
	}
	return false
}

// headerTable is a section of texts, no two alike; a text is read as JSON.
func headerTable(s Setting, t table) bool {
	names := map[string]string{}
	switch s.Kind {
	case secrets.KindString:
		if json.Unmarshal([]byte(s.Text.Reveal()), &names) != nil {
			return false
		}
	case secrets.KindTable:
		for _, header := range t.keys() {
			names[header] = t.get(header).Text.Reveal()
		}
	default:
		return false
	}
	seen := map[string]bool{}
	for _, name := range names {
		if seen[name] {
			return false
		}
		seen[name] = true
	}
	return true
}

func sameSite(s Setting, _ table) bool {
	return s.Kind == secrets.KindString && slices.Contains([]string{"lax", "strict", "none"}, strings.ToLower(s.Text.Reveal()))
}

func logLevel(s Setting, _ table) bool {
	return s.Kind == secrets.KindString && slices.Contains([]string{"CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG"}, strings.ToUpper(s.Text.Reveal()))
}

var percentFormat = lazy.Regexp{Pattern: `(?i)%\(\w+\)[#0+ -]*(\*|\d+)?(\.(\*|\d+))?[diouxefgcrsa%]`}

func logFormat(s Setting, t table) bool {
	return falsy(s, t) || s.Kind == secrets.KindString && percentFormat.Get().MatchString(s.Text.Reveal())
}

var labelName = lazy.Regexp{Pattern: `^[a-zA-Z_][a-zA-Z0-9_]*$`}

func labels(s Setting, t table) bool {
	names, all := walked(s, t)
	return falsy(s, t) || all && !slices.ContainsFunc(names, func(name string) bool { return name == "type" || !labelName.Get().MatchString(name) })
}
