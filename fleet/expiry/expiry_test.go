package expiry_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/fleet"
	"github.com/authkit-cli/authkit/fleet/expiry"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
)

// listed is the list of apps with these files, on the first of March 2027.
func listed(t *testing.T, within int, files map[string]string) expiry.List {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Date(2027, time.March, 1, 9, 0, 0, 0, time.UTC)
	found, err := fleet.Below(t.Context(), dir, []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	apps := found.Load(t.Context(), project.LoadOptions{Getenv: func(string) string { return "" }, Now: now})
	ask := probe.Ask{Offline: true, Network: probe.Network{Now: func() time.Time { return now }}}
	return expiry.Of(apps, fleet.Gather(context.Background(), apps, ask), now, within)
}

const (
	entraURL = "https://login.microsoftonline.com/8a5e1b0c-3f3c-4d5e-9a51-0c8b4a1d2e3f/v2.0/.well-known/openid-configuration"
	google   = "https://accounts.google.com/.well-known/openid-configuration"
)

func auth(table, url string) string {
	return "[" + table + "]\nclient_id = \"a\"\nclient_secret = \"abcdefgh12345678\"\nserver_metadata_url = \"" + url + "\"\n"
}

func notes(day string) string { return "secret_expires = \"" + day + "\"\n" }

func TestList(t *testing.T) {
	t.Parallel()
	list := listed(t, 30, map[string]string{
		"late/.streamlit/secrets.toml": auth("auth", entraURL), "late/.streamlit/authkit.toml": notes("2027-12-31"),
		"ended/.streamlit/secrets.toml": auth("auth", entraURL), "ended/.streamlit/authkit.toml": notes("2027-02-28"),
		"today/.streamlit/authkit.toml": notes("2027-03-01"),
		"near/.streamlit/secrets.toml":  auth("auth", entraURL), "near/.streamlit/authkit.toml": notes("2027-03-31"),
		"after/.streamlit/secrets.toml": auth("auth", entraURL), "after/.streamlit/authkit.toml": notes("2027-04-01"),
		"open/.streamlit/secrets.toml": auth("auth", entraURL),
		"two/.streamlit/secrets.toml":  "[auth]\n" + auth("auth.google", google) + auth("auth.entra", entraURL), "two/.streamlit/authkit.toml": notes("2027-06-01"),
		"wrong/.streamlit/authkit.toml":  notes("soon"),
		"public/.streamlit/secrets.toml": strings.Replace(auth("auth", google), "abcdefgh12345678", "", 1),
	})
	var got []string
	for _, e := range list.Secrets {
		left := "?"
		if e.DaysLeft != nil {
			left = fmt.Sprint(*e.DaysLeft)
		}
		got = append(got, strings.TrimSpace(fmt.Sprint(e.Project, " ", e.Provider, " ", e.LastDay, " ", left, " ", e.Status, " ", e.Source)))
	}
	want := []string{
		"ended default 2027-02-28 -1 ended authkit.toml",
		"today default 2027-03-01 0 near authkit.toml",
		"near default 2027-03-31 30 near authkit.toml",
		"after default 2027-04-01 31 ok authkit.toml",
		"two entra 2027-06-01 92 ok authkit.toml",
		"late default 2027-12-31 305 ok authkit.toml",
		"open default  ? unknown unknown",
		"two google  ? unknown unknown",
		"wrong default  ? unknown unknown",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !list.Any(expiry.Ended) || !list.Failed() {
		t.Error("an ended secret, or a day that cannot be read, goes by")
	}
}

// The calendar's lines are folded within characters' bounds and come apart again.
func TestCalendarLines(t *testing.T) {
	t.Parallel()
	name := "apps/" + strings.Repeat("ä€,;\\ ", 20) + "x"
	if os.PathSeparator == '\\' {
		name = strings.ReplaceAll(name, "\\", "")
	}
	list := listed(t, 30, map[string]string{name + "/.streamlit/authkit.toml": notes("2027-12-31")})
	var out bytes.Buffer
	if err := list.Write(&out, "ics"); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSuffix(out.String(), "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || strings.ToValidUTF8(line, "?") != line {
			t.Errorf("%d octets: %q", len(line), line)
		}
	}
	whole := strings.ReplaceAll(out.String(), "\r\n ", "")
	text := strings.NewReplacer("\\\\", "\\", "\\;", ";", "\\,", ",").Replace(whole)
	if !strings.Contains(text, "SUMMARY:The client secret of "+name+" ends\r\n") || !strings.Contains(whole, "DTSTART;VALUE=DATE:20271231\r\n") {
		t.Errorf("%s", whole)
	}
}
