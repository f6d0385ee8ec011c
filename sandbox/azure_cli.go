package sandbox

// AzureCLI is the client ID of Microsoft's Azure CLI. Every tenant knows it; it
// has no secret and may do at Graph whatever the person may.
const AzureCLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"

// azureCLI is the registration of that app, which stands in no tenant's list.
func azureCLI() Client {
	public := true
	return Client{
		ID: AzureCLI, Name: "Microsoft Azure CLI", Audience: AzureADandPersonalMicrosoftAccount,
		PublicRedirectURIs: []string{"http://localhost", "https://login.microsoftonline.com/common/oauth2/nativeclient"}, fallback: &public,
	}
}
