package verify

import (
	"cmp"
	"fmt"
	"net/url"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/outcome"
)

// signInChecks are the questions one real round trip answers.
func signInChecks() []Check {
	return []Check{
		{
			ID: checkid.SignInAuthorize, Level: LevelSignIn,
			Question: "Can a person sign in at the provider?",
			Why:      "Consent, assignment and Conditional Access are known to the provider only while somebody signs in.",
			Fix:      "Do what the finding says; authkit explain CODE has more.",
			Owner:    entra.OwnerTenantAdmin,
			Steps: []string{
				"give the code of the finding to authkit explain: it says whether the person, an administrator or you can fix it",
				"Entra: " + inSignInLogs,
				signInOnce,
			},
			Needs: []Need{needSignIn}, Run: signInAuthorize,
		},
		{
			ID: checkid.SignInCallback, Level: LevelSignIn,
			Question: "Does the provider send the person back with a code?",
			Why:      "Without one Streamlit shows its login page again and says nothing.",
			Fix:      "Remove response_type and response_mode from the secrets.",
			Steps: []string{
				"remove response_type and response_mode from client_kwargs and authorize_params",
				signInOnce,
			},
			Needs: []Need{needSignIn}, Run: signInCallback,
		},
		{
			ID: checkid.SignInToken, Level: LevelSignIn,
			Question: "Does the provider exchange the code for tokens?",
			Why:      "The client secret, its expiry and the platform of the redirect URI show here and nowhere else.",
			Fix:      "Do what the finding says; authkit explain CODE has more.",
			Steps: []string{
				"give the code of the finding to authkit explain",
				"without a code: compare client_id and client_secret with the provider's page, and how the client may authenticate (client_secret_basic or client_secret_post)",
				"check that redirect_uri stands under the platform Web and nowhere else",
				signInOnce,
			},
			Needs: []Need{needSignIn}, Run: signInToken,
		},
		{
			ID: checkid.SignInIDToken, Level: LevelSignIn,
			Question: "Does Streamlit accept the ID token?",
			Why:      "Issuer, audience, nonce, times and signature are compared strictly; a mismatch only shows in the server's log.",
			Fix:      "Do what the finding says for each claim.",
			Steps: []string{
				"iss: use the server_metadata_url of the tenant or realm the token comes from",
				"aud and azp: copy client_id again; remove further audiences at the provider",
				"nonce: remove nonce from client_kwargs and authorize_params",
				"exp, nbf and iat: set the clock of the machine that runs the app",
				"signature, kid and alg: choose RS256 for ID tokens at the provider; what stays is the provider's to fix",
				signInOnce,
			},
			Needs: []Need{needSignIn}, Run: signInIDToken,
		},
		{
			ID: checkid.SignInClaims, Level: LevelSignIn,
			Question: "Does the ID token carry the claims the app reads?",
			Why:      "st.user holds the claims of the ID token and nothing else.",
			Fix:      "Read claims that may be missing with st.user.get.",
			Steps: []string{
				"read claims that may be missing with st.user.get(\"NAME\") and handle None",
				"Entra: Token configuration of the app registration adds optional claims (given_name, family_name, groups); email comes only for accounts that have an address",
				"other providers: add the claim to the ID token (not to userinfo alone, which Streamlit never asks), or its scope to client_kwargs",
				signInOnce,
			},
			Needs: []Need{needSignIn}, Run: signInClaims,
		},
		{
			ID: checkid.SignInCookieSize, Level: LevelSignIn,
			Question: "Do the login cookies fit into a request?",
			Why:      "The login is kept in cookies. Streamlit's own server takes 8 KiB of them where the page talks to the app, and many proxies take 8 KiB of headers in all; beyond that the app stays empty right after the login.",
			Fix:      "Leave group claims out of the ID token in the app registration's Token configuration.",
			Steps: []string{
				openApp(),
				"Token configuration: remove the groups claim, or limit it to groups assigned to the application",
				"where Streamlit's own server is what refuses: set WEBSOCKETS_MAX_LINE_LENGTH=65536 in the environment of the app (Streamlit 1.57 and newer)",
				"a proxy of your own: nginx: large_client_header_buffers 4 32k; proxy_buffer_size 16k;",
				signInOnce,
			},
			Needs: []Need{needSignIn}, Run: signInCookieSize,
		},
	}
}

func needSignIn(f *Facts) *Missing { return f.SignIn.Missing() }

// signInTried tells whether somebody was asked to sign in during this run.
func (f *Facts) signInTried() bool {
	m := f.SignIn.Missing()
	return m == nil || m.Status == Undecided
}

// untilSignIn is a question that a sign-in answers. What is being done already
// is not advised.
func (f *Facts) untilSignIn(reason string) Outcome {
	if f.signInTried() {
		return unproven(reason + "; the sign-in of this run did not tell")
	}
	return unproven(reason + "; run authkit verify --login")
}

// untilShown is a question that a sign-in answers, or the registration itself.
func (f *Facts) untilShown(reason string) Outcome {
	if f.signInTried() || f.Graph.Missing() == nil {
		return f.untilSignIn(reason)
	}
	return unproven(reason + "; run authkit verify --login, or --graph after az login")
}

// stages in the order they are passed.
var stages = []SignInStage{StageAuthorize, StageCallback, StageToken, StageIDToken, StageDone}

// passedStage tells whether a round trip went beyond a step. Stage names the
// last one that was reached; StageToken and later come with tokens.
func (s *SignIn) passedStage(step SignInStage) bool {
	at, of := 0, 0
	for i, name := range stages {
		if name == s.Stage {
			at = i
		}
		if name == step {
			of = i
		}
	}
	return at > of
}

func signInAuthorize(f *Facts) Outcome {
	s, _ := f.SignIn.Get()
	if s.passedStage(StageAuthorize) {
		return passed(outcome.Proof("the provider sent the person back with a code"))
	}
	if s.Error == nil {
		return passed(outcome.Sign("the provider sent the person back; what with is sign-in-callback's question")) // it came back; what with is another check's question
	}
	if reason := s.unsettled(); reason != "" {
		return undecided(reason)
	}
	finding, _ := signInFinding(s)
	return found(Proved, finding)
}

// unsettled tells why a refusal says nothing about the settings: the person
// left, or the provider is out of order for the moment (RFC 6749, section
// 4.1.2.1). Empty: it does.
func (s *SignIn) unsettled() string {
	refusal := s.Error
	if refusal == nil {
		return ""
	}
	if entry, ok := entra.Explain(refusal.Code, refusal.Description); ok && entry.Passes {
		return "Microsoft's sign-in service is out of order for the moment (" + refusal.Code + ": " + entry.Cause + refusal.traced() + "); " + entry.Fix
	}
	switch {
	case refusal.Code != "":
		return ""
	case refusal.OAuthError == "access_denied" && refusal.Subcode == "cancel":
		return "the person left the sign-in; run authkit verify --login again and finish it"
	case refusal.OAuthError == "server_error" || refusal.OAuthError == "temporarily_unavailable":
		return "the provider says that it is out of order for the moment (" + refusal.OAuthError + "); try again later"
	}
	return ""
}

const notReached = "the sign-in did not come that far"

func signInCallback(f *Facts) Outcome {
	s, _ := f.SignIn.Get()
	switch {
	case s.Stage != StageAuthorize:
		return passed(outcome.Proof("the provider sent the person back to the redirect URI with the state of this login"))
	case s.Error != nil:
		return skipped(notReached)
	}
	finding, _ := signInFinding(s)
	return found(Proved, finding)
}

func signInToken(f *Facts) Outcome {
	s, _ := f.SignIn.Get()
	switch {
	case s.Stage == StageAuthorize:
		return skipped(notReached)
	case s.NoAnswer && s.Stage == StageCallback:
		return undecided(s.Message)
	case s.Stage == StageCallback && s.unsettled() != "":
		return undecided(s.unsettled())
	case s.Stage == StageCallback, s.Stage == StageToken && len(s.Problems) == 0 && s.Message != "" && !s.NoAnswer:
		finding, _ := signInFinding(s)
		return found(Proved, finding)
	}
	return passed(outcome.Proof("the token endpoint gave tokens for the code"))
}

func signInIDToken(f *Facts) Outcome {
	s, _ := f.SignIn.Get()
	if s.Stage == StageDone {
		return passed(outcome.Proof("the ID token passes every rule of the project's Authlib: signature, iss, aud, nonce and times"))
	}
	if s.NoAnswer && s.Stage == StageToken {
		return undecided(s.Message)
	}
	if len(s.Problems) == 0 {
		return skipped(notReached)
	}
	if keys, ok := f.Keys.Get(); ok && keys.Problem != "" && s.Problems[0].Claim == "kid" {
		return skipped("the provider's signing keys cannot be used, see metadata-jwks")
	}
	var findings []Finding
	for _, p := range s.Problems {
		if m, ok := f.Metadata.Get(); ok && p.Claim == "exp" && m.HasClock && m.Clock.Abs() <= clockLeeway {
			p.Fix = "raise the lifetime of ID tokens in the client's settings at the provider: it lies in the past when the token comes, and this machine's clock agrees with the provider's"
		}
		findings = append(findings, aboutMetadata(f, SeverityError, p.Message, p.Fix))
	}
	return found(Proved, findings[0], findings[1:]...)
}

func signInClaims(f *Facts) Outcome {
	s, _ := f.SignIn.Get()
	if s.Stage != StageDone {
		return skipped(notReached)
	}
	var findings []Finding
	told := map[string]bool{}
	for _, file := range f.Project.App.Files {
		for _, use := range file.Scan.ClaimUses {
			if _, sent := s.Claims[use.Name]; sent || use.Safe || told[file.Path+use.Name] || streamlit.AlwaysInUser(use.Name) {
				continue
			}
			told[file.Path+use.Name] = true
			findings = append(findings, Finding{
				Severity: SeverityWarning, File: file.Path, Line: use.Line, Column: use.Column,
				Message: fmt.Sprintf("the app reads st.user.%s, which the provider did not send for this person", entra.Clean(use.Name)),
				Fix:     fmt.Sprintf("write st.user.get(%q) and handle None", entra.Clean(use.Name)),
			})
		}
	}
	return searched(outcome.Proof("the ID token of this person carries every claim that the app reads"), findings...)
}

// signInFinding puts the end of a failed round trip into words.
func signInFinding(s *SignIn) (Finding, bool) {
	if s.Error == nil {
		if s.Message == "" {
			if len(s.Problems) > 0 {
				return Finding{Severity: SeverityError, Message: s.Problems[0].Message, Fix: s.Problems[0].Fix}, true
			}
			return Finding{}, false
		}
		return Finding{Severity: SeverityError, Message: s.Message, Fix: s.Fix}, true
	}
	f := Finding{Severity: SeverityError, Code: s.Error.Code}
	answer := entra.ErrorAnswer{OAuthError: s.Error.OAuthError, Subcode: s.Error.Subcode, Code: s.Error.Code, Description: s.Error.Description}
	if entry, ok := answer.Entry(); ok {
		f.Message, f.Fix = entry.Cause, entry.Fix
		if entry.Owner != entra.OwnerDeveloper {
			f.Message += s.Error.traced() // whoever can fix it asks for these
		}
		return f, true
	}
	if s.Error.Code != "" {
		f.Message = "Microsoft refused with " + s.Error.Code + ", which authkit does not know" + saying(s.Error.Description) + s.Error.traced()
		f.Fix = "read Microsoft's page on it, " + entra.LookupPage(s.Error.Code) + ", and give the trace ID to the administrator of the tenant"
		return f, true
	}
	if s.Error.OAuthError == "" {
		f.Message = "the token endpoint answered " + spoken.Status(s.Error.Status) + " and no OAuth error, so it is not the provider that answered, or not its token endpoint"
		f.Fix = "look for a proxy or firewall between this machine and the provider, and compare token_endpoint of the metadata with the provider's documentation"
		return f, true
	}
	f.Message = "the provider refused with " + entra.Clean(s.Error.OAuthError)
	if s.Error.Description != "" {
		f.Message += ": " + s.Error.Description
	}
	f.Fix = "look up what the provider says about " + entra.Clean(s.Error.OAuthError)
	switch s.Error.OAuthError {
	case "access_denied":
		f.Fix = deniedFix(s)
	case "invalid_client":
		f.Fix = "compare client_id and client_secret with the client's settings at the provider"
	case "invalid_grant":
		f.Fix = "run authkit verify --login again; if it fails again, check that redirect_uri is registered exactly so"
	case "invalid_scope":
		f.Fix = "correct scope in client_kwargs; openid email profile works everywhere"
	}
	return f, true
}

// deniedFix says who can let a person in that the provider has turned away.
func deniedFix(s *SignIn) string {
	const otherwise = "sign in again and agree to what the provider asks; if it refuses the person, ask its administrator"
	asked, err := url.Parse(s.Asked)
	if denied := provider.Of(s.Asked).Denied; err == nil && denied != nil {
		return cmp.Or(denied(asked, s.Error.Description), otherwise)
	}
	return otherwise
}

// JudgeSignIn says what a round trip came to, by the checks that judge it in the
// report: what is wrong, or why nothing is decided; nil when it worked.
func JudgeSignIn(f *Facts, s *SignIn) *Finding {
	judged := *f
	judged.SignIn = Known(s)
	undecided := ""
	for _, check := range signInChecks() {
		switch result := check.result(&judged, f.Registration.Name); result.Status {
		case Failed:
			return &result.Findings[0]
		case Undecided:
			undecided = cmp.Or(undecided, result.Reason)
		}
	}
	if undecided != "" {
		return &Finding{Message: undecided}
	}
	return nil
}
