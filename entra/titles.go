package entra

// PageTitle is how a page of Microsoft's that shows no number can be recognised.
type PageTitle struct {
	Code    string   // the page's code in the catalogue
	Phrases []string // any of them; lower case, ' for every quote
}

// PageTitles lists the pages that people see without a number, and the sentences
// that they quote without it. Headings that others use too are left to the
// sentence below them.
func PageTitles() []PageTitle {
	return []PageTitle{
		{NeedsAdminApproval, []string{
			"need admin approval", "that only an admin can grant", "that only an administrator can grant",
			"administratorgenehmigung erforderlich", "approbation de l'administrateur requise", "se necesita la aprobación del administrador",
			"é necessária a aprovação do administrador", "管理者の承認が必要", "需要管理员批准",
		}},
		{AdminMustApprove, []string{"requires your admin's approval", "enter justification for requesting this app"}},
		{DeviceNotCompliant, []string{"you can't get there from here", "you can't get to this yet"}},
		{BlockedByPolicy, []string{"does not meet the criteria to access this resource", "you cannot access this right now"}},
		{SecondFactorToSetUp, []string{"your organization needs more information to keep your account secure", "your organization requires additional security information"}},
		{AccountNotInTenant, []string{
			"selected user account does not exist in tenant", "needs to be added as an external user in the tenant first",
			"you can't sign in here with a personal account", "无法使用个人帐户在此登录",
		}},
		{NoSuchUser, []string{"we couldn't find an account with that username", "this username may be incorrect. make sure you typed it correctly", "that microsoft account doesn't exist"}},
		{WrongPassword, []string{"your account or password is incorrect. if you don't remember your password"}},
		{AccountLocked, []string{"your account has been locked. contact your support person", "your account is temporarily locked to prevent unauthorized use"}},
		{NotAssigned, []string{"to block users unless they are specifically granted", "is not assigned to a role for the application"}},
		{WrongRedirectURI, []string{"does not match the redirect uris configured for the application", "does not match the reply urls configured for the application"}},
		{NoSuchClient, []string{"this can happen if the application has not been installed by the administrator of the tenant"}},
		{WrongSecret, []string{"invalid client secret provided. ensure the secret being sent in the request is the client secret value"}},
		{ExpiredSecret, []string{"the provided client secret keys for app", "the provided client secret keys are expired"}},
		{NoSuchTenant, []string{"check to make sure you have the correct tenant id and are signing into the correct cloud"}},
		{OneOrganisationOnly, []string{"is not configured as a multi-tenant application"}},
		{SinglePagePlatform, []string{"tokens issued for the 'single-page application' client-type"}},
		{PublicClientSentSecret, []string{"client is public so neither 'client_assertion' nor 'client_secret'"}},
		{CustomersFailure, []string{"aadb2c: an exception has occurred"}},
		{"MSA:server_error", []string{"microsoft account is experiencing technical problems"}},
	}
}
