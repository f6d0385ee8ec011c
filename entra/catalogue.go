package entra

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Who can fix the cause of an error code.
const (
	OwnerDeveloper   = "developer"
	OwnerTenantAdmin = "tenant admin"
	OwnerUser        = "user"
	OwnerMicrosoft   = "microsoft"
)

// The steps of a sign-in at which a code turns up.
const (
	StageDiscovery  = "discovery"  // the answer to server_metadata_url
	StageAuthorize  = "authorize"  // the browser arrives at the provider
	StageSignIn     = "sign-in"    // the person proves who they are
	StageToken      = "token"      // the app exchanges the code
	StageDeviceCode = "devicecode" // a device-code request, which only authkit makes
	StageSignOut    = "sign-out"
)

// Seen is a set of the ways in which a code reaches somebody.
type Seen uint8

const (
	SeenOnPage   Seen = 1 << iota // a page of Microsoft's in the browser; the app is not told
	SeenByApp                     // a redirect (or form post) to the app's redirect URI
	SeenInAnswer                  // JSON in the answer to a request of the app or of authkit
)

// Entry is what is known about one error code, in terms of a Streamlit app.
type Entry struct {
	Code       string   // "AADSTS7000215", "AADB2C90006", or "MSA:…" for messages of login.live.com, which have no number
	Cause      string   // one line, lower case, no full stop
	Meaning    string   // what it means for a Streamlit app, in sentences
	Fix        string   // one instruction
	Steps      []string // the fix in detail, for the codes that need it
	Owner      string   // OwnerDeveloper, OwnerTenantAdmin, OwnerUser or OwnerMicrosoft
	Stages     []string
	Seen       Seen
	OAuthError string  // the OAuth error seen beside it; empty where nobody has recorded one
	Source     string  // what it rests on: an answer in testdata, Microsoft's page, or a public report
	Passes     bool    // the fault is Microsoft's and for the moment only: nothing is wrong with the app
	Variant    Variant // which of several meanings of the number this is; set by Explain
	Link       string  // Microsoft's own page on the code, or their list of them; empty for "MSA:…"
}

// Where says where the code shows, one phrase for each way.
func (e Entry) Where() []string {
	var places []string
	at := func(stage string) bool { return slices.Contains(e.Stages, stage) }
	if e.Seen&SeenOnPage != 0 {
		places = append(places, "on Microsoft's page in the browser; the app is not told")
	}
	if e.Seen&SeenByApp != 0 {
		places = append(places, "in the address Microsoft sends the browser back to; Streamlit shows the start page, still logged out, and names it in its log")
	}
	if e.Seen&SeenInAnswer != 0 {
		if at(StageDiscovery) {
			places = append(places, "in the answer to server_metadata_url; /auth/login ends with 400")
		}
		if at(StageToken) {
			places = append(places, "in the answer to the token request; Streamlit 1.58 and newer goes back to the start page, still logged out, and logs \"OAuth token exchange failed\"; older releases show a page with 500")
		}
		if at(StageDeviceCode) && !at(StageToken) {
			places = append(places, "in the answer to the question authkit asks about the client ID")
		}
	}
	return places
}

//go:embed catalogue.gz
var packedCatalogue string

// catalogue holds all entries, of the folder catalogue: a file for each group of them.
var catalogue = lazy.Value[[]Entry]{Make: func() (all []Entry) {
	files := lazy.Archive{Packed: &packedCatalogue}
	for _, group := range []string{"registration", "client", "request", "tenant", "permission", "person", "policy", "service", "device-flow", "customer", "personal"} {
		all = append(all, readEntries(shared.Replace(files.Get(group+".txt")))...)
	}
	return all
}}

// Lookup finds a code in any spelling: "AADSTS7000215", "aadsts7000215",
// "7000215", "AADSTS 7000215", "aadb2c90006", "MSA:unauthorized_client".
func Lookup(code string) (Entry, bool) {
	code = Canonical(code)
	for _, entry := range catalogue.Get() {
		if strings.EqualFold(entry.Code, code) {
			return entry.complete(), true
		}
	}
	return Entry{}, false
}

// complete adds what follows from the rest of an entry.
func (e Entry) complete() Entry {
	if e.Passes {
		e.Meaning += " The fault is on Microsoft's side and passes; settings that worked before still do."
	}
	if number, ok := strings.CutPrefix(e.Code, aadsts); ok {
		e.Link = LookupPage(number)
	}
	if strings.HasPrefix(e.Code, aadb2c) {
		e.Link = customersList
	}
	return e
}

// The prefixes of Microsoft's numbers: those of organisations, and those of
// Azure AD B2C, which has a list of its own.
const (
	aadsts = "AADSTS"
	aadb2c = "AADB2C"
)

// Canonical writes a code the way the catalogue does; anything that is not a
// code comes back as it was.
func Canonical(code string) string {
	trimmed := strings.TrimSpace(code)
	if number, ok := cutPrefixFold(trimmed, aadb2c); ok {
		return aadb2c + strings.TrimLeft(number, " :-#_")
	}
	number := trimmed
	if len(number) >= len(aadsts) && strings.EqualFold(number[:len(aadsts)], aadsts) {
		number = strings.TrimLeft(number[len(aadsts):], " :-#_")
	}
	if number == "" || len(number) > 10 || strings.Trim(number, "0123456789") != "" {
		return trimmed
	}
	return aadsts + number
}

// LookupPage is Microsoft's page on a code of theirs, known here or not; of Azure
// AD B2C they have a list. The number may carry the AADSTS prefix. Empty when it
// is not a code.
func LookupPage(code string) string {
	if number, ok := strings.CutPrefix(Canonical(code), aadb2c); ok && number != "" && strings.Trim(number, "0123456789") == "" {
		return customersList
	}
	number, ok := strings.CutPrefix(Canonical(code), aadsts)
	if !ok || number == "" || strings.Trim(number, "0123456789") != "" {
		return ""
	}
	return "https://login.microsoftonline.com/error?code=" + number
}

// Codes lists every code of the catalogue: AADSTS codes by number, then those
// of Azure AD B2C, then the others.
func Codes() []string {
	var codes []string
	for _, entry := range catalogue.Get() {
		codes = append(codes, entry.Code)
	}
	slices.SortFunc(codes, func(a, b string) int {
		if c := cmp.Compare(family(a), family(b)); c != 0 {
			return c
		}
		if c := cmp.Compare(len(a), len(b)); c != 0 && family(a) != familyMSA {
			return c
		}
		return cmp.Compare(a, b)
	})
	return codes
}

// The families of codes, in the order of Codes.
const (
	familyAADSTS = iota
	familyB2C
	familyMSA
)

func family(code string) int {
	switch {
	case strings.HasPrefix(code, aadsts):
		return familyAADSTS
	case strings.HasPrefix(code, aadb2c):
		return familyB2C
	}
	return familyMSA
}

// Microsoft's pages with the codes they document.
const (
	microsoftsList = "https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes"
	customersList  = "https://learn.microsoft.com/en-us/azure/active-directory-b2c/error-codes"
)
