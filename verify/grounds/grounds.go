// Package grounds says of every check what it decides on.
package grounds

import (
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/lazy"
)

// Ground is what a check decides on: the evidence that makes it ok, and what
// breaks it. Whatever is on neither list is unproven, and undecided where no
// answer came or something could not be looked at.
type Ground struct{ OK, Broken string }

// All are the grounds of every check, by its ID.
func All() map[string]Ground { return grounds.Get() }

var grounds = lazy.Value[map[string]Ground]{Make: func() map[string]Ground {
	return map[string]Ground{
		checkid.SecretsFound:       {"a file was read where this project's Streamlit looks", "Streamlit looks at places that were all looked at, and none has a file, or a compose file starts a container that gets none there"},
		checkid.SecretsEncoding:    {"every byte of the file is UTF-8 and none is a byte order mark", "a byte that is no UTF-8, or a byte order mark"},
		checkid.SecretsParse:       {"the file was parsed as TOML 1.0", "a line that is no TOML"},
		checkid.SecretsDialect:     {"the parser of this project's Streamlit gives the same values as TOML 1.0", "a value or key that it reads otherwise, or refuses"},
		checkid.SecretsPermissions: {"the mode of the file lets nobody but its owner write", "other users may write to it"},

		checkid.AuthSection:        {"a section [auth] was read", "the files were all read, and none has the section"},
		checkid.AuthShadowed:       {"one file has all of [auth]", "a later file's [auth] hides an earlier one"},
		checkid.AuthKeys:           {"the keys that this Streamlit demands are there, each a text", "one is missing, empty or no text"},
		checkid.AuthPlaceholder:    {"no value has the form of a placeholder", "a value that a template or a tutorial left, or that waits for a program to fill it in"},
		checkid.CookieSecret:       {"the secret is long enough and shows no pattern", "it is short, a word, a pattern, or stands in a tutorial"},
		checkid.ExposeTokens:       {"it is not set, or names id and access only", "it names another token"},
		checkid.RedirectURIForm:    {"the address is whole, and the browser writes it the same way", "the browser writes it otherwise, or it is none"},
		checkid.RedirectURIPath:    {"the path is that of Streamlit's callback, behind the base path", "any other path"},
		checkid.RedirectURIScheme:  {"https, or http on this machine", "another scheme, or http where the provider or the way there does not bear it"},
		checkid.RedirectURIPort:    {"the port is the one that the app is started with, or something in front may map it", "the app is started with another one, or a compose file publishes it at others only"},
		checkid.ClientIDForm:       {"it has the form of this provider's client IDs, or the provider has none that is known and nothing speaks against it", "it has the form of something else"},
		checkid.ClientSecretForm:   {"it has the form of this provider's secrets, or the provider has none that is known and nothing speaks against it", "it has the form of something else, or cannot be sent"},
		checkid.CookieSecretShared: {"no other app of the run has it in another file", "one has"},
		checkid.ClientSecretShared: {"no other app of the run has it in another file", "one has"},
		checkid.MetadataURLForm:    {"it is a whole address whose path is that of a metadata document", "it is another address of a known provider, or no address"},
		checkid.MetadataURLTenant:  {"it names one tenant, or is of a provider without tenants and holds no placeholder", "it names many tenants or none"},
		checkid.ProviderName:       {"st.login finds the section by its name", "a name that st.login refuses or looks up otherwise"},
		checkid.ProviderKeys:       {"every key of the section is one that this Streamlit reads", "a key that it does not read, where the sign-in counts on it"},
		checkid.ClientKwargs:       {"every entry is one that this Streamlit and Authlib take, with a value they take", "an entry that stops the login or changes it so that it fails"},

		checkid.SecretsIgnored: {"git says of every file with secrets that it ignores it", "git says that it does not"},
		checkid.SecretsTracked: {"git's index has no file with secrets", "it has one"},
		checkid.SecretsLeaked:  {"everything in git was searched, and none of the values found", "a value stands in a tracked file or in the history"},
		checkid.SecretsImage:   {"every instruction of the last stage was followed, and none brings the file in", "one does"},
		checkid.SecretsFromEnv: {"what the script writes is known but for the values of variables, and Streamlit reads it as a complete [auth]", "it writes what Streamlit reads otherwise, or not at all"},
		checkid.AppLogin:       {"a call of st.login that a visitor can reach was found in code that could be read, and no test that cannot be told may end the page above it", "all of the code was read, and nothing in it signs anybody in, or Python refuses the main script"},
		checkid.AppPages:       {"every page asks for the sign-in before it shows anything, or none does", "a page shows something to a visitor whom another page would stop"},
		checkid.AppProvider:    {"every call of st.login that was found names a section that is there", "a call that is certain to be made names none"},
		checkid.AppAPI:         {"the installed Streamlit has every name that the app takes from it directly", "a call that is certain to be made is of one that it has not"},
		checkid.AppCallback:    {"the code was read, and nothing in it takes the provider's answer for itself", "a page or code of its own does"},
		checkid.AppClaims:      {"the app reads no claim without a default but those that the provider always sends", "it reads one that the provider leaves out"},
		checkid.DepsStreamlit:  {"an install gets a release that has st.login", "it gets one that has not"},
		checkid.DepsAuthlib:    {"an install gets a release that Streamlit takes", "it gets none, or one that it does not take"},
		checkid.DepsHTTPX:      {"an install gets httpx, or a Streamlit that needs none", "it gets a Streamlit that needs it, and no httpx"},
		checkid.DepsCompat:     {"the pair is one that was tried and signs people in", "the pair is known to fail, or to let others in"},
		checkid.ConfigServer:   {"every setting that was read is one that this Streamlit takes, and none keeps people out", "one does, Streamlit does not start with it, or an image of the project does not start the app"},
		checkid.SecretExpiry:   {"a last day was noted, more than 30 days ahead", "it is past, or near"},

		checkid.MetadataReachable:  {"the address answers 200, or leads elsewhere (metadata-redirect says whether that will do)", "it answers anything else"},
		checkid.MetadataRedirect:   {"the address itself answers with a document", "it sends the asker elsewhere, and this Streamlit does not follow"},
		checkid.MetadataTenant:     {"Entra answers with the tenant's metadata", "Entra names the tenant as what it does not know"},
		checkid.MetadataDocument:   {"the three endpoints that a login needs are in it, each an address", "one is missing or no address"},
		checkid.MetadataIssuer:     {"the document names an issuer that a token can carry", "it names none, or a template"},
		checkid.MetadataJWKS:       {"a public key there is for an algorithm that the metadata lists, and none lets others sign", "Authlib can use no key, or would take a token that anybody can make"},
		checkid.MetadataClientAuth: {"the provider authenticated the client that way, or lists it", "it refused it that way and took it another way"},
		checkid.MetadataPKCE:       {"Streamlit sends what the metadata asks for, or the provider did not miss it", "the provider demands what this Streamlit does not send"},
		checkid.MetadataLogout:     {"people are sent back from the logout page, and not to a made-up address", "the page refuses the address, or the parameters"},
		checkid.ClockSkew:          {"the provider's Date header and this machine differ by less than two minutes", "they differ by more than tokens forgive"},

		checkid.ClientKnown:           {"an answer that only a client gets that the provider knows, while a made-up one gets another", "an answer that names the client ID as unknown"},
		checkid.ClientAudience:        {"Entra serves the app at this address, and a made-up one not", "an answer that names the wrong kind of account"},
		checkid.ClientEnabled:         {"the client was authenticated, or its login request was answered as one that may go on", "an answer that says it is switched off, or may not do this"},
		checkid.ClientSecret:          {"the client was authenticated with it, and not with a made-up one", "the provider refused it by a code or error that is about the secret"},
		checkid.RedirectURIRegistered: {"the provider sends its answer to it, and to no made-up one; or a person came back to it", "the provider names it as what it does not know"},
		checkid.ClientPlatform:        {"a person came back to it and the code was exchanged with the secret", "a code that names the platform"},

		checkid.RegistrationFound:     {"Microsoft Graph shows the registration to the Azure CLI's user", "Graph shows none in the tenant that server_metadata_url names, and Entra does not know the app there"},
		checkid.RegistrationAudience:  {"the supported account types include those that server_metadata_url is for", "they do not"},
		checkid.RegistrationPrincipal: {"the tenant has a service principal of the app, and it is switched on", "it has none, or it is switched off"},
		checkid.RegistrationClaims:    {"every claim that the app reads without a default is one that Entra always sends, or that the registration has sent", "one is neither"},

		checkid.SignInAuthorize:  {"the provider sent the person back with a code", "it sent an error, or kept the person on its page"},
		checkid.SignInCallback:   {"the answer came to redirect_uri with the state of this login", "it came without a code, or in a form that Streamlit does not read"},
		checkid.SignInToken:      {"the token endpoint gave tokens for the code", "it refused"},
		checkid.SignInIDToken:    {"the ID token passes every rule of this project's Authlib", "it fails one"},
		checkid.SignInClaims:     {"the ID token has every claim that the app reads without a default", "it lacks one"},
		checkid.SignInCookieSize: {"the cookies were measured and fit", "they do not"},

		checkid.DeployedReachable:    {"the app answers as Streamlit does where a made-up path is answered otherwise, and takes a browser's connection", "it refuses the connection, no app runs there, or somebody who lets no browser in stands in front; a login in front is a warning"},
		checkid.DeployedLoginRoute:   {"it sends people to a provider with what Streamlit sends, or home, by the token alone", "there is none, it fails, or it cannot begin; whatever else answers there is undecided"},
		checkid.DeployedCookieSecret: {"it took a login token signed with this secret, and does otherwise without one", "it refused one, or took and refused the same"},
		checkid.DeployedMetadata:     {"it sends people to the authorization endpoint of this provider's metadata", "it sends them elsewhere"},
		checkid.DeployedClientID:     {"it sends this client ID", "it sends another"},
		checkid.DeployedRedirectURI:  {"it names its own callback as the address to come back to, and the app answers there", "it names another, or the app is not there"},
		checkid.DeployedOrigin:       {"redirect_uri begins with the origin that people open", "it begins with another"},
	}
}}
