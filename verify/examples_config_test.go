package verify_test

import "github.com/authkit-cli/authkit/verify"

// configExamples are config.toml, variables and flags that Streamlit cannot
// work with, and what comes close to them and works.
func configExamples() []example {
	const config = ".streamlit/config.toml"
	file := func(text string, more ...string) map[string]string {
		files := map[string]string{config: text}
		for i := 0; i < len(more); i += 2 {
			files[more[i]] = more[i+1]
		}
		return files
	}
	at := func(release string) []string {
		return []string{"requirements.txt", "streamlit[auth]==" + release + "\n"}
	}
	var all []example
	add := func(status, says string, files map[string]string) {
		e := example{check: "config-server", status: ok, says: says, url: microsoft, files: files}
		switch status {
		case "error":
			e.status = failed
		case "warning":
			e.status = warning
		case "unproven":
			e.status = unproven
		}
		all = append(all, e)
	}

	add("error", "server.allowedHosts does not list localhost", file("[server]\nallowedHosts = [\"board.example.de\"]\n"))
	add("ok", "", file("[server]\nallowedHosts = [\"board.example.de\", \"Localhost.\"]\n"))
	add("ok", "", file("[server]\nallowedHosts = [\"*\"]\n"))
	add("error", "does not list localhost", file("[server]\nallowedHosts = [\"*.localhost\"]\n"))
	add("error", "does not list localhost", file("[server]\nallowedHosts = \"localhost\"\n"))
	add("ok", "", file("[server]\nallowedHosts = []\n"))
	add("warning", "does not know it yet", file("[server]\nallowedHosts = [\"board.example.de\"]\n", at("1.60.0")...))
	add("ok", "", file("[server]\nenableCORS = true\nport = 8600\n", at("1.36.0")...)) // the tables begin later
	add("error", "the page never loads", file("[server]\nallowedHosts = 5\n"))

	add("error", "server.xsrfCookieSameSite is another text", file("[server]\nxsrfCookieSameSite = \"banana\"\n"))
	add("ok", "", file("[server]\nxsrfCookieSameSite = \"Strict\"\n"))
	add("warning", "does not know it yet", file("[server]\nxsrfCookieSameSite = \"banana\"\n", at("1.58.0")...))

	add("error", "global.developmentMode goes with no port", file("[global]\ndevelopmentMode = true\n[server]\nport = 8501\n"))
	add("error", "no page to show", file("[global]\ndevelopmentMode = true\n"))
	add("ok", "", file("[global]\ndevelopmentMode = false\n[server]\nport = 8501\n"))

	add("error", "server.port is a number without quotes", file("[server]\nport = 8501.0\n", at("1.45.1")...))
	add("ok", "", file("[server]\nport = 8501.0\n"))
	add("error", "server.port is another text", file("[server]\nport = \"here\"\n"))
	add("ok", "", file("[server]\nport = \"8501\"\n"))
	add("error", "port is no section", file("port = 8501\n[server]\nheadless = true\n"))
	add("error", "server is no section", file("[[server]]\nport = 8501\n"))
	add("warning", "passes over all of it", file("\ufeff[server]\nport = 8600\n"))
	add("error", "does not start", file("\ufeff[server]\nport = 8600\n", at("1.44.1")...))

	add("error", "lets anybody name themselves", file("[server]\nenableAgentApi = true\n[server.trustedUserHeaders]\nX-Email = \"email\"\n"))
	add("warning", "past the proxy", file("[server.trustedUserHeaders]\nX-Email = \"email\"\n"))
	add("warning", "past the proxy", file("[server]\nenableAgentApi = true\n[server.trustedUserHeaders]\nX-Email = \"email\"\n", at("1.66.0")...))
	add("error", "server.trustedUserHeaders is a section", file("[server.trustedUserHeaders]\nX-Email = \"email\"\nX-User = \"email\"\n"))
	add("ok", "", file("[server]\nenableAgentApi = true\n"))
	add("warning", "at /_stcore/metrics to everybody", file("[server]\nunsafeMetricsUserAttributes = [\"email\"]\n"))
	add("error", "none is type", file("[server]\nunsafeMetricsUserAttributes = [\"type\"]\n"))
	add("ok", "", file("[server]\nunsafeMetricsUserAttributes = []\n"))

	add("warning", "server.enableCORS = false lets", file("[server]\nenableCORS = false\n"))
	add("ok", "", file("[server]\nenableCORS = false\n", at("1.61.0")...))
	add("ok", "", file("[server]\nenableCORS = true\n"))
	add("warning", "there are no wildcards", file("[server]\ncorsAllowedOrigins = [\"*\"]\n"))
	add("warning", "there are no wildcards", file("[server]\ncorsAllowedOrigins = \"https://portal.example.com\"\n"))
	add("ok", "", file("[server]\ncorsAllowedOrigins = [\"https://portal.example.com\"]\n"))

	add("error", "sslKeyFile is missing", file("[server]\nsslCertFile = \"cert.pem\"\n"))
	ssl := "[server]\nsslCertFile = \"cert.pem\"\nsslKeyFile = \"key.pem\"\n"
	add("error", "server.sslKeyFile names a file that is not there", file(ssl, "cert.pem", "-"))
	add("unproven", "server.sslCertFile, server.sslKeyFile", file(ssl, "cert.pem", "-", "key.pem", "-"))
	add("error", "theme.base names a file that is not there", file("[theme]\nbase = \"corporate.toml\"\n"))
	add("unproven", "theme.base", file("[theme]\nbase = \"corporate.toml\"\n", "corporate.toml", "[theme]\nbase = \"dark\"\n"))
	add("error", "theme.base names", file("[theme]\nbase = \"Dark\"\n"))
	add("error", "theme.base names", file("[theme]\nbase = \"\"\n"))
	add("ok", "", file("[theme]\nbase = \"Dark\"\n", at("1.50.0")...))
	add("unproven", "server.address", file("[server]\naddress = \"10.9.8.7\"\n"))
	add("ok", "", file("[server]\naddress = \"0.0.0.0\"\n"))
	add("error", "theme.primaryColor is a number without quotes", file("[theme]\nprimaryColor = 5\n"))
	add("error", "theme.baseFontSize is another text", file("[theme]\nbaseFontSize = \"14px\"\n"))
	add("ok", "", file("[theme]\nprimaryColor = \"#f63366\"\nbase = \"dark\"\nbaseFontSize = 14\nfont = \"serif\"\n[theme.sidebar]\nbackgroundColor = \"#eeeeee\"\n"))
	add("error", "[theme.sidebar.light] is a section", file("[theme.sidebar.light]\nprimaryColor = \"red\"\n"))
	add("error", "logger.level is another text", file("[logger]\nlevel = \"verbose\"\n"))
	add("ok", "", file("[logger]\nlevel = \"Debug\"\n"))

	add("ok", "", file("[auth]\nredirect_uri = \"http://localhost:8501/oauth2callback\"\nclient_id = \"x\"\n"))
	add("warning", "Streamlit's option is server.baseUrlPath", file("[server]\nbase_url_path = \"tools\"\n"))
	add("ok", "", file("[global]\ndataFrameSerialization = \"legacy\"\n[deprecation]\nshowPyplotGlobalUse = false\n"))
	add("ok", "", file("[server]\nport = \"env:PORT\"\n"))

	add("error", "the flag --server.prot is none", file("", "Procfile", "web: streamlit run app.py --server.prot 8501\n"))
	add("error", "the flag --server.headless is no true or false", file("", "Procfile", "web: streamlit run app.py --server.headless always\n"))
	add("error", "the flag --server.cookieSecret is refused", file("", "Procfile", "web: streamlit run app.py --server.cookieSecret abcdefghijklmnop\n"))
	add("ok", "", file("", "Procfile", "web: streamlit run app.py --server.headless true --server.port $PORT --theme.base dark --browser.gatherUsageStats=False\n"))
	add("ok", "", file("", "README.md", "    streamlit run app.py --server.port PORT\n"))
	add("error", "the variable STREAMLIT_SERVER_HEADLESS is no true or false", file("", "Dockerfile", "FROM python\nENV STREAMLIT_SERVER_HEADLESS=always\nCMD streamlit run app.py\n"))
	add("error", "the variable STREAMLIT_SERVER_XSRF_COOKIE_SAME_SITE needs", file("", "Dockerfile", "FROM python\nENV STREAMLIT_SERVER_XSRF_COOKIE_SAME_SITE=always\nCMD streamlit run app.py\n"))
	add("ok", "", file("[server]\nxsrfCookieSameSite = \"banana\"\n", "Dockerfile", "FROM python\nENV STREAMLIT_SERVER_XSRF_COOKIE_SAME_SITE=lax\nCMD streamlit run app.py\n"))

	kwargs := func(line string, more ...string) map[string]string {
		return file("", append([]string{".streamlit/secrets.toml", `[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "5f0e3c1b9a8d7f6e5d4c3b2a190817263544f3e2d1c0b9a8"
client_id = "c5a1f0d2-93b7-4e1c-8d5e-6f7a8b9c0d1e"
client_secret = "Qm7~kW2pXv9Lr4Tz8Nc3Hs5Jd1Fg6Ba0Ye_Uo"
server_metadata_url = "https://login.microsoftonline.com/5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4/v2.0/.well-known/openid-configuration"
client_kwargs.` + line + "\n"}, more...)...)
	}
	token := func(status verify.Status, says, code string, more ...string) {
		files := map[string]string{"app.py": "import streamlit as st\nif not st.user.is_logged_in:\n    st.login()\n    st.stop()\n" + code + "\n"}
		for i := 0; i < len(more); i += 2 {
			files[more[i]] = more[i+1]
		}
		all = append(all, example{check: "expose-tokens", status: status, says: says, url: microsoft, files: files})
	}
	token(failed, "st.user.tokens.access, which expose_tokens does not name", `st.text(st.user.tokens["access"])`)
	token(failed, "st.user.tokens.id, which expose_tokens does not name", `st.text(st.user.tokens.id)`)
	token(failed, "st.user.tokens.id, which expose_tokens does not name", `st.text(st.user["tokens"]["id"])`)
	token(failed, "neither id nor access", `st.text(st.user.tokens["refresh"])`)
	token(failed, "the project's Streamlit does not have", `st.text(st.user.tokens["access"])`, at("1.50.0")...)
	token(ok, "", `st.text(st.user.tokens.get("access"))`)
	token(ok, "", "try:\n    t = st.user.tokens[\"access\"]\nexcept (AttributeError, KeyError):\n    t = None")
	token(ok, "", "if hasattr(st.user, \"tokens\"):\n    t = st.user.tokens[\"access\"]")
	client := func(status verify.Status, says string, files map[string]string) {
		all = append(all, example{check: "client-kwargs", status: status, says: says, url: microsoft, files: files})
	}
	client(failed, "verify in client_kwargs names a file", kwargs(`verify = "/nowhere/ca.pem"`))
	client(failed, "verify in client_kwargs names a file", kwargs(`verify = "certs/ca.pem"`))
	client(ok, "", kwargs(`verify = "certs/ca.pem"`, "certs/ca.pem", "x"))
	client(ok, "", kwargs(`verify = true`))
	client(failed, "timeout in client_kwargs is a number in quotes", kwargs(`timeout = "10"`))
	client(ok, "", kwargs(`timeout = 10`))
	client(warning, "has no effect before Streamlit 1.57", kwargs(`timeout = "10"`, "requirements.txt", "streamlit==1.55.0\nAuthlib==1.6.9\n"))
	client(failed, "grant_type in client_kwargs", kwargs(`grant_type = "client_credentials"`))
	client(warning, "needs the package h2", kwargs(`http2 = true`))
	client(warning, "proxies in client_kwargs has no effect", kwargs(`proxies = { https = "http://proxy.example.com:3128" }`))
	client(ok, "", kwargs(`proxies = { https = "http://proxy.example.com:3128" }`, "requirements.txt", "streamlit==1.55.0\nAuthlib==1.6.9\n"))
	return all
}
