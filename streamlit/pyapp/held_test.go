package pyapp

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
)

// Conditions on what st.secrets holds, with what the real Streamlit 1.67.0 makes of them
// (e2e/versions/held.py). A line is an answer and a condition.
func TestConditionsOnSecrets(t *testing.T) {
	document := readDocument(t, "testdata/held.toml")
	for line := range strings.Lines(readText(t, "testdata/held.txt")) {
		answer, condition, is := strings.Cut(strings.TrimSpace(line), " ")
		if !is {
			continue
		}
		scan, err := pyfile.Read([]byte("import os\nimport streamlit as st\ns = st.secrets\nauth = st.secrets[\"auth\"]\nif " + condition + ":\n    st.login(\"google\")\nelse:\n    st.login(\"other\")\n"))
		if err != nil {
			t.Fatalf("%s: %v", condition, err)
		}
		got := "unknown"
		for _, l := range followWith("app.py", map[string]pyfile.Scan{"app.py": scan}, held.In([]*secrets.Document{document}), Around{}).Offered {
			if l.Reach == Surely {
				got = map[string]string{"google": "yes", "other": "no"}[l.Provider]
			}
		}
		if got != answer {
			t.Errorf("%s: %s, want %s", condition, got, answer)
		}
	}
}

// Which names st.login is called with, as far as st.secrets says it.
func TestProvidersOfSecrets(t *testing.T) {
	document := readDocument(t, "testdata/held.toml")
	for _, trial := range []struct{ code, want string }{
		{`st.login(st.secrets["provider"])`, "google"},
		{`st.login(st.secrets.get("nothing", "google"))`, "google"},
		{`st.login(st.secrets.get("nothing"))`, "default"},
		{`st.login(st.secrets["token"])`, "?"}, // it is shown to nobody
		{`st.login(st.secrets.get("empty") or "google")`, "google"},
		{"for p in st.secrets[\"auth\"]:\n  if hasattr(st.secrets.auth[p], \"get\"):\n    st.button(p, on_click=st.login, args=[p])", "redirect_uri cookie_secret google microsoft"},
		{"auth = st.secrets[\"auth\"]\nnames = [p for p in auth if hasattr(auth[p], \"get\")]\nfor p in names:\n  st.button(p, on_click=st.login, args=[p])", "google microsoft"},
		{"def names():\n  return [k for k, v in st.secrets.auth.items() if not isinstance(v, str)]\nfor p in names():\n  st.button(p, on_click=st.login, args=[p])", "google microsoft"},
	} {
		scan, err := pyfile.Read([]byte("import streamlit as st\n" + trial.code + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range Follow("app.py", map[string]pyfile.Scan{"app.py": scan}, held.In([]*secrets.Document{document}), Around{}).Logins {
			switch {
			case !l.Known:
				got = append(got, "?")
			case !l.Named:
				got = append(got, "default")
			default:
				got = append(got, l.Provider)
			}
		}
		want := strings.Fields(trial.want)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %s", trial.code, got, trial.want)
		}
	}
}

// What turns the sign-in off outside of [auth] may be otherwise elsewhere.
func TestSecretsThatTurnTheSignInOff(t *testing.T) {
	document := readDocument(t, "testdata/held.toml")
	for condition, want := range map[string]string{
		`st.secrets["env"] == "dev"`:                            "perhaps, off",
		`st.secrets["env"] == "prod"`:                           "surely",
		`"okta" in st.secrets["auth"]`:                          "never",
		`isinstance(st.secrets["auth"].get("google"), dict)`:    "never",
		`st.secrets.get("flags", {}).get("off")`:                "perhaps, off",
		`"okta" in st.secrets["auth"] and st.secrets["nobody"]`: "never",
	} {
		scan, err := pyfile.Read([]byte("import streamlit as st\nif " + condition + ":\n    st.login(\"google\")\n"))
		if err != nil {
			t.Fatal(err)
		}
		found := Follow("app.py", map[string]pyfile.Scan{"app.py": scan}, held.In([]*secrets.Document{document}), Around{})
		got := []string{"never", "perhaps", "sometimes", "surely"}[found.Offered[0].Reach]
		if found.TurnedOff {
			got += ", off"
		}
		if got != want {
			t.Errorf("%s: %s, want %s", condition, got, want)
		}
	}
}

func readText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func readDocument(t *testing.T, name string) *secrets.Document {
	t.Helper()
	document, err := secrets.Parse([]byte(readText(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// A key that the code asks for at the top, and that a header above it has taken, is told of.
func TestSwallowedKeys(t *testing.T) {
	values := held.In([]*secrets.Document{readDocument(t, "testdata/held.toml")})
	for source, told := range map[string]bool{
		`f = st.secrets["flags"]; st.write(f["login"], f.off, st.secrets.get("word", ""))`:                                                                                           true,
		"def f():\n    try:\n        return list(st.secrets.get('word', []))\n    except Exception:\n        return []\nst.write(f(), st.secrets.flags.login, st.secrets.flags.off)": true,
		`st.secrets.get("word", "")`:                                    false, // nothing says that the others are read one by one
		`st.write(dict(**st.secrets["flags"]), st.secrets.get("word"))`: false,
		`st.secrets.get("word") or st.secrets["flags"]["word"]`:         false,
		`st.secrets.get("word") or st.secrets.flags.word`:               false,
		`st.secrets.get("redirect_uri")`:                                false, // [auth] is Streamlit's
		`st.secrets.get("client_id")`:                                   false,
		`st.secrets.get("mode")`:                                        false,
		`st.secrets.get("nowhere")`:                                     false,
		`st.secrets.get("flags", {}).get("word")`:                       false,
		`{"word": 1}.get("word")`:                                       false,
	} {
		scan, err := pyfile.Read([]byte("import streamlit as st\n" + source + "\nst.login()\n"))
		if err != nil {
			t.Fatal(err)
		}
		is := false
		for _, fault := range Follow("app.py", map[string]pyfile.Scan{"app.py": scan}, values, Around{}).Faults {
			is = is || strings.Contains(fault.Message, "word is asked for at the top of the secrets, and stands in [flags]")
		}
		if is != told {
			t.Errorf("%s: %v", source, is)
		}
	}
}
