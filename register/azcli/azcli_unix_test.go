//go:build unix

package azcli_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/register/azcli"
)

const (
	tenant = "5a4d6b0c-9d1e-4c57-8f0a-2b7e61c0d3f4"
	token  = `{"accessToken":"eyJ.x.y","expires_on":1,"tenant":"` + tenant + `","tokenType":"Bearer"}`
	cloud  = `{"endpoints":{"activeDirectory":"https://login.microsoftonline.com","microsoftGraphResourceId":"https://graph.microsoft.com/"},"name":"AzureCloud"}`
)

// az puts a program of that name on PATH, alone: what it does for a token, and for its cloud.
func az(t *testing.T, forToken, forCloud string) {
	t.Helper()
	dir := t.TempDir()
	script := "#!/bin/sh\ncase \"$1\" in\naccount) " + forToken + ";;\ncloud) " + forCloud + ";;\nesac\n"
	if err := os.WriteFile(filepath.Join(dir, "az"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
}

func prints(text string) string { return "cat <<'END'\n" + text + "\nEND\n" }

func fails(words string) string { return "cat >&2 <<'END'\n" + words + "\nEND\nexit 1\n" }

func TestSession(t *testing.T) {
	for _, banner := range []string{"", "A new Azure CLI is here! {really}\n\n"} {
		az(t, prints(banner+token), prints(cloud))
		session, err := azcli.SignedIn(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		if session.Token.Reveal() != "eyJ.x.y" || session.Tenant != tenant || session.Graph.String() != "https://graph.microsoft.com" {
			t.Errorf("%+v", session)
		}
	}
}

// The tenant is named to the CLI as it was asked for, and to no other command.
func TestSessionOfATenant(t *testing.T) {
	az(t, `[ "$*" = "account get-access-token --resource-type ms-graph --tenant `+tenant+` --output json --only-show-errors" ] || exit 7`+"\n"+prints(token),
		`[ "$*" = "cloud show --output json --only-show-errors" ] || exit 7`+"\n"+prints(cloud))
	if _, err := azcli.SignedIn(t.Context(), tenant); err != nil {
		t.Error(err)
	}
}

func TestNoSession(t *testing.T) {
	for name, c := range map[string]struct{ token, cloud, says, fix string }{
		"nobody":          {fails("ERROR: Please run 'az login' to setup account."), prints(cloud), "nobody is signed in", "az login"},
		"expired":         {fails("ERROR: AADSTS700082: The refresh token has expired due to inactivity.\nTo re-authenticate, please run:\naz login"), prints(cloud), "AADSTS700082", "az login"},
		"old":             {fails("ERROR: unrecognized arguments: --resource-type ms-graph"), prints(cloud), "too old", "az upgrade"},
		"silent":          {"exit 3", prints(cloud), "no token", "get-access-token"},
		"a page":          {prints("<html>not json</html>"), prints(cloud), "not what is expected", "az upgrade"},
		"nothing":         {"true", prints(cloud), "not what is expected", "az upgrade"},
		"no token":        {prints(`{"tenant":"` + tenant + `"}`), prints(cloud), "without an access token", "az login"},
		"no tenant":       {prints(`{"accessToken":"eyJ.x.y"}`), prints(cloud), "without an access token", "az login"},
		"a broken token":  {prints(`{"accessToken":"a\r\nX-Evil: b","tenant":"` + tenant + `"}`), prints(cloud), "without an access token", "az login"},
		"huge":            {"yes '[' | head -c 3000000", prints(cloud), "not what is expected", "az upgrade"},
		"no Graph":        {prints(token), prints(`{"endpoints":{}}`), "no usable microsoftGraphResourceId", "az cloud show"},
		"Graph in clear":  {prints(token), prints(`{"endpoints":{"microsoftGraphResourceId":"http://graph.example.com/"}}`), "no usable microsoftGraphResourceId", "https"},
		"Graph with user": {prints(token), prints(`{"endpoints":{"microsoftGraphResourceId":"https://graph.microsoft.com@evil.example/"}}`), "no usable microsoftGraphResourceId", "https"},
		"no cloud":        {prints(token), fails("ERROR: no"), "no token", "get-access-token"},
	} {
		t.Run(name, func(t *testing.T) {
			az(t, c.token, c.cloud)
			session, err := azcli.SignedIn(t.Context(), "")
			problem, ok := azcli.IsProblem(err)
			if session != nil || !ok {
				t.Fatalf("%v, %v", session, err)
			}
			if !strings.Contains(problem.Message, c.says) || !strings.Contains(problem.Fix, c.fix) {
				t.Errorf("%q, %q", problem.Message, problem.Fix)
			}
			if strings.Contains(problem.Message+problem.Fix, "eyJ") || strings.Contains(problem.Message, "Evil") {
				t.Errorf("it shows the token: %q", problem.Message)
			}
		})
	}
}

// The CLI says of a tenant that does not exist what a stack trace ends with; a
// sign-in there would help nobody.
func TestNoSessionInATenant(t *testing.T) {
	for said, fix := range map[string]string{
		"ERROR: The command failed with an unexpected error. Here is the traceback:\nERROR: Unable to get authority configuration for https://login.microsoftonline.com/" + tenant +
			".\nValueError: OIDC Discovery failed. HTTP status: 400, Error: {\"error\":\"invalid_tenant\",\"error_description\":\"AADSTS90002: Tenant '" + tenant + "' not found. Trace ID: x\"}": "compare the tenant",
		"ERROR: AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication.": "az login --tenant " + tenant,
		"ERROR: Please run 'az login' to setup account.": "az login --tenant " + tenant,
	} {
		az(t, fails(said), prints(cloud))
		_, err := azcli.SignedIn(t.Context(), tenant)
		problem, ok := azcli.IsProblem(err)
		if !ok || !strings.Contains(problem.Fix, fix) || !strings.Contains(problem.Message, "for the tenant "+tenant) {
			t.Errorf("%v, want %q", problem, fix)
		}
	}
}

func TestNotInstalled(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := azcli.SignedIn(t.Context(), ""); err == nil || !strings.Contains(err.Error(), "not on PATH") {
		t.Error(err)
	}
}

// An az that hangs, with a child that holds its output open, is waited for until
// the time is up.
func TestHanging(t *testing.T) {
	az(t, "sleep 60 & sleep 60", prints(cloud))
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := azcli.SignedIn(ctx, ""); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}
