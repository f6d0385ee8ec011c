package verify

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// tokens is what Streamlit takes from the answer of a token endpoint.
type tokens struct {
	id, access string
	granted    []string // scopes
}

// exchange redeems the code as Authlib does (facts: streamlit, section 3.5).
func (t *roundTrip) exchange(ctx context.Context, code string) (*tokens, *SignIn) {
	r := t.f.Registration
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {t.redirectURI}}
	if t.pkce {
		form.Set("code_verifier", t.verifier)
	}
	for key, setting := range r.AccessTokenParams {
		form.Set(key, setting.Text.Reveal())
	}
	failed := &SignIn{Stage: StageCallback}
	request, err := tokenRequest(ctx, t.tokenAt, form, r.ClientID.Text.Reveal(), r.ClientSecret.Text.Reveal(), r.TokenAuthMethod)
	if err != nil {
		failed.Message, failed.NoAnswer = err.Error(), true
		return nil, failed
	}
	a, err := t.q.wire.ask(request, "exchange the code for the ID token", "")
	switch {
	case err != nil:
		failed.Message, failed.NoAnswer = noAnswer(err, t.tokenAt.Host), true
		return nil, failed
	case a.Status >= http.StatusInternalServerError:
		failed.Message, failed.NoAnswer = t.tokenAt.Host+" answered "+statusText(a.Status)+" to the token request", true
		return nil, failed
	}
	document, other := jsonObject(a)
	_, refused := document["error"]
	switch {
	case refused, document == nil && a.Status >= http.StatusBadRequest:
		answer := readAnswer(a)
		failed.Error = &answer
		return nil, failed
	case document == nil:
		failed.Message = "the token endpoint answered with " + other + ", not with tokens"
		failed.Fix = "check that server_metadata_url belongs to an OpenID Connect provider"
		return nil, failed
	case !readableLifetime(document):
		failed.Message = "the token endpoint's answer holds a lifetime (expires_in) that is no number, at which Streamlit's Authlib stops"
		failed.Fix = "tell whoever runs the provider"
		return nil, failed
	}
	got := &tokens{}
	got.id, _ = document["id_token"].(string)
	got.access, _ = document["access_token"].(string)
	if scope, ok := document["scope"].(string); ok {
		got.granted = strings.Fields(scope)
	}
	return got, nil
}

// readableLifetime tells whether Authlib can read when the access token
// expires (authlib.oauth2.rfc6749.OAuth2Token).
func readableLifetime(document map[string]any) bool {
	value := document["expires_at"]
	if value == nil || value == "" || value == 0.0 {
		value = document["expires_in"]
	}
	switch v := value.(type) {
	case nil, bool:
		return true
	case float64:
		return !math.IsInf(v, 0)
	case string:
		_, err := strconv.Atoi(strings.TrimSpace(v))
		return err == nil || v == ""
	}
	return false
}

// s256 is the code challenge of a verifier (RFC 7636, section 4.2).
func s256(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
