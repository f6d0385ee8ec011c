package entra

import (
	"strings"
	"testing"
)

const (
	tenant   = "11111111-2222-3333-4444-555555555555"
	metadata = "/.well-known/openid-configuration"
)

func TestParseAuthority(t *testing.T) {
	for address, want := range map[string]Authority{
		"https://login.microsoftonline.com/" + tenant + "/v2.0" + metadata:                            {Kind: Organisation, Tenant: tenant},
		"https://login.microsoftonline.com/Contoso.onmicrosoft.com/v2.0" + metadata:                   {Kind: Organisation, Tenant: "contoso.onmicrosoft.com"},
		"https://LOGIN.microsoftonline.com:443/" + strings.ToUpper(tenant) + "/v2.0" + metadata + "/": {Kind: Organisation, Tenant: tenant},
		"https://login.microsoftonline.com/" + tenant + metadata:                                      {Kind: Organisation, Tenant: tenant, V1: true},
		"https://login.microsoftonline.com/consumers/v2.0" + metadata:                                 {Kind: Consumers, Tenant: "consumers"},
		"https://login.microsoftonline.com/" + ConsumersTenant + "/v2.0" + metadata:                   {Kind: Consumers, Tenant: ConsumersTenant},
		"https://login.microsoftonline.com/consumers" + metadata:                                      {Kind: Consumers, Tenant: "consumers", V1: true, Problem: VersionUnavailable},
		"https://login.microsoftonline.com/common/v2.0" + metadata:                                    {Kind: Common, Tenant: "common"},
		"https://login.microsoftonline.com/organizations/v2.0" + metadata:                             {Kind: Organizations, Tenant: "organizations"},
		"https://login.windows.net/" + tenant + "/v2.0" + metadata:                                    {Kind: Organisation, Tenant: tenant},
		"https://sts.windows.net/" + tenant + metadata:                                                {Kind: Organisation, Tenant: tenant, V1: true},
		"https://login.microsoftonline.us/" + tenant + "/v2.0" + metadata:                             {Kind: Organisation, Cloud: USGovernment, Tenant: tenant},
		"https://login.partner.microsoftonline.cn/" + tenant + "/v2.0" + metadata:                     {Kind: Organisation, Cloud: China, Tenant: tenant},
		"https://login.microsoftonline.de/" + tenant + "/v2.0" + metadata:                             {Kind: Organisation, Cloud: Germany, Tenant: tenant, Problem: CloudClosed},
		"https://login.microsoftonline.com/" + tenant + "/v2.0" + metadata + "?appid=" + sampleApp:    {Kind: Organisation, Tenant: tenant, AppID: sampleApp},
		"https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_signin/v2.0" + metadata:           {Kind: B2C, Tenant: "contoso.onmicrosoft.com", Policy: "B2C_1_signin"},
		"https://contoso.b2clogin.com/tfp/contoso.onmicrosoft.com/B2C_1_signin/v2.0" + metadata:       {Kind: B2C, Tenant: "contoso.onmicrosoft.com", Policy: "B2C_1_signin"},
		"https://contoso.b2clogin.com/contoso.onmicrosoft.com/v2.0" + metadata + "?p=B2C_1_signin":    {Kind: B2C, Tenant: "contoso.onmicrosoft.com", Policy: "B2C_1_signin"},
		"https://contoso.b2clogin.com/contoso.onmicrosoft.com/v2.0" + metadata:                        {Kind: B2C, Tenant: "contoso.onmicrosoft.com", Problem: PolicyMissing},
		"https://contoso.ciamlogin.com/" + tenant + "/v2.0" + metadata:                                {Kind: ExternalID, Tenant: tenant},
		"https://contoso.ciamlogin.com/contoso.onmicrosoft.com/v2.0" + metadata:                       {Kind: ExternalID, Tenant: "contoso.onmicrosoft.com"},
		"http://login.microsoftonline.com/" + tenant + "/v2.0" + metadata:                             {Kind: Organisation, Tenant: tenant, Problem: SchemeProblem},
		"login.microsoftonline.com/" + tenant + "/v2.0" + metadata:                                    {Kind: Organisation, Tenant: tenant, Problem: SchemeProblem},
		"https://user@login.microsoftonline.com/" + tenant + "/v2.0" + metadata:                       {Kind: Organisation, Tenant: tenant, Problem: HostProblem},
		"https://login.microsoftonline.com/" + tenant + "/oauth2/v2.0/authorize?client_id=x":          {Kind: Organisation, Tenant: tenant, Problem: EndpointPasted},
		"https://login.microsoftonline.com/" + tenant + "/oauth2/v2.0/token":                          {Kind: Organisation, Tenant: tenant, Problem: EndpointPasted},
		"https://login.microsoftonline.com/" + tenant + "/oauth2/token":                               {Kind: Organisation, Tenant: tenant, Problem: EndpointPasted},
		"https://login.microsoftonline.com/" + tenant + "/discovery/v2.0/keys":                        {Kind: Organisation, Tenant: tenant, Problem: EndpointPasted},
		"https://login.microsoftonline.com/" + tenant + "/v2.0":                                       {Kind: Organisation, Tenant: tenant, Problem: WellKnownMissing},
		"https://login.microsoftonline.com/" + tenant + "/":                                           {Kind: Organisation, Tenant: tenant, Problem: WellKnownMissing},
		"https://login.microsoftonline.com/" + tenant + "/v2.0/.well-known":                           {Kind: Organisation, Tenant: tenant, Problem: WellKnownMissing},
		"https://login.microsoftonline.com/v2.0/" + tenant + metadata:                                 {Kind: Organisation, Tenant: tenant, Problem: PartsOutOfOrder},
		"https://login.microsoftonline.com/" + tenant + metadata + "/v2.0":                            {Kind: Organisation, Tenant: tenant, Problem: PartsOutOfOrder},
		"https://login.microsoftonline.com//" + tenant + "/v2.0" + metadata:                           {Kind: Organisation, Tenant: tenant, Problem: PathUnknown},
		"https://login.microsoftonline.com/" + tenant + "/something/else":                             {Kind: Organisation, Tenant: tenant, Problem: PathUnknown},
		"https://login.microsoftonline.com/v2.0" + metadata:                                           {Problem: TenantMissing},
		"https://login.chinacloudapi.cn/" + tenant + "/v2.0" + metadata:                               {Kind: Organisation, Cloud: China, Tenant: tenant},
		"https://login.usgovcloudapi.net/" + tenant + "/v2.0" + metadata:                              {Kind: Organisation, Cloud: USGovernment, Tenant: tenant},
		"https://login.microsoft.com/" + tenant + "/v2.0" + metadata:                                  {Kind: Organisation, Tenant: tenant},
		"https://login.windows.net/" + tenant + metadata:                                              {Kind: Organisation, Tenant: tenant, V1: true},
		"https://login.sovcloud-identity.fr/" + tenant + "/v2.0" + metadata:                           {Kind: Organisation, Cloud: Sovereign, Tenant: tenant},
		"https://login.microsoftonline.us/consumers/v2.0" + metadata:                                  {Kind: Consumers, Cloud: USGovernment, Tenant: "consumers", Problem: PersonalElsewhere},
		"https://login.partner.microsoftonline.cn/" + ConsumersTenant + "/v2.0" + metadata:            {Kind: Consumers, Cloud: China, Tenant: ConsumersTenant, Problem: PersonalElsewhere},
		"https://login.partner.microsoftonline.cn/common/v2.0" + metadata:                             {Kind: Common, Cloud: China, Tenant: "common"},
		"https://contoso.ciamlogin.com/common/v2.0" + metadata:                                        {Kind: Common, Tenant: "common"},
		"https://contoso.ciamlogin.com/v2.0" + metadata:                                               {Problem: TenantMissing},
		"https://" + tenant + ".ciamlogin.com/" + tenant + "/v2.0" + metadata:                         {Kind: ExternalID, Tenant: tenant},
		"https://contoso.b2clogin.com/B2C_1_a/contoso.onmicrosoft.com/v2.0" + metadata:                {Kind: B2C, Tenant: "contoso.onmicrosoft.com", Policy: "B2C_1_a", Problem: PartsOutOfOrder},
		"https://login.microsoftonline.com/tfp/contoso.onmicrosoft.com/B2C_1_a/v2.0" + metadata:       {Kind: B2C, Tenant: "contoso.onmicrosoft.com", Policy: "B2C_1_a", Problem: PolicyElsewhere},
		"https://login.microsoftonline.com/" + tenant + "/v2" + metadata:                              {Kind: Organisation, Tenant: tenant, Problem: PathUnknown},
		"https://login.microsoftonline.com/" + tenant + "/v1.0" + metadata:                            {Kind: Organisation, Tenant: tenant, Problem: PathUnknown},
		"https:/login.microsoftonline.com/" + tenant + "/v2.0" + metadata:                             {Kind: Organisation, Tenant: tenant, Problem: SchemeProblem},
		"https://login.microsoftonline.com//v2.0" + metadata:                                          {Problem: TenantMissing},
		"https://login.microsoftonline.com":                                                           {Problem: TenantMissing},
		"https://login.microsoftonline.com/{tenant}/v2.0" + metadata:                                  {Problem: TenantPlaceholder},
		"https://login.microsoftonline.com/%7Btenant%7D/v2.0" + metadata:                              {Problem: TenantPlaceholder},
		"https://login.microsoftonline.com/<tenant>/v2.0" + metadata:                                  {Problem: TenantPlaceholder},
		"https://login.microsoftonline.com/YOUR_TENANT_ID/v2.0" + metadata:                            {Problem: TenantPlaceholder},
		"https://login.microsoftonline.com/your-tenant.onmicrosoft.com/v2.0" + metadata:               {Problem: TenantPlaceholder},
		"https://login.microsoftonline.com/None/v2.0" + metadata:                                      {Problem: TenantPlaceholder},
		"https://login.microsoftonline.com/${AZURE_TENANT_ID}/v2.0" + metadata:                        {Problem: TenantPlaceholder},
		"https://login.microsoftonline.com/%TENANT%/v2.0" + metadata:                                  {Problem: TenantPlaceholder},
		"https://login.microsoftonline.com/Enter_the_Tenant_Info_Here/v2.0" + metadata:                {Problem: TenantPlaceholder},
		"https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0" + metadata:      {Problem: TenantPlaceholder},
		"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize":                            {Problem: TenantPlaceholder},
		"https://login.microsoftonline.com/two words/v2.0" + metadata:                                 {Problem: TenantMalformed},
		"https://login.microsoftonline.com/" + tenant[1:] + "/v2.0" + metadata:                        {Problem: TenantMalformed},
	} {
		got, ok := ParseAuthority(address)
		if !ok {
			t.Errorf("%s: not known", address)
			continue
		}
		got.Host = ""
		if got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", address, got, want)
		}
		if got.Problem != NoProblem && got.Problem.Message() == "" {
			t.Errorf("%s: no message for %s", address, got.Problem)
		}
	}
	for _, address := range []string{"", "https://", "https://accounts.google.com" + metadata, "https://login.microsoftonline.com.evil.example/x", "https://login.microsoftonline.com@evil.example/x",
		"https://evil.example/login.microsoftonline.com", "https://b2clogin.com/x", "https://a.b.b2clogin.com/x", "http://127.0.0.1:8765/" + tenant + "/v2.0" + metadata, tenant, "contoso.onmicrosoft.com"} {
		if a, ok := ParseAuthority(address); ok {
			t.Errorf("%s: taken for Microsoft's: %+v", address, a)
		}
	}
}

func TestWorks(t *testing.T) {
	for address, want := range map[string]bool{
		"https://login.microsoftonline.com/" + tenant + "/v2.0" + metadata:                  true,
		"https://login.microsoftonline.com/" + tenant + metadata:                            true, // v1 works, with a warning
		"https://login.microsoftonline.com/consumers/v2.0" + metadata:                       true,
		"https://contoso.ciamlogin.com/" + tenant + "/v2.0" + metadata:                      true,
		"https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_signin/v2.0" + metadata: true,
		"https://login.microsoftonline.com/common/v2.0" + metadata:                          false,
		"https://login.microsoftonline.com/organizations/v2.0" + metadata:                   false,
		"https://login.microsoftonline.com/consumers" + metadata:                            false,
		"https://login.microsoftonline.com/{tenant}/v2.0" + metadata:                        false,
		"https://login.microsoftonline.com/" + tenant + "/v2.0":                             false,
	} {
		if a, _ := ParseAuthority(address); a.Works() != want {
			t.Errorf("%s: %v", address, a.Works())
		}
	}
}

func TestRepair(t *testing.T) {
	good := "https://login.microsoftonline.com/" + tenant + "/v2.0" + metadata
	domain := "https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0" + metadata
	personal := "https://login.microsoftonline.com/consumers/v2.0" + metadata
	const nothing, wrong = "", "!"
	for address, want := range map[string]string{
		// nothing wrong, or not ours to judge
		good: nothing, domain: nothing, personal: nothing, "": nothing,
		"https://accounts.google.com" + metadata:                       nothing,
		"https://login.windows.net/" + tenant + "/v2.0" + metadata:     nothing,
		"https://contoso.ciamlogin.com/" + tenant + "/v2.0" + metadata: nothing,
		"auth.example.com": nothing,
		// endpoints
		"https://login.microsoftonline.com/" + tenant + "/oauth2/v2.0/authorize?client_id=1&response_type=code": good,
		"https://login.microsoftonline.com/" + tenant + "/oauth2/v2.0/token":                                    good,
		"https://login.microsoftonline.com/" + tenant + "/oauth2/authorize":                                     good,
		"https://login.microsoftonline.com/" + tenant + "/discovery/v2.0/keys":                                  good,
		"https://login.microsoftonline.com/" + tenant + "/saml2":                                                good,
		"https://login.microsoftonline.com/consumers/oauth2/v2.0/authorize":                                     personal,
		"https://sts.windows.net/" + tenant + "/":                                                               good,
		// missing pieces
		"https://login.microsoftonline.com/" + tenant + metadata:                                       good,
		"https://login.microsoftonline.com/consumers" + metadata:                                       personal,
		"https://login.microsoftonline.com/" + tenant:                                                  good,
		"https://login.microsoftonline.com/" + tenant + "/v2.0/":                                       good,
		"login.microsoftonline.com/" + tenant + "/v2.0" + metadata:                                     good,
		"http://login.microsoftonline.com/" + tenant + "/v2.0" + metadata:                              good,
		"\"https://login.microsoftonline.com/" + tenant + "/v2.0\"":                                    good,
		"https://login.microsoftonline.us/" + tenant + "/v2.0":                                         "https://login.microsoftonline.us/" + tenant + "/v2.0" + metadata,
		"https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_a/v2.0":                            "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_a/v2.0" + metadata,
		"https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_a/oauth2/v2.0/authorize":           "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_a/v2.0" + metadata,
		"https://contoso.ciamlogin.com/" + tenant + "/v2.0":                                            "https://contoso.ciamlogin.com/" + tenant + "/v2.0" + metadata,
		"https://login.microsoftonline.de/" + tenant + "/v2.0" + metadata:                              good,
		"https://login.microsoftonline.com/" + tenant + "/oauth2/v2.0" + metadata:                      good,
		"https://login.microsoftonline.com/" + tenant + "/v2.0/well-known/openid-configuration":        good,
		"https://login.microsoftonline.com/" + tenant + "/v2.0/.well-known/openid_configuration":       good,
		"https://login.microsoftonline.com/" + tenant + "/v2.0/.well-known/oauth-authorization-server": good,
		"https://login.microsoftonline.com/" + tenant + "/v2.0" + metadata + metadata:                  good,
		"https://login.microsoftonline.com/" + tenant + "v2.0" + metadata:                              good,
		"https://login.microsoftonline.com/" + tenant + "/wsfed":                                       good,
		"https://login.windows.net/" + tenant + metadata:                                               good,
		"https://login.live.com/oauth20_authorize.srf?client_id=1":                                     personal,
		"https://login.live.com" + metadata:                                                            nothing,
		"https://login.microsoftonline.us/consumers/v2.0" + metadata:                                   personal,
		// schemes
		"https:/login.microsoftonline.com/" + tenant + "/v2.0" + metadata:          good,
		"https//login.microsoftonline.com/" + tenant + "/v2.0" + metadata:          good,
		"https:login.microsoftonline.com/" + tenant + "/v2.0" + metadata:           good,
		"https://https://login.microsoftonline.com/" + tenant + "/v2.0" + metadata: good,
		"htps://login.microsoftonline.com/" + tenant + "/v2.0" + metadata:          good,
		"https://accounts.google.com//" + metadata:                                 nothing,
		// B2C in disorder
		"https://contoso.b2clogin.com/B2C_1_a/contoso.onmicrosoft.com/v2.0" + metadata:             "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_a/v2.0" + metadata,
		"https://contoso.b2clogin.com/contoso.onmicrosoft.com/v2.0/B2C_1_a" + metadata:             "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_a/v2.0" + metadata,
		"https://contoso.b2clogin.com/contoso.onmicrosoft.com/oauth2/v2.0/authorize?p=B2C_1_a":     "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_a/v2.0" + metadata,
		"https://login.microsoftonline.com/tfp/contoso.onmicrosoft.com/B2C_1_a/v2.0" + metadata:    "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_a/v2.0" + metadata,
		"https://login.microsoftonline.com/te/contoso.onmicrosoft.com/b2c_1_a/oauth2/v2.0/token":   "https://contoso.b2clogin.com/contoso.onmicrosoft.com/b2c_1_a/v2.0" + metadata,
		"https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0" + metadata + "?p=B2C_1_a": nothing,
		// swapped, doubled, wrapped
		"https://login.microsoftonline.com/v2.0/" + tenant + metadata:         good,
		"https://login.microsoftonline.com//" + tenant + "//v2.0/" + metadata: good,
		"https://" + tenant + "/login.microsoftonline.com/v2.0" + metadata:    good,
		"https://contoso.onmicrosoft.com/v2.0" + metadata:                     domain,
		"https://login.microsoftonline.com/{" + tenant + "}/v2.0" + metadata:  good,
		"https://login.microsoftonline.com/<" + tenant + ">/v2.0" + metadata:  good,
		"https://login.microsoftonline.com/%20" + tenant + "/v2.0" + metadata: good,
		// misspelt hosts
		"https://login.microsoftonlin.com/" + tenant + "/v2.0" + metadata:                    good,
		"https://login.microsoftonline.co/" + tenant + "/v2.0":                               good,
		"https://contoso.b2clogin.co/contoso.onmicrosoft.com/v2.0" + metadata + "?p=B2C_1_a": "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_a/v2.0" + metadata,
		"https://login.microsoftonlin.com/{tenant}/v2.0" + metadata:                          wrong,
		// portal and other addresses
		"https://portal.azure.com/#@contoso.onmicrosoft.com/resource/x":     domain,
		"https://entra.microsoft.com/" + tenant + "#view/Microsoft_AAD_IAM": good,
		"https://portal.azure.us/#@" + tenant + "/x":                        "https://login.microsoftonline.us/" + tenant + "/v2.0" + metadata,
		"https://portal.azure.com/?tenantId=" + tenant + "#view/x":          good,
		"https://portal.azure.com/" + tenant:                                good,
		"https://portal.azure.com/#home":                                    wrong,
		PortalOverview(sampleApp):                                           wrong,
		"https://graph.microsoft.com/v1.0/me":                               wrong,
		// the tenant alone
		tenant: good, "{" + tenant + "}": good, "contoso.onmicrosoft.com": domain, "consumers": personal, "common": wrong,
		// placeholders and aliases: nothing can be proposed
		"https://login.microsoftonline.com/{tenant}/v2.0" + metadata:            wrong,
		"https://login.microsoftonline.com/<tenant>/oauth2/v2.0/authorize":      wrong,
		"https://login.microsoftonline.com/YOUR_TENANT_ID/v2.0" + metadata:      wrong,
		"https://login.microsoftonline.com/None/v2.0" + metadata:                wrong,
		"https://login.microsoftonline.com/v2.0" + metadata:                     wrong,
		"https://login.microsoftonline.com/common/v2.0" + metadata:              wrong,
		"https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize": wrong,
		"https://contoso.b2clogin.com/contoso.onmicrosoft.com/v2.0" + metadata:  wrong,
	} {
		suggested, what := Repair(address)
		switch want {
		case nothing:
			if suggested != "" || what != "" {
				t.Errorf("%s: accused: %q %q", address, suggested, what)
			}
			continue
		case wrong:
			if suggested != "" || what == "" {
				t.Errorf("%s: %q %q", address, suggested, what)
			}
		default:
			if suggested != want || what == "" {
				t.Errorf("%s: %q (%s), want %q", address, suggested, what, want)
			}
			if a, ok := ParseAuthority(suggested); !ok || !a.Works() || a.V1 {
				t.Errorf("%s: the proposal does not work: %s", address, suggested)
			}
			if again, _ := Repair(suggested); again != "" {
				t.Errorf("%s: the proposal needs repair itself: %s", suggested, again)
			}
		}
		if strings.HasSuffix(what, ".") || strings.Contains(what, "\n") {
			t.Errorf("%s: %q", address, what)
		}
	}
}

func TestNearestHost(t *testing.T) {
	for host, want := range map[string]string{
		"login.microsoftonlin.com": "login.microsoftonline.com", "login.microsoftonline.con": "login.microsoftonline.com", "Login.MicrosoftOnline.co": "login.microsoftonline.com",
		"login.mircosoftonline.com": "login.microsoftonline.com", "login.microsoftonline.cn": "login.partner.microsoftonline.cn", "login.windws.net": "login.windows.net",
		"contoso.b2clogn.com": "contoso.b2clogin.com", "contoso.ciamlogin.co": "contoso.ciamlogin.com",
		"login.microsoftonline.com": "", "login.microsoftonline.us": "", "contoso.b2clogin.com": "", "accounts.google.com": "", "login.example.com": "", "": "",
		"example.okta.com": "", "dev-x.us.auth0.com": "", "login.salesforce.com": "", "localhost": "", "contoso.ciamlogin.com": "",
	} {
		if got := NearestHost(host); got != want {
			t.Errorf("%s: %q, want %q", host, got, want)
		}
	}
}

func TestValidTenant(t *testing.T) {
	for text, want := range map[string]Kind{
		tenant: Organisation, strings.ToUpper(tenant): Organisation, "contoso.com": Organisation, "contoso.onmicrosoft.com": Organisation, "xn--bcher-kva.example": Organisation,
		"consumers": Consumers, "Consumers": Consumers, ConsumersTenant: Consumers, "common": Common, "organizations": Organizations,
		"": NotEntra, "contoso": NotEntra, "{tenant}": NotEntra, "<tenant-id>": NotEntra, "your-tenant-id": NotEntra, "tenant_id": NotEntra, "None": NotEntra, "xxxxxxxx-xxxx": NotEntra,
		zeroGUID: NotEntra, "{" + tenant + "}": NotEntra, tenant + " ": NotEntra, "a b.com": NotEntra, "v2.0": NotEntra, "user@contoso.com": NotEntra, "-x.com": NotEntra,
		"https://login.microsoftonline.com/x": NotEntra, "login.microsoftonline.com": NotEntra, "contoso.com;rm -rf": NotEntra, "..": NotEntra, "1.2.3.4": NotEntra,
	} {
		kind, problem := ValidTenant(text)
		usable := want == Organisation || want == Consumers
		if kind != want || usable != (problem == "") {
			t.Errorf("%q: %v %q, want %v", text, kind, problem, want)
		}
		if len(text) > 8 && strings.Contains(problem, text) && want == NotEntra && !strings.Contains(text, "microsoft") {
			t.Errorf("%q is repeated: %q", text, problem)
		}
	}
}

func FuzzRepair(f *testing.F) {
	for _, seed := range []string{"", "https://login.microsoftonline.com/" + tenant + "/v2.0", "https://login.microsoftonlin.com/{x}/oauth2", "https://portal.azure.com/#@a.onmicrosoft.com/", "//x", "%", "https://a.b2clogin.com/a.com/p/", "://", "@:/?#"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		suggested, _ := Repair(text)
		if a, ok := ParseAuthority(suggested); suggested != "" && (!ok || !a.Works()) {
			t.Fatalf("%q leads to %q", text, suggested)
		}
		if a, ok := ParseAuthority(text); ok && a.Problem != NoProblem && a.Works() {
			t.Fatalf("%q: %+v", text, a)
		}
		ValidTenant(text)
		NearestHost(text)
	})
}
