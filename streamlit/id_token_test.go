package streamlit

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"
)

var tokensFile = flag.String("tokens", "testdata/id-tokens.jsonl", "ID tokens with verdicts to be held against")

// judgedToken is an ID token with the verdicts of the real Streamlit: 1.67.0
// with Authlib 1.9.9, and 1.42.0 with Authlib 1.6.5. TestIDTokens of e2e writes
// them down (e2e/run -run TestIDTokens -args -tokens.record); TestRandomIDTokens
// has those readers alone judge others.
type judgedToken struct {
	Name     string
	Token    string
	Access   string `json:"access_token"`
	Nonce    string
	Now      int64
	Metadata map[string]any
	Keys     []any // what jwks_uri answered, first and second
	Newest   bool
	Old      bool
}

func judgedTokens(t *testing.T) []judgedToken {
	t.Helper()
	data, err := os.ReadFile(*tokensFile)
	if err != nil {
		t.Fatal(err)
	}
	var tokens []judgedToken
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var one judgedToken
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
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
	return tokens[1:]
}

// accepted tells what CheckIDToken makes of a token, with the second look at
// the keys that Streamlit takes.
func (j judgedToken) accepted(by Authlib) (bool, []TokenProblem) {
	rules := IDTokenRules{
		ClientID: "6f1c2d3e-0000-4000-8000-00000000c11d", Metadata: j.Metadata, Nonce: j.Nonce,
		AccessToken: j.Access, Now: time.Unix(j.Now, 0), Authlib: by,
	}
	sets := j.Keys
	if enclosed, ok := j.Metadata["jwks"]; ok {
		sets = []any{enclosed, j.Keys[0]}
	}
	var problems []TokenProblem
	for _, document := range sets {
		keys, err := ReadSigningKeys(document, by)
		if err != nil {
			return false, []TokenProblem{{Claim: "kid", Message: err.Error(), Fix: "-"}}
		}
		_, problems = CheckIDToken(j.Token, keys, rules)
		unknown := false
		for _, p := range problems {
			unknown = unknown || p.UnknownKey
		}
		if !unknown {
			break
		}
	}
	return len(problems) == 0, problems
}

func TestIDTokensAsStreamlitJudgesThem(t *testing.T) {
	tokens := judgedTokens(t)
	if len(tokens) < 250 {
		t.Fatalf("only %d tokens", len(tokens))
	}
	accepted := 0
	for _, one := range tokens {
		if one.Newest {
			accepted++
		}
		if got, problems := one.accepted(Authlib{}); got != one.Newest && inTokenAnswer(one) {
			t.Errorf("%s: Streamlit 1.67.0 accepts: %v; %v", one.Name, one.Newest, problems)
		}
		got, problems := one.accepted(Authlib{Old: true, Sync: true})
		if got != one.Old && inTokenAnswer(one) {
			t.Errorf("%s: Streamlit 1.42.0 accepts: %v; %v", one.Name, one.Old, problems)
		}
		for _, p := range problems {
			if p.Message == "" || p.Fix == "" || strings.HasSuffix(p.Message, ".") || strings.Contains(p.Message+p.Fix, "Lovelace") || strings.Contains(p.Message+p.Fix, one.Nonce) {
				t.Errorf("%s: %+v", one.Name, p)
			}
		}
	}
	t.Logf("%d ID tokens, of which the newest Streamlit accepts %d", len(tokens), accepted)
}

// inTokenAnswer leaves out the cases whose fault is in the answer around the token.
func inTokenAnswer(one judgedToken) bool {
	switch one.Name {
	case "no ID token", "ID token null", "lifetime as words", "an error beside the tokens":
		return false
	}
	return true
}

// The algorithms of each line of Authlib and of each client.
func TestAlgorithmsWithoutAList(t *testing.T) {
	for _, c := range []struct {
		by   Authlib
		want string
	}{
		{Authlib{}, "RS256"},
		{Authlib{Old: true}, "RS256"},
		{Authlib{Sync: true}, "HS256 RS256 ES256"},
		{Authlib{Old: true, Sync: true}, "none HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K EdDSA"},
	} {
		var admitted []string
		for _, alg := range strings.Fields("none HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 ES256K EdDSA Ed25519 Ed448 XY1") {
			if c.by.admits(alg, nil) {
				admitted = append(admitted, alg)
			}
		}
		if got := strings.Join(admitted, " "); got != c.want {
			t.Errorf("%+v: %s, want %s", c.by, got, c.want)
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
		by := Authlib{Old: old, Sync: old}
		set, err := ReadSigningKeys(document, by)
		if err != nil && set.Len() > 0 {
			t.Error("a refused set holds keys")
		}
		CheckIDToken(token, set, IDTokenRules{ClientID: "c", Nonce: "n", Now: time.Unix(1, 0), Authlib: by, Metadata: map[string]any{"issuer": "i"}})
	})
}

// What Streamlit can check and Go cannot is left undecided, not accused.
func TestSignatureThatIsNotCheckedHere(t *testing.T) {
	var keys any
	if err := json.Unmarshal([]byte(`{"keys":[{"kty":"EC","kid":"k","crv":"secp256k1","x":"eb5mfvncu6xVoGKVzocLBwKb_NstzijZWfKBWxb4F5g","y":"SDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg"}]}`), &keys); err != nil {
		t.Fatal(err)
	}
	set, err := ReadSigningKeys(keys, Authlib{})
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	token := encode([]byte(`{"alg":"ES256K","kid":"k"}`)) + "." + encode([]byte(`{"iss":"i","sub":"s","aud":"c","exp":1000,"iat":1,"nonce":"n"}`)) + "." + encode(make([]byte, 64))
	rules := IDTokenRules{ClientID: "c", Nonce: "n", Now: time.Unix(10, 0), Metadata: map[string]any{"issuer": "i", "id_token_signing_alg_values_supported": []any{"ES256K"}}}
	if _, problems := CheckIDToken(token, set, rules); len(problems) != 1 || !problems[0].Unchecked {
		t.Errorf("%+v", problems)
	}
	rules.Nonce = "other"
	if _, problems := CheckIDToken(token, set, rules); len(problems) != 2 {
		t.Errorf("what is wrong besides is told: %+v", problems)
	}
}
