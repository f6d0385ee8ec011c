package verify

import (
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
	"github.com/authkit-cli/authkit/verify/project"
)

// signedInAt is what is known of a provider after a sign-in there.
func signedInAt(metadataURL string) *Facts {
	f := &Facts{Project: &project.Project{}, Registration: &streamlit.Registration{Name: "default"}}
	f.Registration.MetadataURL.Text = secrets.New(metadataURL)
	f.Authority, f.Microsoft = entra.ParseAuthority(metadataURL)
	return f
}

const (
	tenantMetadata    = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0/.well-known/openid-configuration"
	consumersMetadata = "https://login.microsoftonline.com/consumers/v2.0/.well-known/openid-configuration"
	googleMetadata    = "https://accounts.google.com/.well-known/openid-configuration"
)

// The notes on a person say what kind of account came, what it lacks, what to
// know it by and who else can come; never anything of the person's.
func TestNotesOnAPerson(t *testing.T) {
	work := func(more map[string]any) map[string]any {
		claims := map[string]any{"iss": "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0", "tid": "11111111-2222-3333-4444-555555555555", "oid": "33333333-4444-5555-6666-777777777777", "sub": "Person", "name": "Person"}
		for name, value := range more {
			claims[name] = value
		}
		return claims
	}
	for name, c := range map[string]struct {
		metadata string
		claims   map[string]any
		want     []string
		never    []string
	}{
		"work":            {tenantMetadata, work(nil), []string{"tid with oid", "work or school account", "no email came"}, []string{"everybody", "guest", "personal account"}},
		"work with email": {tenantMetadata, work(map[string]any{"email": "Person@contoso.example"}), []string{"email is not verified"}, []string{"no email came"}},
		"guest":           {tenantMetadata, work(map[string]any{"idp": "https://sts.windows.net/9188040d-6c67-4c5b-b112-36a304b66dad/"}), []string{"a guest of the tenant"}, []string{"work or school"}},
		"overage":         {tenantMetadata, work(map[string]any{"_claim_names": map[string]any{"groups": "src1"}}), []string{"too many groups"}, nil},
		"few groups":      {tenantMetadata, work(map[string]any{"groups": []any{"g"}}), nil, []string{"too many groups"}},
		"without profile": {tenantMetadata, map[string]any{"iss": "i", "sub": "s", "tid": "t"}, []string{"scope lacks profile", "iss with sub"}, []string{"tid with oid"}},
		"personal":        {consumersMetadata, work(map[string]any{"tid": entra.ConsumersTenant}), []string{"personal account", "everybody with a personal Microsoft account", "ALLOWED"}, []string{"work or school"}},
		"Google":          {googleMetadata, map[string]any{"iss": "https://accounts.google.com", "sub": "1", "email": "Person@gmail.com", "email_verified": true}, []string{"iss with sub", "everybody with a Google account", "ALLOWED"}, []string{"tid", "verified", "hd"}},
		"Google, a company": {googleMetadata, map[string]any{"iss": "https://accounts.google.com", "sub": "1", "email": "p", "hd": "Person.example"},
			[]string{`st.user.get("hd")`}, nil},
		"another provider": {"https://id.example.com/.well-known/openid-configuration", map[string]any{"iss": "i", "sub": "s", "email": "Person", "email_verified": false},
			[]string{"iss with sub", "has not verified this email"}, []string{"everybody", "Microsoft"}},
	} {
		notes := strings.Join(personNotes(signedInAt(c.metadata), c.claims), "\n")
		for _, want := range c.want {
			if !strings.Contains(notes, want) {
				t.Errorf("%s: %q is missing in\n%s", name, want, notes)
			}
		}
		for _, never := range append(c.never, "Person") {
			if strings.Contains(notes, never) {
				t.Errorf("%s: %q stands in\n%s", name, never, notes)
			}
		}
	}
}

// Where everybody can sign in and the app looks at nobody, the run says so; a
// note, not a finding: an app may well be for everybody.
func TestNoteOnAnOpenApp(t *testing.T) {
	login := pyscan.LoginCall{Line: 1}
	for name, c := range map[string]struct {
		metadata string
		scan     pyfile.Scan
		want     bool
	}{
		"open":             {consumersMetadata, pyfile.Scan{Scan: pyscan.Scan{LoginCalls: []pyscan.LoginCall{login}}}, true},
		"open, greets":     {googleMetadata, pyfile.Scan{Scan: pyscan.Scan{LoginCalls: []pyscan.LoginCall{login}, ClaimUses: []pyscan.ClaimUse{{Name: "name"}}}}, true},
		"open, looks":      {consumersMetadata, pyfile.Scan{Scan: pyscan.Scan{LoginCalls: []pyscan.LoginCall{login}, ClaimUses: []pyscan.ClaimUse{{Name: "oid", Safe: true}}}}, false},
		"open, hands on":   {googleMetadata, pyfile.Scan{Scan: pyscan.Scan{LoginCalls: []pyscan.LoginCall{login}, HandsUser: true, NamesPerson: true}}, false},
		"open, shows all":  {googleMetadata, pyfile.Scan{Scan: pyscan.Scan{LoginCalls: []pyscan.LoginCall{login}, HandsUser: true}}, true},
		"open, a token":    {googleMetadata, pyfile.Scan{Scan: pyscan.Scan{LoginCalls: []pyscan.LoginCall{login}, TokenUses: []pyscan.ClaimUse{{Name: "id"}}}}, false},
		"no login":         {consumersMetadata, pyfile.Scan{}, false},
		"an organisation":  {tenantMetadata, pyfile.Scan{Scan: pyscan.Scan{LoginCalls: []pyscan.LoginCall{login}}}, false},
		"another provider": {"https://id.example.com/.well-known/openid-configuration", pyfile.Scan{Scan: pyscan.Scan{LoginCalls: []pyscan.LoginCall{login}}}, false},
	} {
		f := signedInAt(c.metadata)
		f.Project.App.Files = []project.AppFile{{Path: "app.py", Scan: c.scan}}
		if got := openNote(f) != ""; got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Which claims are left out depends on the version of the tokens.
func TestClaimsOfBothVersions(t *testing.T) {
	for _, c := range []struct {
		metadata, claim string
		warned          bool
	}{
		{tenantMetadata, "email", true},
		{tenantMetadata, "preferred_username", false},
		{tenantMetadata, "unique_name", true},
		{tenantMetadata, "oid", false},
		{strings.Replace(tenantMetadata, "/v2.0", "", 1), "email", true},
		{strings.Replace(tenantMetadata, "/v2.0", "", 1), "preferred_username", true},
		{strings.Replace(tenantMetadata, "/v2.0", "", 1), "unique_name", false},
		{googleMetadata, "email", false},
	} {
		f := signedInAt(c.metadata)
		f.Project.Auth.Registrations = []streamlit.Registration{*f.Registration}
		f.Project.App.Files = []project.AppFile{{Path: "app.py", Scan: pyfile.Scan{Scan: pyscan.Scan{ClaimUses: []pyscan.ClaimUse{{Name: c.claim, Line: 3}}}}}}
		if got := appClaims(f).Status() == Warning; got != c.warned {
			t.Errorf("%s at %s: %v", c.claim, c.metadata, got)
		}
	}
}
