package checkid

import "slices"

// OfStLogin tells whether a check asks for what st.login alone needs.
func OfStLogin(id string) bool {
	return slices.Contains([]string{
		SecretsFound, AuthSection, AuthKeys, ProviderName, ProviderKeys, ClientKwargs, ExposeTokens, CookieSecret,
		RedirectURIForm, RedirectURIPath, RedirectURIPort, RedirectURIScheme, MetadataURLForm, MetadataURLTenant,
		AppProvider, AppClaims, DepsStreamlit, DepsAuthlib, DepsHTTPX, DepsCompat,
	}, id)
}
