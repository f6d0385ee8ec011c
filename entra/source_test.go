package entra

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Nobody can add a code from memory: each entry names an answer that is kept
// here, Microsoft's own list, or a public report, and the number stands there.
func TestEveryEntryHasASource(t *testing.T) {
	s := readSources(t)
	kinds := map[string]int{}
	for _, code := range Codes() {
		e, _ := Lookup(code)
		if err := s.check(e); err != nil {
			t.Error(err)
		}
		kind, _, _ := strings.Cut(e.Source, "/")
		kinds[kind]++
	}
	if kinds["testdata"] < 30 || kinds["https:"] < 160 || len(kinds) != 2 {
		t.Errorf("kinds of sources: %v", kinds)
	}
}

func TestInventedCodesHaveNoSource(t *testing.T) {
	s := readSources(t)
	for _, source := range []string{
		"", microsoftsList, customersList, LookupPage("AADSTS9999123"),
		"testdata/token-9999123-invented.json", "testdata/token-7000215-wrong-secret.json", "testdata/README.md", "catalogue.go",
		"https://github.com/streamlit/streamlit/issues/10363", "a colleague",
	} {
		if s.check(Entry{Code: "AADSTS9999123", Source: source}) == nil {
			t.Errorf("%q is taken for a source", source)
		}
	}
	if s.check(Entry{Code: "AADSTS700021", Source: "testdata/token-7000215-wrong-secret.json"}) == nil {
		t.Error("the beginning of a number is taken for the number")
	}
}

// Codes that decide something are codes of the catalogue.
func TestCodesThatDecideAreKnown(t *testing.T) {
	codes := []string{
		WrongSecret, ExpiredSecret, NoSecret, NoSecretInClientCredentials, NoClientID, BlockedByPolicy, RedirectURINotAbsolute,
		SinglePagePlatform, SinglePageWantsPKCE, PublicClientSentSecret, PublicClientAtConsumers, NoSessionYet,
		NeedsAdminApproval, AdminMustApprove, DeviceNotCompliant, SecondFactorToSetUp, AccountNotInTenant, NoSuchUser, WrongPassword,
		AccountLocked, NotAssigned, NoSuchTenant, NoSuchClient, ConsentDeclined, ForgotPassword, CustomersFailure,
	}
	for _, group := range [][]string{UnknownClient, KnownClient, DisabledClient, PersonalOnly, WrongAudience, UnregisteredRedirectURI, TenantRefused} {
		codes = append(codes, group...)
	}
	for _, code := range codes {
		if _, ok := Lookup(code); !ok && code != emptyTenant {
			t.Errorf("%s decides, and there is no page on it", code)
		}
	}
}

// sources are what testdata says about where codes are from.
type sources struct {
	answers   string   // the table of the answers
	microsoft []string // codes on Microsoft's list
	customers []string // codes on Microsoft's list for Azure AD B2C
	reports   []string // "code address"
}

func readSources(t *testing.T) sources {
	t.Helper()
	read := func(name string) string {
		text, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	return sources{
		answers:   read("README.md"),
		microsoft: strings.Fields(read("catalogue/microsoft.txt")),
		customers: strings.Fields(read("catalogue/b2c.txt")),
		reports:   strings.Split(strings.TrimSpace(read("catalogue/reports.txt")), "\n"),
	}
}

// check finds the code in the source its entry names.
func (s sources) check(e Entry) error {
	if e.Source == microsoftsList {
		if !slices.Contains(s.microsoft, e.Code) {
			return fmt.Errorf("%s does not stand on Microsoft's list", e.Code)
		}
		return nil
	}
	if e.Source == customersList {
		if !slices.Contains(s.customers, e.Code) {
			return fmt.Errorf("%s does not stand on Microsoft's list for Azure AD B2C", e.Code)
		}
		return nil
	}
	name, kept := strings.CutPrefix(e.Source, "testdata/")
	if !kept {
		if !slices.Contains(s.reports, e.Code+" "+e.Source) {
			return fmt.Errorf("%s: testdata/catalogue/reports.txt does not hold the source %q", e.Code, e.Source)
		}
		return nil
	}
	answer, err := os.ReadFile(e.Source)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", e.Code, err)
	case !strings.Contains(s.answers, "| "+name+" |"):
		return fmt.Errorf("%s: testdata/README.md does not say where %s is from", e.Code, name)
	case !regexp.MustCompile(regexp.QuoteMeta(e.Code) + `\b`).Match(answer):
		return fmt.Errorf("%s does not stand in %s", e.Code, e.Source)
	}
	return nil
}
