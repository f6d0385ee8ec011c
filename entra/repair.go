package entra

import "strings"

// Repair proposes what a metadata address was meant to be, and says what is
// wrong with it. suggested is empty when nothing can be proposed (a placeholder
// hides the tenant) and otherwise always an address that Works; what is empty
// when nothing is wrong. Neither repeats more of the address than a tenant's
// GUID or domain, a B2C policy and a host name of Microsoft's.
func Repair(metadataURL string) (suggested, what string) {
	text := strings.Trim(strings.TrimSpace(metadataURL), `"'`)
	if text == "" {
		return "", ""
	}
	if !strings.Contains(text, "/") {
		return repairBare(text)
	}
	if authority, ok := ParseAuthority(text); ok {
		return repairAuthority(authority, splitAddress(text))
	}
	a := splitAddress(text)
	if cloud, ok := portalHost(a.host); ok {
		return repairPortal(a, cloud)
	}
	if a.host == "graph.microsoft.com" || a.host == "graph.windows.net" {
		return "", "it is an address of Microsoft Graph; sign-in needs https://login.microsoftonline.com/<tenant ID>/v2.0" + wellKnown
	}
	if a.host == "login.live.com" && pathForm(a.segments) != formNoTenant {
		return working(Authority{Kind: Consumers, Tenant: "consumers"}), "it is an endpoint of the service for personal accounts and not the address of the metadata"
	}
	if IsGUID(a.host) || isMicrosoftDomain(a.host) {
		return working(Authority{Kind: Organisation, Tenant: a.host}), "the tenant stands where the host belongs"
	}
	if near := NearestHost(a.host); near != "" {
		fixed := "https://" + near + "/" + strings.Join(a.segments, "/")
		if a.policy != "" {
			fixed += "?p=" + a.policy
		}
		authority, _ := ParseAuthority(fixed)
		return working(authority), "the host is misspelt; Microsoft's is " + near
	}
	return "", ""
}

// repairBare takes a tenant that stands alone.
func repairBare(text string) (suggested, what string) {
	kind, problem := ValidTenant(text)
	switch {
	case kind == Consumers, IsGUID(text), isMicrosoftDomain(strings.ToLower(text)):
		if problem == "" {
			return working(Authority{Kind: kind, Tenant: strings.ToLower(text)}), "it is only the tenant and not an address"
		}
	case kind == Common, kind == Organizations:
		return "", problem
	case kind == Organisation:
		return "", "" // any provider's host looks like this
	}
	if bare := bareGUID(text); bare != "" {
		return working(Authority{Kind: Organisation, Tenant: bare}), "it is only the tenant and not an address"
	}
	if authority, ok := ParseAuthority(text); ok {
		return repairAuthority(authority, splitAddress(text))
	}
	return "", ""
}

func repairAuthority(authority Authority, a address) (suggested, what string) {
	if authority.Problem == TenantMalformed {
		for _, segment := range a.segments {
			if before, ok := strings.CutSuffix(strings.ToLower(segment), "v2.0"); ok && IsGUID(before) {
				authority.Kind, authority.Tenant = Organisation, before
				return working(authority), "the slash behind the tenant is missing"
			}
			if bare := bareGUID(segment); bare != "" {
				authority.Kind, authority.Tenant = Organisation, bare
				return working(authority), "the tenant's GUID is wrapped in braces, quotes or blanks"
			}
		}
	}
	switch {
	case authority.Kind == Common, authority.Kind == Organizations:
		_, what = ValidTenant(authority.Tenant)
		if authority.Problem != NoProblem {
			what = authority.Problem.Message() + ", and " + what
		}
		return "", what
	case authority.Problem == TenantPlaceholder, authority.Problem == TenantMissing:
		return "", authority.Problem.Message() + "; copy Directory (tenant) ID from the Overview page of the app registration"
	case authority.Problem != NoProblem:
		return working(authority), authority.Problem.Message()
	case authority.V1:
		return working(authority), "it lacks /v2.0 and so names the older version, whose tokens carry other claims"
	}
	return "", ""
}

// repairPortal looks for the tenant in a page address of the portal:
// https://portal.azure.com/#@contoso.onmicrosoft.com/… or /<tenant>/#view/….
func repairPortal(a address, cloud Cloud) (suggested, what string) {
	what = "it is a page of the portal and not the address of the metadata; the page Overview, Endpoints shows that as OpenID Connect metadata document"
	var candidates []string
	if rest, ok := strings.CutPrefix(a.fragment, "@"); ok {
		name, _, _ := strings.Cut(rest, "/")
		candidates = append(candidates, name)
	}
	candidates = append(append(candidates, a.segments...), a.tenant)
	for _, candidate := range candidates {
		if kind, problem := ValidTenant(candidate); kind == Organisation && problem == "" {
			return working(Authority{Kind: kind, Cloud: cloud, Tenant: strings.ToLower(candidate)}), what
		}
	}
	return "", what
}

func portalHost(host string) (Cloud, bool) {
	switch host {
	case "entra.microsoft.com", "portal.azure.com", "aad.portal.azure.com":
		return Worldwide, true
	case "portal.azure.us", "entra.microsoft.us":
		return USGovernment, true
	case "portal.azure.cn", "entra.microsoftonline.cn":
		return China, true
	}
	return Worldwide, false
}

// isMicrosoftDomain tells whether a domain is one every tenant gets from Microsoft.
func isMicrosoftDomain(text string) bool {
	for _, suffix := range []string{".onmicrosoft.com", ".onmicrosoft.us", ".partner.onmschina.cn"} {
		if name, ok := strings.CutSuffix(text, suffix); ok && isLabel(name) && !placeholder(text) {
			return true
		}
	}
	return false
}

// bareGUID is the GUID in a text that wraps it in braces, brackets, quotes or blanks.
func bareGUID(text string) string {
	inner := strings.ToLower(strings.Trim(text, " \t{}()[]<>\"'"))
	if inner != strings.ToLower(text) && IsGUID(inner) && inner != zeroGUID {
		return inner
	}
	return ""
}

// working is the authority's address when Streamlit can use that, else empty.
func working(a Authority) string {
	address := a.MetadataURL()
	if again, ok := ParseAuthority(address); !ok || !again.Works() || again.V1 {
		return ""
	}
	return address
}
