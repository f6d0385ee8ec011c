package verify

import (
	"cmp"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/verify/outcome"
)

func metadataClientAuth(f *Facts) Outcome {
	m, _ := f.Metadata.Get()
	method := f.Registration.TokenAuthMethod
	probe, asked := f.Secret.Get()
	if f.exchanged() {
		return passed(outcome.Proof("the provider exchanged a code for tokens with " + knownMethod(method)))
	}
	if asked && probe.public() {
		return found(Inferred, clientAuthFinding(f, SeverityError, "this client is a public one at the provider, which refuses the client secret", "none"))
	}
	if asked && probe.Works() && !probe.Proves() && probe.Other != nil && probe.Other.Proves() {
		return found(Proved, clientAuthFinding(f, SeverityError, "the provider refuses the client secret the way Streamlit shows it ("+knownMethod(method)+") and takes it as "+OtherMethod(method), OtherMethod(method)))
	}
	if asked && probe.Proves() {
		return passed(outcome.Proof("the provider authenticated the client by " + knownMethod(method)))
	}
	listed, ok := m.Texts("token_endpoint_auth_methods_supported")
	if !ok || len(listed) == 0 {
		listed = []string{"client_secret_basic"} // OpenID Connect Discovery 1.0, section 3
	}
	if slices.Contains(listed, method) || method == "none" {
		return passed(outcome.Sign("the metadata lists " + knownMethod(method)))
	}
	if !f.Registration.ByRun && slices.Contains(listed, OtherMethod(method)) {
		return found(Inferred, clientAuthFinding(f, SeverityWarning, "the provider does not list "+knownMethod(method)+", the way Streamlit shows the client secret", OtherMethod(method)))
	}
	return f.untilSignIn("the metadata lists no way for a client to show itself that this app uses")
}

func clientAuthFinding(f *Facts, severity Severity, message, method string) Finding {
	place := cmp.Or(f.Registration.ClientKwargs["token_endpoint_auth_method"], f.Registration.Section)
	return finding(severity, place, message, "write below ["+strings.Join(f.keyOf("client_kwargs"), ".")+"] the line token_endpoint_auth_method = \""+method+"\"")
}

func RefusesClient(a ProviderAnswer) bool {
	return deniesClient(a) || a.OAuthError == "unauthorized_client"
}

func (f *Facts) UsesPKCE(m *Metadata) bool {
	release := f.Project.Deps.Streamlit
	if release.Present() && release.Version.String() == streamlit.ForgetsPKCE {
		return f.Registration.ForcePKCE
	}
	methods, _ := m.Texts("code_challenge_methods_supported")
	return streamlit.UsesPKCE(*f.Registration, methods)
}

func metadataPKCE(f *Facts) Outcome {
	m, _ := f.Metadata.Get()
	value, present := m.Document["code_challenge_methods_supported"]
	if present && value == nil && f.Project.Before(streamlit.OnStarlette) {
		return found(Inferred, aboutMetadata(f, SeverityError, "the metadata says null where PKCE methods belong, which stops Streamlit before 1.57", "ask for "+deps.Recommended+" in the project's requirements"))
	}
	methods, _ := m.Texts("code_challenge_methods_supported")
	forgotten := slices.Contains(methods, "S256") && !f.UsesPKCE(m)
	demanded := f.demandsPKCE()
	switch {
	case forgotten && demanded:
		return found(Proved, aboutMetadata(f, SeverityError, "the provider demands PKCE of this client, and Streamlit 1.57.0 forgets it", "ask for "+deps.Recommended+" in the project's requirements"))
	case forgotten:
		return found(Inferred, aboutMetadata(f, SeverityWarning, "Streamlit 1.57.0 forgets PKCE, which this provider offers and may demand", "ask for "+deps.Recommended+" in the project's requirements"))
	case demanded:
		return found(Proved, finding(SeverityError, f.Registration.Section, "the provider demands PKCE of this client, and Streamlit sends it only where the metadata offers it",
			f.Registration.WithClientKwarg("code_challenge_method", "S256")))
	case f.UsesPKCE(m):
		return passed(outcome.Proof("the provider lists S256, and the project's Streamlit sends a code challenge"))
	case f.Microsoft:
		return passed(outcome.Proof("Entra demands PKCE of no web app")) // docs/facts/entra.md, section 1.2
	case f.redirectAnswered():
		return passed(outcome.Proof("the provider did not refuse a login request without a code challenge"))
	}
	return f.untilSignIn("the metadata does not list S256, and whether the provider demands PKCE nevertheless only a sign-in tells")
}

func OtherMethod(method string) string {
	if method == "client_secret_post" {
		return "client_secret_basic"
	}
	return "client_secret_post"
}

func knownMethod(method string) string {
	switch method {
	case "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none":
		return method
	}
	return "the value of token_endpoint_auth_method"
}
