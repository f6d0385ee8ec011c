package provider

import "testing"

func TestNeighbours(t *testing.T) {
	for _, c := range []struct {
		metadata, token string
		want            bool
	}{
		{"login.example.com", "login.example.com", true},
		{"login.example.com", "LOGIN.example.com", true},
		{"login.example.com", "token.example.com", true},
		{"login.example.com", "example.com", true},
		{"example.com", "token.example.com", true},
		{"127.0.0.1", "localhost", true},
		{"accounts.google.com", "oauth2.googleapis.com", true},
		{"cognito-idp.eu-west-1.amazonaws.com", "my-app.auth.eu-west-1.amazoncognito.com", true},
		{"login.microsoftonline.com", "login.microsoftonline.com", true},

		{"login.example.com", "evil.example", false},
		{"login.example.com", "login.example.com.evil.example", false},
		{"login.example.com", "evilexample.com", false},
		{"example.com", "evil.com", false},
		{"accounts.google.com", "evil.googleapis.com", false},
		{"cognito-idp.eu-west-1.amazonaws.com", "evilamazoncognito.com", false},
		{"login.example.com", "127.0.0.1", false},
		{"localhost", "evil.example", false},

		// Numbers have no domain, and below these domains strangers have names.
		{"10.0.0.5", "1.0.0.5", false},
		{"login.10.0.0.5", "10.0.0.5", false},
		{"shop.co.uk", "evil.co.uk", false},
		{"shop.co.uk", "api.shop.co.uk", true},
		{"login.shop.co.uk", "api.shop.co.uk", true},
		{"mine.auth0.com", "evil.auth0.com", false},
		{"mine.eu.auth0.com", "evil.eu.auth0.com", false},
		{"mine.okta.com", "mine.okta.com", true},
		{"mine.github.io", "evil.github.io", false},
		{"mine.eu.ngrok.io", "evil.eu.ngrok.io", false},
		{"mine.duckdns.org", "evil.duckdns.org", false},
		{"mine.gov.uk", "evil.gov.uk", false},
		{"mine.k12.ca.us", "evil.k12.ca.us", false},
		{"mine.blogspot.com", "evil.blogspot.com", false},
		{"mine.westeurope.cloudapp.azure.com", "evil.westeurope.cloudapp.azure.com", false},
		{"mine.azurewebsites.net", "evil.azurewebsites.net", false},
		{"mine.up.railway.app", "evil.up.railway.app", false},
		{"mine.pages.dev", "evil.pages.dev", false},
		{"mine.herokuapp.com", "evil.herokuapp.com", false},
		{"mine.s3.eu-west-1.amazonaws.com", "evil.s3.eu-west-1.amazonaws.com", false},
		{"mine.onrender.com", "evil.onrender.com", false},
		{"mine.firebaseapp.com", "evil.firebaseapp.com", false},
		{"mine.repl.co", "evil.repl.co", false},
		{"mine.synology.me", "evil.synology.me", false},
		{"mine.com.au", "evil.com.au", false},
		{"mine.streamlit.app", "evil.streamlit.app", false},
		{"mine.eu.onelogin.com", "evil.eu.onelogin.com", false},
		{"mine.clerk.accounts.dev", "evil.clerk.accounts.dev", false},
		{"a.b.example.com", "token.example.com", true},
		{"access.line.me", "api.line.me", true},
		{"www.paypal.com", "api-m.paypal.com", true},
	} {
		if got := Neighbours(c.metadata, c.token); got != c.want {
			t.Errorf("Neighbours(%q, %q) = %v", c.metadata, c.token, got)
		}
	}
}
