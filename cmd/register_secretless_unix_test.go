//go:build unix

package cmd

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/sandbox"
)

const (
	byCluster  = "kubernetes,issuer=https://cluster.example.com/,account=board/app"
	byIdentity = "azure,principal=7e6c5b4a-1111-4222-8333-444455556666"
)

var certificateKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// certificate is one in PEM, of a public key, with the key of whoever signs it.
func certificate(t *testing.T, public, private any, until time.Time) string {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "board"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func goodCertificate(t *testing.T) string {
	return certificate(t, certificateKey().Public(), certificateKey(), time.Now().AddDate(0, 6, 0))
}

// An app that needs no client secret gets none; a second run changes nothing, and
// undo takes it back.
func TestRegisterSecretless(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args  []string
		shows []string
		asked int // requests of the second run
	}{
		"kubernetes":  {[]string{"--federated", byCluster}, []string{"https://cluster.example.com/", "system:serviceaccount:board:app", "api://AzureADTokenExchange", "authkit-kubernetes-"}, 2},
		"azure":       {[]string{"--federated", byIdentity}, []string{"/" + sandbox.DefaultTenant + "/v2.0", "7e6c5b4a-1111-4222-8333-444455556666"}, 2},
		"gcp":         {[]string{"--federated", "gcp,subject=112233445566778899000"}, []string{"https://accounts.google.com", "112233445566778899000"}, 2},
		"other":       {[]string{"--federated", "other,issuer=https://i.example.com,subject=x,audience=api://y"}, []string{"https://i.example.com", "api://y"}, 2},
		"certificate": {[]string{"--certificate", "board.pem"}, []string{"CN=board", "thumbprint"}, 2},
		"both":        {[]string{"--certificate", "board.pem", "--federated", byCluster}, []string{"CN=board", "board:app"}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			for _, existing := range []bool{false, true} {
				e := newTenant(t, nil)
				e.write("board.pem", goodCertificate(t))
				id, before := "", ""
				if existing {
					e.signsIn(sandbox.DefaultClientID, sandbox.DefaultClientSecret)
					before = e.state(sandbox.DefaultClientID)
				}
				code, out := e.run(append([]string{"register", "--dry-run"}, c.args...)...)
				for _, text := range c.shows {
					if code != 0 || !strings.Contains(strings.Join(strings.Fields(out), " "), text) {
						t.Errorf("exit %d, no %s\n%s", code, text, out)
					}
				}
				if strings.Contains(out, "client secret: a new one") || len(e.records()) != 0 {
					t.Errorf("a dry run makes something:\n%s", out)
				}
				if code, out = e.run(append([]string{"register", "--yes"}, c.args...)...); code != 0 {
					t.Fatalf("exit %d\n%s", code, out)
				}
				settings := e.file(".streamlit/authkit.toml")
				if noted := strings.Contains(settings, "[run]\nassertion = \""+name+"\"\nissuer = \""); noted != (name == "kubernetes" || name == "azure" || name == "gcp") && name != "both" {
					t.Errorf("what run is told:\n%s", settings)
				}
				app := e.app(sandbox.DefaultClientID)
				if id = sandbox.DefaultClientID; !existing {
					app = e.made()[0]
					if id = app.AppID; len(app.PasswordCredentials) != 0 || len(e.secrets()) != 0 {
						t.Error("it has a client secret")
					}
				}
				after := e.state(id)
				for _, text := range c.shows {
					if !strings.HasPrefix(text, "thumb") && !strings.Contains(after, text) {
						t.Errorf("no %s in\n%s", text, after)
					}
				}
				e.asked()
				code, out = e.run(append([]string{"register", "--yes"}, c.args...)...)
				if asked := e.asked(); code != 0 || !strings.Contains(out, "nothing to change") || after != e.state(id) || existing && len(asked) != c.asked+1 || !existing && len(asked) > c.asked+1 {
					t.Errorf("a second time: exit %d, %v\n%s", code, asked, out)
				}
				if len(e.records()) != 1 {
					t.Fatalf("%d records", len(e.records()))
				}
				e.checkRecord(e.records()[0])
				code, out = e.run("register", "--undo", e.records()[0], "--yes")
				if code != 0 || existing && e.state(id) != before || !existing && len(e.made()) != 0 {
					t.Errorf("undo: exit %d\n%s\n%s", code, out, e.state(id))
				}
			}
		})
	}
}

// Certificates and credentials of others stay, with their keys; an audience that
// is another is changed, and changed back.
func TestRegisterSecretlessBesideOthers(t *testing.T) {
	t.Parallel()
	e := newTenant(t, nil)
	e.signsIn(sandbox.DefaultClientID, sandbox.DefaultClientSecret)
	e.write("theirs.pem", certificate(t, certificateKey().Public(), certificateKey(), time.Now().AddDate(0, 3, 0)))
	e.write("board.pem", goodCertificate(t))
	if code, out := e.run("register", "--yes", "--certificate", "theirs.pem", "--federated", "other,issuer=https://cluster.example.com/,subject=system:serviceaccount:board:app,audience=theirs"); code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	const keys = "applications(appId='" + sandbox.DefaultClientID + "')?$select=keyCredentials"
	first := e.records()
	before, theirs := e.state(sandbox.DefaultClientID), e.graph(http.MethodGet, keys, "")
	code, out := e.run("register", "--yes", "--certificate", "board.pem", "--federated", byCluster)
	if code != 0 || !strings.Contains(strings.Join(strings.Fields(out), " "), "(now theirs)") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if app := e.app(sandbox.DefaultClientID); len(app.KeyCredentials) != 2 {
		t.Errorf("%d certificates", len(app.KeyCredentials))
	}
	records := slices.DeleteFunc(e.records(), func(one string) bool { return slices.Contains(first, one) })
	if len(records) != 1 {
		t.Fatalf("%d new records", len(records))
	}
	if code, out := e.run("register", "--undo", records[0], "--yes"); code != 0 {
		t.Fatalf("exit %d\n%s", code, out)
	}
	if e.state(sandbox.DefaultClientID) != before || e.graph(http.MethodGet, keys, "") != theirs {
		t.Errorf("it was\n%s\nand is\n%s", before, e.state(sandbox.DefaultClientID))
	}
}

// Broken off at any request the next run ends well, and undo takes both back.
func TestRegisterSecretlessBrokenOff(t *testing.T) {
	t.Parallel()
	args := []string{"register", "--yes", "--federated", byCluster, "--certificate", "board.pem"}
	for stop := 0; ; stop++ {
		over := false
		t.Run(fmt.Sprint(stop), func(t *testing.T) {
			e := newTenant(t, nil)
			e.signsIn(sandbox.DefaultClientID, sandbox.DefaultClientSecret)
			e.write("board.pem", goodCertificate(t))
			before := e.state(sandbox.DefaultClientID)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			n := 0
			e.seeFirst(func(_ http.ResponseWriter, r *http.Request) bool {
				if n++; n-1 != stop {
					return false
				}
				e.server.ServeHTTP(discard{http.Header{}}, r)
				cancel()
				panic(http.ErrAbortHandler)
			})
			e.in(ctx, args...)
			e.seeFirst(nil)
			over = n <= stop
			if code, out := e.run(args...); code != 0 || len(e.app(sandbox.DefaultClientID).KeyCredentials) != 1 {
				t.Errorf("exit %d\n%s", code, out)
			}
			for _, record := range e.records() {
				if code, out := e.run("register", "--undo", record, "--yes"); code != 0 {
					t.Errorf("exit %d\n%s", code, out)
				}
			}
			if after := e.state(sandbox.DefaultClientID); after != before {
				t.Errorf("it was\n%s\nand is\n%s", before, after)
			}
		})
		if over {
			return
		}
	}
}

// What Entra would not take is refused before it is asked, with what to give.
func TestRegisterSecretlessRefuses(t *testing.T) {
	t.Parallel()
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(certificateKey())
	if err != nil {
		t.Fatal(err)
	}
	e := newTenant(t, nil)
	e.signsIn(sandbox.DefaultClientID, sandbox.DefaultClientSecret)
	e.write("key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})))
	e.write("old.pem", certificate(t, certificateKey().Public(), certificateKey(), time.Now().Add(-time.Minute)))
	e.write("curve.pem", certificate(t, curve.Public(), curve, time.Now().Add(time.Hour)))
	e.write("text.pem", "hello")
	for _, c := range []struct{ flag, value, says string }{
		{"federated", "aws", "there is no source"},
		{"federated", "azure", "principal is the Object"},
		{"federated", "azure,principal=app", "principal is the Object"},
		{"federated", "azure,issuer=https://x.example.com", "is told no"},
		{"federated", "kubernetes,issuer=https://x.example.com", "account is NAMESPACE/NAME"},
		{"federated", "kubernetes,account=a/b", "issuer is missing"},
		{"federated", "kubernetes,issuer=http://x.example.com,account=a/b", "issuer is an https address"},
		{"federated", "gcp,subject=app@project.iam.gserviceaccount.com", "a number"},
		{"federated", "other,issuer=https://x.example.com,subject= a", "letter by letter"},
		{"certificate", "key.pem", "a private key in it and no certificate"},
		{"certificate", "old.pem", "expired on"},
		{"certificate", "curve.pem", "no RSA key"},
		{"certificate", "text.pem", "no certificate in it"},
		{"certificate", "none.pem", "no such file"},
	} {
		before := e.state(sandbox.DefaultClientID)
		code, out := e.run("register", "--yes", "--"+c.flag, c.value)
		if code != exitUsage || !strings.Contains(strings.Join(strings.Fields(out), " "), c.says) || e.state(sandbox.DefaultClientID) != before {
			t.Errorf("%s: exit %d\n%s", c.value, code, out)
		}
	}
	for i := range 20 {
		e.graph(http.MethodPost, "applications(appId='"+sandbox.DefaultClientID+"')/federatedIdentityCredentials",
			fmt.Sprintf(`{"name":"their-%d","issuer":"https://i.example.com","subject":"%d","audiences":["x"]}`, i, i))
	}
	if code, out := e.run("register", "--yes", "--federated", byCluster); code != exitUndecided || !strings.Contains(out, "20 federated credentials") || len(e.records()) != 0 {
		t.Errorf("exit %d, %v\n%s", code, e.records(), out)
	}
}
