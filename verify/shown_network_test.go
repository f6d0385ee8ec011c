package verify_test

import (
	"net/http"
	"strings"
)

// shownMetadata are about what the provider publishes.
func shownMetadata() []shown {
	fault := func(check, says, told, then, name string) shown {
		return shown{
			check: check,
			told:  told,
			bad:   example{status: failed, says: says, faults: []string{name}},
			then:  then,
		}
	}
	withAlgorithm := func(name string) http.HandlerFunc {
		return openID{document: `{"issuer":"AT","authorization_endpoint":"AT/authorize","token_endpoint":"AT/token","jwks_uri":"AT/keys",` +
			`"id_token_signing_alg_values_supported":["` + name + `"]}`}.serve
	}
	withLogout := func(address string) http.HandlerFunc {
		return openID{document: `{"issuer":"AT","authorization_endpoint":"AT/authorize","token_endpoint":"AT/token","jwks_uri":"AT/keys",` +
			`"end_session_endpoint":"` + address + `"}`}.serve
	}
	return []shown{
		fault("metadata-reachable", "404", "The address answers HTTP 404 Not Found.",
			"`server_metadata_url` is the address the provider names.", "metadata-404"),
		{
			check: "metadata-redirect",
			told:  "The address answers with a redirect.",
			bad:   example{status: failed, says: "does not follow", line: 7, handler: movedToLogin},
			fixed: example{edit: []string{"/5a4d6b0c", "/login/5a4d6b0c"}, handler: movedToLogin},
		},
		{
			check: "metadata-tenant",
			told:  "Entra knows no tenant of this ID.",
			bad: example{
				status: failed,
				says:   "knows no tenant",
				line:   7,
				edit:   []string{"/5a4d6b0c", "/6a4d6b0c"},
			},
		},
		fault("metadata-document", "a web page (HTML)", "The address answers with a web page.",
			"`server_metadata_url` is the address of the metadata.", "metadata-html"),
		{
			check: "metadata-issuer",
			told:  "The metadata says `\"issuer\": \"http://localhost:8765/{tenantid}/v2.0\"`.",
			bad: example{
				status: failed,
				says:   "template",
				line:   7,
				edit:   []string{"5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4", "common"},
			},
		},
		{
			check: "metadata-jwks",
			told:  "The provider signs with ES256, and its only signing key is an RSA key.",
			bad:   example{status: failed, says: "none of the signing keys", handler: withAlgorithm("ES256")},
			then:  "The provider signs with RS256.",
			fixed: example{handler: withAlgorithm("RS256")},
		},
		{
			check: "metadata-client-auth",
			told:  "The provider wants the client secret in the form (`client_secret_post`).",
			bad: example{
				status:  failed,
				says:    "client_secret_post",
				handler: openID{token: checksSecret(sandboxSecret, "client_secret_post")}.serve,
			},
			fixed: example{
				edit:    []string{"\"METADATA\"\n", "\"METADATA\"\nclient_kwargs = { token_endpoint_auth_method = \"client_secret_post\" }\n"},
				handler: openID{token: checksSecret(sandboxSecret, "client_secret_post")}.serve,
			},
		},
		{
			check: "metadata-pkce",
			told:  "The provider offers PKCE in its metadata.",
			bad: example{
				status: warning,
				says:   "1.57.0 forgets",
				faults: []string{"pkce-advertised"},
				files:  map[string]string{"requirements.txt": "streamlit[auth]==1.57.0\nhttpx\n"},
			},
			fixed: example{
				faults: []string{"pkce-advertised"},
				files:  map[string]string{"requirements.txt": "streamlit[auth]>=1.59.1\nhttpx\n"},
			},
		},
		{
			check: "metadata-logout",
			told:  "The metadata says `\"end_session_endpoint\": \"none\"`.",
			bad:   example{status: warning, says: "not an address", handler: withLogout("none")},
			then:  "The provider's metadata has the address of its logout page, which sends people back to the app.",
			fixed: example{handler: logoutPage(backToTheApp)},
		},
		fault("clock-skew", "behind the provider's", "The provider's answers are dated ten minutes ahead of this machine's clock.",
			"The machine takes its time from a time server.", "clock-ahead"),
	}
}

// shownCredentials are about what the provider says of the client without a person.
func shownCredentials() []shown {
	signInFirst := refusesLogin("login_required", "")
	oneAddress := openID{authorize: func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("redirect_uri") != "http://localhost:8501/oauth2callback" {
			answer(http.StatusBadRequest, "Invalid parameter: redirect_uri")(w, r)
			return
		}
		signInFirst(w, r)
	}}.serve
	return []shown{
		{
			check: "client-known",
			told:  "The provider answers AADSTS700016.",
			bad: example{
				status: failed,
				says:   "AADSTS700016",
				line:   5,
				edit:   []string{"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "b1e7c0de-0000-4b0c-9a17-0c2f6e9d8a31"},
			},
		},
		{
			check: "client-audience",
			told:  "The app is registered for personal Microsoft accounts only, and the address is an organisation's.",
			bad: example{
				status: failed,
				says:   "AADSTS9002346",
				edit:   []string{"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "c0a5e7d1-3f2b-4e8a-b6c9-71d4e2f80b95"},
			},
			fixed: example{
				edit: []string{
					"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31", "c0a5e7d1-3f2b-4e8a-b6c9-71d4e2f80b95",
					"5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4", "consumers",
				},
			},
		},
		{
			check: "client-enabled",
			told:  "An administrator has switched the app off; the provider answers AADSTS7000112.",
			bad:   example{status: failed, says: "AADSTS7000112", faults: []string{"app-disabled"}},
			then:  "The app is switched on again.",
		},
		{
			check: "client-secret",
			told:  "The provider answers `invalid_client`.",
			bad: example{
				status:  failed,
				says:    "invalid_client",
				line:    6,
				edit:    []string{sandboxSecret, "made-up-and-not-the-right-one"},
				handler: openID{token: checksSecret(sandboxSecret, "client_secret_basic")}.serve,
			},
			fixed: example{handler: openID{token: checksSecret(sandboxSecret, "client_secret_basic")}.serve},
		},
		{
			check: "redirect-uri-registered",
			told:  "The provider has `http://localhost:8501/oauth2callback` registered, and nothing else.",
			bad: example{
				status:  failed,
				says:    "not registered",
				line:    3,
				edit:    []string{"/oauth2callback", "/tools/oauth2callback"},
				handler: oneAddress,
			},
			fixed: example{handler: oneAddress},
		},
		{
			check: "client-platform",
			told:  "The redirect URI stands under Single-page application; the sign-in ends with AADSTS9002327.",
			bad:   example{status: failed, says: "AADSTS9002327", login: true, faults: []string{"spa-platform"}},
			then:  "The redirect URI stands under the platform Web.",
			fixed: example{login: true},
		},
	}
}

// shownRegistration are about what Microsoft Graph shows.
func shownRegistration() []shown {
	return []shown{
		{
			check: "registration-found",
			told:  "Microsoft Graph says of the client ID that the tenant has no such registration.",
			bad:   example{status: failed, says: "no app registration with this client ID", line: 5, graph: graphShows("", ""), edit: []string{"b1e7c0de", "c1e7c0de"}},
			fixed: example{graph: graphShows(registered, principal)},
		},
		{
			check: "registration-audience",
			told:  "The registration is for personal Microsoft accounts only.",
			bad:   example{status: failed, says: "for personal accounts only", line: 7, graph: graphShows(strings.Replace(registered, "AzureADMyOrg", "PersonalMicrosoftAccount", 1), "")},
			then:  "The registration is for accounts of this organisation.",
			fixed: example{graph: graphShows(registered, principal)},
		},
		{
			check: "registration-principal",
			told:  "The tenant's service principal of the app is switched off.",
			bad:   example{status: failed, says: "switched this application off", line: 5, graph: graphShows(registered, strings.Replace(principal, "true", "false", 1))},
			then:  "An administrator has switched it on.",
			fixed: example{graph: graphShows(registered, principal)},
		},
		{
			check: "registration-claims",
			told:  "The registration has no groups claim.",
			bad:   example{status: warning, says: "st.user.groups", files: map[string]string{"app.py": readsGroups}, graph: graphShows(registered, principal)},
			then:  "The registration has one, under Token configuration.",
			fixed: example{files: map[string]string{"app.py": readsGroups}, graph: graphShows(strings.Replace(registered, `"groupMembershipClaims":null`, `"groupMembershipClaims":"SecurityGroup"`, 1), principal)},
		},
	}
}

const readsGroups = "import streamlit as st\nif not st.user.is_logged_in:\n    st.button('in', on_click=st.login)\n    st.stop()\nst.write(st.user.groups)\n"

// shownSignIn are about one real sign-in.
func shownSignIn() []shown {
	fault := func(check, says, told, then, name string) shown {
		return shown{
			check: check,
			told:  told,
			bad:   example{status: failed, says: says, login: true, faults: []string{name}},
			then:  then,
			fixed: example{login: true},
		}
	}
	return []shown{
		fault("sign-in-authorize", "AADSTS65004", "The person declines what the app asks for.",
			"The person signs in again and accepts.", "consent-declined"),
		{
			check: "sign-in-callback",
			told:  "The provider sends the person back with neither a code nor an error.",
			bad: example{
				status: failed,
				says:   "neither a code nor an error",
				login:  true,
				handler: openID{authorize: func(w http.ResponseWriter, r *http.Request) {
					http.Redirect(w, r, r.URL.Query().Get("redirect_uri")+"?state="+r.URL.Query().Get("state"), http.StatusFound)
				}}.serve,
			},
			then:  "The provider sends a code.",
			fixed: example{login: true},
		},
		fault("sign-in-token", "AADSTS7000222", "The client secret has expired.",
			"There is a new client secret.", "secret-expired"),
		fault("sign-in-id-token", "another issuer", "The ID token names another issuer than the metadata.",
			"The two are the same, letter by letter.", "wrong-issuer"),
		{
			check: "sign-in-claims",
			told:  "The ID token carries no `upn`.",
			bad: example{
				status: warning,
				says:   "st.user.upn",
				login:  true,
				files:  map[string]string{"app.py": "import streamlit as st\nst.login()\nst.write(st.user.upn)\n"},
			},
			fixed: example{
				login: true,
				files: map[string]string{"app.py": "import streamlit as st\nst.login()\nst.write(st.user.get('upn'))\n"},
			},
		},
		fault("sign-in-cookie-size", "in one header line", "The ID token carries 200 groups.",
			"The registration sends no groups.", "big-token"),
	}
}

// shownDeployed are about the app as it answers at its public address.
func shownDeployed() []shown {
	const public = "https://tools.example.com"
	right := "client_id=b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31&redirect_uri=https%3A%2F%2Ftools.example.com%2Foauth2callback"
	login := func(query string) http.HandlerFunc {
		return app(sends("https://login.example/authorize?" + query))
	}
	entra := openID{document: `{"issuer":"AT","authorization_endpoint":"https://login.example/authorize","token_endpoint":"AT/token","jwks_uri":"AT/keys"}`}.serve
	deployed := func(check, says, told string, bad http.HandlerFunc, then string) shown {
		return shown{
			check: check,
			told:  told,
			bad:   example{status: failed, says: says, public: public, deploy: bad, handler: entra},
			then:  then,
			fixed: example{public: public, deploy: login(right), handler: entra},
		}
	}
	metadata := deployed("deployed-metadata", "login.example", "The login route sends people to `https://login.example`, which is not this provider.", login(right),
		"The deployed secrets have the same `server_metadata_url`.")
	metadata.bad.handler = nil
	return []shown{
		deployed("deployed-reachable", "does not answer like a Streamlit app", "Every path answers HTTP 404 Not Found.", http.NotFound,
			"`--url` is the address of the app, which runs."),
		deployed("deployed-login-route", "Authlib or httpx", "The login route answers HTTP 500.", app(answer(http.StatusInternalServerError, "")),
			"The app is deployed with `streamlit[auth]>=1.59.1`."),
		deployed("deployed-cookie-secret", "does not run with this cookie_secret", "The login route refuses a cookie signed with this `cookie_secret`.", app(sends("/")),
			"The deployed app has the same `cookie_secret`."),
		metadata,
		deployed("deployed-client-id", "another client ID", "The login route sends people on with another client ID.", login(strings.Replace(right, "b1e7", "c1e7", 1)),
			"The deployed secrets are those of the same registration."),
		deployed("deployed-redirect-uri", "no callback", "The login route sends `redirect_uri=https://tools.example.com/tools/oauth2callback`.",
			login(strings.Replace(right, "oauth2callback", "tools%2Foauth2callback", 1)),
			"`authkit deploy-secrets --url https://tools.example.com` made the deployed secrets."),
		deployed("deployed-origin", "still logged out", "The login route sends `redirect_uri=https://app.example.com/oauth2callback`.",
			login(strings.Replace(right, "tools.example", "app.example", 1)),
			"`authkit deploy-secrets --url https://tools.example.com` made the deployed secrets."),
	}
}

// movedToLogin is a provider that has moved below /login.
func movedToLogin(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/openid-configuration") && !strings.HasPrefix(r.URL.Path, "/login/") {
		http.Redirect(w, r, "/login"+r.URL.Path, http.StatusMovedPermanently)
		return
	}
	openID{}.serve(w, r)
}
