package entra

import "strings"

const (
	b2cSuffix  = ".b2clogin.com"
	ciamSuffix = ".ciamlogin.com"
)

// signInHosts are the hosts of Microsoft's instance discovery, and the clouds they belong to.
var signInHosts = [...]struct {
	name  string
	cloud Cloud
}{
	{"login.microsoftonline.com", Worldwide},
	{"login.windows.net", Worldwide},
	{"login.microsoft.com", Worldwide},
	{"sts.windows.net", Worldwide},
	{"login.microsoftonline.us", USGovernment},
	{"login.usgovcloudapi.net", USGovernment},
	{"login-us.microsoftonline.com", Sovereign},
	{"login.partner.microsoftonline.cn", China},
	{"login.chinacloudapi.cn", China},
	{"login.microsoftonline.de", Germany},
	{"login.sovcloud-identity.fr", Sovereign},
	{"login.sovcloud-identity.de", Sovereign},
	{"login.sovcloud-identity.sg", Sovereign},
}

func knownHost(host string) (Cloud, Kind, bool) {
	for _, known := range signInHosts {
		if host == known.name {
			return known.cloud, Organisation, true
		}
	}
	if name, ok := strings.CutSuffix(host, b2cSuffix); ok && isLabel(name) {
		return Worldwide, B2C, true
	}
	if name, ok := strings.CutSuffix(host, ciamSuffix); ok && isLabel(name) {
		return Worldwide, ExternalID, true
	}
	return Worldwide, NotEntra, false
}

// NearestHost is the sign-in host of Microsoft's that host was probably meant
// to be: "login.microsoftonlin.com" is "login.microsoftonline.com". Empty when
// host is one of them, or resembles none.
func NearestHost(host string) string {
	host = strings.ToLower(strings.TrimSuffix(strings.TrimSpace(host), "."))
	if _, _, ok := knownHost(host); ok || host == "" || len(host) > 80 {
		return ""
	}
	switch host {
	case "microsoftonline.com", "www.microsoftonline.com", "www.login.microsoftonline.com", "login.onmicrosoft.com", "login.microsoft.online.com":
		return "login.microsoftonline.com"
	case "login.microsoftonline.cn", "partner.microsoftonline.cn":
		return China.Host()
	case "microsoftonline.us":
		return USGovernment.Host()
	}
	for _, suffix := range []string{b2cSuffix, ciamSuffix} {
		name, domain, ok := strings.Cut(host, ".")
		if distance := editDistance(domain, suffix[1:]); ok && isLabel(name) && distance > 0 && distance < farthest {
			return name + suffix
		}
	}
	best, nearest := "", farthest
	for _, known := range signInHosts {
		if distance := editDistance(host, known.name); distance < nearest {
			best, nearest = known.name, distance
		}
	}
	return best
}

// farthest is how many slips make two names different ones.
const farthest = 3

// editDistance counts the insertions, deletions, replacements and swaps of
// neighbours that lead from a to b (optimal string alignment), up to farthest.
func editDistance(a, b string) int {
	if max(len(a), len(b))-min(len(a), len(b)) >= farthest {
		return farthest
	}
	before, previous, current := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		current[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			current[j] = min(previous[j]+1, current[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, previous, current = previous, current, before
	}
	return min(previous[len(b)], farthest)
}
