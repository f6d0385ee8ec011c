package nosecrets_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/verify/nosecrets"
	"github.com/authkit-cli/authkit/verify/project"
)

// token is one of a service account, with what the pairs change.
func token(t *testing.T, now time.Time, pairs ...any) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, nil)
	if err != nil {
		t.Fatal(err)
	}
	claims := map[string]any{"iss": "https://cluster.example.com/", "sub": "system:serviceaccount:board:app", "aud": "api://AzureADTokenExchange", "iat": now.Unix(), "exp": now.Add(time.Hour).Unix()}
	for i := 0; i < len(pairs); i += 2 {
		if claims[pairs[i].(string)] = pairs[i+1]; pairs[i+1] == nil {
			delete(claims, pairs[i].(string))
		}
	}
	text, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// What authkit run would refuse to show is told before it starts.
func TestShown(t *testing.T) {
	now := time.Now()
	const settings = "[run]\nassertion = \"kubernetes\"\n"
	for what, c := range map[string]struct{ settings, token, says string }{
		"good":             {settings, token(t, now), ""},
		"with its issuer":  {settings + "issuer = \"https://cluster.example.com/\"\nsubject = \"system:serviceaccount:board:app\"\n", token(t, now), ""},
		"not here":         {settings, "", ""},
		"expired":          {settings, token(t, now, "exp", now.Add(-time.Hour).Unix()), "the token expired 1 hour ago"},
		"without an end":   {settings, token(t, now, "exp", nil), "never expires"},
		"good for a year":  {settings, token(t, now, "exp", now.AddDate(1, 0, 0).Unix()), "more than a week"},
		"a bit too long":   {settings, token(t, now, "exp", now.Add(7*24*time.Hour+time.Minute).Unix()), "more than a week"},
		"good for a week":  {settings, token(t, now, "exp", now.Add(7*24*time.Hour).Unix()), "more than a day"},
		"without a start":  {settings, token(t, now, "iat", nil, "exp", now.Add(48*time.Hour).Unix()), "more than a day"},
		"good for a day":   {settings, token(t, now, "exp", now.Add(24*time.Hour).Unix()), ""},
		"not yet":          {settings, token(t, now, "nbf", now.Add(time.Hour).Unix()), "is good from"},
		"other audience":   {settings, token(t, now, "aud", "https://kubernetes.default.svc"), "audience is https://kubernetes.default.svc, not api://AzureADTokenExchange"},
		"audience of ours": {settings + "audience = \"x\"\n", token(t, now), "not x"},
		"other issuer":     {settings + "issuer = \"https://cluster.example.com\"\n", token(t, now), "issuer is https://cluster.example.com/, not https://cluster.example.com"},
		"other subject":    {settings + "subject = \"system:serviceaccount:board:App\"\n", token(t, now), "subject is system:serviceaccount:board:app"},
		"no token":         {settings, "hello", "no signed token"},
	} {
		dir := t.TempDir()
		write(t, dir, ".streamlit/authkit.toml", c.settings)
		if c.token != "" {
			write(t, dir, "token", c.token)
		}
		search, err := project.FindSecrets(t.Context(), project.LoadOptions{Dir: dir, Now: now, Getenv: func(name string) string {
			if name == "AZURE_FEDERATED_TOKEN_FILE" {
				return filepath.Join(dir, "token")
			}
			return ""
		}})
		if err != nil {
			t.Fatal(err)
		}
		got := nosecrets.Shown(&project.Project{Run: search.Run}, "login.microsoftonline.com", now)
		if told := got.Findings(); len(told) == 1 && (told[0].Severity == findings.Warning) != (c.says == "more than a day") {
			t.Errorf("%s: it is a %v", what, told[0].Severity)
		}
		if (c.says == "") != (len(got.Findings()) == 0) || c.says != "" && (!strings.Contains(got.Findings()[0].Message, c.says) || got.Findings()[0].Line != 2) {
			t.Errorf("%s: %+v", what, got)
		}
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	os.MkdirAll(filepath.Dir(path), 0o755)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A project names files of its own only: a token elsewhere is not read.
func TestTokenFilesOutsideAreNotRead(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "token", token(t, time.Now()))
	write(t, dir, "app/token", token(t, time.Now()))
	for file, want := range map[string]bool{"../token": false, filepath.ToSlash(filepath.Join(dir, "token")): false, "token": true} {
		write(t, dir, "app/.streamlit/authkit.toml", "[run]\nassertion = \"kubernetes="+file+"\"\n")
		search, err := project.FindSecrets(t.Context(), project.LoadOptions{Dir: filepath.Join(dir, "app"), Now: time.Now(), Getenv: func(string) string { return "" }})
		if err != nil {
			t.Fatal(err)
		}
		if search.Run.Token.IsEmpty() == want {
			t.Errorf("%s: read %t", file, !want)
		}
	}
}
