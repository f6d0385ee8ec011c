package streamlit

import (
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/deps"
)

func TestStrangeServerOptions(t *testing.T) {
	for _, one := range []struct{ config, says string }{
		{`baseUrlPath = "http://localhost:8501/tools"`, "needs a path alone"},
		{`baseUrlPath = "tools "`, "needs a path alone"},
		{`baseUrlPath = "."`, "needs a path alone"},
		{`baseUrlPath = 7`, "needs a text"},
		{`baseUrlPath = "/a/b/"`, ""},
		{`baseUrlPath = "/"`, ""},
		{`baseUrlPath = "my tools"`, ""},
		{`address = "unix://app.sock"`, "take no Unix socket"},
		{`address = "0.0.0.0"`, ""},
		{`sslKeyFile = "key.pem"`, "one of server.sslCertFile and server.sslKeyFile is missing"},
	} {
		c := NewServerConfig()
		if err := c.ReadFile("config.toml", []byte("[server]\n"+one.config+"\n"), nil); err != nil {
			t.Fatal(err)
		}
		problems := c.Judge(deps.Version{})
		if one.says == "" && len(problems) > 0 || one.says != "" && (len(problems) != 1 || !strings.Contains(problems[0].Message, one.says)) {
			t.Errorf("%s: %v", one.config, problems)
		}
	}
	c := NewServerConfig()
	c.ReadEnvironment(func(name string) string {
		return map[string]string{"STREAMLIT_SERVER_SSL_CERT_FILE": "cert.pem"}[name]
	})
	if problems := c.Judge(deps.Version{}); len(problems) != 1 {
		t.Errorf("a certificate of the environment without its key: %v", problems)
	}
}

func TestStrangeRedirectURIs(t *testing.T) {
	for _, one := range []struct{ text, says, fix string }{
		{"http://localhost:08501/oauth2callback", "has a 0 in front of its port", `write redirect_uri = "http://localhost:8501/oauth2callback"`},
		{"http://::1:8501/oauth2callback", "stands in brackets", `redirect_uri = "http://localhost:8501/oauth2callback"`},
		{"http://localhost:8501/oauth2callback#", "ends with #", `write redirect_uri = "http://localhost:8501/oauth2callback"`},
		{"http：//localhost:8501/oauth2callback", "has no scheme", `redirect_uri = "http://localhost:8501/oauth2callback"`},
	} {
		problems := RedirectRules{}.Check(one.text)
		if len(problems) != 1 || !strings.Contains(problems[0].Message, one.says) || !strings.HasSuffix(problems[0].Fix, one.fix) {
			t.Errorf("%s: %v", one.text, problems)
		}
	}
	for text, sent := range map[string]string{"http://a/b?": "http://a/b", "http://a/b#": "http://a/b", "http://a/b?c#": "http://a/b?c"} {
		if got := SentRedirectURI(text, 8501); got != sent {
			t.Errorf("%s is sent as %s", text, got)
		}
	}
}
