package entra

import (
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/internal/hosts"
)

// address is a URL taken apart with more patience than net/url has: what people
// leave in a metadata address (%TENANT%, <tenant>, a missing scheme) must still
// be recognised.
type address struct {
	scheme   string
	host     string // lower case, without port and user name
	extra    bool   // there was a port or a user name
	segments []string
	appID    string // ?appid=, when it is a GUID
	policy   string // ?p=
	tenant   string // ?tenantId=, of the portal's pages
	fragment string
}

func splitAddress(text string) address {
	var a address
	text = strings.Trim(strings.TrimSpace(text), `"'`)
	scheme, rest, ok := strings.Cut(text, "://")
	switch _, fixed, mistyped := hosts.CutScheme(text); {
	case mistyped:
		rest = fixed
	case ok && !strings.ContainsAny(scheme, "/.?#"):
		a.scheme = strings.ToLower(scheme)
	default:
		rest = strings.TrimPrefix(text, "//")
	}
	rest, a.fragment, _ = strings.Cut(rest, "#")
	rest, query, _ := strings.Cut(rest, "?")
	host, path, _ := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		host, a.extra = host[at+1:], true
	}
	if name, port, ok := strings.Cut(host, ":"); ok {
		host, a.extra = name, a.extra || port != "443"
	}
	a.host = strings.ToLower(strings.TrimSuffix(host, "."))
	for _, segment := range strings.Split(path, "/") {
		if plain, err := url.PathUnescape(segment); err == nil {
			segment = plain
		}
		a.segments = append(a.segments, segment)
	}
	// A slash at the end is harmless; one in the middle leaves a part empty.
	if n := len(a.segments); a.segments[n-1] == "" {
		a.segments = a.segments[:n-1]
	}
	for _, pair := range strings.Split(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		switch {
		case strings.EqualFold(name, "appid") && IsGUID(value):
			a.appID = value
		case strings.EqualFold(name, "p") && isPolicyName(value):
			a.policy = value
		case strings.EqualFold(name, "tenantid") && IsGUID(value):
			a.tenant = strings.ToLower(value)
		}
	}
	return a
}

func isPolicyName(s string) bool {
	for _, r := range s {
		if !(r == '_' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			return false
		}
	}
	return s != ""
}

// form is the shape of a path.
type form uint8

const (
	formOther    form = iota
	formV2            // tenant/v2.0/.well-known/openid-configuration
	formV1            // tenant/.well-known/openid-configuration
	formNoTenant      // v2.0/.well-known/openid-configuration, or with an empty tenant
	formShort         // tenant, tenant/v2.0, tenant/v2.0/.well-known
	formEndpoint      // tenant/oauth2/v2.0/authorize and the like
	formShuffled      // the parts of formV2 in another order
)

func (f form) problem() Problem {
	switch f {
	case formNoTenant:
		return TenantMissing
	case formShort:
		return WellKnownMissing
	case formEndpoint:
		return EndpointPasted
	case formShuffled:
		return PartsOutOfOrder
	}
	return PathUnknown
}

func isKeyword(segment string) bool {
	switch strings.ToLower(segment) {
	case "v2.0", "v1.0", ".well-known", "openid-configuration", "oauth2", "authorize", "token", "devicecode", "logout", "discovery", "keys", "saml2", "wsfed", "federationmetadata", "reprocess", "kmsi", "adminconsent":
		return true
	}
	return false
}

func pathForm(segments []string) form {
	lower := strings.ToLower(strings.Join(segments, "/"))
	count := map[string]int{}
	others := 0
	for _, segment := range strings.Split(lower, "/") {
		if isKeyword(segment) {
			count[segment]++
		} else if segment != "" {
			others++
		}
	}
	first := ""
	if len(segments) > 0 {
		first = segments[0]
	}
	rest := ""
	if i := strings.IndexByte(lower, '/'); i >= 0 {
		rest = lower[i:]
	}
	switch {
	case others == 0 && count["authorize"]+count["token"]+count["oauth2"]+count["discovery"] == 0:
		return formNoTenant
	case rest == "/v2.0"+wellKnown && !isKeyword(first) && first != "":
		return formV2
	case rest == wellKnown && !isKeyword(first) && first != "":
		return formV1
	case count["oauth2"]+count["authorize"]+count["token"]+count["devicecode"]+count["logout"]+count["discovery"]+count["saml2"]+count["wsfed"]+count["federationmetadata"]+count["adminconsent"] > 0:
		return formEndpoint
	case strings.Contains(lower, "//") || strings.HasPrefix(lower, "/"):
		return formOther
	case others == 1 && count["openid-configuration"] == 0:
		return formShort
	case others == 1 && count["openid-configuration"] == 1 && count["v1.0"] == 0:
		return formShuffled
	}
	return formOther
}
