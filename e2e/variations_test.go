//go:build e2e

package e2e

import (
	"slices"
	"strings"
)

// variations are all of them; their names begin with the kind.
func variations() []variation {
	return slices.Concat(
		keyVariations(), kwargsVariations(), redirectVariations(), cookieVariations(), nameVariations(), placeVariations(),
		dialectVariations(), callVariations(), moduleVariations(), tokenVariations(), serverVariations(), metadataVariations(), signInVariations(), entraVariations(),
	)
}

// layout is a way to write a provider down, and to call it.
type layout struct{ name, table, login string }

var (
	unnamed = layout{"unnamed", "auth", `st.button("Sign in", on_click=st.login)`}
	named   = layout{"named", "auth.corp", `st.button("Sign in", on_click=st.login, args=["corp"])`}
	byName  = layout{"default", "auth.default", `st.button("Sign in", on_click=st.login)`}
	layouts = []layout{unnamed, named, byName}
)

const (
	goodCookieSecret = `"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9ok3yJw8QpZr5T"`
	goodRedirectURI  = `"http://localhost:@port@/oauth2callback"`
)

// secrets is a secrets file in that layout. Each change is "key = value",
// which replaces the key's line, "-key", which takes it away, or "+text", which
// is written at the end. Keys go where they belong: below [auth], below the
// provider, or, with a table's name in front, below a table of the provider.
func (l layout) secrets(changes ...string) string {
	shared := []string{"redirect_uri = " + goodRedirectURI, "cookie_secret = " + goodCookieSecret}
	provider := []string{`client_id = "` + scriptedClient + `"`, `client_secret = "` + scriptedSecret + `"`, `server_metadata_url = "@idp@/.well-known/openid-configuration"`}
	tables := map[string][]string{}
	var order []string
	end := ""
	for _, change := range changes {
		if text, ok := strings.CutPrefix(change, "+"); ok {
			end += text + "\n"
			continue
		}
		key, _, _ := strings.Cut(strings.TrimPrefix(change, "-"), " ")
		if table, below, ok := strings.Cut(key, "."); ok {
			if !slices.Contains(order, table) {
				order = append(order, table)
			}
			tables[table] = append(tables[table], below+strings.TrimPrefix(change, key))
			continue
		}
		lines := &provider
		if slices.Contains([]string{"redirect_uri", "cookie_secret", "expose_tokens"}, key) {
			lines = &shared
		}
		at := slices.IndexFunc(*lines, func(line string) bool { return strings.HasPrefix(line, key+" ") })
		switch {
		case strings.HasPrefix(change, "-"):
			*lines = slices.Delete(*lines, at, at+1)
		case at >= 0:
			(*lines)[at] = change
		default:
			*lines = append(*lines, change)
		}
	}
	text := "[auth]\n" + strings.Join(shared, "\n") + "\n"
	if l.table != "auth" {
		text += "\n[" + l.table + "]\n"
	}
	text += strings.Join(provider, "\n") + "\n"
	for _, table := range order {
		text += "\n[" + l.table + "." + table + "]\n" + strings.Join(tables[table], "\n") + "\n"
	}
	return text + end
}

// with is a variation of the base project in that layout.
func (l layout) with(name, want string, changes ...string) variation {
	return variation{name: name + "/" + l.name, want: want, files: map[string]string{
		".streamlit/secrets.toml": l.secrets(changes...),
		"app.py":                  appOf(l.login),
	}}
}

// keyVariations: every key that st.login needs, wrong in every way people get
// a key wrong.
func keyVariations() []variation {
	var all []variation
	for _, l := range layouts {
		all = append(all, l.with("good", ""))
		for _, key := range []string{"redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url"} {
			add := func(how, want string, changes ...string) {
				all = append(all, l.with("key/"+key+"/"+how, want, changes...))
			}
			value := map[string]string{"redirect_uri": goodRedirectURI, "cookie_secret": goodCookieSecret, "client_id": `"` + scriptedClient + `"`,
				"client_secret": `"` + scriptedSecret + `"`, "server_metadata_url": `"@idp@/.well-known/openid-configuration"`}[key]
			add("missing", "auth-keys", "-"+key)
			empty := "auth-keys"
			switch {
			case key == "cookie_secret":
				empty = "cookie-secret"
			case key == "client_secret" && l != unnamed: // then it is a public client
				empty = "client-secret"
			}
			add("empty", empty, key+` = ""`)
			add("list", "auth-keys", key+` = ["`+strings.Trim(value, `"`)+`"]`)
			add("true", "auth-keys", key+` = true`)
			add("table", "auth-keys", key+` = { value = `+value+` }`)
			add("capitals", "auth-keys", "-"+key, strings.ToUpper(key)+" = "+value)
			add("hyphens", "auth-keys", "-"+key, strings.ReplaceAll(key, "_", "-")+" = "+value)
			form := map[string]string{"redirect_uri": "redirect-uri-form", "client_id": "client-id-form", "client_secret": "client-secret-form", "server_metadata_url": "metadata-url-form"}[key]
			if form != "" {
				add("blank-behind", form, key+` = `+strings.TrimSuffix(value, `"`)+` "`)
				add("blank-before", form, key+` = " `+strings.TrimPrefix(value, `"`))
			}
			placeholder := map[string]string{"cookie_secret": "cookie-secret"}[key]
			if placeholder == "" {
				placeholder = "auth-placeholder"
			}
			add("xxx", placeholder, key+` = "xxx"`)
			if key != "redirect_uri" && key != "server_metadata_url" {
				add("number", map[string]string{"cookie_secret": "auth-keys", "client_id": "auth-keys", "client_secret": "client-secret"}[key], key+` = 1234567890123456789`)
			}
		}
	}
	for _, l := range []layout{named, byName} { // nothing but the shared keys is inherited
		for _, key := range []string{"client_id", "client_secret", "server_metadata_url"} {
			v := l.with("inherit/"+key, "auth-keys", "-"+key)
			value := map[string]string{"client_id": scriptedClient, "client_secret": scriptedSecret, "server_metadata_url": "@idp@/.well-known/openid-configuration"}[key]
			v.files[".streamlit/secrets.toml"] = strings.Replace(v.files[".streamlit/secrets.toml"], "[auth]\n", "[auth]\n"+key+" = \""+value+"\"\n", 1)
			all = append(all, v)
		}
		for _, key := range []string{"redirect_uri", "cookie_secret"} { // and those are read nowhere else
			v := l.with("misplaced/"+key, "auth-keys", "-"+key)
			value := map[string]string{"redirect_uri": goodRedirectURI, "cookie_secret": goodCookieSecret}[key]
			v.files[".streamlit/secrets.toml"] += key + " = " + value + "\n"
			all = append(all, v)
		}
	}
	for _, l := range layouts {
		v := l.with("above/all", "auth-section")
		v.files[".streamlit/secrets.toml"] = strings.Replace(v.files[".streamlit/secrets.toml"], "[auth]\n", "", 1)
		if l.name == "unnamed" {
			all = append(all, v)
		} else { // [auth.corp] makes auth, and the keys above it are nobody's
			v.want = "auth-keys"
			all = append(all, v)
		}
	}
	for _, key := range []string{"redirect_uri", "cookie_secret"} {
		value := map[string]string{"redirect_uri": goodRedirectURI, "cookie_secret": goodCookieSecret}[key]
		v := unnamed.with("above/"+key, "auth-keys", "-"+key)
		v.files[".streamlit/secrets.toml"] = key + " = " + value + "\n" + v.files[".streamlit/secrets.toml"]
		all = append(all, v)
	}
	return all
}

// kwargsVariations: what client_kwargs and the other tables of a provider do.
func kwargsVariations() []variation {
	var all []variation
	for _, l := range layouts {
		add := func(how, want string, changes ...string) {
			all = append(all, l.with("kwargs/"+how, want, changes...))
		}
		add("scope-openid", "", `client_kwargs.scope = "openid"`)
		add("scope-order", "", `client_kwargs.scope = "profile openid"`)
		add("scope-without-openid", "client-kwargs", `client_kwargs.scope = "email profile"`)
		add("scope-empty", "client-kwargs", `client_kwargs.scope = ""`)
		add("scope-commas", "client-kwargs", `client_kwargs.scope = "openid,email,profile"`)
		add("scope-list", "", `client_kwargs.scope = ["openid", "email"]`)
		add("scope-number", "client-kwargs", `client_kwargs.scope = 1`)
		add("prompt-login", "", `client_kwargs.prompt = "login"`)
		add("prompt-empty", "", `client_kwargs.prompt = ""`)
		add("prompt-none", "client-kwargs", `client_kwargs.prompt = "none"`)
		add("prompt-false", "", `client_kwargs.prompt = false`)
		add("login-hint", "", `client_kwargs.login_hint = "ada@contoso.example"`)
		add("response-mode-query", "", `client_kwargs.response_mode = "query"`)
		add("response-mode-form-post", "client-kwargs", `client_kwargs.response_mode = "form_post"`)
		add("response-mode-fragment", "client-kwargs", `client_kwargs.response_mode = "fragment"`)
		add("response-type-token", "client-kwargs", `client_kwargs.response_type = "id_token"`)
		add("nonce", "", `client_kwargs.nonce = "always-the-same"`)
		add("s256", "", `client_kwargs.code_challenge_method = "S256"`)
		add("auth-basic", "", `client_kwargs.token_endpoint_auth_method = "client_secret_basic"`)
		add("auth-post", "", `client_kwargs.token_endpoint_auth_method = "client_secret_post"`)
		add("auth-private-key", "client-kwargs", `client_kwargs.token_endpoint_auth_method = "private_key_jwt"`)
		add("auth-misspelt", "client-kwargs", `client_kwargs.token_endpoint_auth_method = "client_secret_header"`)
		add("auth-list", "client-kwargs", `client_kwargs.token_endpoint_auth_method = ["client_secret_post"]`)
		add("unknown", "", `client_kwargs.audience = "api://corp"`, `client_kwargs.max_age = 0`)
		add("timeout", "", `client_kwargs.timeout = 10`)
		add("verify-false", "", `client_kwargs.verify = false`)
		add("client-id-twice", "client-kwargs", `client_kwargs.client_id = "`+scriptedClient+`"`)
		add("text", "client-kwargs", `client_kwargs = "scope=openid"`)
		add("list", "client-kwargs", `client_kwargs = ["openid"]`)
		add("number", "client-kwargs", `client_kwargs = 1`)
		add("empty-table", "", `client_kwargs = {}`)
		add("inline", "", `client_kwargs = { scope = "openid email" }`)
		add("ignored-keys", "", `scope = "openid"`, `issuer = "https://elsewhere.example"`, `token_endpoint = "https://elsewhere.example/token"`, `jwks_uri = "https://elsewhere.example/keys"`)
		if l.name == "unnamed" {
			add("authorize-params-unread", "", `authorize_params.response_mode = "form_post"`)
			add("authorize-url-unread", "", `authorize_url = "http://127.0.0.1:1/authorize"`)
			add("request-token-url-unread", "", `request_token_url = "http://127.0.0.1:1/request"`)
			continue
		}
		add("authorize-params", "", `authorize_params.audience = "api://corp"`)
		add("authorize-params-scope", "client-kwargs", `authorize_params.scope = "email"`)
		add("authorize-params-mode", "client-kwargs", `authorize_params.response_mode = "form_post"`)
		add("authorize-params-type", "client-kwargs", `authorize_params.response_type = "token"`)
		add("authorize-params-client-id", "client-kwargs", `authorize_params.client_id = "other"`)
		add("authorize-params-text", "provider-keys", `authorize_params = "audience=x"`)
		add("access-token-params", "", `access_token_params.resource = "api://corp"`)
		add("access-token-params-text", "provider-keys", `access_token_params = "resource"`)
		add("authorize-url-wrong", "provider-keys", `authorize_url = true`)
		add("request-token-url", "provider-keys", `request_token_url = "http://127.0.0.1:1/request"`)
	}
	public := script{methods: []string{"none"}, secret: "-"}
	for _, l := range layouts {
		none := l.with("kwargs/auth-none-public-client", "", `client_kwargs.token_endpoint_auth_method = "none"`)
		none.script = public
		refused := l.with("kwargs/auth-none-refused", "client-secret", `client_kwargs.token_endpoint_auth_method = "none"`)
		all = append(all, none, refused)
	}
	empty := named.with("kwargs/empty-secret-public-client", "", `client_secret = ""`)
	empty.script = public
	const sent = `client_kwargs.token_endpoint_auth_method = "client_secret_post"`
	let := named.with("kwargs/empty-secret-sent-public-client", "", `client_secret = ""`, sent)
	let.script = public
	refused := named.with("kwargs/empty-secret-sent", "client-secret", `client_secret = ""`, sent)
	return append(all, empty, let, refused)
}

// cookieVariations: what signs the login.
func cookieVariations() []variation {
	return []variation{
		unnamed.with("cookie/short", "cookie-secret", `cookie_secret = "s3cr3t"`),
		unnamed.with("cookie/word", "cookie-secret", `cookie_secret = "streamlit-cookie-secret"`),
		unnamed.with("cookie/hex", "", `cookie_secret = "9f3c1e7ab2d84650c7e19f3a5b6d8240f1e2a3b4c5d6e7f8091a2b3c4d5e6f70"`),
		unnamed.with("cookie/letters-of-other-languages", "", `cookie_secret = "žluťoučký-kůň-9f3c1e7ab2d84650c7e19f3a5b6d"`),
		unnamed.with("cookie/braces", "", `cookie_secret = "{9f3c1e7ab2d84650c7e19f3a5b6d8240f1e2a3b4c5}"`),
		unnamed.with("cookie/public-key", "cookie-secret", `cookie_secret = "-----BEGIN PUBLIC KEY-----MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"`),
		unnamed.with("cookie/ssh-key", "cookie-secret", `cookie_secret = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7x9f3c1e7ab2d84650"`),
		unnamed.with("cookie/like-a-key", "", `cookie_secret = "ssh-9f3c1e7ab2d84650c7e19f3a5b6d8240f1e2a3b4"`),
		unnamed.with("cookie/quotes", "", `cookie_secret = 'k3"yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o"k3yJw8QpZr5T'`),
		unnamed.with("cookie/multi-line", "", "cookie_secret = \"\"\"\nk3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9ok3yJw8QpZr5T\"\"\""),
	}
}

// nameVariations: names of providers.
func nameVariations() []variation {
	l := func(table, call string) layout {
		return layout{strings.Trim(call, "\""), "auth." + table, `st.button("Sign in", on_click=st.login, args=[` + call + `])`}
	}
	two := named.secrets()
	second := "\n[auth.Corp]\nclient_id = \"" + scriptedClient + "\"\nclient_secret = \"" + scriptedSecret + "\"\nserver_metadata_url = \"@idp@/.well-known/openid-configuration\"\n"
	all := []variation{
		l("my-corp", `"my-corp"`).with("name/hyphen", ""),
		l("corp2", `"corp2"`).with("name/digit", ""),
		l("2", `"2"`).with("name/number", ""),
		l(`"corp.example"`, `"corp.example"`).with("name/dot", ""),
		l(`"my corp"`, `"my corp"`).with("name/blank", ""),
		l(`"größer"`, `"größer"`).with("name/sharp-s", "provider-name"), // upper and lower again it is another name
		l(`"müller"`, `"müller"`).with("name/letters", ""),
		l("Corp", `"Corp"`).with("name/capital", ""),
		l("CORP", `"CORP"`).with("name/capitals", ""),
		l("my_corp", `"my_corp"`).with("name/underscore", "provider-name"),
		l("_corp", `"_corp"`).with("name/underscore-before", "provider-name"),
		l("Corp", `"corp"`).with("name/other-case", "app-provider"),
		l("corp", `"Corp"`).with("name/other-case-called", "app-provider"),
		l("corp", `"crop"`).with("name/misspelt", "app-provider"),
		l("corp", `"corp "`).with("name/blank-called", "app-provider"),
		l("corp", `"redirect_uri"`).with("name/a-key", "app-provider"),
		l("corp", `"default"`).with("name/no-default", "app-provider"),
		l("corp", `""`).with("name/empty", "app-provider"),
		l("default", `"default"`).with("name/default", ""),
		l("Default", `"default"`).with("name/default-capital", "app-provider"),
	}
	for _, called := range []string{"corp", "Corp"} {
		v := named.with("name/two-differ-in-case/"+called, "provider-name")
		v.files[".streamlit/secrets.toml"] = two + strings.Replace(second, scriptedClient, "other-app", 1)
		v.files["app.py"] = appOf(`st.button("Sign in", on_click=st.login, args=["` + called + `"])`)
		v.since = "1.57.0"
		all = append(all, v)
	}
	both := unnamed.with("name/unnamed-and-named", "", "+"+strings.Replace(second, "Corp", "corp", 1))
	both.files["app.py"] = appOf("st.button(\"A\", on_click=st.login)\nst.button(\"B\", on_click=st.login, args=[\"corp\"])")
	broken := unnamed.with("name/second-is-broken", "auth-keys", "+"+strings.Replace(strings.Replace(second, "Corp", "corp", 1), "client_secret", "secret", 1))
	broken.files["app.py"] = both.files["app.py"]
	nested := named.with("name/below-another", "app-provider")
	nested.files[".streamlit/secrets.toml"] = strings.Replace(named.secrets(), "[auth.corp]", "[auth.providers.corp]", 1)
	flat := named.with("name/own-section", "auth-keys")
	flat.files[".streamlit/secrets.toml"] = strings.Replace(named.secrets(), "[auth.corp]", "[corp]", 1)
	return append(all, both, broken, nested, flat)
}

// callVariations: the ways an app calls st.login.
func callVariations() []variation {
	app := func(name, want string, l layout, code string) variation {
		v := l.with("call/"+name, want)
		v.files["app.py"] = code
		return v
	}
	const head, in = "import streamlit as st\n\n", "\nst.text(\"" + signedInText + "\")\n"
	unless := func(login string) string { return appOf(login) }
	return []variation{
		app("positional", "", named, unless("if st.button(\"Sign in\"):\n    st.login(\"corp\")")),
		app("keyword", "", named, unless("if st.button(\"Sign in\"):\n    st.login(provider=\"corp\")")),
		app("kwargs", "", named, unless(`st.button("Sign in", on_click=st.login, kwargs={"provider": "corp"})`)),
		app("tuple", "", named, unless(`st.button("Sign in", on_click=st.login, args=("corp",))`)),
		app("lambda", "", named, unless(`st.button("Sign in", on_click=lambda: st.login("corp"))`)),
		app("none", "", unnamed, unless("if st.button(\"Sign in\"):\n    st.login(None)")),
		app("at-once", "", unnamed, unless("st.login()")),
		app("variable", "", named, unless("name = \"corp\"\nst.button(\"Sign in\", on_click=st.login, args=[name])")),
		app("loop", "", named, unless("for name in [\"corp\"]:\n    st.button(name, on_click=st.login, args=[name])")),
		app("from-import", "", named, strings.Replace(unless("if button(\"Sign in\"):\n    login(\"corp\")"), "import streamlit as st\n", "import streamlit as st\nfrom streamlit import button, login\n", 1)),
		app("whole-name", "", named, strings.Replace(unless("if st.button(\"Sign in\"):\n    streamlit.login(\"corp\")"), "import streamlit as st\n", "import streamlit\nimport streamlit as st\n", 1)),
		app("function", "", named, head+"def ask():\n    st.button(\"Sign in\", on_click=st.login, args=[\"corp\"])\n\nif not @user@.is_logged_in:\n    ask()\n    st.stop()"+in),
		app("comment-and-string", "", named, strings.Replace(unless(named.login), head, head+"# st.login(\"other\")\n_ = \"\"\"st.login(\"other\")\"\"\"\n", 1)),
		app("unnamed-called-by-name", "app-provider", unnamed, unless("if st.button(\"Sign in\"):\n    st.login(\"microsoft\")")),
		app("named-called-without", "app-provider", named, unless("if st.button(\"Sign in\"):\n    st.login()")),
		app("keyword-missing", "app-provider", named, unless("if st.button(\"Sign in\"):\n    st.login(provider=\"microsoft\")")),
		app("kwargs-missing", "app-provider", named, unless(`st.button("Sign in", on_click=st.login, kwargs={"provider": "microsoft"})`)),
		app("args-missing", "app-provider", named, unless(`st.button("Sign in", on_click=st.login, args=["microsoft"])`)),
		app("tuple-missing", "app-provider", named, unless(`st.button("Sign in", on_click=st.login, args=("microsoft",))`)),
		app("lambda-missing", "app-provider", named, unless(`st.button("Sign in", on_click=lambda: st.login("microsoft"))`)),
		app("at-once-missing", "app-provider", named, unless("st.login(\"microsoft\")")),
		app("one-of-two-missing", "app-provider", named, unless("st.button(\"A\", on_click=st.login, args=[\"corp\"])\nst.button(\"B\", on_click=st.login, args=[\"google\"])")),
		app("table-of-client-kwargs", "app-provider", unnamed, unless("if st.button(\"Sign in\"):\n    st.login(\"client_kwargs\")")),
		app("experimental-user", "app-api", unnamed, strings.ReplaceAll(unless(unnamed.login), "@user@", "st.experimental_user")),
	}
}

// tokenVariations: expose_tokens.
func tokenVariations() []variation {
	var all []variation
	for _, one := range []struct{ name, value, want string }{
		{"id", `"id"`, ""}, {"access", `["access"]`, ""}, {"both", `["id", "access"]`, ""}, {"none", `[]`, ""}, {"true", `true`, ""},
		{"refresh", `"refresh"`, "expose-tokens"}, {"one-wrong", `["id", "refresh"]`, "expose-tokens"}, {"capital", `"ID"`, "expose-tokens"},
		{"id-token", `"id_token"`, "expose-tokens"}, {"comma", `"id,access"`, "expose-tokens"}, {"empty-text", `""`, "expose-tokens"},
	} {
		all = append(all, unnamed.with("tokens/"+one.name, one.want, "expose_tokens = "+one.value))
	}
	inside := named.with("tokens/below-provider", "")
	inside.files[".streamlit/secrets.toml"] += "expose_tokens = \"refresh\"\n"
	return append(all, inside)
}
