package entra

// portal is Microsoft's admin centre of the worldwide cloud.
const portal = "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/"

// PortalAuthentication is the page of an app registration with its redirect
// URIs and platforms. For anything that is not a GUID: the list of registrations.
func PortalAuthentication(appID string) string { return portalPage(appID, "Authentication") }

// PortalCredentials is the page "Certificates & secrets".
func PortalCredentials(appID string) string { return portalPage(appID, "Credentials") }

// PortalOverview is the page with the client ID, the tenant ID and the endpoints.
func PortalOverview(appID string) string { return portalPage(appID, "Overview") }

// PortalTokenConfiguration is the page with the optional claims.
func PortalTokenConfiguration(appID string) string { return portalPage(appID, "TokenConfiguration") }

// PortalRegistrations is the list of app registrations.
func PortalRegistrations() string { return linkRegistrations }

// OpenRegistration is the step that leads to an app registration, as steps of
// the catalogue say it; with a client ID it leads to that one.
func OpenRegistration(appID string) string {
	if !IsGUID(appID) {
		return openApp
	}
	return "open " + PortalOverview(appID)
}

// PortalNewRegistration is the form for a new app registration.
func PortalNewRegistration() string {
	return portal + "CreateApplicationBlade/quickStartType~/null/isMSAApp~/false"
}

func portalPage(appID, page string) string {
	if !IsGUID(appID) {
		return linkRegistrations
	}
	return portal + "ApplicationMenuBlade/~/" + page + "/appId/" + appID
}
