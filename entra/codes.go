package entra

// The codes that decide something. What each means for a person stands in the
// catalogue.
const (
	WrongSecret                 = "AADSTS7000215" // or one that is not known yet
	ExpiredSecret               = "AADSTS7000222"
	NoSecret                    = "AADSTS7000218"
	NoSecretInClientCredentials = "AADSTS7000216"
	NoClientID                  = "AADSTS900144" // a parameter is missing: where a secret was sent by Basic, something on the way takes the header off
	BlockedByPolicy             = "AADSTS53003"  // Conditional Access; nothing is said about the secret

	WrongRedirectURI       = "AADSTS50011"
	RedirectURINotAbsolute = "AADSTS90102"

	SinglePagePlatform      = "AADSTS9002327"
	SinglePageWantsPKCE     = "AADSTS9002325"
	PublicClientSentSecret  = "AADSTS700025"
	PublicClientAtConsumers = "AADSTS90023" // one of its meanings: see PublicClient
	UnsupportedPrompt       = "AADSTS90023" // another: see PromptRefused

	OrganisationsOnly   = "AADSTS9002332" // the app, at the address for personal accounts
	OneOrganisationOnly = "AADSTS50194"   // the app, at the address for all

	// NoSessionYet is on the ordinary sign-in page too, where it is no error.
	NoSessionYet = "AADSTS50058"

	// What people meet without a number; see PageTitles.
	NeedsAdminApproval  = "AADSTS90094"
	AdminMustApprove    = "AADSTS90095"
	DeviceNotCompliant  = "AADSTS53000"
	SecondFactorToSetUp = "AADSTS50072"
	AccountNotInTenant  = "AADSTS50020"
	NoSuchUser          = "AADSTS50034"
	WrongPassword       = "AADSTS50126"
	AccountLocked       = "AADSTS50053"
	NotAssigned         = "AADSTS50105"
	NoSuchTenant        = "AADSTS90002"
	NoSuchClient        = "AADSTS700016"
	ConsentDeclined     = "AADSTS65004"
	ForgotPassword      = "AADB2C90118" // in Azure AD B2C
	CustomersFailure    = "AADB2C90037" // there too

	personalOnly      = "AADSTS9002346"
	personalOnly2020  = "AADSTS9002331"
	switchedOff       = "AADSTS7000112"
	deviceCodePending = "AADSTS70016"
)

// Groups of codes that mean the same to whoever asked.
var (
	// UnknownClient: the tenant has no app with this client ID.
	UnknownClient = []string{"AADSTS700016", "AADSTS700038"}

	// KnownClient: whatever is wrong, the client ID is an app's.
	KnownClient = []string{personalOnly, personalOnly2020, switchedOff, deviceCodePending}

	// DisabledClient: an administrator has switched the app off.
	DisabledClient = []string{switchedOff, "AADSTS500014"}

	// PersonalOnly: the app takes personal accounts only, and the address is an organisation's.
	PersonalOnly = []string{personalOnly, personalOnly2020}

	// WrongAudience: the app is for other accounts than the address.
	WrongAudience = []string{personalOnly, personalOnly2020, OrganisationsOnly, OneOrganisationOnly}

	// UnregisteredRedirectURI: no page was found to send the person back to.
	UnregisteredRedirectURI = []string{WrongRedirectURI, "AADSTS500113", "AADSTS900971"}

	// TenantRefused: there is no such tenant, or it is none of the person's.
	TenantRefused = []string{"AADSTS90002", "AADSTS900023", emptyTenant, "AADSTS50020"}
)

// emptyTenant is said of a tenant of zeros. It has no page of its own.
const emptyTenant = "AADSTS900021"
