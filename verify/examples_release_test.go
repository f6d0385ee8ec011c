package verify_test

import "github.com/authkit-cli/authkit/verify"

// releaseExamples are the same settings under releases of Streamlit that differ.
func releaseExamples() []example {
	at := func(release string, e example, more ...string) example {
		e.files = map[string]string{"requirements.txt": "streamlit==" + release + "\nAuthlib==1.5.2\nhttpx\n"}
		for i := 0; i < len(more); i += 2 {
			e.files[more[i]] = more[i+1]
		}
		if !e.login {
			e.url = microsoft
		}
		return e
	}
	port := []string{"localhost:8501", "localhost:{port}"}
	sharpS := []string{"client_id", "[auth.\"größer\"]\nclient_id"}
	refresh := []string{"cookie_secret", "expose_tokens = \"refresh\"\ncookie_secret"}
	foreign := []string{"\"METADATA\"\n", "\"METADATA\"\nclé = 1\n"}
	quotes := func(key string) []string { return []string{key + ` = "`, key + ` = "\"\"`} }
	slash := []string{".streamlit/config.toml", "[server]\nbaseUrlPath = \"/\"\n"}
	groups := example{check: "sign-in-cookie-size", faults: []string{"big-token"}, login: true}
	list := []example{
		at("1.52.2", example{check: "redirect-uri-port", status: failed, says: "sends as it stands", edit: port}),
		at("1.53.0", example{check: "redirect-uri-port", status: ok, edit: port}),
		at("1.56.0", example{check: "provider-name", status: ok, edit: sharpS}),
		at("1.57.0", example{check: "provider-name", status: failed, edit: sharpS}),
		at("1.52.2", example{check: "expose-tokens", status: ok, edit: refresh}),
		at("1.53.0", example{check: "expose-tokens", status: failed, edit: refresh}),
		at("1.65.0", example{check: "secrets-parse", status: warning, says: "happens to read it", line: 8, edit: foreign}),
		at("1.66.0", example{check: "secrets-parse", status: failed, line: 8, edit: foreign}),
		at("1.65.0", example{check: "auth-keys", status: failed, says: "client_id is missing", edit: []string{"client_id =", "client_id =="}}),
		at("1.65.0", example{check: "secrets-dialect", status: warning, edit: quotes("cookie_secret")}),
		at("1.65.0", example{check: "secrets-dialect", status: failed, edit: quotes("client_secret")}),
		at("1.56.0", example{check: "config-server", status: failed, says: "two slashes"}, slash...),
		at("1.57.0", example{check: "config-server", status: ok}, slash...),
		at("1.56.0", example{check: "metadata-url-form", status: warning, says: "blanks in front", edit: []string{`"METADATA`, `" METADATA`}}),
		at("1.57.0", example{check: "metadata-url-form", status: failed, says: "blanks around", edit: []string{`"METADATA`, `" METADATA`}}),
	}
	for _, one := range []struct {
		release string
		status  verify.Status
		says    string
	}{{"1.52.2", failed, "browsers keep none"}, {"1.56.0", warning, "KiB of every request"}, {"1.57.0", failed, "in one header line"}} {
		e := groups
		e.status, e.says = one.status, one.says
		list = append(list, at(one.release, e))
	}
	return append(list, at("1.57.0", example{check: "sign-in-cookie-size", status: warning, faults: []string{"big-token"}, login: true},
		"Dockerfile", "ENV WEBSOCKETS_MAX_LINE_LENGTH=65536\nCMD streamlit run app.py\n"))
}
