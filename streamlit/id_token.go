package streamlit

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/internal/spoken"
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
// (docs/facts/authlib.md, section 4), but names all problems at once. It is for finding out
// what Streamlit makes of a token, not for letting anybody in: what is Unchecked
// may be forged. The claims come back even when there are problems, as long as
// they could be read. Problems hold names and times of claims; of values only
// the issuer's.
func CheckIDToken(raw string, keys SigningKeys, rules IDTokenRules) (claims map[string]any, problems []TokenProblem) {
	token, problem := readToken(raw, rules.Authlib)
	if problem != nil {
		return nil, []TokenProblem{*problem}
	}
	t := idToken{token.claims, rules}
	for _, problem := range []*TokenProblem{
		checkSignature(token, keys, rules), t.issuer(), t.text("sub", true), t.audience(), t.authorizedParty(), t.text("jti", false), t.nonce(), t.methods(), t.authenticated(),
		t.hash(token.alg), t.time("exp"), t.time("nbf"), t.time("iat"),
	} {
		if problem != nil {
			problems = append(problems, *problem)
		}
	}
	// One thing that is surely wrong decides, whatever cannot be checked besides.
	if decided := slices.DeleteFunc(slices.Clone(problems), func(p TokenProblem) bool { return p.Unchecked }); len(decided) > 0 {
		return token.claims, decided
	}
	return token.claims, problems
}

// checkSignature looks for the key that the token names, and checks with it.
func checkSignature(token *signedToken, keys SigningKeys, rules IDTokenRules) *TokenProblem {
	listed := rules.Metadata["id_token_signing_alg_values_supported"]
	unchecked := &TokenProblem{Claim: "alg", Unchecked: true, Message: "the ID token is signed with " + printable(token.alg, 20) + ", which Streamlit may accept and authkit cannot check", Fix: errOddToken.Fix}
	if _, isList := listed.([]any); !isList && listed != nil {
		return unchecked
	}
	if !rules.Authlib.admits(token.alg, listed) {
		return &TokenProblem{Claim: "alg", Message: "the ID token is signed with " + printable(token.alg, 20) + ", which the provider's metadata does not list or no published key can check",
			Fix: "choose RS256 for ID tokens in the client's settings at the provider"}
	}
	key, found := keys.find(token.header, token.alg, rules.Authlib)
	_, hasKid := token.header["kid"]
	wrong := &TokenProblem{Claim: "signature", Message: "the signature of the ID token is wrong", Fix: "sign in again; if it stays, somebody on the way changes the provider's answers"}
	switch {
	case keys.odd:
		return unchecked
	case token.alg == "none" && (found || !rules.Authlib.ownJOSE()):
		if len(token.signature) > 0 {
			return wrong
		}
		return nil
	case !found && hasKid:
		return &TokenProblem{Claim: "kid", UnknownKey: true, Message: "the ID token is signed with a key that the provider does not publish",
			Fix: "sign in again in a minute; if it stays, server_metadata_url belongs to another provider or tenant than the token"}
	case !found:
		return &TokenProblem{Claim: "kid", UnknownKey: true, Message: "the ID token does not say which of the provider's keys signed it", Fix: "tell the people who run the provider"}
	case !key.fits(token.alg, rules.Authlib):
		return &TokenProblem{Claim: "kid", Message: "the ID token is signed with a key that the provider publishes for something else than " + printable(token.alg, 20), Fix: "tell the people who run the provider; the key's kty, use or alg does not fit"}
	}
	switch right, err := token.signedBy(key); {
	case err != nil:
		return unchecked
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
	return &TokenProblem{Claim: claim, Message: "the ID token lacks the claim " + claim, Fix: "tell the people who run the provider; OpenID Connect demands it"}
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
	case !isText:
		return t.noText("iss")
	case !isNamed || issuer == named && (issuer != "" || t.rules.Authlib.ownJOSE()):
		return nil
	case wanted == "":
		return &TokenProblem{Claim: "iss", Message: "the metadata's issuer is empty, so no ID token can come from it", Fix: "tell the people who run the provider; or use the server_metadata_url of its documentation"}
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

// noText is a claim of a kind that joserfc refuses; Authlib's own reader looked at no kind.
func (t idToken) noText(claim string) *TokenProblem {
	return odd(claim, "no text, as OpenID Connect demands", t.rules.Authlib.ownJOSE())
}

// odd is a claim that is not what it should be.
func odd(claim, how string, unchecked bool) *TokenProblem {
	p := &TokenProblem{Claim: claim, Unchecked: unchecked, Message: "the claim " + claim + " is " + how, Fix: "tell the people who run the provider"}
	if unchecked {
		p.Message += ", and authkit cannot tell what Streamlit makes of it"
	}
	return p
}

// text is a claim that has to be a text.
func (t idToken) text(claim string, demanded bool) *TokenProblem {
	value, there := t.claims[claim]
	switch _, isText := value.(string); {
	case !there && demanded:
		return t.missing(claim)
	case there && !isText:
		return t.noText(claim)
	}
	return nil
}

func (t idToken) audience() *TokenProblem {
	if isTexts(t.claims["aud"]) {
		return nil
	}
	return t.text("aud", true)
}

// authorizedParty is where Authlib looks at the audience: a token for somebody
// else passes only with this client as azp.
func (t idToken) authorizedParty() *TokenProblem {
	audience := t.claims["aud"]
	elsewhere := !empty(audience)
	if list, ok := audience.([]any); ok && len(list) == 1 {
		audience = list[0]
	}
	elsewhere = elsewhere && audience != any(t.rules.ClientID)
	azp := t.claims["azp"]
	const fix = "copy the client ID again from the client's settings at the provider"
	switch {
	case !empty(azp) && azp != any(t.rules.ClientID):
		return &TokenProblem{Claim: "azp", Message: "the ID token was issued to another client than client_id names", Fix: fix}
	case !empty(azp), !elsewhere:
		return nil
	}
	if _, isList := audience.([]any); isList {
		return &TokenProblem{Claim: "azp", Message: "the ID token is for several audiences and does not name this client as azp", Fix: "remove the additional audience from the client's settings at the provider"}
	}
	return &TokenProblem{Claim: "aud", Message: "the ID token is for another client than client_id names", Fix: fix}
}

func (t idToken) nonce() *TokenProblem {
	if t.rules.Nonce == "" || t.rules.Authlib.Before(demandsNonce) && t.claims["nonce_supported"] == false {
		return nil
	}
	value, there := t.claims["nonce"]
	if !there {
		return &TokenProblem{Claim: "nonce", Message: "the ID token lacks the nonce of this sign-in", Fix: "tell the people who run the provider; without it the token may be an old one"}
	}
	if text, _ := value.(string); subtle.ConstantTimeCompare([]byte(text), []byte(t.rules.Nonce)) != 1 {
		return &TokenProblem{Claim: "nonce", Message: "the ID token belongs to another sign-in (its nonce differs)", Fix: "sign in again; remove nonce from client_kwargs and authorize_params if it stands there"}
	}
	return nil
}

func (t idToken) methods() *TokenProblem {
	amr := t.claims["amr"]
	if _, isList := amr.([]any); !empty(amr) && !isList {
		return odd("amr", "no list, as OpenID Connect demands", false)
	}
	return nil
}

func (t idToken) authenticated() *TokenProblem {
	switch at := t.claims["auth_time"].(type) {
	case json.Number, bool: // Python takes true for 1
		return nil
	default:
		if empty(at) {
			return nil
		}
	}
	return odd("auth_time", "no number of seconds", false)
}

// hash compares at_hash with the access token (OpenID Connect Core 1.0,
// section 3.1.3.6). Authlib finds the hash by the last letters of the
// algorithm's name; where there is none, the older one let everything pass.
func (t idToken) hash(algorithm string) *TokenProblem {
	claim := t.claims["at_hash"]
	if empty(claim) || t.rules.AccessToken == "" {
		return nil
	}
	wrong := &TokenProblem{Claim: "at_hash", Message: "the ID token and the access token do not belong together (at_hash)", Fix: "tell the people who run the provider"}
	hash := hashOf(algorithm)
	switch {
	case hash == 0 && t.rules.Authlib.Before(refusesNoHash), algorithm == "EdDSA" && t.rules.Authlib.Before(hashesEdDSA):
		return nil
	case hash == 0:
		return wrong
	}
	h := hash.New()
	h.Write([]byte(t.rules.AccessToken))
	sum := h.Sum(nil)
	want, _ := claim.(string)
	if got := base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2]); subtle.ConstantTimeCompare([]byte(got), []byte(want)) != 1 {
		return wrong
	}
	return nil
}

// time is one of exp, nbf and iat, with two minutes to spare.
func (t idToken) time(claim string) *TokenProblem {
	value, there := t.claims[claim]
	if !there {
		if claim == "nbf" {
			return nil
		}
		return t.missing(claim)
	}
	number, _ := value.(json.Number)
	seconds, err := number.Float64()
	if err != nil {
		_, isBool := value.(bool) // true is 1 for Python, and what is beyond every number infinite
		return odd(claim, "no number of seconds", number != "" || isBool && t.rules.Authlib.ownJOSE())
	}
	now, leeway := float64(t.rules.Now.Unix()), tokenLeeway.Seconds()
	problem := &TokenProblem{Claim: claim, Fix: "set this machine's clock (timedatectl set-ntp true; on Windows: Settings, Time, Sync now)"}
	switch {
	case claim == "exp" && (seconds < now-leeway || seconds == now-leeway && !t.rules.Authlib.ownJOSE()):
		problem.Message = fmt.Sprintf("the ID token expired %s ago", span(now-seconds))
	case claim != "exp" && seconds > now+leeway:
		problem.Message = fmt.Sprintf("the ID token comes from the future: its %s lies %s ahead", claim, span(seconds-now))
	default:
		return nil
	}
	return problem
}

// span puts seconds into words; what is beyond a century is more than that.
func span(seconds float64) string {
	const century = 100 * 365 * 24 * time.Hour
	if seconds >= century.Seconds() {
		return "more than a century"
	}
	return spoken.Duration(time.Duration(seconds) * time.Second)
}

// empty is what Python's if takes for false.
func empty(value any) bool {
	switch v := value.(type) {
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	case json.Number:
		number, err := v.Float64()
		return err == nil && number == 0
	}
	return value == nil || value == false || value == ""
}
