package entra

import (
	"net/url"
	"strings"
)

// ValidTenant tells what a tenant is, by its form: a GUID or a domain
// (Organisation), consumers, common or organizations. problem says why
// Streamlit cannot use it, and is empty for a tenant it can use; it never
// repeats the text. Whether the tenant exists is not checked.
func ValidTenant(tenant string) (kind Kind, problem string) {
	lower := strings.ToLower(tenant)
	switch {
	case lower == "consumers", lower == ConsumersTenant:
		return Consumers, ""
	case lower == "common":
		return Common, "common does not work with Streamlit: its issuer is a template that no token matches; use the Directory (tenant) ID, or consumers for personal accounts"
	case lower == "organizations":
		return Organizations, "organizations does not work with Streamlit: its issuer is a template that no token matches; use the Directory (tenant) ID"
	case lower == zeroGUID, placeholder(tenant):
		return NotEntra, "this is a placeholder; copy Directory (tenant) ID from the Overview page of the app registration"
	case IsGUID(tenant), isDomain(lower):
		return Organisation, ""
	case tenant == "":
		return NotEntra, "the tenant is empty; copy Directory (tenant) ID from the Overview page of the app registration"
	case strings.Contains(tenant, "://"), strings.Contains(tenant, "/"):
		return NotEntra, "this is an address; give only the tenant, a GUID or a domain"
	case IsGUID(strings.Trim(strings.TrimSpace(tenant), "{}()")):
		return NotEntra, "write the GUID without braces and blanks"
	case strings.Contains(tenant, "@"):
		return NotEntra, "this is an account; give only the tenant, such as the part behind the @"
	}
	if _, _, ok := knownHost(lower); ok {
		return NotEntra, "this is a sign-in host; give the tenant, a GUID or a domain"
	}
	return NotEntra, "a tenant is a GUID, a domain such as contoso.onmicrosoft.com, or consumers"
}

// isDomain tells whether a lower-case text can be a verified domain of a
// tenant: at least two labels, the last one letters only or punycode.
func isDomain(text string) bool {
	labels := strings.Split(text, ".")
	if len(labels) < 2 || len(text) > 253 {
		return false
	}
	for _, label := range labels {
		if !isLabel(label) {
			return false
		}
	}
	if _, _, ok := knownHost(text); ok {
		return false
	}
	last := labels[len(labels)-1]
	return len(last) >= 2 && (strings.Trim(last, "abcdefghijklmnopqrstuvwxyz") == "" || strings.HasPrefix(last, "xn--"))
}

// isLabel tells whether a lower-case text is one label of a host name (RFC 1123, section 2.1).
func isLabel(text string) bool {
	if text == "" || len(text) > 63 || text[0] == '-' || text[len(text)-1] == '-' {
		return false
	}
	for i := range len(text) {
		if c := text[i]; c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// placeholder tells whether something was to be filled in here: braces, angle
// or square brackets, shell variables, or the words examples use.
func placeholder(text string) bool {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return false
	}
	if IsGUID(strings.Trim(trimmed, "{}()<>[]")) {
		return trimmed == zeroGUID || strings.Contains(trimmed, zeroGUID)
	}
	if strings.ContainsAny(trimmed, "{}<>[]$%…") {
		return true
	}
	words := strings.FieldsFunc(strings.ToLower(trimmed), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	if strings.Contains(trimmed, ".") {
		return len(words) > 0 && (words[0] == "your" || words[0] == "yourtenant")
	}
	for _, word := range words {
		switch word {
		case "tenant", "tenantid", "tid", "directory", "directoryid", "your", "yourtenant", "yourtenantid", "none", "null", "nil", "nan", "undefined", "placeholder", "changeme", "todo", "example", "enter", "replace", "insert", "uuid", "guid", "id":
			return true
		}
		if strings.Trim(word, "x") == "" {
			return true
		}
	}
	return false
}

// TenantOfIssuer is the GUID of the tenant that an issuer names; empty: it names none.
func TenantOfIssuer(issuer string) string {
	u, err := url.Parse(issuer)
	if err != nil {
		return ""
	}
	for part := range strings.SplitSeq(u.Path, "/") {
		if IsGUID(part) {
			return strings.ToLower(part)
		}
	}
	return ""
}
