package streamlit

import (
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash"
	"math"
	"reflect"
	"strings"
	"time"
)

// IDTokenRules is what an ID token is held against.
type IDTokenRules struct {
	ClientID    string
	Metadata    map[string]any // of the provider: issuer and id_token_signing_alg_values_supported count
	Nonce       string         // the one sent; empty: none was
	AccessToken string         // of the same token answer; empty: not compared with at_hash
	Now         time.Time
	Authlib     Authlib // the project's
}

// TokenProblem is a reason why Authlib refuses an ID token.
type TokenProblem struct {
	Claim      string // "iss", "aud", …; "signature", "alg", "kid" for the token itself
	Message    string
	Fix        string
	UnknownKey bool // the key set holds no such key: fetch it again before believing it
	Unchecked  bool // Streamlit may accept the token; nothing is decided here
}

// tokenLeeway is what Authlib forgives of times.
const tokenLeeway = 120 * time.Second

// CheckIDToken checks an ID token as the project's Authlib does
// (docs/facts/authlib.md, section 4), but names all problems at once. The claims
// come back even when there are problems, as long as they could be read. Problems
// hold names and times of claims; of values only the issuer's.
func CheckIDToken(raw string, keys SigningKeys, rules IDTokenRules) (claims map[string]any, problems []TokenProblem) {
	token, problem := readToken(raw, rules.Authlib)
	if problem != nil {
		return nil, []TokenProblem{*problem}
	}
	if p := checkSignature(token, keys, rules); p != nil {
		problems = append(problems, *p)
	}
	t := idToken{token.claims, rules}
	for _, problem := range []*TokenProblem{
		t.issuer(), t.text("sub"), t.audience(), t.authorizedParty(), t.identifier(), t.nonce(), t.methods(), t.authenticated(), t.hash(token.alg),
	} {
		if problem != nil {
			problems = append(problems, *problem)
		}
	}
	return token.claims, append(problems, t.times()...)
}

// checkSignature looks for the key that the token names, and checks with it.
func checkSignature(token *signedToken, keys SigningKeys, rules IDTokenRules) *TokenProblem {
	listed := rules.Metadata["id_token_signing_alg_values_supported"]
	if !rules.Authlib.admits(token.alg, listed) {
		return &TokenProblem{Claim: "alg", Message: "the ID token is signed with " + printable(token.alg, 20) + ", which the provider's metadata does not list or no published key can check",
			Fix: "choose RS256 for ID tokens in the client's settings at the provider"}
	}
	wrong := &TokenProblem{Claim: "signature", Message: "the signature of the ID token is wrong", Fix: "sign in again; if it stays, somebody on the way changes the provider's answers"}
	if token.alg == "none" && !rules.Authlib.Old {
		if token.signature == nil || len(token.signature) > 0 {
			return wrong
		}
		return nil
	}
	kid, hasKid := token.header["kid"]
	key, found := keys.find(kid, token.alg)
	switch {
	case !found && hasKid:
		return &TokenProblem{Claim: "kid", UnknownKey: true, Message: "the ID token is signed with a key that the provider does not publish",
			Fix: "sign in again in a minute; if it stays, server_metadata_url belongs to another provider or tenant than the token"}
	case !found:
		return &TokenProblem{Claim: "kid", UnknownKey: true, Message: "the ID token does not say which of the provider's keys signed it", Fix: "tell whoever runs the provider"}
	case token.alg == "none":
		if len(token.signature) > 0 {
			return wrong
		}
		return nil
	case !key.fits(token.alg, rules.Authlib):
		return &TokenProblem{Claim: "kid", Message: "the ID token is signed with a key that the provider publishes for something else than " + printable(token.alg, 20), Fix: "tell whoever runs the provider; the key's kty, use, alg or key_ops do not fit"}
	}
	switch right, err := token.signed(key); {
	case err != nil:
		return &TokenProblem{Claim: "alg", Unchecked: true, Message: "the ID token is signed with " + printable(token.alg, 20) + ", which Streamlit can check and authkit cannot"}
	case !right:
		return wrong
	}
	return nil
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
	named, isNamed := t.rules.Metadata["issuer"]
	wanted, _ := named.(string)
	issuer, isText := value.(string)
	switch {
	case !isText && !t.rules.Authlib.Old:
		return t.noText("iss")
	case !isNamed || reflect.DeepEqual(value, named) && (issuer != "" || t.rules.Authlib.Old):
		return nil
	case wanted == "":
		return &TokenProblem{Claim: "iss", Message: "the metadata's issuer is empty, so no ID token can come from it", Fix: "tell whoever runs the provider; or use the server_metadata_url of its documentation"}
	}
	p := &TokenProblem{Claim: "iss", Message: "the ID token comes from another issuer (" + printable(issuer, 120) + ") than the metadata names (" + printable(wanted, 120) + ")",
		Fix: "use the server_metadata_url that belongs to that issuer"}
	if strings.ContainsAny(wanted, "{}") {
		p.Fix = "put the tenant's ID into server_metadata_url instead of common or organizations"
		if id := tenantOf(issuer); id != "" {
			p.Fix = "write server_metadata_url = \"https://login.microsoftonline.com/" + id + "/v2.0/.well-known/openid-configuration\""
		}
	} else if strings.Contains(issuer, ".b2clogin.com/") {
		p.Fix = "use the address of the Azure AD B2C policy: https://<name>.b2clogin.com/<name>.onmicrosoft.com/<policy>/v2.0/.well-known/openid-configuration"
	} else if strings.HasPrefix(issuer, "https://sts.windows.net/") && strings.HasSuffix(wanted, "/v2.0") {
		p.Fix = "use version 2.0 throughout: the ID token comes from version 1 of the service, whose endpoints lack /v2.0; remove authorize_url and access_token_url if they are set"
	} else if strings.TrimSuffix(issuer, "/") == strings.TrimSuffix(wanted, "/") {
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

func (t idToken) noText(claim string) *TokenProblem {
	return &TokenProblem{Claim: claim, Message: "the claim " + claim + " is no text, as OpenID Connect demands", Fix: "tell whoever runs the provider"}
}

// text is a claim that has to be there and, for joserfc, to be a text.
func (t idToken) text(claim string) *TokenProblem {
	value, there := t.claims[claim]
	if !there {
		return t.missing(claim)
	}
	if _, isText := value.(string); !isText && !t.rules.Authlib.Old {
		return t.noText(claim)
	}
	return nil
}

func (t idToken) identifier() *TokenProblem {
	if _, there := t.claims["jti"]; !there {
		return nil
	}
	return t.text("jti")
}

func (t idToken) audience() *TokenProblem {
	if value, isList := t.claims["aud"].([]any); isList {
		if !t.rules.Authlib.Old && !isTexts(value) {
			return t.noText("aud")
		}
		return nil
	}
	return t.text("aud")
}

// authorizedParty is where Authlib looks at the audience: a token for somebody
// else passes only with this client as azp.
func (t idToken) authorizedParty() *TokenProblem {
	audience := t.claims["aud"]
	elsewhere := truthy(audience)
	if list, ok := audience.([]any); ok && len(list) == 1 {
		audience = list[0]
	}
	elsewhere = elsewhere && audience != any(t.rules.ClientID)
	azp := t.claims["azp"]
	const fix = "copy the client ID again from the client's settings at the provider"
	switch {
	case truthy(azp) && azp != any(t.rules.ClientID):
		return &TokenProblem{Claim: "azp", Message: "the ID token was issued to another client than client_id names", Fix: fix}
	case truthy(azp), !elsewhere:
		return nil
	}
	if _, isList := audience.([]any); isList {
		return &TokenProblem{Claim: "azp", Message: "the ID token is for several audiences and does not name this client as azp", Fix: "remove the additional audience from the client's settings at the provider"}
	}
	return &TokenProblem{Claim: "aud", Message: "the ID token is for another client than client_id names", Fix: fix}
}

func (t idToken) nonce() *TokenProblem {
	if t.rules.Nonce == "" || t.rules.Authlib.Old && t.claims["nonce_supported"] == false {
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
	amr := t.claims["amr"]
	if _, isList := amr.([]any); truthy(amr) && !isList {
		return &TokenProblem{Claim: "amr", Message: "the claim amr is no list, as OpenID Connect demands", Fix: "tell whoever runs the provider"}
	}
	return nil
}

func (t idToken) authenticated() *TokenProblem {
	switch at := t.claims["auth_time"].(type) {
	case json.Number, bool: // Python takes true for 1
		return nil
	default:
		if !truthy(at) {
			return nil
		}
	}
	return &TokenProblem{Claim: "auth_time", Message: "the claim auth_time is no number of seconds", Fix: "tell whoever runs the provider"}
}

// hash compares at_hash with the access token (OpenID Connect Core 1.0,
// section 3.1.3.6). Authlib finds the hash by the last letters of the
// algorithm's name; where there is none, the older one let everything pass.
func (t idToken) hash(algorithm string) *TokenProblem {
	claim := t.claims["at_hash"]
	if !truthy(claim) || t.rules.AccessToken == "" {
		return nil
	}
	wrong := &TokenProblem{Claim: "at_hash", Message: "the ID token and the access token do not belong together (at_hash)", Fix: "tell whoever runs the provider"}
	var h hash.Hash
	switch {
	case algorithm == "EdDSA":
		h = sha512.New()
	case len(algorithm) > 2 && algorithm[2:] == "256":
		h = sha256.New()
	case len(algorithm) > 2 && algorithm[2:] == "384":
		h = sha512.New384()
	case len(algorithm) > 2 && algorithm[2:] == "512":
		h = sha512.New()
	case t.rules.Authlib.Old:
		return nil
	default:
		return wrong
	}
	h.Write([]byte(t.rules.AccessToken))
	sum := h.Sum(nil)
	want, _ := claim.(string)
	if got := base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2]); subtle.ConstantTimeCompare([]byte(got), []byte(want)) != 1 {
		return wrong
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
		seconds, ok := t.seconds(value)
		if !ok {
			problems = append(problems, TokenProblem{Claim: claim, Message: "the claim " + claim + " is no number of seconds", Fix: "tell whoever runs the provider"})
			continue
		}
		now, leeway := float64(t.rules.Now.Unix()), tokenLeeway.Seconds()
		switch {
		case claim == "exp" && (seconds < now-leeway || seconds == now-leeway && !t.rules.Authlib.Old):
			problems = append(problems, TokenProblem{Claim: claim, Message: fmt.Sprintf("the ID token expired %s ago", span(now-seconds)), Fix: clock})
		case claim != "exp" && seconds > now+leeway:
			problems = append(problems, TokenProblem{Claim: claim, Message: fmt.Sprintf("the ID token comes from the future: its %s lies %s ahead", claim, span(seconds-now)), Fix: clock})
		}
	}
	return problems
}

// seconds is a time as Authlib compares it. Older ones take true for 1, and
// numbers that are none.
func (t idToken) seconds(value any) (float64, bool) {
	if yes, isBool := value.(bool); isBool && t.rules.Authlib.Old {
		if yes {
			return 1, true
		}
		return 0, true
	}
	number, isNumber := value.(json.Number)
	if !isNumber {
		return 0, false
	}
	seconds, whole := pythonNumber(number)
	return seconds, t.rules.Authlib.Old || whole || !math.IsInf(seconds, 0) && !math.IsNaN(seconds)
}

// span puts seconds into words; what is beyond a century is more than that.
func span(seconds float64) string {
	const century = 100 * 365 * 24 * time.Hour
	if seconds >= century.Seconds() {
		return "more than a century"
	}
	return (time.Duration(seconds) * time.Second).String()
}
