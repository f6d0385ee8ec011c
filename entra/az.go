package entra

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// AzAddRedirectURI is one line for a POSIX shell (sh, bash, zsh; also Git Bash)
// that adds a redirect URI to the platform Web of an app registration. az
// replaces the whole list, so the line reads the list first, adds to it, and
// writes nothing when reading failed; xargs -x refuses to split the list over
// two calls, of which the second would undo the first. az needs to be signed in
// to the app's tenant (az login --tenant …).
//
// False when appID is not a GUID, or when uri is not a plain http or https URL
// made of letters, digits and . _ ~ : / - alone: nothing else gets into a line
// that people paste into a shell.
func AzAddRedirectURI(appID, uri string) (line string, ok bool) {
	if !IsGUID(appID) || !IsPlainURI(uri) {
		return "", false
	}
	return `{ az ad app show --id ` + appID + ` --query "web.redirectUris[]" -o tsv && echo ` + uri + `; }` +
		` | tr -d '\r' | sort -u | xargs -n 300 -x az ad app update --id ` + appID + ` --web-redirect-uris`, true
}

// AzAddRedirectURIPowerShell is AzAddRedirectURI for PowerShell.
func AzAddRedirectURIPowerShell(appID, uri string) (line string, ok bool) {
	if !IsGUID(appID) || !IsPlainURI(uri) {
		return "", false
	}
	return `$uris = @(az ad app show --id ` + appID + ` --query "web.redirectUris[]" -o tsv); ` +
		`if ($LASTEXITCODE -eq 0) { az ad app update --id ` + appID + ` --web-redirect-uris (@($uris) + '` + uri + `' | Select-Object -Unique) }`, true
}

// IsPlainURI tells whether a redirect URI is harmless in a shell line and of a
// form Entra registers: at most 256 characters, a host, no query and no user name.
func IsPlainURI(uri string) bool {
	if len(uri) > 256 {
		return false
	}
	for i := range len(uri) {
		switch c := uri[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case strings.IndexByte("._~:/-", c) >= 0:
		default:
			return false
		}
	}
	u, err := url.Parse(uri)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return false
	}
	if port := u.Port(); port != "" || strings.HasSuffix(u.Host, ":") {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return false
		}
	}
	return hostName(strings.ToLower(u.Hostname()))
}

func hostName(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	for _, label := range strings.Split(host, ".") {
		if !isLabel(label) {
			return false
		}
	}
	return true
}
