package explain

import (
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/own"
)

const installLine = `put streamlit[auth]>=1.59.1 and httpx into requirements.txt, then run: pip install -r requirements.txt`

// streamlitMessages are what st.login, st.user and the secrets file say.
var streamlitMessages = []message{
	{
		id: "no-credentials", phrases: []string{"to use authentication features you need to configure credentials"},
		title:   "Streamlit sees no sign-in settings at all",
		meaning: "Either there is no secrets.toml where Streamlit looks, or it has no [auth] section, or it is not valid TOML. From Streamlit 1.44 on a file with a mistake in it counts as no file, so this message hides the real one.",
		fix:     "run authkit verify --offline; it names the file that is missing or the line that is wrong",
		steps:   []string{"run authkit verify --offline; it names the file that is missing or the line that is wrong", "when there is no file yet: run authkit init", "on a server: the file has to be there when the app starts, in .streamlit/secrets.toml of the folder streamlit is run in"},
		checks:  []string{checkid.SecretsFound, checkid.SecretsEncoding, checkid.SecretsParse, checkid.SecretsDialect, checkid.AuthSection},
	},
	{
		id: "user-not-logged-in-attribute", phrases: []string{"st.user has no attribute 'is_logged_in'", "st.experimental_user has no attribute 'is_logged_in'", "keyerror: 'is_logged_in'", "experimental_user.is_logged_in", "attributeerror: is_logged_in"},
		title:   "st.user knows nothing about logging in",
		meaning: "is_logged_in is there only when Streamlit has read an [auth] section. The secrets file is missing on this machine, is not valid TOML, or was created after the app had started.",
		fix:     "run authkit verify --offline in the folder the app runs in, and restart the app after creating the file",
		checks:  []string{checkid.SecretsFound, checkid.SecretsParse, checkid.AuthSection, checkid.DepsStreamlit},
	},
	{
		id: "user-claim-missing", rank: rankError, phrases: []string{"st.user has no attribute", "st.user has no key", "st.experimental_user has no attribute", "st.experimental_user has no key"},
		title:   "the app reads a claim the provider did not send",
		meaning: "st.user holds what the ID token holds. Not every account has every claim; Entra sends email only for accounts that have an address.",
		fix:     "read it with st.user.get(\"email\") and fall back to st.user.get(\"preferred_username\")",
		checks:  []string{checkid.AppClaims, checkid.SignInClaims},
	},
	{
		id: "streamlit-too-old", phrases: []string{"module 'streamlit' has no attribute 'user'", "module 'streamlit' has no attribute 'login'", "module 'streamlit' has no attribute 'logout'"},
		title:   "the installed Streamlit is too old for this app",
		meaning: "st.login came with 1.42, st.user with 1.45. The environment that runs the app has an older one, whatever requirements.txt says.",
		fix:     installLine,
		checks:  []string{checkid.DepsStreamlit, checkid.AppAPI},
	},
	{
		id: "streamlit-too-new", phrases: []string{"module 'streamlit' has no attribute 'experimental_user'"},
		title:   "the app uses st.experimental_user, which Streamlit 1.54 removed",
		meaning: "It has been called st.user since 1.45.",
		fix:     "write st.user in place of st.experimental_user",
		checks:  []string{checkid.AppAPI, checkid.DepsStreamlit},
	},
	{
		id: "authlib-missing", phrases: []string{"you need to install authlib", "authentication requires authlib", "streamlitmissingauthliberror", "no module named 'authlib'", "authlib is not installed"},
		title:   "Authlib is missing, or httpx is and Authlib gets the blame",
		meaning: "Streamlit 1.57 to 1.59.0 say this also when only httpx is not installed, because streamlit[auth] did not bring it.",
		fix:     installLine,
		checks:  []string{checkid.DepsAuthlib, checkid.DepsHTTPX},
	},
	{
		id: "httpx-missing", phrases: []string{"no module named 'httpx'"},
		title:   "httpx is not installed",
		meaning: "Streamlit needs it for logging in from 1.57 on; streamlit[auth] brings it only from 1.59.1 on.",
		fix:     installLine,
		checks:  []string{checkid.DepsHTTPX},
	},
	{
		id: "missing-redirect-uri", phrases: []string{"missing the 'redirect_uri' key"},
		title:   "[auth] has no redirect_uri",
		meaning: "redirect_uri stands in [auth] itself, also when the provider has a section of its own.",
		fix:     "add redirect_uri = \"http://localhost:8501/oauth2callback\" to [auth]",
		checks:  []string{checkid.AuthKeys},
	},
	{
		id: "missing-cookie-secret", phrases: []string{"missing the 'cookie_secret' key"},
		title:   "[auth] has no cookie_secret",
		meaning: "Streamlit signs the login cookie with it. It stands in [auth] itself, also when the provider has a section of its own.",
		fix:     "run authkit init, which makes a strong one and adds it",
		checks:  []string{checkid.AuthKeys, checkid.CookieSecret},
	},
	{
		id: "missing-provider-keys", phrases: []string{"are missing the following keys"},
		title:   "the provider's section lacks client_id, client_secret or server_metadata_url",
		meaning: "A named section inherits nothing from [auth]: all three have to stand in it. In the unnamed section an empty value counts as missing.",
		fix:     "put client_id, client_secret and server_metadata_url into the section that st.login names",
		checks:  []string{checkid.AuthKeys, checkid.ProviderKeys},
	},
	{
		id: "missing-provider-section", phrases: []string{"missing for the authentication provider"},
		title:   "st.login names a provider that has no section",
		meaning: "st.login(\"microsoft\") needs a section [auth.microsoft], in the same letter case.",
		fix:     "add the section, or call st.login() when the settings stand in [auth]",
		checks:  []string{checkid.AppProvider},
	},
	{
		id: "missing-default-section", phrases: []string{"missing for the default authentication provider"},
		title:   "st.login() is called without a name, and [auth] itself holds no provider",
		meaning: "Without a name Streamlit takes client_id, client_secret and server_metadata_url from [auth] itself, not from a section such as [auth.google].",
		fix:     "call st.login(\"name\") with the name of the section, or write the three keys into [auth]",
		checks:  []string{checkid.AppProvider, checkid.AuthKeys},
	},
	{
		id: "provider-underscore", phrases: []string{"contains an underscore", "too many values to unpack (expected 4)"},
		title:   "the provider's name contains an underscore",
		meaning: "Streamlit takes names apart at underscores, so it refuses them (1.42 breaks at the callback instead).",
		fix:     "rename the section, for instance [auth.my-company], and the name in st.login the same way",
		checks:  []string{checkid.ProviderName},
	},
	{
		id: "provider-not-a-table", phrases: []string{"must be valid toml"}, with: []string{"provider"},
		title:   "the provider's name is taken by a plain value of [auth]",
		meaning: "auth.NAME exists but is not a section.",
		fix:     "write the settings under a header [auth.NAME]",
		checks:  []string{checkid.ProviderName, checkid.AuthKeys},
	},
	{
		id: "expose-tokens-value", phrases: []string{"invalid expose_tokens configuration"},
		title:   "expose_tokens holds something else than \"id\" or \"access\"",
		meaning: "Anything else stops the app, from 1.57 on already when it starts.",
		fix:     "set expose_tokens = [\"id\"], or remove it",
		checks:  []string{checkid.ExposeTokens},
	},
	{
		id: "redirect-uri-unreadable", phrases: []string{"invalid redirect_uri:"}, with: []string{"please check your configuration"},
		title:   "redirect_uri is not an address",
		meaning: "Streamlit could not take it apart.",
		fix:     "write it like http://localhost:8501/oauth2callback",
		checks:  []string{checkid.RedirectURIForm},
	},
	{
		id: "no-secrets-on-server", phrases: []string{"no secrets found. valid paths", "no secrets files found"},
		with:    []string{"/app/.streamlit", "/root/.streamlit", "/code/.streamlit", "/usr/src/app", "/home/site/wwwroot", "/mount/src", "/workspace/.streamlit", "/home/appuser", "/srv/", "/adminuser/"},
		title:   "the secrets did not come along to the server",
		meaning: "The path is a container's or a platform's. A secrets file stays out of git and out of the image, so the server has to be given its own.",
		fix:     "mount secrets.toml into the container, or write it when the container starts with authkit deploy-secrets --from-env",
		steps: []string{
			"Streamlit Community Cloud (/mount/src): paste the output of authkit deploy-secrets --url " + own.Address + " into the app's Settings, Secrets",
			"a container: mount secrets.toml at one of the paths in the message, or let its start command write it from variables: authkit deploy-secrets --from-env",
			"redirect_uri there is the server's address, not localhost; register it at the provider too",
		},
		checks: []string{checkid.SecretsFound, checkid.SecretsFromEnv},
	},
	{
		id: "no-secrets-file", phrases: []string{"no secrets found. valid paths", "no secrets files found"},
		unless:  []string{"/app/.streamlit", "/root/.streamlit", "/code/.streamlit", "/usr/src/app", "/home/site/wwwroot", "/mount/src", "/workspace/.streamlit", "/home/appuser", "/srv/", "/adminuser/"},
		title:   "Streamlit found no secrets file",
		meaning: "It looks in .streamlit/secrets.toml of the home folder, of the folder it was started in and, from 1.46 on, beside the main script.",
		fix:     "run authkit init in the folder the app is started from",
		checks:  []string{checkid.SecretsFound},
	},
	{
		id: "auth-in-config", phrases: []string{"is not a valid config option"}, with: []string{"'auth.", "'auth'"},
		title:   "[auth] stands in config.toml, which st.login does not read",
		meaning: "Streamlit reads the sign-in's settings from secrets.toml only. In config.toml they do nothing, and the client secret lies in a file that is mostly in git.",
		fix:     "move [auth] from .streamlit/config.toml to .streamlit/secrets.toml",
		steps:   []string{"move [auth] and its sections from .streamlit/config.toml to .streamlit/secrets.toml", "was config.toml ever committed: make a new client secret and a new cookie_secret", "run authkit verify --offline, then restart the app"},
		checks:  []string{checkid.AuthSection, checkid.SecretsFound},
	},
	{
		id: "secrets-unreadable",
		phrases: []string{"error parsing secrets file", "tomldecodeerror", "key name found without value", "invalid character in key name", "unbalanced quotes", "reserved escape sequence used", "duplicate keys!",
			"not a homogeneous array", "invalid inline table", "key group not on a line by itself", "unterminated string", "invalid literal for int() with base 0"},
		title:   "a TOML file of Streamlit's has a mistake in it",
		meaning: "It is secrets.toml or config.toml. A byte-order mark at the beginning, as PowerShell and Notepad write it, shows as an invalid character in a key name. Streamlit's parser also rejects some things that are valid TOML.",
		fix:     "run authkit verify --offline; it names the line",
		checks:  []string{checkid.SecretsParse, checkid.SecretsDialect, checkid.SecretsEncoding},
	},
	{
		id: "secrets-not-utf8", phrases: []string{"unicodedecodeerror"}, with: []string{"secrets", "toml"},
		title:   "the secrets file is not UTF-8",
		meaning: "PowerShell's > writes UTF-16; editors may write Latin-1.",
		fix:     "save the file as UTF-8 without byte-order mark",
		checks:  []string{checkid.SecretsEncoding},
	},
	{
		id: "cookie-secret-short", phrases: []string{"cookie_secret / server.cookiesecret is shorter than", "is shorter than 14 bytes"},
		title:   "cookie_secret is too short",
		meaning: "Whoever guesses it can log in as anybody.",
		fix:     "run authkit init after removing cookie_secret from secrets.toml; it makes a strong one",
		checks:  []string{checkid.CookieSecret},
	},
	{
		id: "cookie-secret-key", phrases: []string{"this key may not be safe to import"},
		title:   "cookie_secret looks like a key file",
		meaning: "Up to Streamlit 1.57 a value that begins with -----BEGIN or ssh- is refused.",
		fix:     "run authkit init after removing cookie_secret from secrets.toml; it makes a random one",
		checks:  []string{checkid.CookieSecret},
	},
	{
		id: "expose-tokens-off", phrases: []string{"is not exposed or does not exist"}, with: []string{"token '"},
		title:   "the app reads a token that st.user does not hold",
		meaning: "st.user.tokens holds only the kinds that expose_tokens lists, from Streamlit 1.53 on.",
		fix:     "set expose_tokens = [\"id\"] or [\"access\"] in [auth], and log in again",
		checks:  []string{checkid.ExposeTokens},
	},
}

// secretsMessages are what Streamlit says about secrets once the app runs.
var secretsMessages = []message{
	{
		id: "secrets-start", rank: rankError, phrases: []string{"failed to load secrets.toml file", "invalid secrets path", "is not a folder. to use directory based secrets", "is not a .toml file or a directory"},
		title:   "Streamlit cannot read the secrets it was pointed to",
		meaning: "The option secrets.files names something that is neither a TOML file nor a folder of folders, or the file cannot be read.",
		fix:     "run authkit verify --offline; it names the file and what is wrong with it",
		checks:  []string{checkid.SecretsFound, checkid.SecretsParse, checkid.SecretsEncoding},
	},
	{
		id: "secrets-key", rank: rankError, phrases: []string{"st.secrets has no key", "st.secrets has no attribute"},
		title:   "the app reads a secret that is not in any secrets file",
		meaning: "The key is missing on this machine, misspelt, or stands below another header than the app expects. When it is auth, the whole section is missing here.",
		fix:     "run authkit verify --offline in the folder the app runs in, and compare the key with secrets.toml",
		checks:  []string{checkid.SecretsFound, checkid.AuthSection, checkid.AuthShadowed},
	},
	{
		id: "logout-tokens", rank: rankSymptom, phrases: []string{"invalid tokens cookie value", "redirect url could not be determined"},
		title:   "Streamlit logged the person out of the app only",
		meaning: "The cookie with the tokens or redirect_uri could not be read, so the provider was not told; the session there stays.",
		fix:     "log in and out once more; when it stays, run authkit verify",
		checks:  []string{checkid.MetadataLogout, checkid.RedirectURIForm},
	},
}
