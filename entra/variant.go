package entra

import (
	"strings"

	"github.com/authkit-cli/authkit/internal/own"
)

// Variant names which of several meanings of one number a description has.
type Variant string

// The variants of codes that stand for several causes: AADSTS70002 and
// AADSTS90023 at personal accounts, AADSTS70000, AADSTS65005 and AADSTS650051 at organisations.
const (
	NoVariant       Variant = ""
	NotForConsumers Variant = "not-for-consumers" // 70002: client unknown, or closed to personal accounts
	SecretMissing   Variant = "secret-missing"    // 70002: no client_secret came
	NotMobile       Variant = "not-mobile"        // 70002: a device code for a web app; the client exists and takes personal accounts
	RedirectURI     Variant = "redirect-uri"      // 90023: the redirect URI is not registered
	PublicClient    Variant = "public-client"     // 90023: a public client sent a secret
	ScopeRefused    Variant = "scope"             // 90023: no permission fits the scope
	Unmanaged       Variant = "unmanaged"         // 65005, 650051: the account's organisation has no administrator yet
	ScopesWithdrawn Variant = "scopes-withdrawn"  // 70000: a permission was never granted, or was taken back
	PromptRefused   Variant = "prompt"            // 90023: a value of prompt that Microsoft does not take
)

type variantEntry struct {
	code    string
	phrase  string // lower case, part of the description
	variant Variant
	cause   string
	meaning string
	fix     string
	steps   []string
	owner   string // empty: the code's own
}

var variantEntries = [...]variantEntry{
	{
		code: "AADSTS70002", phrase: "not enabled for consumers", variant: NotForConsumers,
		cause:   "the app is unknown to Microsoft's service for personal accounts, or not open to them",
		meaning: "client_id is wrong, or the registration is for organisations only while server_metadata_url says consumers.",
		fix:     "compare client_id with the Overview page, and use the tenant ID instead of consumers when the app is for an organisation",
		steps:   []string{openApp, "compare " + own.ClientID + " with Application (client) ID on Overview", "for an organisation: put Directory (tenant) ID in place of consumers in server_metadata_url", "for personal accounts: set Supported account types so that they include personal Microsoft accounts", runVerify},
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
		fix:     "add exactly " + own.RedirectURIBrief + " under Authentication, platform Web",
		steps:   []string{openApp, "under Authentication add the platform Web, or open it when it is there", "paste " + own.RedirectURI + " and save", runLogin},
	},
	{
		code: "AADSTS90023", phrase: "public clients can't send a client secret", variant: PublicClient,
		cause:   "the redirect URI is registered under Mobile and desktop applications, where no secret is accepted",
		meaning: "The platform makes the app a public client. Streamlit always sends client_secret, so it needs the platform Web.",
		fix:     "move the redirect URI from Mobile and desktop applications to the platform Web",
		steps:   []string{openApp, "under Authentication delete the URI from Mobile and desktop applications", "add it under the platform Web", "set Allow public client flows to No and save", runLogin},
	},
	{
		code: "AADSTS70000", phrase: "one or more scopes requested are unauthorized", variant: ScopesWithdrawn,
		cause:   "a permission that was asked for was never granted, or was taken back",
		meaning: "scope in client_kwargs asks for more than the person has accepted; code beside st.login that renews tokens does it too.",
		fix:     "leave scope out of client_kwargs and sign in again, or accept what the page lists",
	},
	unmanaged("AADSTS65005"), unmanaged("AADSTS650051"),
	{
		code: "AADSTS90023", phrase: "prompt", variant: PromptRefused,
		cause:   "prompt has a value that Microsoft does not take",
		meaning: "prompt in client_kwargs is sent as it stands, and Microsoft takes one of login, none, consent, select_account and create: one, not two with a blank between them.",
		fix:     "set prompt = \"select_account\" in client_kwargs, or leave prompt out",
	},
	{
		code: "AADSTS90023", phrase: "scope", variant: ScopeRefused,
		cause:   "the app has no permission that fits the scope",
		meaning: "scope in client_kwargs asks for more than signing in needs.",
		fix:     "set scope = \"openid profile email\" in client_kwargs, or leave scope out",
	},
}

func unmanaged(code string) variantEntry {
	return variantEntry{
		code: code, phrase: "unmanaged state", variant: Unmanaged, owner: OwnerTenantAdmin,
		cause:   "the account's organisation has a directory that nobody administers yet",
		meaning: "Somebody signed up at Microsoft with an address of that organisation, which made the directory by itself. Apps of other organisations cannot be accepted there.",
		fix:     "sign in with another account, or let the organisation take the directory over (admin takeover of an unmanaged directory)",
	}
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
// the codes that have a Variant.
func Explain(code, description string) (Entry, bool) {
	entry, ok := Lookup(code)
	if !ok {
		return entry, false
	}
	if v := variantOf(entry.Code, description); v != nil {
		entry.Variant, entry.Cause, entry.Meaning, entry.Fix, entry.Steps = v.variant, v.cause, v.meaning, v.fix, v.steps
		if v.owner != "" {
			entry.Owner = v.owner
		}
	}
	return entry, true
}
