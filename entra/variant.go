package entra

import "strings"

// Variant names which of several meanings of one number a description has.
type Variant string

// The variants of AADSTS70002 and AADSTS90023, which stand for several causes.
const (
	NoVariant       Variant = ""
	NotForConsumers Variant = "not-for-consumers" // 70002: client unknown, or closed to personal accounts
	SecretMissing   Variant = "secret-missing"    // 70002: no client_secret came
	NotMobile       Variant = "not-mobile"        // 70002: a device code for a web app; the client exists and takes personal accounts
	RedirectURI     Variant = "redirect-uri"      // 90023: the redirect URI is not registered
	PublicClient    Variant = "public-client"     // 90023: a public client sent a secret
	ScopeRefused    Variant = "scope"             // 90023: no permission fits the scope
	PromptRefused   Variant = "prompt"            // 90023: prompt has a value that is not taken
)

type variantEntry struct {
	code    string
	phrase  string // lower case, part of the description
	variant Variant
	cause   string
	meaning string
	fix     string
	steps   []string
}

var variantEntries = [...]variantEntry{
	{
		code: "AADSTS70002", phrase: "not enabled for consumers", variant: NotForConsumers,
		cause:   "the app is unknown to Microsoft's service for personal accounts, or not open to them",
		meaning: "client_id is wrong, or the registration is for organisations only while server_metadata_url says consumers.",
		fix:     "compare client_id with the Overview page, and use the tenant ID instead of consumers when the app is for an organisation",
		steps:   []string{openApp, "compare client_id with Application (client) ID on Overview", "for an organisation: put Directory (tenant) ID in place of consumers in server_metadata_url", "for personal accounts: set Supported account types so that they include personal Microsoft accounts", runVerify},
	},
	{
		code: "AADSTS70002", phrase: "'client_secret'", variant: SecretMissing,
		cause:   "no client secret arrived although the app needs one",
		meaning: "client_secret is empty in the section Streamlit uses, or a proxy takes the Authorization header away.",
		fix:     "fill client_secret in the section that st.login uses",
	},
	{
		code: "AADSTS70002", phrase: "marked as 'mobile", variant: NotMobile,
		cause:   "a web app asked for a device code",
		meaning: "For a Streamlit app this is good news: the app exists and takes personal accounts. Streamlit itself never asks for a device code.",
		fix:     "nothing has to be changed for st.login",
	},
	{
		code: "AADSTS90023", phrase: "'redirect_uri'", variant: RedirectURI,
		cause:   "the app registration does not list this redirect URI",
		meaning: "The service for personal accounts compares redirect_uri with the registered list character by character.",
		fix:     "add exactly the redirect_uri of secrets.toml under Authentication, platform Web",
		steps:   []string{openApp, "under Authentication add the platform Web, or open it when it is there", "paste the value of redirect_uri from secrets.toml and save", runLogin},
	},
	{
		code: "AADSTS90023", phrase: "public clients can't send a client secret", variant: PublicClient,
		cause:   "the redirect URI is registered under Mobile and desktop applications, where no secret is accepted",
		meaning: "The platform makes the app a public client. Streamlit always sends client_secret, so it needs the platform Web.",
		fix:     "move the redirect URI from Mobile and desktop applications to the platform Web",
		steps:   []string{openApp, "under Authentication delete the URI from Mobile and desktop applications", "add it under the platform Web", "set Allow public client flows to No and save", runLogin},
	},
	{
		code: "AADSTS90023", phrase: "'prompt'", variant: PromptRefused,
		cause:   "prompt has a value that Entra does not take",
		meaning: "Entra takes one of login, none, consent, select_account and create. Several at once, which Google takes, it refuses.",
		fix:     "write prompt = \"select_account\" in client_kwargs, or leave prompt out: Streamlit sends that by itself",
	},
	{
		code: "AADSTS90023", phrase: "scope", variant: ScopeRefused,
		cause:   "the app has no permission that fits the scope",
		meaning: "scope in client_kwargs asks for more than signing in needs.",
		fix:     "set scope = \"openid profile email\" in client_kwargs, or leave scope out",
	},
}

// VariantOf tells which meaning of a shared number a description has.
func VariantOf(code, description string) Variant {
	if v := variantOf(Canonical(code), description); v != nil {
		return v.variant
	}
	return NoVariant
}

func variantOf(code, description string) *variantEntry {
	description = strings.ToLower(description)
	for i := range variantEntries {
		if v := &variantEntries[i]; v.code == code && strings.Contains(description, v.phrase) {
			return v
		}
	}
	return nil
}

// Explain is Lookup narrowed by the text beside the number, which matters for
// AADSTS70002 and AADSTS90023.
func Explain(code, description string) (Entry, bool) {
	entry, ok := Lookup(code)
	if !ok {
		return entry, false
	}
	if v := variantOf(entry.Code, description); v != nil {
		entry.Variant, entry.Cause, entry.Meaning, entry.Fix, entry.Steps = v.variant, v.cause, v.meaning, v.fix, v.steps
	}
	return entry, true
}
