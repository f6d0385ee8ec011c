package streamlit

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/streamlit/deps"
)

var tokensFile = flag.String("tokens", "testdata/id-tokens.jsonl", "ID tokens with verdicts to be held against")

// judgedToken is an ID token with the verdicts of both clients of the lines of
// Authlib that read tokens differently. TestIDTokens of e2e writes them down
// (e2e/run -run TestIDTokens -args -tokens.record), and holds two of them against
// the real Streamlit; TestRandomIDTokens has the same lines judge others.
type judgedToken struct {
	Name     string
	Token    string
	Access   string `json:"access_token"`
	Nonce    string
	Now      int64
	Metadata map[string]any
	Keys     []any    // what jwks_uri answered, first and second
	Lines    []string // of Authlib that were asked, in the first line of the file
	Accepted []string // by these, such as "1.6.5 sync"
}

func judgedTokens(t *testing.T) (lines []string, tokens []judgedToken) {
	t.Helper()
	data, err := os.ReadFile(*tokensFile)
	if err != nil {
		t.Fatal(err)
	}
	scanner := bufio.NewScanner(bytes.NewReader(data))
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var one judgedToken
		if err := json.Unmarshal(scanner.Bytes(), &one); err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, one)
	}
	usual := tokens[0].Keys // the first line holds the keys of all that name none
	for i := range tokens {
		switch len(tokens[i].Keys) {
		case 0:
			tokens[i].Keys = []any{usual[0], usual[0]}
		case 1:
			tokens[i].Keys = append(tokens[i].Keys, tokens[i].Keys[0])
		}
	}
	return tokens[0].Lines, tokens[1:]
}

// line is the Authlib behind a name such as "1.6.5 sync".
func line(t *testing.T, name string) Authlib {
	t.Helper()
	release, client, _ := strings.Cut(name, " ")
	version, err := deps.ParseVersion(release)
	if err != nil {
		t.Fatal(err)
	}
	return Authlib{Version: version, Sync: client == "sync"}
}

// verdict is what CheckIDToken makes of a token, with the second look at the
// keys that Streamlit takes.
func (j judgedToken) verdict(by Authlib) (accepted, unchecked bool, problems []TokenProblem) {
	rules := IDTokenRules{
		ClientID: "6f1c2d3e-0000-4000-8000-00000000c11d", Metadata: j.Metadata, Nonce: j.Nonce,
		AccessToken: j.Access, Now: time.Unix(j.Now, 0), Authlib: by,
	}
	sets := j.Keys
	if enclosed, ok := j.Metadata["jwks"]; ok {
		sets = []any{enclosed, j.Keys[0]}
	}
	for _, document := range sets {
		keys, err := ReadSigningKeys(document, by)
		if err != nil {
			return false, false, []TokenProblem{{Claim: "kid", Message: err.Error(), Fix: "-"}}
		}
		_, problems = CheckIDToken(j.Token, keys, rules)
		if !slices.ContainsFunc(problems, func(p TokenProblem) bool { return p.UnknownKey }) {
			break
		}
	}
	return len(problems) == 0, slices.ContainsFunc(problems, func(p TokenProblem) bool { return p.Unchecked }), problems
}

// The verdict on every token is that of each line of Authlib, or there is none.
func TestIDTokensAsAuthlibJudgesThem(t *testing.T) {
	lines, tokens := judgedTokens(t)
	if len(tokens) < 250 || len(lines) < 20 {
		t.Fatalf("only %d tokens and %d lines", len(tokens), len(lines))
	}
	agreed, open := 0, map[string]bool{}
	for i, one := range tokens {
		if testing.Short() && i%4 > 0 {
			continue
		}
		for _, name := range lines {
			accepted, unchecked, problems := one.verdict(line(t, name))
			switch {
			case unchecked:
				open[one.Name] = true
			case accepted == slices.Contains(one.Accepted, name):
				agreed++
			default:
				t.Errorf("%s: Authlib %s accepts: %v; %v", one.Name, name, !accepted, problems)
			}
			for _, p := range problems {
				if p.Message == "" || p.Fix == "" || strings.HasSuffix(p.Message, ".") || strings.Contains(p.Message+p.Fix, "Lovelace") || strings.Contains(p.Message+p.Fix, one.Nonce) {
					t.Errorf("%s: %+v", one.Name, p)
				}
			}
		}
	}
	if agreed*5 < len(tokens)*len(lines)*2 && !testing.Short() {
		t.Errorf("only %d verdicts of %d: too much is unchecked", agreed, len(tokens)*len(lines))
	}
	if testing.Verbose() {
		t.Logf("unchecked: %q", slices.Sorted(maps.Keys(open)))
	}
	t.Logf("figures: %d ID tokens judged as %d lines of Authlib do: %d verdicts agree, %d tokens are unchecked by some line", len(tokens), len(lines), agreed, len(open))
}

// The algorithms of each line of Authlib and of each client, without a list.
func TestAlgorithmsWithoutAList(t *testing.T) {
	const all = "HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K EdDSA"
	for name, want := range map[string]string{
		"1.9.10 async": "RS256", "1.7.0 async": "RS256", "1.6.5 async": "RS256", "1.3.2 async": "RS256",
		"1.9.10 sync": "HS256 RS256 ES256", "1.7.0 sync": "HS256 RS256 ES256",
		"1.6.9 sync": all, "1.6.8 sync": strings.ReplaceAll(all, " ES256K", ""), "1.6.7 sync": strings.TrimSuffix(all, " ES256K EdDSA"), "1.6.6 sync": "none " + all, "1.6.0 sync": "none " + all, "1.5.2 sync": all, "1.3.2 sync": all,
	} {
		var admitted []string
		for _, alg := range strings.Fields("none " + all + " Ed25519 Ed448 XY1") {
			if line(t, name).admits(alg, nil) {
				admitted = append(admitted, alg)
			}
		}
		if got := strings.Join(admitted, " "); got != want {
			t.Errorf("Authlib %s: %s, want %s", name, got, want)
		}
	}
}

// Nothing that comes from a provider may end the program.
func FuzzIDToken(f *testing.F) {
	for _, one := range []string{"", "..", "a.b.c", "eyJhbGciOiJSUzI1NiIsImtpZCI6WzFdfQ.e30.AA", "eyJhbGciOiJub25lIiwia2lkIjpbXX0.eyJpc3MiOltdfQ."} {
		f.Add(one, `{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","kid":[1]}]}`, true)
		f.Add(one, `{"keys":[{"kty":"EC","crv":"X25519","x":"","y":"","use":["sig"],"key_ops":{}}]}`, false)
	}
	f.Fuzz(func(t *testing.T, token, keys string, old bool) {
		var document any
		if json.Unmarshal([]byte(keys), &document) != nil {
			return
		}
		by := Authlib{}
		if old {
			by = line(t, "1.6.5 sync")
		}
		set, err := ReadSigningKeys(document, by)
		if err != nil && len(set.keys) > 0 {
			t.Error("a refused set holds keys")
		}
		CheckIDToken(token, set, IDTokenRules{ClientID: "c", Nonce: "n", Now: time.Unix(1, 0), Authlib: by, Metadata: map[string]any{"issuer": "i"}})
	})
}

// What Streamlit can check and go-jose cannot is left undecided, not accused.
func TestSignatureThatIsNotCheckedHere(t *testing.T) {
	for alg, key := range map[string]string{
		"ES256K":  `{"kty":"EC","kid":"k","crv":"secp256k1","x":"eb5mfvncu6xVoGKVzocLBwKb_NstzijZWfKBWxb4F5g","y":"SDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg"}`,
		"Ed25519": `{"kty":"OKP","kid":"k","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`,
		"HS256":   `{"kty":"oct","kid":"k","k":"c2hvcnQ"}`,
	} {
		var keys any
		if err := json.Unmarshal([]byte(`{"keys":[`+key+`]}`), &keys); err != nil {
			t.Fatal(err)
		}
		set, err := ReadSigningKeys(keys, Authlib{})
		if err != nil {
			t.Fatal(err)
		}
		encode := base64.RawURLEncoding.EncodeToString
		token := encode([]byte(`{"alg":"`+alg+`","kid":"k"}`)) + "." + encode([]byte(`{"iss":"i","sub":"s","aud":"c","exp":1000,"iat":1,"nonce":"n"}`)) + "." + encode(make([]byte, 64))
		rules := IDTokenRules{ClientID: "c", Nonce: "n", Now: time.Unix(10, 0), Metadata: map[string]any{"issuer": "i", "id_token_signing_alg_values_supported": []any{alg}}}
		if _, problems := CheckIDToken(token, set, rules); len(problems) != 1 || !problems[0].Unchecked {
			t.Errorf("%s: %+v", alg, problems)
		}
		rules.Nonce = "other"
		if _, problems := CheckIDToken(token, set, rules); len(problems) != 1 || problems[0].Claim != "nonce" {
			t.Errorf("%s: what is surely wrong is told: %+v", alg, problems)
		}
	}
}
