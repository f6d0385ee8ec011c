package streamlit

import (
	"maps"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/spelling"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// keep takes note of what one config.toml says, for Judge. A later file's value
// takes the place of an earlier one's.
func (c *ServerConfig) keep(f SecretsFile) {
	written := map[string]table{}
	maps.Copy(written, c.written)
	for _, section := range f.Document.Keys() {
		keepSection(written, table{file: f, path: []string{section}})
	}
	c.written = written
}

// keepSection takes note of a section's options. In the theme's sections,
// other sections may stand.
func keepSection(written map[string]table, t table) {
	if t.self().Kind != secrets.KindTable {
		written[strings.Join(t.path, ".")] = t
		return
	}
	for _, name := range t.keys() {
		if strings.HasPrefix(t.path[0], "theme") && slices.Contains(themeSections, name) {
			keepSection(written, t.under(name))
			continue
		}
		written[strings.Join(t.at(name), ".")] = t.under(name)
	}
}

// themeSections are the sections that may stand in [theme]: sidebar inside of
// the other two, and none inside of sidebar.
var themeSections = []string{"sidebar", "light", "dark"}

// Judge tells what is wrong with what the files config.toml say, for one
// release; zero is the newest. What Streamlit only logs and passes over is no
// error.
func (c ServerConfig) Judge(release deps.Version) []Problem {
	// The tables begin with st.login; of older releases the first of it speaks.
	if first, _ := deps.ParseVersion(HasLogin); !release.IsZero() && release.Compare(first) < 0 {
		release = first
	}
	var problems []Problem
	add := func(severity Severity, t table, message, fix string) {
		problems = append(problems, Problem{ID: checkid.ConfigServer, Severity: severity, Message: message, Fix: fix}.At(t.self().keyPlace()))
	}
	for _, key := range slices.Sorted(maps.Keys(c.written)) {
		t := c.written[key]
		s := t.self()
		option, known := FindOption(key, release)
		switch {
		case len(t.path) == 1 || t.path[0] == "theme" && slices.Contains(themeSections, t.path[len(t.path)-1]) && hasThemeSection(t.path[len(t.path)-1], release):
			add(SeverityError, t, quoteKey(key)+" is no section, and "+doesNotStart, "write "+quoteKey(key)+" below the section it belongs to, such as [server]")
		case nestedWrong(t.path) && hasThemeSection("light", release):
			add(SeverityError, t, header(t.path[:len(t.path)-1])+" is a section that Streamlit's theme does not have, and "+doesNotStart, "remove the section "+header(t.path[:len(t.path)-1]))
		case !known:
			if p, told := unknownOption(t, key, release); told {
				problems = append(problems, p)
			}
		case fromVariable(s): // another value counts
		default:
			flag := c.startedWith(key)
			for _, rule := range rulesOf(option) {
				if !rule.applies(release) || rule.fits(s, t) || c.Outside[key] && (flag.file == "" || rule.ends != doesNotStart) {
					continue
				}
				wrong := key + " is " + wrongValue(s, rule, t) + "; it needs " + rule.needs
				if c.Outside[key] {
					add(SeverityWarning, t, wrong+", and without "+flag.how+", as "+flag.file+" has it, "+doesNotStart, rule.fix)
				} else {
					add(SeverityError, t, wrong+", and "+rule.ends, rule.fix)
				}
				break
			}
		}
	}
	return append(append(problems, c.together(release)...), c.judgeGiven(release)...)
}

// startedWith is the flag of a start that counts in place of what the files say of an option; without a file: there is
// none, or another value counts as well.
func (c ServerConfig) startedWith(key string) (flag given) {
	for _, g := range c.given {
		if g.key == key && g.file == "" {
			return g
		} else if g.key == key {
			flag = g
		}
	}
	return flag
}

// fromVariable tells whether a value is that of a variable, which is not known here.
func fromVariable(s Setting) bool { return strings.HasPrefix(s.Text.Reveal(), "env:") }

// wrongValue says what stands in place of what fits, without repeating it.
func wrongValue(s Setting, r configRule, t table) string {
	if s.Kind == secrets.KindString && r.needs != "a text" {
		return "another text"
	}
	if n, is := numberOf(s); is && s.Kind != secrets.KindBoolean && n <= 0 {
		return "a number that is not above 0"
	}
	return kindWords(s.Kind)
}

// hasThemeSection tells whether a release reads a section of [theme]; those that
// do not take it for an option that they do not know.
func hasThemeSection(name string, release deps.Version) bool {
	_, has := FindOption("theme."+name+".primaryColor", release)
	return has
}

// nestedWrong tells whether an option stands in a section of the theme that
// Streamlit refuses: only sidebar may stand in light and dark.
func nestedWrong(path []string) bool {
	if path[0] != "theme" || len(path) < 4 {
		return false
	}
	sections := path[1 : len(path)-1]
	return len(sections) > 2 || sections[0] == "sidebar" || sections[1] != "sidebar"
}

// signInOptions are the options that a sign-in depends on. Of other names that
// Streamlit does not know it is not spoken: it passes over them.
var signInOptions = []string{
	"server.port", "server.baseUrlPath", "server.address", "server.cookieSecret", "server.allowedHosts", "server.xsrfCookieSameSite", "server.enableXsrfProtection",
	"server.enableCORS", "server.corsAllowedOrigins", "server.sslCertFile", "server.sslKeyFile", "server.trustedUserHeaders", "browser.serverAddress", "browser.serverPort", "secrets.files",
}

// unknownOption tells of an option that the release does not know when it is
// meant as one that a sign-in depends on.
func unknownOption(t table, key string, release deps.Version) (Problem, bool) {
	p := Problem{ID: checkid.ConfigServer, Severity: SeverityWarning}.At(t.self().keyPlace())
	if _, later := FindOption(key, deps.Version{}); later && slices.Contains(signInOptions, key) {
		p.Message = key + " has no effect: the project's Streamlit does not know it yet"
		p.Fix = "move to " + deps.Recommended + ", or remove the line"
		return p, true
	}
	name := t.path[len(t.path)-1]
	for _, meant := range signInOptions {
		section, want, _ := strings.Cut(meant, ".")
		same := t.path[0] == section
		switch {
		case plainKey(name) == plainKey(want) && (same || section == "server"), same && len(want) > 6 && spelling.Distance(plainKey(name), plainKey(want)) <= 2:
			p.Message = quoteKey(key) + " has no effect: Streamlit's option is " + meant
			p.Fix = "write " + want + " in [" + section + "]"
			return p, true
		}
	}
	return p, false
}

// together judges options that have to fit to each other.
func (c ServerConfig) together(release deps.Version) []Problem {
	var problems []Problem
	add := func(severity Severity, key, message, fix string) {
		problems = append(problems, Problem{ID: checkid.ConfigServer, Severity: severity, Message: message, Fix: fix}.At(c.written[key].self().keyPlace()))
	}
	if c.on("global.developmentMode") {
		switch {
		case c.PortSet || c.has("server.port"), c.has("browser.serverPort"):
			add(SeverityError, "global.developmentMode", "global.developmentMode goes with no port, and "+doesNotStart, "remove the line developmentMode")
		default:
			add(SeverityError, "global.developmentMode", "global.developmentMode is for people who build Streamlit itself: the server then has no page to show", "remove the line developmentMode")
		}
	}
	cert, certKnown := c.set("server.sslCertFile")
	key, keyKnown := c.set("server.sslKeyFile")
	if cert != key && certKnown && keyKnown {
		add(SeverityError, map[bool]string{true: "server.sslCertFile", false: "server.sslKeyFile"}[cert], "one of server.sslCertFile and server.sslKeyFile is missing, and "+doesNotStart, "write both, or remove both and let a proxy speak https")
	}
	has := func(key string) bool {
		_, known := FindOption(key, release)
		return known
	}
	if c.on("server.trustedUserHeaders") && has("server.trustedUserHeaders") {
		if c.on("server.enableAgentApi") && has("server.enableAgentApi") {
			add(SeverityError, "server.trustedUserHeaders", "server.trustedUserHeaders together with server.enableAgentApi lets anybody name themselves in a plain request: st.user then holds whom they like", "remove the line enableAgentApi")
		} else {
			add(SeverityWarning, "server.trustedUserHeaders", "server.trustedUserHeaders writes what a request's headers say into st.user, so whoever reaches the app past the proxy is whom they like", "remove the section, or see to it that only the proxy can reach the app and that it drops these headers from people's requests")
		}
	}
	if c.on("server.unsafeMetricsUserAttributes") && has("server.unsafeMetricsUserAttributes") {
		add(SeverityWarning, "server.unsafeMetricsUserAttributes", "server.unsafeMetricsUserAttributes shows these values of st.user at /_stcore/metrics to everybody", "remove the line unsafeMetricsUserAttributes")
	}
	return append(problems, c.origins(release)...)
}

// origins judges who may open the app's websocket beside the app's own page.
func (c ServerConfig) origins(release deps.Version) []Problem {
	var problems []Problem
	warn := func(key, message, fix string) {
		problems = append(problems, Problem{ID: checkid.ConfigServer, Severity: SeverityWarning, Message: message, Fix: fix}.At(c.written[key].self().keyPlace()))
	}
	if t, ok := c.written["server.enableCORS"]; ok && falsy(t.self(), t) && !c.Outside["server.enableCORS"] && (release.IsZero() || !release.Before(ListensToAll)) {
		warn("server.enableCORS", "server.enableCORS = false lets the page of any website open a connection to the app from a person's browser", "remove the line enableCORS; origins that the app trusts go into corsAllowedOrigins")
	}
	t, ok := c.written["server.corsAllowedOrigins"]
	if !ok || falsy(t.self(), t) {
		return problems
	} else if _, known := FindOption("server.corsAllowedOrigins", release); !known {
		return problems
	}
	origins, texts := walked(t.self(), t)
	if !texts || t.self().Kind != secrets.KindArray || slices.ContainsFunc(origins, func(origin string) bool { return !strings.Contains(origin, "://") }) {
		warn("server.corsAllowedOrigins", "server.corsAllowedOrigins holds what is no origin, and that has no effect: there are no wildcards, and the scheme belongs to it", `write whole origins in a list: corsAllowedOrigins = ["https://portal.example.com"], or remove the line`)
	}
	return problems
}

func (c ServerConfig) has(key string) bool {
	_, ok := c.written[key]
	return ok || c.Outside[key]
}

// on tells whether a file sets an option to what Python takes for true.
func (c ServerConfig) on(key string) bool {
	t, ok := c.written[key]
	return ok && !c.Outside[key] && !fromVariable(t.self()) && !falsy(t.self(), t)
}

// set tells whether an option has a value that is not empty, wherever it comes
// from; known: that can be told.
func (c ServerConfig) set(key string) (is, known bool) {
	for _, g := range slices.Backward(c.given) {
		if g.key == key {
			return !g.text.IsEmpty(), true
		}
	}
	return c.on(key), !c.Outside[key]
}

// AllowsHost tells whether server.allowedHosts lets browsers in that opened the
// app at a host; where the option says nothing, it does.
func (c ServerConfig) AllowsHost(host string, release deps.Version) bool {
	t, ok := c.written["server.allowedHosts"]
	if !ok || c.Outside["server.allowedHosts"] || falsy(t.self(), t) {
		return true
	} else if _, known := FindOption("server.allowedHosts", release); !known {
		return true
	}
	allowed, texts := walked(t.self(), t)
	if !texts {
		return true // Judge tells
	}
	host = strings.TrimRight(strings.ToLower(host), ".")
	return slices.ContainsFunc(allowed, func(one string) bool {
		one = strings.TrimRight(strings.ToLower(strings.TrimSpace(one)), ".")
		below, wild := strings.CutPrefix(one, "*")
		return one == "*" || wild && strings.HasPrefix(below, ".") && strings.HasSuffix(host, below) || one == host
	})
}

// WhereAllowedHosts is where server.allowedHosts stands.
func (c ServerConfig) WhereAllowedHosts() Setting { return c.written["server.allowedHosts"].self() }
