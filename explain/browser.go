package explain

import (
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/own"
)

// browserMessages are what browsers say, on their own pages and in the console.
func browserMessages() []message {
	loginPages := []string{"accounts.google.com", "login.microsoftonline.com", "login.live.com", "b2clogin.com", "ciamlogin.com", "okta", "auth0", "keycloak", "/realms/", "authorize", "oauth"}
	return []message{
		{
			id: "refused-to-connect", phrases: []string{"refused to connect", "x-frame-options", "frame-ancestors", "refused to display '", "refused to frame '"}, with: loginPages,
			unless:  []string{"localhost refused", "127.0.0.1 refused", "err_connection_refused"},
			title:   "the login page was opened inside a frame",
			meaning: "Providers do not let themselves be embedded, and Streamlit cannot log in inside a frame of another site: the browser keeps its cookies back there.",
			fix:     "open the app in a tab of its own",
			steps:   []string{"open the app's own address in a tab, and log in there", "in the page that shows the frame: replace the frame by a link (target=\"_blank\")", "Streamlit Community Cloud: share the address without ?embed=true"},
			checks:  []string{checkid.AppCallback},
		},
		{
			id: "too-many-redirects", phrases: []string{"err_too_many_redirects", "redirected you too many times", "the page isn't redirecting properly", "ns_error_redirect_loop", "too many redirects occurred trying to open", "redirecting the request for this address in a way that will never complete"},
			title:   "browser and servers send each other in circles",
			meaning: "Two things do it: a proxy or platform that redirects http to https while it speaks http to itself, or a second login in front of the app (a proxy's, App Service's) that does not let /oauth2callback through. An app that calls st.login on every run while nobody gets logged in looks alike, but shows the provider in between: see login-loop.",
			fix:     "find the address that repeats in the browser's network tools, and switch that redirect or second login off",
			steps:   []string{"delete the cookies of the app's address and try once more in a private window", "open the browser's developer tools, Network, and look which two addresses take turns", "both are the app's, http and https: let the proxy end https once (Cloudflare: SSL mode Full), and begin redirect_uri with https", "one is another login page (/.auth/, /oauth2/, cloudflareaccess.com): switch that login off, or leave the app's path out of it", "run authkit verify --url " + own.Address},
			checks:  []string{checkid.DeployedReachable, checkid.DeployedLoginRoute, checkid.RedirectURIScheme},
		},
		{
			id: "app-refused-to-connect", phrases: []string{"localhost refused to connect", "127.0.0.1 refused to connect", "err_connection_refused", "can't establish a connection to the server at localhost", "can't connect to the server 'localhost'", "can't connect to the server at localhost"},
			unless:  []string{"traceback (most recent call last)"},
			title:   "the browser was sent to an address where no app listens",
			meaning: "After the sign-in the provider sends the browser to redirect_uri. The app there is stopped, listens on another port, or redirect_uri says localhost although the app runs on a server.",
			fix:     "set redirect_uri to the address under which the app is open in the browser, followed by /oauth2callback",
			steps:   []string{"compare " + own.RedirectURI + " with the address bar of the open app: host and port", "the app runs on another port (8502, when 8501 was taken): stop the other app, or change redirect_uri and server.port together", "the app runs on a server: give the server its own secrets with authkit deploy-secrets --url " + own.Address, "register the same address at the provider, and restart the app"},
			checks:  []string{checkid.RedirectURIPort, checkid.RedirectURIForm, checkid.DeployedRedirectURI},
		},
		{
			id: "app-host-unknown", phrases: []string{"dns_probe_finished_nxdomain", "err_name_not_resolved", "server ip address could not be found", "we're having trouble finding that site"},
			title:   "the browser cannot find a host by its name",
			meaning: "The name in the address bar is misspelt or known inside one network only. Is it the app's, redirect_uri is wrong; is it the provider's, server_metadata_url.",
			fix:     "compare the host in the address bar with redirect_uri and server_metadata_url, letter by letter",
			checks:  []string{checkid.RedirectURIForm, checkid.MetadataURLForm},
		},
		{
			id: "app-timed-out", phrases: []string{"err_connection_timed_out", "took too long to respond"},
			title:   "the browser gets no answer from an address",
			meaning: "After a sign-in it is the address of redirect_uri: a private address, a closed port, or a server that sleeps.",
			fix:     "set redirect_uri to the public address of the app, and open its port in the firewall",
			checks:  []string{checkid.RedirectURIForm, checkid.RedirectURIPort, checkid.DeployedReachable},
		},
		{
			id: "https-without-tls", phrases: []string{"err_ssl_protocol_error", "ssl_error_rx_record_too_long", "sent an invalid response", "wrong_version_number", "pr_end_of_file_error"}, unless: []string{"traceback (most recent call last)", "ssl.c:"},
			title:   "the address says https, and the app there speaks http",
			meaning: "Streamlit itself speaks http. redirect_uri begins with https, but no proxy in front of the app ends https; on localhost there is none.",
			fix:     "write http://localhost:8501/oauth2callback as redirect_uri for development, and put a proxy with a certificate in front on a server",
			steps:   []string{"on this machine: write http in redirect_uri, and register the http address at the provider (all take http for localhost)", "on a server: put a proxy with a certificate in front, for instance Caddy or nginx, and keep https", "restart the app"},
			checks:  []string{checkid.RedirectURIScheme, checkid.DeployedReachable},
		},
		{
			id: "browser-certificate", phrases: []string{"net::err_cert_", "err_cert_authority_invalid", "err_cert_common_name_invalid", "err_cert_date_invalid", "sec_error_unknown_issuer", "mozilla_pkix_error", "ssl_error_bad_cert_domain", "your connection is not private"},
			title:   "the browser does not trust the certificate of the address",
			meaning: "It is self-signed, expired or made for another name. The sign-in's cookies are not kept over such a connection in all browsers.",
			fix:     "give the host of redirect_uri a certificate for exactly that name, for instance by Let's Encrypt",
			steps:   []string{"on localhost: use http in redirect_uri and no certificate at all", "on a server: get a certificate for the host of redirect_uri (Let's Encrypt, the platform's own)", "in a company: the name in redirect_uri has to be the one in the certificate"},
			checks:  []string{checkid.RedirectURIScheme, checkid.DeployedReachable},
		},
		{
			id: "upload-refused", phrases: []string{"axioserror: request failed with status code 403", "xsrf token missing or invalid", "'_xsrf' argument missing from post", "xsrf cookie does not match post argument"},
			title:   "an upload is refused: the cookie _streamlit_xsrf did not come along",
			meaning: "A proxy drops it, the app sits in a frame of another site, or it is open under two host names. With [auth] Streamlit always checks it; server.enableXsrfProtection cannot switch it off.",
			fix:     "let the proxy pass all cookies and headers, and open the app under one address in a tab of its own",
			steps:   []string{"open the app in a tab of its own, not in a frame", "behind a proxy: let it pass the cookie _streamlit_xsrf and the header X-Xsrftoken both ways", "a platform with several replicas: use sticky sessions", "delete the app's cookies and log in again"},
			checks:  []string{checkid.ConfigServer, checkid.DeployedOrigin},
		},
		{
			id: "websocket-failed", phrases: []string{"_stcore/stream' failed", "_stcore/stream failed", "can't establish a connection to the server at ws"}, with: []string{"_stcore/stream"},
			title:   "the browser's websocket does not reach the app",
			meaning: "The page loads and stays empty, and nobody is ever logged in: Streamlit learns who is there when the websocket opens. A proxy does not pass it on, the headers are too long for it, or the host is not allowed.",
			fix:     "let the proxy pass websockets to /_stcore/stream, with the Host and Cookie headers as they came",
			steps:   []string{"nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\"; proxy_set_header Host $host;", "only after logging in: the cookies are too long; see cookie-too-large", "status 403: the Host header was changed, or server.allowedHosts lacks the host", "run authkit verify --url " + own.Address},
			checks:  []string{checkid.ConfigServer, checkid.DeployedOrigin, checkid.SignInCookieSize},
		},
		{
			id: "callback-not-found", phrases: []string{"404 not found", "404: not found", "http error 404", "404 (not found)", "this page could not be found", "a 404", "error 404", "404 error", "returns 404", "status 404", "http/1.1' 404", "http/2.0' 404", "404 page not found"}, with: []string{"/oauth2callback"},
			title:   "nothing answers at the address of redirect_uri",
			meaning: "Its path lacks the app's base path, a proxy does not hand it on, the app there is no Streamlit with st.login, or Authlib was missing when it started.",
			fix:     "put the app's base path in front of /oauth2callback, and let the proxy hand that path on",
			steps:   []string{"server.baseUrlPath set: redirect_uri ends with /<base path>/oauth2callback", "behind a proxy: hand on everything below the app's path, /oauth2callback and /auth/ too", "on the server: install streamlit[auth]", "run authkit verify --url " + own.Address},
			checks:  []string{checkid.RedirectURIPath, checkid.DeployedLoginRoute, checkid.DepsAuthlib},
		},
		{
			id: "cors-provider", phrases: []string{"has been blocked by cors policy", "cross-origin request blocked"}, with: loginPages,
			title:   "a script in the page asked the provider, which only a whole page may",
			meaning: "st.login never does that. A login in front of the app (a proxy's, App Service's) has run out and answers the app's own requests with a redirect to the provider, or code beside st.login asks the provider from the browser.",
			fix:     "reload the page; when it comes again, make the session of the login in front last longer or leave the app's path out of it",
			checks:  []string{checkid.AppCallback, checkid.DeployedLoginRoute},
		},
		{
			id: "cookie-blocked", phrases: []string{"this set-cookie was blocked", "cookie was blocked because", "has been rejected because it is in a cross-site context", "attempt to set a cookie via a set-cookie header was blocked"}, with: []string{"streamlit", "samesite", "cross-site"},
			title:   "the browser does not keep the app's cookies",
			meaning: "In a frame of another site browsers refuse them, and without the cookies of st.login nobody stays logged in.",
			fix:     "open the app in a tab of its own",
			checks:  []string{checkid.AppCallback, checkid.ConfigServer},
		},
		{
			id: "bad-gateway", rank: rankSymptom, phrases: []string{"502 bad gateway", "http error 502", "error 502"}, with: []string{"/oauth2callback", "/auth/login"},
			title:   "a proxy could not pass on the answer of the sign-in",
			meaning: "Mostly the answer's cookies are longer than the proxy takes for headers; otherwise the app has stopped.",
			fix:     "raise the proxy's header limits (nginx: proxy_buffer_size 16k; proxy_buffers 8 16k;) and send fewer claims",
			checks:  []string{checkid.SignInCookieSize, checkid.ConfigServer},
		},
	}
}
