package dynamic

import (
	"fmt"
	"net/http"
)

// notRegistered says why a provider registered no client (RFC 7591, section
// 3.2.2, and RFC 6750, section 3.1).
func notRegistered(a *answer, p Provider, withToken bool) error {
	const ask = "ask its administrator for an initial access token, and give it with --initial-access-token-file FILE"
	switch {
	case a.code == "invalid_redirect_uri":
		return refused(p.Host+" does not take these redirect URIs"+a.said(), "give others with --redirect-uri; most providers want https, except on localhost")
	case a.code == "invalid_client_metadata":
		return refused(p.Host+" does not take a client of this kind"+a.said(), byHand)
	case a.code == "invalid_software_statement", a.code == "unapproved_software_statement":
		return refused(p.Host+" registers approved software only"+a.said(), byHand)
	case a.status == http.StatusUnauthorized && withToken:
		return refused(p.Host+" does not take this initial access token: it is wrong, over, or used up"+a.said(), "ask its administrator for a new one")
	case a.status == http.StatusUnauthorized:
		return refused(p.Host+" registers clients with an initial access token only"+a.said(), ask)
	case a.status == http.StatusForbidden && withToken:
		return refused("a policy of "+p.Host+" does not allow this registration"+a.said(), "ask its administrator to allow it, or "+byHand)
	case a.status == http.StatusForbidden:
		return refused("a policy of "+p.Host+" does not allow a registration by everybody"+a.said(), ask)
	}
	return other(a, p)
}

// notManaged says why a client cannot be read or removed (RFC 7592, section 2.1).
func notManaged(a *answer, p Provider) error {
	switch a.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return refused(p.Host+" does not take the management token: the token is another one by now, or the client is gone"+a.said(),
			"look at the client in its console; where it is gone, delete the token's file and take client_id and client_secret out of the secrets file, then register again")
	}
	return other(a, p)
}

// notChanged says why a client was not changed.
func notChanged(a *answer, p Provider) error {
	switch {
	case a.code == "invalid_redirect_uri":
		return refused(p.Host+" does not take these redirect URIs"+a.said(), "give others with --redirect-uri; most providers want https, except on localhost")
	case a.status == http.StatusBadRequest, a.status == http.StatusForbidden && a.code != "invalid_token", a.status == http.StatusMethodNotAllowed:
		return refused(p.Host+" does not change this client"+a.said(), "add the redirect URI in its console")
	}
	return notManaged(a, p)
}

// other are answers that say nothing about the client.
func other(a *answer, p Provider) error {
	switch {
	case a.status/100 == 3:
		return refused(fmt.Sprintf("%s sends the request elsewhere (%d), and a token is not sent along", p.Host, a.status), byHand)
	case a.status == http.StatusTooManyRequests:
		return refused(p.Host+" had too many requests", "try again in some minutes")
	case a.status >= 500:
		return refused(fmt.Sprintf("%s is out of order (it answered %d)", p.Host, a.status), "try again later; look in its console first, a client may have been made")
	case a.status/100 == 2:
		return refused(p.Host+" answered with something that is no client", byHand)
	}
	return refused(fmt.Sprintf("%s registers no clients there (it answered %d)%s", p.Host, a.status, a.said()), byHand)
}
