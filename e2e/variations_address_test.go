//go:build e2e

package e2e

import "strings"

// redirectVariations: redirect_uri, and where people open the app.
func redirectVariations() []variation {
	uri := func(name, want, value string) variation {
		return unnamed.with("redirect/"+name, want, `redirect_uri = "`+value+`"`)
	}
	opened := func(v variation, address string) variation {
		v.opened = address
		return v
	}
	sentAs := func(v variation, registered string) variation {
		v.script.redirects = registered
		return v
	}
	config := func(v variation, text string) variation {
		v.files[".streamlit/config.toml"] = text
		return v
	}
	const https = "https://app.contoso.example"
	all := []variation{
		uri("port-placeholder", "", "http://localhost:{port}/oauth2callback"),
		uri("no-callback", "redirect-uri-path", "http://localhost:@port@"),
		uri("slash", "redirect-uri-path", "http://localhost:@port@/"),
		uri("callback", "redirect-uri-path", "http://localhost:@port@/callback"),
		uri("oauth2-slash-callback", "redirect-uri-path", "http://localhost:@port@/oauth2/callback"),
		uri("hyphen", "redirect-uri-path", "http://localhost:@port@/oauth2-callback"),
		uri("component", "redirect-uri-path", "http://localhost:@port@/component/streamlit_oauth.authorize_button"),
		uri("capital", "redirect-uri-path", "http://localhost:@port@/OAuth2Callback"),
		uri("two-slashes", "redirect-uri-path", "http://localhost:@port@//oauth2callback"),
		uri("page-in-front", "redirect-uri-path", "http://localhost:@port@/home/oauth2callback"),
		uri("slash-behind", "", "http://localhost:@port@/oauth2callback/"),
		uri("query", "", "http://localhost:@port@/oauth2callback?from=corp"),
		uri("fragment", "redirect-uri-form", "http://localhost:@port@/oauth2callback#top"),
		uri("no-scheme", "redirect-uri-form", "localhost:@port@/oauth2callback"),
		uri("no-scheme-slashes", "redirect-uri-form", "//localhost:@port@/oauth2callback"),
		uri("one-slash", "redirect-uri-form", "http:/localhost:@port@/oauth2callback"),
		uri("scheme-only", "redirect-uri-form", "http://"),
		uri("path-only", "redirect-uri-form", "/oauth2callback"),
		uri("ftp", "redirect-uri-form", "ftp://localhost:@port@/oauth2callback"),
		uri("capital-host", "redirect-uri-form", "http://LocalHost:@port@/oauth2callback"),
		sentAs(uri("capital-scheme", "", "HTTP://localhost:@port@/oauth2callback"), "http://localhost:@port@/oauth2callback"),
		uri("user", "redirect-uri-form", "http://ada@localhost:@port@/oauth2callback"),
		uri("zero-address", "redirect-uri-form", "http://0.0.0.0:@port@/oauth2callback"),
		uri("other-port", "redirect-uri-port", "http://localhost:1/oauth2callback"),
		uri("no-port", "redirect-uri-port", "http://localhost/oauth2callback"),
		uri("port-too-big", "redirect-uri-port", "http://localhost:99999/oauth2callback"),
		uri("https-here", "redirect-uri-scheme", "https://localhost:@port@/oauth2callback"),
		uri("blank-inside", "redirect-uri-form", "http://localhost:@port@/oauth2 callback"),
		uri("bracket", "redirect-uri-form", "http://[localhost:@port@/oauth2callback"),
		uri("wildcard", "redirect-uri-form", "http://*:@port@/oauth2callback"),
		uri("several", "redirect-uri-form", "http://localhost:@port@/oauth2callback,https://app.contoso.example/oauth2callback"),
		opened(uri("127.0.0.1", "", "http://127.0.0.1:@port@/oauth2callback"), "http://127.0.0.1:@port@"),
		opened(uri("ipv6", "", "http://[::1]:@port@/oauth2callback"), "http://[::1]:@port@"),

		opened(uri("https", "", https+"/oauth2callback"), https),
		opened(uri("https-port", "", https+":8443/oauth2callback"), https+":8443"),
		opened(uri("https-default-port", "redirect-uri-form", https+":443/oauth2callback"), https),
		opened(uri("http-default-port", "redirect-uri-form", "http://app.contoso.example:80/oauth2callback"), "http://app.contoso.example"),
		opened(uri("https-capital-host", "redirect-uri-form", "https://App.Contoso.example/oauth2callback"), https),
		sentAs(opened(uri("https-capital-scheme", "", "HTTPS://app.contoso.example/oauth2callback"), https), https+"/oauth2callback"),
		opened(uri("https-colon", "redirect-uri-form", https+":/oauth2callback"), https),
		opened(uri("https-user", "redirect-uri-form", "https://ada:pw@app.contoso.example/oauth2callback"), https),
		opened(uri("https-no-callback", "redirect-uri-path", https), https),
		opened(uri("https-capital-path", "redirect-uri-path", https+"/OAUTH2CALLBACK"), https),
		opened(uri("https-no-scheme", "redirect-uri-form", "app.contoso.example/oauth2callback"), https),
		opened(uri("plain-http", "", "http://app.contoso.example/oauth2callback"), "http://app.contoso.example"),
	}
	base := "[server]\nport = @port@\nbaseUrlPath = \"tools\"\n"
	below := func(v variation) variation { return opened(v, "http://localhost:@port@/tools") }
	all = append(all,
		below(config(uri("base", "", "http://localhost:@port@/tools/oauth2callback"), base)),
		below(config(uri("base-slashes", "", "http://localhost:@port@/tools/oauth2callback"), strings.Replace(base, `"tools"`, `"/tools/"`, 1))),
		opened(config(uri("base-two", "", "http://localhost:@port@/a/b/oauth2callback"), strings.Replace(base, "tools", "a/b", 1)), "http://localhost:@port@/a/b"),
		below(config(uri("base-left-out", "redirect-uri-path", "http://localhost:@port@/oauth2callback"), base)),
		below(config(uri("base-other", "redirect-uri-path", "http://localhost:@port@/tool/oauth2callback"), base)),
		below(config(uri("base-capital", "redirect-uri-path", "http://localhost:@port@/Tools/oauth2callback"), base)),
		below(config(uri("base-behind", "redirect-uri-path", "http://localhost:@port@/oauth2callback/tools"), base)),
		config(uri("base-empty", "", "http://localhost:@port@/oauth2callback"), strings.Replace(base, "tools", "", 1)),
		config(uri("base-slash", "", "http://localhost:@port@/oauth2callback"), strings.Replace(base, "tools", "/", 1)),
	)
	return all
}

// serverVariations: the server's settings, from everywhere they can come from.
func serverVariations() []variation {
	with := func(name, want string, change func(v *variation), changes ...string) variation {
		v := unnamed.with("server/"+name, want, changes...)
		change(&v)
		return v
	}
	env := func(lines ...string) func(*variation) {
		return func(v *variation) { v.env, v.files[".streamlit/config.toml"] = lines, "" }
	}
	config := func(text string) func(*variation) {
		return func(v *variation) { v.files[".streamlit/config.toml"] = text }
	}
	const port = "[server]\nport = @port@\n"
	wrong := `redirect_uri = "http://localhost:1/oauth2callback"`
	placeholder := `redirect_uri = "http://localhost:{port}/oauth2callback"`
	below := `redirect_uri = "http://localhost:@port@/tools/oauth2callback"`
	flags := func(line string) func(*variation) {
		return func(v *variation) {
			v.files[".streamlit/config.toml"] = ""
			v.files["Procfile"] = "web: streamlit run app.py " + line + "\n"
			v.args = strings.Fields(line)
		}
	}
	opened := func(change func(*variation)) func(*variation) {
		return func(v *variation) { change(v); v.opened = "http://localhost:@port@/tools" }
	}
	return []variation{
		with("port-from-environment", "", env("STREAMLIT_SERVER_PORT=@port@")),
		with("port-from-environment-wrong", "redirect-uri-port", env("STREAMLIT_SERVER_PORT=@port@"), wrong),
		with("port-from-environment-placeholder", "", env("STREAMLIT_SERVER_PORT=@port@"), placeholder),
		with("port-from-flag", "", flags("--server.port @port@")),
		with("port-from-flag-equals", "", flags("--server.port=@port@")),
		with("port-from-flag-wrong", "redirect-uri-port", flags("--server.port @port@"), wrong),
		with("port-from-flag-placeholder", "", flags("--server.port @port@"), placeholder),
		with("port-from-home", "", func(v *variation) {
			v.files[".streamlit/config.toml"], v.files["~/.streamlit/config.toml"] = "", port
		}),
		with("port-from-home-wrong", "redirect-uri-port", func(v *variation) {
			v.files[".streamlit/config.toml"], v.files["~/.streamlit/config.toml"] = "", port
		}, wrong),
		with("flag-over-config", "", func(v *variation) {
			flags("--server.port @port@")(v)
			v.files[".streamlit/config.toml"] = "[server]\nport = 1\n"
		}),
		with("environment-over-config", "", func(v *variation) {
			env("STREAMLIT_SERVER_PORT=@port@")(v)
			v.files[".streamlit/config.toml"] = "[server]\nport = 1\n"
		}),
		with("project-over-home", "", func(v *variation) { v.files["~/.streamlit/config.toml"] = "[server]\nport = 1\n" }),
		with("port-text", "", config("[server]\nport = \"@port@\"\n")),
		with("certificate-that-is-not-there", "config-server", config(port+"sslCertFile = \"cert.pem\"\nsslKeyFile = \"key.pem\"\n"), `redirect_uri = "https://localhost:@port@/oauth2callback"`),
		with("certificate-outside-that-is-not-there", "config-server", config(port+"sslCertFile = \"/nowhere/cert.pem\"\nsslKeyFile = \"/nowhere/key.pem\"\n"), `redirect_uri = "https://localhost:@port@/oauth2callback"`),
		with("theme-file-that-is-not-there", "config-server", config("[theme]\nbase = \"corporate.toml\"\n"+port)),
		with("theme-in-capitals", "config-server", config("[theme]\nbase = \"Dark\"\n"+port)),
		with("theme-empty", "config-server", config("[theme]\nbase = \"\"\n"+port)),
		with("theme-of-its-own", "", config("[theme]\nbase = \"dark\"\n"+port)),
		with("base-from-environment", "", opened(func(v *variation) { v.env = []string{"STREAMLIT_SERVER_BASE_URL_PATH=tools"} }), below),
		with("base-from-environment-left-out", "redirect-uri-path", opened(func(v *variation) { v.env = []string{"STREAMLIT_SERVER_BASE_URL_PATH=tools"} })),
		with("base-from-flag", "", opened(flags("--server.port @port@ --server.baseUrlPath tools")), below),
		with("base-from-flag-left-out", "redirect-uri-path", opened(flags("--server.port @port@ --server.baseUrlPath=tools"))),
		with("base-from-home", "", opened(func(v *variation) { v.files["~/.streamlit/config.toml"] = "[server]\nbaseUrlPath = \"tools\"\n" }), below),
		with("xsrf-off", "", config(port+"enableXsrfProtection = false\n")),
		with("cors-off", "", config(port+"enableCORS = false\n")),
		with("cors-and-xsrf-off", "", config(port+"enableCORS = false\nenableXsrfProtection = false\n")),
		with("cookie-secret-of-the-server", "", config(port+"cookieSecret = \"0123456789abcdef0123456789abcdef\"\n")),
		with("cookie-secret-of-the-server-only", "auth-keys", config(port+"cookieSecret = \"0123456789abcdef0123456789abcdef\"\n"), "-cookie_secret"),
		with("address", "", config(port+"address = \"localhost\"\n")),
		with("browser-address", "", config(port+"[browser]\nserverAddress = \"localhost\"\n")),
		with("config-with-a-mistake", "", func(v *variation) { // all of it is passed over
			env("STREAMLIT_SERVER_PORT=@port@")(v)
			v.files[".streamlit/config.toml"] = "[server\nbaseUrlPath = \"tools\"\n"
		}),
		with("config-unknown-option", "", config(port+"nonsense = 1\n")),
		with("headless", "", config(port+"headless = true\n")),
	}
}

// placeVariations: where the secrets are, and how several files are merged.
func placeVariations() []variation {
	const project, home, script = ".streamlit/secrets.toml", "~/.streamlit/secrets.toml", "src/.streamlit/secrets.toml"
	place := func(name, want string, files map[string]string) variation {
		v := unnamed.with("place/"+name, want)
		v.files[project] = ""
		for name, text := range files {
			v.files[name] = text
		}
		return v
	}
	sub := func(v variation) variation { // streamlit run src/app.py
		v.app = "src/app.py"
		v.files["src/app.py"], v.files["app.py"] = v.files["app.py"], ""
		return v
	}
	good := unnamed.secrets()
	other := "[database]\nhost = \"localhost\"\n"
	parts := func(keep ...string) string { // [auth] with some of its keys
		var lines []string
		for _, line := range strings.Split(good, "\n") {
			for _, key := range keep {
				if strings.HasPrefix(line, key+" ") {
					lines = append(lines, line)
				}
			}
		}
		return "[auth]\n" + strings.Join(lines, "\n") + "\n"
	}
	files := func(v variation, entries string) variation {
		v.files[".streamlit/config.toml"] = "[server]\nport = @port@\n[secrets]\nfiles = " + entries + "\n"
		return v
	}
	all := []variation{
		place("none", "secrets-found", nil),
		place("home", "", map[string]string{home: good}),
		place("home-and-other", "", map[string]string{home: good, project: other}),
		place("project-over-home", "", map[string]string{home: unnamed.secrets(`client_id = "other"`), project: good}),
		place("home-hidden-secrets", "auth-shadowed", map[string]string{home: good, project: parts("redirect_uri")}),
		place("home-hidden-redirect", "auth-shadowed", map[string]string{home: good, project: parts("client_id", "client_secret", "server_metadata_url", "cookie_secret")}),
		place("home-hidden-cookie", "auth-shadowed", map[string]string{home: parts("cookie_secret"), project: parts("redirect_uri", "client_id", "client_secret", "server_metadata_url")}),
		place("home-hidden-provider", "auth-shadowed", map[string]string{home: parts("client_id", "client_secret", "server_metadata_url"), project: parts("redirect_uri", "cookie_secret")}),
		place("home-broken", "secrets-parse", map[string]string{home: "[auth\n", project: good}),
		place("home-empty", "", map[string]string{home: "\n", project: good}),
		place("project-empty", "auth-section", map[string]string{project: "\n"}),
		place("project-comment", "auth-section", map[string]string{project: "# nothing yet\n"}),
		place("other-section", "auth-section", map[string]string{project: other}),
		place("capital-section", "auth-section", map[string]string{project: strings.Replace(good, "[auth]", "[Auth]", 1)}),
		place("authentication-section", "auth-section", map[string]string{project: strings.Replace(good, "[auth]", "[authentication]", 1)}),
		place("list-of-sections", "auth-section", map[string]string{project: strings.Replace(good, "[auth]", "[[auth]]", 1)}),
		place("auth-is-a-text", "auth-section", map[string]string{project: "auth = \"none\"\n"}),
		place("other-file-name", "secrets-found", map[string]string{".streamlit/secret.toml": good}),
		place("no-folder", "secrets-found", map[string]string{"secrets.toml": good}),
		place("folder-without-dot", "secrets-found", map[string]string{"streamlit/secrets.toml": good}),
		place("txt", "secrets-found", map[string]string{".streamlit/secrets.toml.txt": good}),
		place("dotenv", "secrets-found", map[string]string{".env": "CLIENT_ID=streamlit-app\n"}),

		sub(place("script/project", "", map[string]string{project: good})),
		sub(place("script/beside", "", map[string]string{script: good})),
		sub(place("script/beside-over-project", "", map[string]string{project: unnamed.secrets(`client_id = "other"`), script: good})),
		sub(place("script/beside-hides-project", "auth-shadowed", map[string]string{project: good, script: parts("redirect_uri", "cookie_secret")})),
		sub(place("script/beside-broken", "secrets-parse", map[string]string{project: good, script: "[auth\n"})),
		sub(place("script/none", "secrets-found", nil)),

		files(place("files/one", "", map[string]string{"conf/app.toml": good}), `["conf/app.toml"]`),
		files(place("files/two", "", map[string]string{"conf/app.toml": good, "conf/db.toml": other}), `["conf/db.toml", "conf/app.toml"]`),
		files(place("files/later-hides", "auth-shadowed", map[string]string{"conf/app.toml": good, "conf/z.toml": parts("redirect_uri")}), `["conf/app.toml", "conf/z.toml"]`),
		files(place("files/replaces-default", "secrets-found", map[string]string{project: good}), `["conf/app.toml"]`),
		files(place("files/not-toml", "secrets-found", map[string]string{"conf/app.txt": good}), `["conf/app.txt"]`),
		files(place("files/folder", "", map[string]string{"conf/auth/redirect_uri": "http://localhost:@port@/oauth2callback\n", "conf/auth/cookie_secret": strings.Trim(goodCookieSecret, `"`), "conf/auth/client_id": scriptedClient + "\n",
			"conf/auth/client_secret": scriptedSecret + "\n", "conf/auth/server_metadata_url": "@idp@/.well-known/openid-configuration"}), `["conf"]`),
		files(place("files/folder-without-cookie-secret", "auth-keys", map[string]string{"conf/auth/redirect_uri": "http://localhost:@port@/oauth2callback\n", "conf/auth/client_id": scriptedClient + "\n",
			"conf/auth/client_secret": scriptedSecret + "\n", "conf/auth/server_metadata_url": "@idp@/.well-known/openid-configuration"}), `["conf"]`),
		files(place("files/folder-with-stray-file", "secrets-found", map[string]string{"conf/auth/redirect_uri": "x", "conf/auth/client_id": scriptedClient + "\n", "conf/README": "x"}), `["conf"]`),
		files(place("files/folder-one-file", "auth-section", map[string]string{"conf/auth/secrets": good}), `["conf"]`),
	}
	environment := place("files/environment", "", map[string]string{"conf/app.toml": good})
	environment.env = []string{"STREAMLIT_SECRETS_FILES=conf/app.toml"}
	flag := place("files/flag", "", map[string]string{"conf/app.toml": good, "Procfile": "web: streamlit run app.py --secrets.files conf/app.toml\n"})
	flag.args = []string{"--secrets.files", "conf/app.toml"}
	inHome := place("files/config-in-home", "", map[string]string{"conf/app.toml": good, "~/.streamlit/config.toml": "[secrets]\nfiles = [\"conf/app.toml\"]\n"})
	return append(all, environment, flag, inHome)
}
