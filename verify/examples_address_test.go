package verify_test

// addressExamples are addresses that were once repaired wrongly, or not at all.
func addressExamples() []example {
	const google = "https://accounts.google.com/.well-known/openid-configuration"
	googleID := []string{"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com", sandboxSecret, "GOCSPX-abcdefghijklmnopqrstuvwxyz12"}
	redirect := func(address string) []string {
		return append([]string{"http://localhost:8501/oauth2callback", address}, googleID...)
	}
	config := func(text string) map[string]string { return map[string]string{".streamlit/config.toml": text} }
	release := func(version string) map[string]string {
		return map[string]string{"requirements.txt": "streamlit[auth]==" + version + "\nauthlib\n"}
	}
	form := func(status string, says, address string) example {
		e := example{check: "redirect-uri-form", status: failed, says: says, line: 3, url: google, edit: redirect(address)}
		switch status {
		case "ok":
			e.status, e.line = ok, 0
		case "warning":
			e.status = warning
		}
		return e
	}
	at := func(e example, files map[string]string) example { e.files = files; return e }
	path := func(e example) example { e.check = "redirect-uri-path"; return e }
	port := func(e example) example { e.check = "redirect-uri-port"; return e }
	metadata := func(says, address string) example {
		return example{check: "metadata-url-form", status: failed, says: says, line: 7, url: address}
	}
	return []example{
		form("failed", "one https:// or http://", "https://http://localhost:8501/oauth2callback"),
		form("failed", "one https:// or http://", "http:///localhost:8501/oauth2callback"),
		form("failed", "one https:// or http://", "htp://localhost:8501/oauth2callback"),
		form("failed", "nearly localhost", "http://loclahost:8501/oauth2callback"),
		form("failed", "nearly localhost", "http://localhost.8501/oauth2callback"),
		form("failed", "nearly localhost", "http://127.0.01:8501/oauth2callback"),
		form("ok", "", "https://localhost.example.com/oauth2callback"),
		form("ok", "", "https://host/oauth2callback"),
		form("failed", "xn--", "https://bücher.example/oauth2callback"),
		form("ok", "", "https://xn--bcher-kva.example/oauth2callback"),
		form("failed", "dot at the end", "https://app.example.com./oauth2callback"),
		form("failed", "no host name may have", "https://app,example.com/oauth2callback"),
		form("failed", "has a blank in it", "http://localhost:8501/oauth2 callback"),
		form("failed", "colon without a port", "https://app.example.com:/oauth2callback"),
		form("failed", "share.streamlit.io", "https://share.streamlit.io/oauth2callback"),
		form("warning", "tab or a line break", `http://localhost:8501/\toauth2callback`),
		at(form("failed", "tab or a line break", `http://localhost:8501/\toauth2callback`), release("1.52.0")),

		form("warning", "come back logged out the first time", "http://127.0.0.1:8501/oauth2callback"),
		at(form("ok", "", "http://127.0.0.1:8501/oauth2callback"), release("1.57.0")),
		at(form("ok", "", "http://127.0.0.1:8501/oauth2callback"), config("[server]\nheadless = true\n")),
		at(form("ok", "", "http://127.0.0.1:8501/oauth2callback"), config("[browser]\nserverAddress = \"127.0.0.1\"\n")),
		at(form("ok", "", "http://127.0.0.1:8501/oauth2callback"), config("[server]\naddress = \"127.0.0.1\"\n")),
		at(form("warning", "another host", "http://localhost:8501/oauth2callback"), config("[browser]\nserverAddress = \"127.0.0.1\"\n")),
		at(form("warning", "where a server listens", "http://localhost:8501/oauth2callback"), config("[browser]\nserverAddress = \"0.0.0.0\"\n")),
		at(form("ok", "", "http://localhost:8501/oauth2callback"), config("[server]\nheadless = true\n[browser]\nserverAddress = \"0.0.0.0\"\n")),
		at(form("warning", "another host", "http://localhost:8501/oauth2callback"), map[string]string{"Procfile": "web: streamlit run app.py --browser.serverAddress=app.example.com\n"}),

		path(form("warning", "written with %", "http://localhost:8501/oauth2%63allback")),
		path(at(form("failed", "written with %", "http://localhost:8501/oauth2%63allback"), release("1.45.1"))),
		path(form("warning", "server.baseUrlPath is not set", "https://tools.example.de/board/oauth2callback")),
		path(at(form("ok", "", "https://tools.example.de/board/oauth2callback"), map[string]string{"Dockerfile": "FROM python\n"})),
		path(form("failed", "server.baseUrlPath is not set", "https://board.streamlit.app/board/oauth2callback")),
		port(form("warning", "to port 8502", "https://fluffy-8502.app.github.dev/oauth2callback")),
		port(form("ok", "", "https://fluffy-8501.app.github.dev/oauth2callback")),
		port(form("warning", "to port 8502", "https://k7x2-8502.euw.devtunnels.ms/oauth2callback")),
		port(form("ok", "", "https://k7x2-8501.euw.devtunnels.ms/oauth2callback")),
		port(form("warning", "to port 3000", "https://3000-fluffy-space.ws-eu114.gitpod.io/oauth2callback")),
		port(form("ok", "", "https://8501-fluffy-space.ws-eu114.gitpod.io/oauth2callback")),
		port(form("warning", "to port 8080", "https://8080-cs-123-default.cs-europe-west1.cloudshell.dev/oauth2callback")),
		port(form("warning", "to port 80", "https://80-board.cluster-abc.cloudworkstations.dev/oauth2callback")),
		port(form("ok", "", "https://8501-board.cluster-abc.cloudworkstations.dev/oauth2callback")),
		port(form("ok", "", "https://board-9000.example.com/oauth2callback")),
		port(form("failed", "does not exist", "http://localhost:99999/oauth2callback")),

		metadata("one https://", "https://https://sso.example.de/.well-known/openid-configuration"),
		metadata("one https://", "https://http://sso.example.de/.well-known/openid-configuration"),
		metadata("one https://", "https:///sso.example.de/.well-known/openid-configuration"),
		metadata("one https://", "https//sso.example.de/.well-known/openid-configuration"),
		metadata("one https://", "https://https//sso.example.de/.well-known/openid-configuration"),
		metadata("does not begin with https://", "https:///login.microsoftonline.com/5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4/v2.0/.well-known/openid-configuration"),
		metadata("user name", "https://ada:pw@sso.example.de/.well-known/openid-configuration"),
		metadata("not a complete address", "sso.example.de/.well-known/openid-configuration"),
		{check: "metadata-url-form", status: ok, url: "http://localhost:8080/realms/board/.well-known/openid-configuration"},

		{check: "client-id-form", status: failed, says: "blank or a line break", line: 5, url: microsoft, edit: []string{"b1e7c0de-5a4d", "b1e7c0de- 5a4d"}},
		{check: "client-id-form", status: failed, says: "not a GUID", line: 5, url: microsoft, edit: []string{"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", " my-first-app"}},
		{check: "client-id-form", status: failed, says: "not a GUID", line: 5, url: "https://login.microsoftonline.com/YOUR_TENANT_ID/v2.0/.well-known/openid-configuration", edit: []string{"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "tu-client-id"}},
		{check: "client-id-form", status: ok, url: "https://login.microsoftonline.com/YOUR_TENANT_ID/v2.0/.well-known/openid-configuration"},
		{check: "client-secret-form", status: failed, says: "made of words", line: 6, url: "https://login.microsoftonline.com/YOUR_TENANT_ID/v2.0/.well-known/openid-configuration", edit: []string{sandboxSecret, "tu-client-secret"}},
		{check: "client-id-form", status: failed, says: "googleusercontent", line: 5, url: "https://https://accounts.google.com/.well-known/openid-configuration"},
		{check: "client-secret-form", status: failed, says: "Secret ID", line: 6, url: microsoft, edit: []string{sandboxSecret, " 0f5c1f2e-6b0a-4f0e-9c37-5d1a2b3c4d5e"}},
		{check: "client-secret-form", status: failed, says: "blanks around it", line: 6, url: microsoft, edit: []string{sandboxSecret, sandboxSecret + " "}},
	}
}
