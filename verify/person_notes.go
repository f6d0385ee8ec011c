package verify

import (
	"slices"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pyscan"
)

// openTo says who can sign in where everybody can; empty where an
// organisation decides. There a sign-in tells who somebody is, and not whether
// they may use the app.
func openTo(f *Facts) string {
	switch {
	case f.Authority.Kind == entra.Consumers:
		return "everybody with a personal Microsoft account"
	case f.provider().OpenTo != "":
		return "everybody with " + f.provider().OpenTo
	}
	return ""
}

// personNotes says what the account's ID token means to the app: how to know
// the person again, what such accounts send and do not send, and who else can
// sign in (docs/facts/entra.md, section 4). Nothing in them is the person's own.
func personNotes(f *Facts, claims map[string]any) []string {
	has := func(name string) bool { value, there := claims[name]; return there && value != nil }
	var notes []string
	add := func(text string) { notes = append(notes, text) }

	switch {
	case has("tid") && has("oid"):
		add("to know this person again, store tid with oid: names and addresses change hands, and sub differs from app to app")
	case f.Microsoft && has("tid"):
		add("oid is not sent because scope lacks profile; to know this person again, store iss with sub")
	default:
		add("to know this person again, store iss with sub: names and addresses change hands")
	}
	if f.Microsoft {
		notes = append(notes, entra.AccountNotes(claims)...)
	}
	switch {
	case !has("email"):
		add("no email came for this account; read it with st.user.get(\"email\") and show preferred_username or name instead")
	case f.Microsoft:
		add("email is not verified by Microsoft and may belong to somebody else tomorrow: show it, decide nothing by it")
	case claims["email_verified"] == false:
		add("the provider has not verified this email: decide nothing by it")
	}
	if who := openTo(f); who != "" {
		note := who + " can sign in: signing in says who somebody is, not that they may use the app; list who may (ALLOWED in the app.py that authkit init writes)"
		if has("hd") {
			note += ", or compare st.user.get(\"hd\") with your organisation's domain"
		}
		add(note)
	}
	return notes
}

// openNote is for a run without a sign-in: everybody can sign in, and nothing
// the app reads tells it who came.
func openNote(f *Facts) string {
	who := openTo(f)
	if who == "" || len(f.Project.App.Files) == 0 {
		return ""
	}
	logs, hands, named := false, false, false
	for _, file := range f.Project.App.Files {
		logs, hands, named = logs || len(file.Scan.LoginCalls) > 0, hands || file.Scan.HandsUser, named || file.Scan.NamesPerson
		if len(file.Scan.TokenUses) > 0 || slices.ContainsFunc(file.Scan.ClaimUses, func(use pyscan.ClaimUse) bool { return names.TellsPerson(use.Name) }) {
			return ""
		}
	}
	if !logs || hands && named || len(f.Project.App.Followed.Foreign) > 0 {
		return ""
	}
	return who + " can sign in, and the app reads nothing that tells who it is; list who may use it (ALLOWED in the app.py that authkit init writes)"
}
