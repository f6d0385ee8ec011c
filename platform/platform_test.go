package platform

import (
	"net/url"
	"strings"
	"testing"
)

// bearing is an answer that bears one mark and nothing else.
func (m mark) bearing() Answer {
	a := Answer{Status: 403, Body: "<html>" + m.body + "</html>"}
	if m.sends {
		a.Status = redirects[0]
	} else if len(m.status) > 0 {
		a.Status = m.status[0]
	}
	header := map[string][]string{}
	for _, one := range m.headers {
		name, text, _ := strings.Cut(one, ": ")
		header[name] = append(header[name], "a "+text+" b")
	}
	if m.cookie != "" {
		header["Set-Cookie"] = []string{m.cookie + "x=1; Path=/"}
	}
	a.Header = func(name string) []string { return header[name] }
	if m.host+m.path+m.key+m.callback != "" {
		host := "sso.example.com"
		switch {
		case strings.HasPrefix(m.host, "."):
			host = "team" + m.host
		case m.host != "":
			host = m.host
		}
		query := url.Values{"state": {"x"}}
		if m.key != "" {
			query.Set(m.key, "x")
		}
		if m.callback != "" {
			query.Set("redirect_uri", "https://app.example.com"+m.callback)
			if strings.HasPrefix(m.callback, "https://") {
				query.Set("redirect_uri", m.callback)
			}
		}
		a.SentTo = &url.URL{Scheme: "https", Host: host, Path: "/x" + m.path, RawQuery: query.Encode()}
	}
	return a
}

// Every mark tells whose it is, and none hides behind another's.
func TestMarks(t *testing.T) {
	marks := 0
	for _, p := range All() {
		if p.Name == "" || p.Fix == "" || p.Facts == "" || len(p.marks) == 0 {
			t.Errorf("%q lacks something", p.Name)
		}
		for _, m := range p.marks {
			marks++
			if of := Of(m.bearing()); of.Name != p.Name {
				t.Errorf("%+v of %s is taken for %q", m, p.Name, of.Name)
			}
		}
	}
	t.Logf("figures: %d platforms, %d marks", len(All()), marks)
}

// What the app itself answers, and what any server may, is nobody's.
func TestNobody(t *testing.T) {
	none := func(string) []string { return nil }
	for status := 100; status < 600; status++ {
		if status == 530 || status/10 == 52 {
			continue // only Cloudflare's, by its header
		}
		if p := Of(Answer{Status: status, Header: none, Body: "<html><h1>Error</h1></html>"}); p.Known() {
			t.Errorf("a bare %d is %s's", status, p.Name)
		}
	}
	for _, provider := range []string{
		"https://login.microsoftonline.com/5a4d/oauth2/v2.0/authorize", "https://login.windows.net/5a4d/oauth2/v2.0/authorize", "https://accounts.google.com/o/oauth2/v2/auth",
		"https://team.cloudflareaccess.com/cdn-cgi/access/sso/oidc/c1/authorization", "https://auth.example.com/api/oidc/authorization", "https://sso.example.com/application/o/authorize/",
		"https://team.auth.eu-central-1.amazoncognito.com/oauth2/authorize", "https://work.cloud.databricks.com/oidc/oauth2/v2.0/authorize", "https://acme.okta.com/oauth2/default/v1/authorize",
		"https://authenticate.pomerium.app/oauth2/authorize", "https://github.com/login/oauth/authorize", "https://vercel.com/oauth/authorize", "https://id.example.com/oauth2/auth",
	} {
		target, err := url.Parse(provider + "?response_type=code&client_id=c&redirect_uri=https%3A%2F%2Fapp.example.com%2Foauth2callback&scope=openid&state=s&nonce=n&prompt=select_account")
		if err != nil {
			t.Fatal(err)
		}
		cookies := func(name string) []string {
			if name == "Set-Cookie" {
				return []string{"_streamlit_session=x; Path=/", "AWSALB=x", "ARRAffinity=x"}
			}
			return nil
		}
		if p := Of(Answer{Status: 302, Header: cookies, SentTo: target}); p.Known() {
			t.Errorf("the app's own login at %s is taken for %s's", provider, p.Name)
		}
	}
}
