package cmd

// What ? says at the questions of init.
const (
	moreProvider = "The provider is where people have their accounts. \"One organisation\" lets in the people of one Entra tenant, the usual case at work. " +
		"\"Personal accounts\" are those of outlook.com, live.com and Xbox; anybody can make one, so list in the app who may come in. " +
		"Google, Okta, Auth0, Keycloak and all others are \"another OpenID Connect provider\". The sandbox plays Entra on this machine: nothing to register, and nothing to lose."
	moreMetadata = "It is an address that answers with JSON in a browser, with \"issuer\" and \"token_endpoint\" in it. Google's is https://accounts.google.com" + wellKnown +
		"; Okta, Auth0 and Keycloak have one for each domain or realm. Ask whoever runs the provider for the discovery URL of OpenID Connect."
	moreTenant = "The tenant is your organisation at Microsoft. Its ID is a GUID: at entra.microsoft.com choose Overview and copy Tenant ID. A domain of the organisation serves too, and so does " +
		"an address that holds one of them: a metadata URL, one of login.microsoftonline.com, or the portal's with the tenant in it. \"common\" and \"organizations\" do not work with Streamlit."
	moreRegistration = "Entra signs people in for apps that it knows. A registration tells it the app's address and gives you a client ID and a client secret. " +
		"\"Make one now\" needs the Azure CLI and the right to register apps. Where only administrators may, the request says what they have to make, and why."
	moreClientID = "The client ID is the name of the app at the provider. It is not secret. At Entra it is the Application (client) ID of the registration, a GUID; " +
		"the Object ID beside it is something else."
	moreSecret = "The client secret is the app's password at the provider. It goes into .streamlit/secrets.toml, which git leaves out, and nowhere else; it is not shown here. " +
		"At Entra the Value is shown only right after the secret was made. If it is gone, make a new one: New client secret, then copy Value."
	moreExpiry = "Entra's client secrets end, and from that day nobody can sign in. The date goes into .streamlit/authkit.toml, and verify warns 30 days ahead. " +
		"Any form with one reading is fine: 2027-06-30, 30 June 2027, Jun 30 2027, in 6 months."
	moreGate = "Three lines stand before the first thing that the app shows: whoever is not signed in gets a button, and the app ends there. All else in the file stays as it is. " +
		"Each page in pages/ gets them too, since a browser can open it by itself. With No, you can add them by hand later; until then everybody sees the app."
	moreVerify = "It asks the provider whether the client ID, the secret and the redirect URI fit, and can be stopped with Ctrl-C."
	moreWrite  = "All files are written at once, or none. Existing files are merged: comments, order and other keys stay. authkit init --dry-run shows every line that changes."
)
