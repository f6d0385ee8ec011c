package probe

import (
	"context"
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify"
)

// secretQuestion is a token request that tells about the client secret.
type secretQuestion struct {
	endpoint *url.URL
	form     url.Values
	shown    url.Values // what access_token_params add
	about    string     // what the report says it is for
	leaves   string
	control  bool // asked with a made-up secret as well
}

// askSecret asks the way Streamlit shows the secret; after a refusal the other
// way too, beside what else it may mean, and once more when the secret may be too
// new to be known.
func (q *prober) askSecret(ctx context.Context, f *verify.Facts, question secretQuestion) verify.Fact[*verify.SecretProbe] {
	probe := &verify.SecretProbe{Method: f.Registration.TokenAuthMethod}
	var missing *verify.Missing
	if probe.SecretTry, missing = q.trySecret(ctx, f, question, probe.Method); missing != nil {
		return verify.NotKnown[*verify.SecretProbe](missing.Status, missing.Reason)
	}
	refused := verify.RefusesClient(probe.Real) || probe.Real.Status == http.StatusUnauthorized
	if f.Microsoft {
		refused = probe.Real.Code == entra.NoClientID || probe.Real.Code == entra.WrongSecret && !entra.LooksLikeSecretID(f.Registration.ClientSecret.Text.Reveal())
	}
	if !refused || !f.Registration.SendsSecret() {
		return verify.Known(probe)
	}
	other := question
	other.about += ", sent the other way"
	var side safego.Group
	side.Go(func() {
		// Basic authentication carries the secret as it is; a body form-encodes it.
		if try, missing := q.trySecret(ctx, f, other, verify.OtherMethod(probe.Method)); missing == nil {
			probe.Other = &try
		}
	})
	if !f.Microsoft { // Entra would write each into its sign-in log, and has no such reasons
		q.otherReasons(ctx, f, question, probe, &side)
	}
	side.Wait()
	if f.Microsoft && probe.Real.Code == entra.WrongSecret && !probe.Works() && q.mayBeNew(ctx, f) && q.network.pause(ctx, newSecretDelay) == nil {
		again := question
		again.about += ", asked again: a new one takes some seconds to be known"
		if try, missing := q.trySecret(ctx, f, again, probe.Method); missing == nil {
			probe.SecretTry, probe.Again = try, true
		}
	}
	return verify.Known(probe)
}

// otherReasons asks what else than a wrong secret a provider may refuse: one at
// all, of a public client, and one that it decodes and Authlib does not encode.
func (q *prober) otherReasons(ctx context.Context, f *verify.Facts, question secretQuestion, probe *verify.SecretProbe, side *safego.Group) {
	if probe.Method != "none" {
		side.Go(func() {
			if try, missing := q.tryPublic(ctx, f, question); missing == nil {
				probe.Public = &try
			}
		})
	}
	r := f.Registration
	if plain := r.ClientID.Text.Reveal() + r.ClientSecret.Text.Reveal(); url.QueryEscape(plain) != plain {
		encoded := question
		encoded.about += ", form-encoded"
		side.Go(func() {
			if try, missing := q.trySecret(ctx, f, encoded, basicEncoded); missing == nil {
				probe.Encoded = &try
			}
		})
	}
}

// tryPublic asks without a secret, next to a made-up client that does the same.
func (q *prober) tryPublic(ctx context.Context, f *verify.Facts, question secretQuestion) (verify.SecretTry, *verify.Missing) {
	ask := func(client, purpose string, into *verify.ProviderAnswer) *verify.Missing {
		request, err := tokenRequest(ctx, question.endpoint, question.form, question.shown, client, "", "none")
		if err != nil {
			return because(verify.Unproven, err.Error())
		}
		var missing *verify.Missing
		*into, missing = q.provider(request, purpose, question.leaves)
		return missing
	}
	try := verify.SecretTry{Control: &verify.ProviderAnswer{}}
	missing := both(
		func() *verify.Missing {
			return ask(f.Registration.ClientID.Text.Reveal(), "is the client taken without a secret", &try.Real)
		},
		func() *verify.Missing {
			return ask("authkit-"+q.unguessable(12), "control: the same with a made-up client ID", try.Control)
		},
	)
	return try, missing
}

// newSecretDelay is longer than Entra takes to know a secret that was just
// created (docs/facts/entra.md, section 3.4: some seconds).
const newSecretDelay = 12 * time.Second

// mayBeNew tells whether a refused secret may have been created just now: not
// when the file that holds it is older, nor when there is no time to ask again.
func (q *prober) mayBeNew(ctx context.Context, f *verify.Facts) bool {
	if q.newSecret == 0 {
		return false
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= newSecretDelay {
		return false
	}
	changed := f.Project.SecretsChanged
	return changed.IsZero() || f.Now.Sub(changed) < q.newSecret
}

// trySecret asks by one client authentication method. What a control makes a
// proof is asked for twice: an answer by chance would not come again. Entra, which
// gives none by chance, is asked twice at once, so that no trip is spent on that.
func (q *prober) trySecret(ctx context.Context, f *verify.Facts, question secretQuestion, method string) (verify.SecretTry, *verify.Missing) {
	once := hasID(question.shown.Get("client_assertion")) // such an assertion may be good for one use
	more := question
	more.about += ", once more"
	var again verify.SecretTry
	var unheard *verify.Missing
	var beside safego.Group
	early := question.control && f.Microsoft && !once
	if early {
		more.control = false
		beside.Go(func() { again, unheard = q.askSecretOnce(ctx, f, more, method) })
	}
	try, missing := q.askSecretOnce(ctx, f, question, method)
	beside.Wait()
	again.Control = try.Control
	switch {
	case missing != nil || try.Control == nil:
		return try, missing
	case early && unheard == nil && again.Proves() && !try.Proves():
		again.Wavers = true
		return again, nil
	case !try.Proves():
		return try, nil
	case !early:
		again, unheard = q.askSecretOnce(ctx, f, more, method)
	}
	if unheard == nil {
		try.Once = once && !again.Proves() && verify.RefusesClient(again.Real)
		try.Wavers = !again.Proves() && !try.Once
	}
	return try, nil
}

func (q *prober) askSecretOnce(ctx context.Context, f *verify.Facts, question secretQuestion, method string) (verify.SecretTry, *verify.Missing) {
	r := f.Registration
	ask := func(secret string, shown url.Values, purpose string, into *verify.ProviderAnswer) *verify.Missing {
		request, err := tokenRequest(ctx, question.endpoint, question.form, shown, r.ClientID.Text.Reveal(), secret, method)
		if err != nil {
			return because(verify.Unproven, err.Error())
		}
		var missing *verify.Missing
		*into, missing = q.provider(request, purpose, question.leaves)
		return missing
	}
	var try verify.SecretTry
	real := func() *verify.Missing {
		return ask(r.ClientSecret.Text.Reveal(), question.shown, question.about, &try.Real)
	}
	if !question.control {
		missing := real()
		return try, missing
	}
	try.Control = &verify.ProviderAnswer{}
	missing := both(real, func() *verify.Missing {
		return ask("authkit-"+q.unguessable(20), q.forged(question.shown), "control: the same with a secret that is wrong", try.Control)
	})
	return try, missing
}

// forged is what access_token_params show, with an assertion that nobody signed
// and a secret that nobody has.
func (q *prober) forged(shown url.Values) url.Values {
	forged := maps.Clone(shown)
	if text := shown.Get("client_assertion"); text != "" {
		forged.Set("client_assertion", text[:strings.LastIndexByte(text, '.')+1]+base64.RawURLEncoding.EncodeToString([]byte(q.unguessable(128))))
	}
	if shown.Has("client_secret") {
		forged.Set("client_secret", "authkit-"+q.unguessable(20))
	}
	return forged
}

// hasID tells whether an assertion can be told from others, and so be taken
// once only (RFC 7523, section 3).
func hasID(assertion string) bool {
	claims, ok := streamlit.ReadAssertion(assertion)
	return ok && claims.ID != ""
}
