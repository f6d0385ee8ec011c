package streamlit

import (
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// IDTokenRules is what an ID token is held against.
type IDTokenRules struct {
	ClientID    string
	Issuer      string   // issuer of the metadata; empty when it names none
	Nonce       string   // the one sent; empty: none was
	Algorithms  []string // id_token_signing_alg_values_supported; empty: RS256
	AccessToken string   // of the same token answer; empty: not compared with at_hash
	Now         time.Time
}

// TokenProblem is a reason why Authlib refuses an ID token.
type TokenProblem struct {
	Claim      string // "iss", "aud", …; "signature", "alg", "kid" for the token itself
	Message    string
	Fix        string
	UnknownKey bool // the key set holds no such key: fetch it again before believing it
}

// tokenLeeway is what Authlib forgives of times.
const tokenLeeway = 120 * time.Second

// publicKeyAlgorithms are those that a published key can check. Authlib knows
// none of "none"; HS256 with a client secret as key is not possible with a key set.
var publicKeyAlgorithms = []jose.SignatureAlgorithm{
	jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512, jose.ES256, jose.ES384, jose.ES512, jose.EdDSA,
}

// CheckIDToken checks an ID token as Authlib 1.9 does (facts: streamlit,
// section 3.5), but names all problems at once. The claims come back even when
// there are problems, as long as they could be read. Problems hold names and
// times of claims; of values only the issuer's.
func CheckIDToken(raw string, keys jose.JSONWebKeySet, rules IDTokenRules) (claims map[string]any, problems []TokenProblem) {
	token, err := jose.ParseSignedCompact(raw, append(slices.Clone(publicKeyAlgorithms), jose.HS256, jose.HS384, jose.HS512))
	if err != nil || len(token.Signatures) != 1 {
		return nil, []TokenProblem{{Claim: "signature", Message: "the ID token is not a signed token (JWT)", Fix: "choose RS256 for ID tokens in the client's settings at the provider"}}
	}
	header := token.Signatures[0].Header
	decoder := json.NewDecoder(strings.NewReader(string(token.UnsafePayloadWithoutVerification())))
	decoder.UseNumber()
	if decoder.Decode(&claims) != nil || claims == nil {
		return nil, []TokenProblem{{Claim: "signature", Message: "the ID token holds no claims that can be read", Fix: "tell whoever runs the provider"}}
	}
	if p := checkSignature(token, header, keys, rules); p != nil {
		problems = append(problems, *p)
	}
	t := idToken{claims, rules}
	for _, problem := range []*TokenProblem{t.issuer(), t.subject(), t.audience(), t.authorizedParty(), t.nonce(), t.methods(), t.hash(header.Algorithm)} {
		if problem != nil {
			problems = append(problems, *problem)
		}
	}
	return claims, append(problems, t.times()...)
}

// checkSignature looks for the key by kid. Without a kid the set must hold one key.
func checkSignature(token *jose.JSONWebSignature, header jose.Header, keys jose.JSONWebKeySet, rules IDTokenRules) *TokenProblem {
	allowed := rules.Algorithms
	if len(allowed) == 0 {
		allowed = []string{"RS256"}
	}
	if !slices.Contains(allowed, header.Algorithm) || !slices.Contains(publicKeyAlgorithms, jose.SignatureAlgorithm(header.Algorithm)) {
		return &TokenProblem{Claim: "alg", Message: "the ID token is signed with " + printable(header.Algorithm, 20) + ", which the provider's metadata does not list or no published key can check",
			Fix: "choose RS256 for ID tokens in the client's settings at the provider"}
	}
	candidates := keys.Keys
	if header.KeyID != "" {
		candidates = keys.Key(header.KeyID)
		if len(candidates) == 0 {
			return &TokenProblem{Claim: "kid", UnknownKey: true, Message: "the ID token is signed with a key that the provider does not publish",
				Fix: "sign in again in a minute; if it stays, server_metadata_url belongs to another provider or tenant than the token"}
		}
	} else if len(candidates) != 1 {
		return &TokenProblem{Claim: "kid", Message: "the ID token does not say which of the provider's keys signed it", Fix: "tell whoever runs the provider"}
	}
	for _, key := range candidates {
		if _, err := token.Verify(key.Key); err == nil {
			return nil
		}
	}
	return &TokenProblem{Claim: "signature", UnknownKey: true, Message: "the signature of the ID token is wrong", Fix: "sign in again; if it stays, somebody on the way changes the provider's answers"}
}

// idToken is the claims of one token with what they have to be.
type idToken struct {
	claims map[string]any
	rules  IDTokenRules
}

func (t idToken) missing(claim string) *TokenProblem {
	return &TokenProblem{Claim: claim, Message: "the ID token lacks the claim " + claim, Fix: "tell whoever runs the provider; OpenID Connect demands it"}
}

// issuer is compared letter by letter, when the metadata names one at all.
func (t idToken) issuer() *TokenProblem {
	value, there := t.claims["iss"]
	if !there {
		return t.missing("iss")
	}
	issuer, isText := value.(string)
	if t.rules.Issuer == "" || isText && issuer == t.rules.Issuer {
		return nil
	}
	p := &TokenProblem{Claim: "iss", Message: "the ID token comes from another issuer (" + printable(issuer, 120) + ") than the metadata names (" + printable(t.rules.Issuer, 120) + ")",
		Fix: "use the server_metadata_url that belongs to that issuer"}
	if strings.ContainsAny(t.rules.Issuer, "{}") {
		p.Fix = "put the tenant's ID into server_metadata_url instead of common or organizations"
		if id := tenantOf(issuer); id != "" {
			p.Fix = "write server_metadata_url = \"https://login.microsoftonline.com/" + id + "/v2.0/.well-known/openid-configuration\""
		}
	} else if strings.TrimSuffix(issuer, "/") == strings.TrimSuffix(t.rules.Issuer, "/") {
		p.Message = "the issuer of the ID token and that of the metadata differ by the slash at the end, and Streamlit compares letter by letter"
		p.Fix = "set the provider up so that both are the same"
	}
	return p
}

// tenantOf is the tenant in an issuer of Entra's.
func tenantOf(issuer string) string {
	rest, ok := strings.CutPrefix(issuer, "https://login.microsoftonline.com/")
	if !ok {
		return ""
	}
	id, _, _ := strings.Cut(rest, "/")
	if len(id) != 36 || strings.Trim(id, "0123456789abcdefABCDEF-") != "" {
		return ""
	}
	return id
}

func (t idToken) subject() *TokenProblem {
	if _, there := t.claims["sub"]; !there {
		return t.missing("sub")
	}
	return nil
}

func (t idToken) audience() *TokenProblem {
	if _, there := t.claims["aud"]; !there {
		return t.missing("aud")
	}
	return nil
}

// authorizedParty is where Authlib looks at the audience: a token for somebody
// else passes only with this client as azp.
func (t idToken) authorizedParty() *TokenProblem {
	audience := t.claims["aud"]
	if list, ok := audience.([]any); ok && len(list) == 1 {
		audience = list[0]
	}
	text, isText := audience.(string)
	azp, hasAzp := t.claims["azp"].(string)
	fix := "copy the client ID again from the client's settings at the provider"
	switch {
	case hasAzp && azp != "" && azp != t.rules.ClientID:
		return &TokenProblem{Claim: "azp", Message: "the ID token was issued to another client than client_id names", Fix: fix}
	case hasAzp && azp != "", audience == nil, isText && text == t.rules.ClientID:
		return nil
	}
	if _, isList := audience.([]any); isList {
		return &TokenProblem{Claim: "azp", Message: "the ID token is for several audiences and does not name this client as azp", Fix: "remove the additional audience from the client's settings at the provider"}
	}
	return &TokenProblem{Claim: "aud", Message: "the ID token is for another client than client_id names", Fix: fix}
}

func (t idToken) nonce() *TokenProblem {
	if t.rules.Nonce == "" {
		return nil
	}
	value, there := t.claims["nonce"]
	if !there {
		return &TokenProblem{Claim: "nonce", Message: "the ID token lacks the nonce of this sign-in", Fix: "tell whoever runs the provider; without it the token may be an old one"}
	}
	if text, _ := value.(string); subtle.ConstantTimeCompare([]byte(text), []byte(t.rules.Nonce)) != 1 {
		return &TokenProblem{Claim: "nonce", Message: "the ID token belongs to another sign-in (its nonce differs)", Fix: "sign in again; remove nonce from client_kwargs and authorize_params if it stands there"}
	}
	return nil
}

func (t idToken) methods() *TokenProblem {
	if amr, there := t.claims["amr"]; there && amr != nil {
		if _, isList := amr.([]any); !isList && fmt.Sprint(amr) != "" {
			return &TokenProblem{Claim: "amr", Message: "the claim amr is no list, as OpenID Connect demands", Fix: "tell whoever runs the provider"}
		}
	}
	return nil
}

// hash compares at_hash with the access token (OpenID Connect Core 1.0, section 3.1.3.6).
func (t idToken) hash(algorithm string) *TokenProblem {
	want, ok := t.claims["at_hash"].(string)
	if !ok || want == "" || t.rules.AccessToken == "" {
		return nil
	}
	var h hash.Hash
	switch {
	case strings.HasSuffix(algorithm, "256"):
		h = sha256.New()
	case strings.HasSuffix(algorithm, "384"):
		h = sha512.New384()
	case strings.HasSuffix(algorithm, "512"), algorithm == "EdDSA":
		h = sha512.New()
	default:
		return nil
	}
	h.Write([]byte(t.rules.AccessToken))
	sum := h.Sum(nil)
	if got := base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2]); subtle.ConstantTimeCompare([]byte(got), []byte(strings.TrimRight(want, "="))) != 1 {
		return &TokenProblem{Claim: "at_hash", Message: "the ID token and the access token do not belong together (at_hash)", Fix: "tell whoever runs the provider"}
	}
	return nil
}

// times: exp, nbf and iat, with two minutes to spare.
func (t idToken) times() []TokenProblem {
	const clock = "set this machine's clock (timedatectl set-ntp true; on Windows: Settings, Time, Sync now)"
	var problems []TokenProblem
	for _, claim := range []string{"exp", "nbf", "iat"} {
		value, there := t.claims[claim]
		if !there {
			if claim != "nbf" {
				problems = append(problems, *t.missing(claim))
			}
			continue
		}
		number, isNumber := value.(json.Number)
		seconds, err := number.Float64()
		if !isNumber || err != nil {
			problems = append(problems, TokenProblem{Claim: claim, Message: "the claim " + claim + " is no number of seconds", Fix: "tell whoever runs the provider"})
			continue
		}
		at := time.Unix(int64(seconds), 0)
		switch {
		case claim == "exp" && at.Before(t.rules.Now.Add(-tokenLeeway)):
			problems = append(problems, TokenProblem{Claim: claim, Message: fmt.Sprintf("the ID token expired %s ago", t.rules.Now.Sub(at).Round(time.Second)), Fix: clock})
		case claim != "exp" && at.After(t.rules.Now.Add(tokenLeeway)):
			problems = append(problems, TokenProblem{Claim: claim, Message: fmt.Sprintf("the ID token comes from the future: its %s lies %s ahead", claim, at.Sub(t.rules.Now).Round(time.Second)), Fix: clock})
		}
	}
	return problems
}
