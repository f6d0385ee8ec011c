package streamlit

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/secrets"
)

// registrations lists the providers of [auth]: the default one first, then the
// named ones in file order; at least one. Those that stand a level too deep are
// judged as they are meant; that Streamlit does not read them is told of once.
func registrations(t table) (all []Registration) {
	named := providerTables(t)
	if deep, names := tooDeep(t); len(names) > 0 {
		t, named = deep, names
	}
	if at, name, ok := outside(t); ok {
		return []Registration{registration(at, name)}
	}
	defer func() {
		if t.file.ByRun && len(all) == 1 { // then it is meant, also beside a secret that was left
			all[0].ByRun, all[0].TokenAuthMethod = true, assertionMethod
		}
	}()
	switch own := t.get("default"); {
	case own.Kind == secrets.KindTable:
		all = append(all, registration(t.under("default"), "default"))
	case hasDefault(t, named):
		all = append(all, registration(t, "default"))
	}
	for _, name := range named {
		all = append(all, registration(t.under(name), name))
	}
	return all
}

// hasDefault tells whether the keys of [auth] itself are meant as a provider.
// A few of them above complete named providers are leftovers or a hope for
// inheritance, and no broken st.login().
func hasDefault(t table, named []string) bool {
	if len(named) == 0 {
		return true
	}
	for _, key := range requiredNames {
		if t.get(key).isFalse() && !(key == "client_secret" && byRun(t)) {
			return false
		}
	}
	return true
}

// providerTables names the sub-tables of [auth] that are meant as providers.
// An app may keep tables of its own there; those are left alone.
func providerTables(t table) []string {
	var names []string
	for _, name := range t.keys() {
		if name != "default" && !slices.Contains(paramTables, name) && looksLikeProvider(t.under(name)) {
			names = append(names, name)
		}
	}
	return names
}

// tooDeep finds providers in a table of [auth], such as [auth.providers.google],
// where [auth] has none that Streamlit reads.
func tooDeep(t table) (deep table, names []string) {
	if len(providerTables(t)) > 0 || t.get("default").IsSet() || slices.ContainsFunc(requiredNames, func(key string) bool { return t.get(key).IsSet() }) {
		return t, nil
	}
	for _, key := range t.keys() {
		if t.get(key).Kind != secrets.KindTable || slices.Contains(paramTables, key) {
			continue
		}
		if names := providerTables(t.under(key)); len(names) > 0 {
			return t.under(key), names
		}
	}
	return t, nil
}

// deepProviders tells of the providers that stand a level too deep.
func deepProviders(t table) []Problem {
	deep, names := tooDeep(t)
	if len(names) == 0 {
		return nil
	}
	one := deep.under(names[0])
	return []Problem{Problem{
		ID: checkid.AuthSection, Severity: SeverityError,
		Message: one.header() + " is not read: Streamlit looks for a provider's section right below [auth]",
		Fix:     "write " + header(t.at(names[0])) + " instead, and the same for each section below " + deep.header(),
	}.At(one.self().keyPlace())}
}

func looksLikeProvider(t table) bool {
	if t.self().Kind != secrets.KindTable {
		return false
	}
	for _, key := range t.keys() {
		if slices.Contains(providerNamesRead, key) {
			return true
		}
		for _, required := range requiredNames {
			if stands(key, required) {
				return true
			}
		}
	}
	return false
}

// registration reads one provider from its table. For the default provider
// written into [auth] itself Streamlit takes four keys and treats empty ones
// as missing (generate_default_provider_section).
func registration(t table, name string) Registration {
	r := Registration{
		Name: name, Table: t.path, Section: t.self(), ByRun: byRun(t),
		ClientID: t.get("client_id"), ClientSecret: t.get("client_secret"), MetadataURL: t.get("server_metadata_url"),
		ClientKwargs: t.settings("client_kwargs"),
	}
	synthesised := len(t.path) == 1
	if !synthesised {
		r.AuthorizeParams, r.AccessTokenParams = t.settings("authorize_params"), t.settings("access_token_params")
		r.AuthorizeURL, r.AccessTokenURL = t.get("authorize_url"), t.get("access_token_url")
	}
	r.Problems = append(r.Problems, requiredKeys(t, synthesised)...)
	r.Problems = append(r.Problems, judgeTables(t, synthesised)...)
	r.interpret(t)
	for _, key := range requiredNames {
		if key != "client_secret" || !r.needsNoSecret() {
			r.Problems = append(r.Problems, placeholder(t.get(key), key, t)...)
		}
	}
	r.Problems = append(r.Problems, judgeKwargs(t, &r)...)
	r.Problems = append(r.Problems, judgeAssertion(t, &r)...)
	var problems []Problem
	r.Unread, problems = unreadByProvider(t, synthesised)
	r.Problems = append(r.Problems, problems...)
	return r
}

// provesOtherwise tells whether a token endpoint or an assertion of one's own
// stands in for the client secret.
func provesOtherwise(t table) bool {
	params := t.under("access_token_params")
	own := Registration{AccessTokenURL: t.get("access_token_url"), MetadataURL: t.get("server_metadata_url")}
	return byRun(t) || own.Relayed() || params.get("client_assertion").IsSet() || params.get("client_secret").IsSet()
}

// needsSecret tells whether the provider is one that has no web apps without a secret.
func needsSecret(t table) bool {
	return !provesOtherwise(t) && provider.Of(t.get("server_metadata_url").Text.Reveal()).NeedsSecret
}

// sendsEmpty tells whether an empty secret is sent all the same. What is said
// besides it does not count then.
func sendsEmpty(t table) bool {
	method := t.under("client_kwargs").get("token_endpoint_auth_method").Text.Reveal()
	return strings.HasPrefix(method, "client_secret_") && !provesOtherwise(t)
}

// requiredKeys judges client_id, client_secret and server_metadata_url.
func requiredKeys(t table, synthesised bool) []Problem {
	var problems []Problem
	for _, key := range requiredNames {
		s := t.get(key)
		empty := s.Kind == secrets.KindString && s.Text.IsEmpty()
		switch {
		case key == "client_secret" && byRun(t): // authkit run writes the key
		case !s.IsSet():
			p := missingKey(t, key)
			if key == "client_secret" && !synthesised && provesOtherwise(t) && p.Fix == fillIn.Get()[key] {
				p.Fix, p.Edit = findings.Write("unused", t.at("client_secret")...)
				p.Fix += " below " + t.header() + ": Streamlit stops without the key, and nobody looks at its value"
			}
			problems = append(problems, p)
		case empty && key == "client_secret" && !synthesised && !needsSecret(t) && !sendsEmpty(t): // a public client, or another proof of itself
		case empty && key == "client_secret" && !synthesised && !needsSecret(t): // public clients are let in with an empty one at some providers
			p := emptyKey(t, key)
			p.Severity = SeverityWarning
			p.Message += ", and token_endpoint_auth_method sends it all the same, which most providers refuse"
			p.Fix += "; for a public client, which has none, remove the line token_endpoint_auth_method"
			problems = append(problems, p)
		case empty:
			problems = append(problems, emptyKey(t, key))
		case s.Kind == secrets.KindString: // client-id-form, client-secret-form and metadata-url-form look at the text
		case key == "client_secret" && s.Kind == secrets.KindInteger && !s.isFalse():
			// The Basic header is made with a Python f-string, so a number gets through.
			problems = append(problems, Problem{
				ID: checkid.AuthKeys, Severity: SeverityWarning,
				Message: "client_secret is a number without quotes; it works only as long as Python writes it the same way",
				Fix:     "put the value of client_secret in quotes",
			}.At(s.place()))
		case key == "client_id" && s.Kind == secrets.KindInteger:
			// The login page still opens; then the token's audience, a text, is not equal to the number.
			problems = append(problems, Problem{
				ID: checkid.AuthKeys, Severity: SeverityError,
				Message: "client_id is a number without quotes, so the provider's token is refused after the sign-in",
				Fix:     "put the value of client_id in quotes",
			}.At(s.place()))
		default:
			problems = append(problems, Problem{
				ID: checkid.AuthKeys, Severity: SeverityError,
				Message: key + " is " + kindWords(s.Kind) + "; Streamlit needs a text",
				Fix:     "give " + key + " one value in quotes",
			}.At(s.place()))
		}
	}
	return problems
}

// judgeTables judges the kinds of the optional keys.
func judgeTables(t table, synthesised bool) []Problem {
	var problems []Problem
	kwargs := t.get("client_kwargs")
	if kwargs.IsSet() && kwargs.Kind != secrets.KindTable && !(synthesised && kwargs.isFalse()) {
		problems = append(problems, Problem{
			ID: checkid.ClientKwargs, Severity: SeverityError,
			Message: "client_kwargs is " + kindWords(kwargs.Kind) + "; Streamlit needs a section and stops at the login",
			Fix:     "write a section " + header(t.at("client_kwargs")) + " with one line for each entry",
		}.At(kwargs.place()))
	}
	if synthesised {
		return problems
	}
	for _, key := range []string{"authorize_params", "access_token_params"} {
		if s := t.get(key); s.IsSet() && s.Kind != secrets.KindTable && !s.isFalse() {
			problems = append(problems, Problem{
				ID: checkid.ProviderKeys, Severity: SeverityError,
				Message: key + " is " + kindWords(s.Kind) + "; Streamlit needs a section and the login fails",
				Fix:     "write a section " + header(t.at(key)) + " with one line for each entry",
			}.At(s.place()))
		}
	}
	for _, key := range []string{"authorize_url", "access_token_url"} {
		if s := t.get(key); s.IsSet() && s.Kind != secrets.KindString && !s.isFalse() {
			problems = append(problems, Problem{
				ID: checkid.ProviderKeys, Severity: SeverityError,
				Message: key + " is " + kindWords(s.Kind) + "; Streamlit needs an address",
				Fix:     "put the address in quotes, or remove " + key + ": the provider's metadata names it",
			}.At(s.place()))
		}
	}
	if s := t.get("request_token_url"); s.IsSet() && !s.isFalse() {
		problems = append(problems, Problem{
			ID: checkid.ProviderKeys, Severity: SeverityError,
			Message: "request_token_url makes Streamlit speak OAuth 1, which st.login cannot finish",
			Fix:     "remove the line request_token_url",
		}.At(s.keyPlace()))
	}
	return problems
}

// interpret works out the login request and the token request.
func (r *Registration) interpret(t table) {
	kwargs := t.under("client_kwargs")
	r.Scope, r.Prompt = "openid email profile", "select_account"
	if r.ClientKwargs["scope"].IsSet() {
		r.Scope = strings.Join(sent(kwargs, "scope"), " ")
	}
	r.Extra = url.Values{}
	if r.ClientKwargs["prompt"].IsSet() {
		prompts := sent(kwargs, "prompt")
		r.Prompt = strings.Join(prompts[:min(1, len(prompts))], "")
		for _, more := range prompts[min(1, len(prompts)):] {
			r.Extra.Add("prompt", more)
		}
	}
	// Of everything else in client_kwargs Authlib copies only these into the
	// URL (EXTRA_AUTHORIZE_PARAMS); a nonce would be the fourth, but is
	// generated whenever the scope has openid. It reads response_type as well.
	for _, key := range []string{"login_hint", "response_mode", "response_type"} {
		if r.ClientKwargs[key].IsSet() {
			r.Extra[key] = sent(kwargs, key)
		}
	}
	if !slices.Contains(strings.Fields(r.Scope), "openid") && r.ClientKwargs["nonce"].IsSet() {
		r.Extra["nonce"] = sent(kwargs, "nonce")
	}
	for key := range r.AuthorizeParams {
		r.Extra[key] = sent(t.under("authorize_params"), key)
	}
	if scope, ok := r.Extra["scope"]; ok {
		r.Scope = strings.Join(scope, " ")
		delete(r.Extra, "scope")
	}
	if prompt, ok := r.Extra["prompt"]; ok && r.AuthorizeParams["prompt"].IsSet() {
		r.Prompt = strings.Join(prompt[:min(1, len(prompt))], "")
		r.Extra["prompt"] = prompt[min(1, len(prompt)):]
		if len(r.Extra["prompt"]) == 0 {
			delete(r.Extra, "prompt")
		}
	}
	r.ForcePKCE = r.ClientKwargs["code_challenge_method"].Text.Reveal() == "S256"
	r.TokenAuthMethod = "client_secret_basic"
	if method := r.ClientKwargs["token_endpoint_auth_method"]; method.IsSet() {
		r.TokenAuthMethod = method.Text.Reveal()
	} else if r.ClientSecret.isFalse() {
		r.TokenAuthMethod = "none"
	}
	if r.ByRun { // whatever is written
		r.TokenAuthMethod = assertionMethod
	}
}

// sent is what Python puts into the URL for a TOML value: each element of an
// array of texts, a scalar as Python writes it.
func sent(t table, key string) []string {
	s := t.get(key)
	switch s.Kind {
	case secrets.KindArray:
		values, _ := t.file.Document.Strings(t.at(key)...)
		var all []string
		for _, v := range values {
			all = append(all, v.Reveal())
		}
		return all
	}
	return []string{s.written()}
}

// written is how Python writes a value that is no list and no table.
func (s Setting) written() string {
	switch s.Kind {
	case secrets.KindBoolean:
		if s.Text.Reveal() == "true" {
			return "True"
		}
		return "False"
	case secrets.KindInteger:
		if n, err := strconv.ParseInt(s.Text.Reveal(), 0, 64); err == nil {
			return strconv.FormatInt(n, 10)
		}
	}
	return s.Text.Reveal()
}

// emptyProviders warns of provider sections without a single key.
func emptyProviders(t table) []Problem {
	var problems []Problem
	for _, name := range t.keys() {
		sub := t.under(name)
		if sub.self().Kind == secrets.KindTable && len(sub.keys()) == 0 && !slices.Contains(paramTables, name) {
			problems = append(problems, Problem{
				ID: checkid.ProviderKeys, Severity: SeverityWarning,
				Message: sub.header() + " is empty, so " + loginCall(name) + " cannot work",
				Fix:     "add client_id, client_secret and server_metadata_url below " + sub.header() + ", or remove it",
			}.At(sub.self().keyPlace()))
		}
	}
	return problems
}

func loginCall(name string) string {
	if name == "default" {
		return "st.login()"
	}
	return "st.login(" + strconv.Quote(printable(name, 60)) + ")"
}

// changesInCapitals tells whether a letter does not survive being written in
// capitals and small again, as Authlib with Streamlit's settings does to names
// (Unicode, SpecialCasing: ß becomes SS).
func changesInCapitals(r rune) bool {
	return r == 'ß' || r >= 'ﬀ' && r <= 'ﬆ' || unicode.ToLower(unicode.ToUpper(r)) != unicode.ToLower(r)
}

// providerNames judges the names of the registrations, side by side.
func providerNames(a *Auth) []Problem {
	var problems []Problem
	byLower := map[string][]int{}
	for i, r := range a.Registrations {
		byLower[strings.ToLower(r.Name)] = append(byLower[strings.ToLower(r.Name)], i)
		if at := strings.IndexFunc(r.Name, changesInCapitals); at >= 0 {
			letter, _ := utf8.DecodeRuneInString(r.Name[at:])
			a.Registrations[i].Problems = append(a.Registrations[i].Problems, Problem{
				ID: checkid.ProviderName, Severity: SeverityError,
				Message: "the provider name in " + header(r.Table) + " has a letter that is another one once it was written in capitals (" + string(letter) + "); Authlib does that and finds no provider",
				Fix:     "use plain letters, digits and hyphens in the section's name and in st.login",
				Since:   NamesInLower,
			}.At(r.Section.keyPlace()))
		}
		if r.Name == "" {
			a.Registrations[i].Problems = append(a.Registrations[i].Problems, Problem{
				ID: checkid.ProviderName, Severity: SeverityError,
				Message: "the provider name in " + header(r.Table) + " is empty, and the login leads back to the app",
				Fix:     "give the section a name, such as [auth.corp], and st.login the same",
			}.At(r.Section.keyPlace()))
		}
		if strings.Contains(r.Name, "_") {
			a.Registrations[i].Problems = append(a.Registrations[i].Problems, Problem{
				ID: checkid.ProviderName, Severity: SeverityError,
				Message: "the provider name in " + header(r.Table) + " has an underscore, and st.login refuses such names",
				Fix:     "rename the section to " + header([]string{"auth", strings.ReplaceAll(r.Name, "_", "-")}) + " and the name in st.login with it",
			}.At(r.Section.keyPlace()))
		}
	}
	for _, same := range byLower {
		if len(same) < 2 {
			continue
		}
		// Of those that are one name in small letters the last one stays. The default made from [auth] itself is added after all others.
		wins := same[len(same)-1]
		if first := a.Registrations[same[0]]; len(first.Table) == 1 {
			wins = same[0]
		}
		for _, i := range same {
			if i == wins {
				continue
			}
			r := &a.Registrations[i]
			r.Problems = append(r.Problems, Problem{
				ID: checkid.ProviderName, Severity: SeverityError,
				Message: header(r.Table) + " and " + header(a.Registrations[wins].Table) + " differ in case only; " + loginCall(r.Name) + " gets the settings of " + header(a.Registrations[wins].Table),
				Fix:     "rename one of the two sections",
				Since:   NamesInLower,
			}.At(r.Section.keyPlace()))
		}
	}
	if _, ok := a.Registration("default"); !ok {
		for i, r := range a.Registrations {
			if strings.EqualFold(r.Name, "default") {
				a.Registrations[i].Problems = append(a.Registrations[i].Problems, Problem{
					ID: checkid.ProviderName, Severity: SeverityWarning,
					Message: header(r.Table) + " is not the default provider: st.login() looks for [auth.default], in small letters",
					Fix:     "rename the section to [auth.default]",
				}.At(r.Section.keyPlace()))
			}
		}
	}
	return problems
}
