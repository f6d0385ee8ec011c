package entra

import (
	"net/url"
	"strings"
)

// ConsumersTenant is the tenant of personal Microsoft accounts; it may stand
// in an address instead of the word consumers.
const ConsumersTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

// Kind says whose accounts an authority serves.
type Kind uint8

const (
	NotEntra      Kind = iota // no Microsoft authority, or one whose tenant cannot be told
	Organisation              // one tenant, by GUID or domain
	Consumers                 // personal Microsoft accounts
	Common                    // any account; unusable with Streamlit
	Organizations             // any work or school account; unusable with Streamlit
	B2C                       // Azure AD B2C, with a policy
	ExternalID                // Entra External ID (CIAM)
)

func (k Kind) String() string {
	switch k {
	case Organisation:
		return "one organisation"
	case Consumers:
		return "personal Microsoft accounts"
	case Common:
		return "any Microsoft account (common)"
	case Organizations:
		return "any organisation (organizations)"
	case B2C:
		return "Azure AD B2C"
	case ExternalID:
		return "Entra External ID"
	}
	return "not a usable Microsoft authority"
}

// Cloud is one of Microsoft's separate clouds. Each has its own tenants.
type Cloud uint8

const (
	Worldwide Cloud = iota
	USGovernment
	China
	Germany   // closed since 2021; its tenants have moved
	Sovereign // newer national clouds (login.sovcloud-identity.*)
)

func (c Cloud) String() string {
	switch c {
	case USGovernment:
		return "US government cloud"
	case China:
		return "China cloud (21Vianet)"
	case Germany:
		return "German cloud (closed)"
	case Sovereign:
		return "sovereign cloud"
	}
	return "worldwide cloud"
}

// Problem says why a metadata address cannot be right, or is empty.
type Problem string

const (
	NoProblem          Problem = ""
	SchemeProblem      Problem = "scheme"       // not https
	HostProblem        Problem = "host"         // user name, port or the like in the host
	TenantMissing      Problem = "tenant"       // nothing between the host and /v2.0
	TenantPlaceholder  Problem = "placeholder"  // {tenant}, YOUR_TENANT_ID, None, …
	TenantMalformed    Problem = "tenant-form"  // neither GUID nor domain nor a known word
	EndpointPasted     Problem = "endpoint"     // the authorize, token or another endpoint
	WellKnownMissing   Problem = "well-known"   // ends before /.well-known/openid-configuration
	PartsOutOfOrder    Problem = "order"        // all parts there, in the wrong order
	PathUnknown        Problem = "path"         // some other path
	PolicyMissing      Problem = "policy"       // B2C without a policy
	VersionUnavailable Problem = "version"      // personal accounts have no version 1
	CloudClosed        Problem = "cloud-closed" // login.microsoftonline.de
	PersonalElsewhere  Problem = "personal"     // personal accounts at a national cloud
	PolicyElsewhere    Problem = "policy-host"  // a B2C policy at login.microsoftonline.com
)

// Message says the problem in words, as a clause about "it" (the address).
func (p Problem) Message() string {
	switch p {
	case SchemeProblem:
		return "it does not begin with https://"
	case HostProblem:
		return "its host part holds more than a host name"
	case TenantMissing:
		return "the tenant is missing between the host and the path"
	case TenantPlaceholder:
		return "a placeholder stands where the tenant belongs"
	case TenantMalformed:
		return "the tenant in it is neither a GUID nor a domain"
	case EndpointPasted:
		return "it is an endpoint of the provider and not the address of its metadata"
	case WellKnownMissing:
		return "it does not end with /.well-known/openid-configuration"
	case PartsOutOfOrder:
		return "its parts are in the wrong order"
	case PathUnknown:
		return "its path is not that of a metadata document"
	case PolicyMissing:
		return "the name of the B2C policy (user flow) is missing"
	case VersionUnavailable:
		return "it lacks /v2.0, without which personal accounts cannot sign in"
	case CloudClosed:
		return "it names Microsoft's German cloud, which was closed in 2021"
	case PersonalElsewhere:
		return "it names a national cloud, and personal accounts are in the worldwide cloud only"
	case PolicyElsewhere:
		return "it names a B2C policy (user flow), and those are at <name>.b2clogin.com"
	}
	return ""
}

// Authority is what a metadata address of Microsoft's says.
type Authority struct {
	Kind    Kind
	Cloud   Cloud
	Host    string // as in the address, lower case
	Tenant  string // GUID, domain, "consumers", "common" or "organizations"; empty when it cannot be told
	Policy  string // B2C only
	AppID   string // of ?appid=, for apps with signing keys of their own
	V1      bool   // the older version, whose issuer is sts.windows.net; works, but is fragile
	Problem Problem
}

// wellKnown ends every metadata address (OpenID Connect Discovery 1.0, section 4).
const wellKnown = "/.well-known/openid-configuration"

// IsAuthority tells whether an address is Microsoft's, of whatever tenant.
func IsAuthority(metadataURL string) bool {
	_, ok := ParseAuthority(metadataURL)
	return ok
}

// ParseAuthority reads a metadata address. False means that its host is none
// of Microsoft's sign-in hosts; true says nothing about whether it works, see
// Problem and Works. Addresses with the {tenant} or another placeholder left in
// are read too. Custom domains of B2C and External ID cannot be told from other
// hosts.
func ParseAuthority(metadataURL string) (Authority, bool) {
	address := splitAddress(metadataURL)
	cloud, kind, ok := knownHost(address.host)
	if !ok {
		return Authority{}, false
	}
	a := Authority{Cloud: cloud, Host: address.host}
	switch kind {
	case B2C:
		a.Kind = B2C
		a.readB2C(address)
	case ExternalID:
		a.readTenant(address)
		if a.Kind == Organisation {
			a.Kind = ExternalID
		}
		if a.Problem == NoProblem && a.V1 {
			a.Problem = PathUnknown
		}
	default:
		a.readTenant(address)
		a.readPolicyElsewhere(address)
	}
	switch {
	case a.Problem != NoProblem:
	case address.scheme != "https":
		a.Problem = SchemeProblem
	case address.extra:
		a.Problem = HostProblem
	case cloud == Germany:
		a.Problem = CloudClosed
	case a.Kind == Consumers && cloud != Worldwide:
		a.Problem = PersonalElsewhere
	case a.Kind == Consumers && a.V1:
		a.Problem = VersionUnavailable
	}
	return a, true
}

// readTenant reads <tenant>[/v2.0]/.well-known/openid-configuration.
func (a *Authority) readTenant(address address) {
	a.AppID = address.appID
	segments := address.segments
	form := pathForm(segments)
	a.V1 = form == formV1
	switch form {
	case formV2, formV1:
		a.setTenant(segments[0])
	case formNoTenant:
		a.Problem = TenantMissing
	default:
		a.Problem = form.problem()
		for _, segment := range segments {
			if kind, _ := ValidTenant(segment); kind != NotEntra {
				a.Kind, a.Tenant = kind, strings.ToLower(segment)
				return
			}
		}
		if anyPlaceholder(segments) {
			a.Problem = TenantPlaceholder
		}
	}
}

func anyPlaceholder(segments []string) bool {
	for _, segment := range segments {
		if placeholder(segment) {
			return true
		}
	}
	return false
}

func (a *Authority) setTenant(tenant string) {
	kind, _ := ValidTenant(tenant)
	switch {
	case kind != NotEntra:
		a.Kind, a.Tenant = kind, strings.ToLower(tenant)
	case placeholder(tenant):
		a.Problem = TenantPlaceholder
	case tenant == "":
		a.Problem = TenantMissing
	default:
		a.Problem = TenantMalformed
	}
}

// readPolicyElsewhere recognises B2C at the host it had before it got one of its
// own. A whole metadata address with ?p= may still be answered there.
func (a *Authority) readPolicyElsewhere(address address) {
	if a.Problem == NoProblem {
		return
	}
	policy := address.policy
	for _, segment := range address.segments {
		if isPolicy(segment) {
			policy = segment
		}
	}
	if name, ok := strings.CutSuffix(a.Tenant, ".onmicrosoft.com"); ok && isPolicy(policy) && isLabel(name) {
		a.Kind, a.Policy, a.Host, a.Problem = B2C, policy, name+b2cSuffix, PolicyElsewhere
	}
}

// isPolicy tells whether a part of a path is a B2C policy by its name.
func isPolicy(segment string) bool {
	return strings.HasPrefix(strings.ToLower(segment), "b2c_1") && isPolicyName(segment)
}

// readB2C reads <tenant>/<policy>/v2.0/.well-known/openid-configuration, with
// "tfp" in front in older addresses and the policy in ?p= in others.
func (a *Authority) readB2C(address address) {
	segments := address.segments
	if len(segments) > 0 && strings.EqualFold(segments[0], "tfp") {
		segments = segments[1:]
	}
	if len(segments) == 0 {
		a.Problem = TenantMissing
		return
	}
	if ordered, ok := policySecond(segments); ok {
		segments = ordered
		defer func() { a.Problem = PartsOutOfOrder }()
	}
	if kind, _ := ValidTenant(segments[0]); kind != Organisation {
		a.Problem = TenantMalformed
		if placeholder(segments[0]) {
			a.Problem = TenantPlaceholder
		}
		return
	}
	a.Tenant = strings.ToLower(segments[0])
	rest := segments[1:]
	if len(rest) > 0 && !isKeyword(rest[0]) {
		a.Policy, rest = rest[0], rest[1:]
	} else {
		a.Policy = address.policy
	}
	form := pathForm(append([]string{a.Tenant}, rest...))
	switch {
	case a.Policy == "" || placeholder(a.Policy):
		a.Policy, a.Problem = "", PolicyMissing
	case form != formV2:
		a.Problem = form.problem()
		if form == formV1 {
			a.Problem = PathUnknown
		}
	}
}

// policySecond puts a B2C policy that stands elsewhere behind the tenant.
func policySecond(segments []string) ([]string, bool) {
	tenant, policy := -1, -1
	for i, segment := range segments {
		if kind, _ := ValidTenant(segment); kind == Organisation && tenant < 0 {
			tenant = i
		} else if isPolicy(segment) && policy < 0 {
			policy = i
		}
	}
	if tenant < 0 || policy < 0 || tenant == 0 && policy == 1 {
		return nil, false
	}
	ordered := []string{segments[tenant], segments[policy]}
	for i, segment := range segments {
		if i != tenant && i != policy {
			ordered = append(ordered, segment)
		}
	}
	return ordered, true
}

// Works tells whether Streamlit can use the address: the issuer in the metadata
// is then the issuer of the tokens, which Authlib compares letter by letter
// (streamlit#11391). Whether the tenant exists is not checked.
func (a Authority) Works() bool {
	if a.Problem != NoProblem {
		return false
	}
	switch a.Kind {
	case Organisation, Consumers, B2C, ExternalID:
		return true
	}
	return false
}

// MetadataURL is the address in its best form: https, the preferred host of
// the cloud, version 2.0. Empty when the tenant or the policy is not known.
func (a Authority) MetadataURL() string {
	if a.Tenant == "" || a.Kind == NotEntra || a.Kind == B2C && a.Policy == "" {
		return ""
	}
	path := "/" + a.Tenant
	host := a.Cloud.Host()
	switch a.Kind {
	case B2C:
		path += "/" + url.PathEscape(a.Policy)
		host = a.Host
	case ExternalID:
		host = a.Host
	}
	switch {
	case a.Kind == Consumers:
		host = Worldwide.Host()
	case a.Cloud == Sovereign:
		host = a.Host
	}
	address := "https://" + host + path + "/v2.0" + wellKnown
	if a.AppID != "" {
		address += "?appid=" + a.AppID
	}
	return address
}

// Host is the sign-in host to use for a cloud.
func (c Cloud) Host() string {
	switch c {
	case USGovernment:
		return "login.microsoftonline.us"
	case China:
		return "login.partner.microsoftonline.cn"
	}
	return "login.microsoftonline.com"
}
