package entra

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestCatalogueIsComplete(t *testing.T) {
	codes := Codes()
	if len(codes) < 190 {
		t.Fatalf("only %d codes", len(codes))
	}
	inOrder := func(a, b string) int {
		return 10000*(family(a)-family(b)) + 100*(len(a)-len(b)) + strings.Compare(a, b)
	}
	if !slices.IsSortedFunc(codes[:len(codes)-6], inOrder) || family(codes[len(codes)-6]) != familyMSA || family(codes[0]) != familyAADSTS {
		t.Error("the codes are not in order")
	}
	form := regexp.MustCompile(`^(AADSTS[1-9][0-9]{4,6}|AADB2C9[0-9]{4}|MSA:[a-zA-Z_:]+)$`)
	owners := []string{OwnerDeveloper, OwnerTenantAdmin, OwnerUser, OwnerMicrosoft}
	stages := []string{StageDiscovery, StageAuthorize, StageSignIn, StageToken, StageDeviceCode, StageSignOut}
	seen, causes := map[string]bool{}, map[string]string{}
	for _, code := range codes {
		if seen[code] {
			t.Errorf("%s stands twice", code)
		}
		seen[code] = true
		e, ok := Lookup(code)
		if !ok || e.Code != code || !form.MatchString(code) {
			t.Errorf("%s: not found or no code", code)
		}
		if other := causes[e.Cause]; other != "" && family(code) == family(other) && family(code) != familyMSA {
			t.Errorf("%s and %s have the same cause", code, other)
		}
		causes[e.Cause] = code
		checkLine(t, code+" cause", e.Cause)
		checkLine(t, code+" fix", e.Fix)
		for _, step := range e.Steps {
			checkLine(t, code+" step", step)
		}
		if len(e.Meaning) < 20 || !strings.HasSuffix(e.Meaning, ".") || strings.Contains(e.Meaning, "  ") {
			t.Errorf("%s: meaning %q", code, e.Meaning)
		}
		if !slices.Contains(owners, e.Owner) {
			t.Errorf("%s: owner %q", code, e.Owner)
		}
		if len(e.Stages) == 0 || slices.ContainsFunc(e.Stages, func(s string) bool { return !slices.Contains(stages, s) }) {
			t.Errorf("%s: stages %v", code, e.Stages)
		}
		if len(e.Where()) == 0 {
			t.Errorf("%s: nobody sees it", code)
		}
		if (e.Link == "") != strings.HasPrefix(code, "MSA:") {
			t.Errorf("%s: link %q", code, e.Link)
		}
	}
	for _, v := range variantEntries {
		checkLine(t, v.code+" variant", v.cause)
		checkLine(t, v.code+" variant", v.fix)
		if _, ok := Lookup(v.code); !ok || v.meaning == "" || v.phrase != strings.ToLower(v.phrase) {
			t.Errorf("%s %s", v.code, v.variant)
		}
	}
	for _, m := range liveMessages {
		if e, ok := Lookup(m.code); !ok || e.OAuthError != m.oauthError {
			t.Errorf("%s", m.code)
		}
	}
}

// checkLine holds a message to the house's form: lower case, no full stop.
func checkLine(t *testing.T, what, line string) {
	t.Helper()
	lower := regexp.MustCompile(`^[a-z]|^(Microsoft|Conditional|API|App registrations|Authentication|Azure AD B2C|Properties|Certificates|PKCE|User flows|Users)\b|^"`)
	if line == "" || !lower.MatchString(line) || strings.HasSuffix(line, ".") || strings.ContainsAny(line, "\n\t") {
		t.Errorf("%s: %q", what, line)
	}
}

// Steps that hang together with these codes are what most people come for.
func TestCommonCodesHaveSteps(t *testing.T) {
	for _, code := range []string{"50011", "7000215", "7000222", "700016", "90002", "50194", "9002346", "9002327", "700025", "50105", "50020", "900023", "7000218"} {
		if e, _ := Lookup(code); len(e.Steps) < 2 {
			t.Errorf("%s has no steps", code)
		}
	}
}

func TestLookupSpellings(t *testing.T) {
	for _, spelling := range []string{"AADSTS7000215", "aadsts7000215", "7000215", " AADSTS7000215 ", "AADSTS 7000215", "AADSTS: 7000215", "AADSTS-7000215", "aadsts_7000215"} {
		if e, ok := Lookup(spelling); !ok || e.Code != "AADSTS7000215" || e.Link != "https://login.microsoftonline.com/error?code=7000215" {
			t.Errorf("%q: %v %q", spelling, ok, e.Link)
		}
	}
	for _, spelling := range []string{"AADB2C90006", "aadb2c90006", "AADB2C 90006", " aadb2c_90006"} {
		if e, ok := Lookup(spelling); !ok || e.Code != "AADB2C90006" || e.Link != customersList {
			t.Errorf("%q: %v %q", spelling, ok, e.Link)
		}
	}
	if e, ok := Lookup("msa:UNAUTHORIZED_CLIENT"); !ok || e.Code != "MSA:unauthorized_client" {
		t.Error("MSA codes are found in any case")
	}
	for _, other := range []string{"", "AADSTS", "AADSTS1", "7000215x", "AADSTS7000215&x=1", "99999999999999"} {
		if e, ok := Lookup(other); ok {
			t.Errorf("%q: %s", other, e.Code)
		}
	}
	for code, want := range map[string]string{"aadsts123456": "https://login.microsoftonline.com/error?code=123456", "AADB2C90999": customersList, "AADB2C": "", "aadb2c9x": "", "x": "", "1&2": "", "": "", "AADSTS50011: The redirect URI": "", "AADSTS": ""} {
		if got := LookupPage(code); got != want {
			t.Errorf("%q: %q", code, got)
		}
	}
}

func TestLookupBuildsNoTable(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { Lookup("AADSTS7000215") }); n > 5 {
		t.Errorf("%v allocations", n)
	}
}

// Every code that is known to reach a Streamlit app has a page.
func TestCatalogueHoldsEveryKnownCode(t *testing.T) {
	list, err := os.ReadFile("testdata/catalogue/codes.txt")
	if err != nil {
		t.Fatal(err)
	}
	codes := strings.Fields(string(list))
	if len(codes) < 190 {
		t.Fatalf("only %d codes", len(codes))
	}
	for _, code := range codes {
		if _, ok := Lookup(code); !ok {
			t.Errorf("%s has no page", code)
		}
	}
}
