package verify

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/pyapp"
	"github.com/authkit-cli/authkit/verify/image"
	"github.com/authkit-cli/authkit/verify/meant"
	"github.com/authkit-cli/authkit/verify/outcome"
	"github.com/authkit-cli/authkit/verify/project"
)

// authSectionChecks are the questions about [auth] and the sections below it.
func authSectionChecks() []Check {
	return []Check{
		{
			ID: checkid.AuthSection, Level: LevelFiles, Project: true,
			Question: "Is there an [auth] section?",
			Why:      "st.login reads [auth] and nothing else; without it st.user has no is_logged_in.",
			Fix:      "Run authkit init, which adds [auth] and leaves the rest of the file alone.",
			Needs:    []Need{needFiles, needText}, Run: authSection,
		},
		{
			ID: checkid.AuthShadowed, Level: LevelFiles, Project: true,
			Question: "Does one secrets file hold all of [auth]?",
			Why:      "A later file's [auth] replaces an earlier one whole: keys are not merged, so credentials in the home folder vanish behind a project's own section.",
			Fix:      "Keep the whole section in one file.",
			Needs:    []Need{needAuth}, Run: ofProject(checkid.AuthShadowed),
		},
		{
			ID: checkid.AuthKeys, Level: LevelFiles,
			Question: "Are all keys there that st.login needs, and are they texts?",
			Why:      "redirect_uri and cookie_secret must stand in [auth]; client_id, client_secret and server_metadata_url in the provider's own section, which inherits nothing.",
			Fix:      "Add the key that is named, in the section that is named.",
			Needs:    []Need{needAuth}, Run: authKeys,
		},
		{
			ID: checkid.AuthPlaceholder, Level: LevelFiles,
			Question: "Are all values filled in?",
			Why:      "Tutorials and templates leave values such as xxx or YOUR_CLIENT_ID, which the provider refuses in words of its own.",
			Fix:      "Put the real value there.",
			Needs:    []Need{needAuth}, Run: ofProvider(checkid.AuthPlaceholder),
		},
		{
			ID: checkid.CookieSecret, Level: LevelFiles, Project: true,
			Question: "Is cookie_secret long and random?",
			Why:      "It signs the login cookie; whoever guesses it can log in as anybody.",
			Fix:      "Remove the line cookie_secret and run authkit init, which writes a random one.",
			Needs:    []Need{needAuth}, Run: ofProject(checkid.CookieSecret),
		},
		{
			ID: checkid.ExposeTokens, Level: LevelFiles, Project: true,
			Question: "Does expose_tokens name tokens that exist, and those that the app reads?",
			Why:      "Anything but id and access stops the login, and newer releases do not even start. A token that is read and not exposed ends the app after the sign-in.",
			Fix:      "Write expose_tokens = [\"id\"], [\"access\"] or both.",
			Needs:    []Need{needAuth}, Run: exposeTokens,
		},
		{
			ID: checkid.RedirectURIForm, Level: LevelFiles,
			Question: "Is redirect_uri a complete address, written as the browser writes it?",
			Why:      "Streamlit compares it with the browser's Origin letter by letter; a capital in the host or a missing scheme ends in \"signed in, still logged out\".",
			Fix:      "Write the address as the browser's address bar shows it, with /oauth2callback at the end.",
			Needs:    []Need{needAuth, needRedirectURI}, Run: redirectURI(checkid.RedirectURIForm),
		},
		{
			ID: checkid.RedirectURIPath, Level: LevelFiles,
			Question: "Does redirect_uri end in /oauth2callback?",
			Why:      "That is the only address at which Streamlit takes the provider's answer.",
			Fix:      "End redirect_uri with /oauth2callback, behind the app's base path if it has one.",
			Needs:    []Need{needAuth, needRedirectURI}, Run: redirectURI(checkid.RedirectURIPath),
		},
		{
			ID: checkid.RedirectURIScheme, Level: LevelFiles,
			Question: "Is redirect_uri https, or http on this machine?",
			Why:      "Entra registers http for localhost only, and a login over plain http can be read on the way.",
			Fix:      "Write https:// for every address but localhost.",
			Needs:    []Need{needAuth, needRedirectURI}, Run: redirectURI(checkid.RedirectURIScheme),
		},
		{
			ID: checkid.RedirectURIPort, Level: LevelFiles,
			Question: "Does redirect_uri name the port the app listens on?",
			Why:      "The provider sends people to that port; at another one there is nobody, or another app.",
			Fix:      "Use the same port in redirect_uri and in server.port (8501 unless set).",
			Needs:    []Need{needAuth, needRedirectURI}, Run: redirectURI(checkid.RedirectURIPort),
		},
		{
			ID: checkid.ClientIDForm, Level: LevelFiles,
			Question: "Does client_id look like one of this provider's client IDs?",
			Why:      "The portal shows several IDs side by side, and the wrong one is refused at sign-in only.",
			Fix:      "Copy the Application (client) ID from the Overview page of the app registration.",
			Needs:    []Need{needAuth, needKey("client_id")}, Run: clientIDForm,
		},
		{
			ID: checkid.ClientSecretForm, Level: LevelFiles,
			Question: "Does client_secret look like a secret's value?",
			Why:      "The portal shows the Secret ID next to the Value, and Entra gives the same error for it as for any wrong secret.",
			Fix:      "Create a new client secret and copy its Value at once; it is shown only then.",
			Needs:    []Need{needAuth, needKey("client_secret")}, Run: clientSecretForm,
		},
		{
			ID: checkid.MetadataURLForm, Level: LevelFiles,
			Question: "Is server_metadata_url the address of a metadata document?",
			Why:      "Streamlit asks it at every login; an endpoint, a portal page or a misspelt host ends the login with a bare error page.",
			Fix:      "Use the address that ends in /.well-known/openid-configuration.",
			Needs:    []Need{needAuth, needKey("server_metadata_url")}, Run: metadataURLForm,
		},
		{
			ID: checkid.MetadataURLTenant, Level: LevelFiles,
			Question: "Does server_metadata_url name one tenant?",
			Why:      "With common, organizations or {tenant} left in, Entra's metadata names an issuer that no token carries, and every login fails after the sign-in.",
			Fix:      "Put the Directory (tenant) ID into the address, or consumers for personal accounts.",
			Steps: []string{
				openApp(),
				"copy Directory (tenant) ID from Overview (for personal accounts the tenant is consumers)",
				"write server_metadata_url = \"https://login.microsoftonline.com/<that ID>/v2.0/.well-known/openid-configuration\"",
				verifyAgain,
			},
			Needs: []Need{needAuth, needKey("server_metadata_url")}, Run: metadataURLTenant,
		},
		{
			ID: checkid.ProviderName, Level: LevelFiles,
			Question: "Can st.login find the provider by its name?",
			Why:      "st.login refuses names with an underscore, and newer releases look sections up without regard to case.",
			Fix:      "Use letters, digits and hyphens, the same in the section and in st.login.",
			Needs:    []Need{needAuth}, Run: ofProvider(checkid.ProviderName),
		},
		{
			ID: checkid.ProviderKeys, Level: LevelFiles,
			Question: "Does Streamlit read every key of the provider's section?",
			Why:      "Keys in the wrong place have no effect, and nothing says so.",
			Fix:      "Move the key to where it is read, or remove it.",
			Needs:    []Need{needAuth}, Run: ofProvider(checkid.ProviderKeys),
		},
		{
			ID: checkid.ClientKwargs, Level: LevelFiles,
			Question: "Do the entries of client_kwargs and authorize_params have the effect they should?",
			Why:      "Most entries are dropped silently, and a scope without openid or a response_mode of form_post keeps everybody out.",
			Fix:      "Keep scope, prompt, login_hint and token_endpoint_auth_method there; put other parameters of the request into authorize_params.",
			Needs:    []Need{needAuth}, Run: clientKwargs,
		},
	}
}

// needText: at least one file could be read as TOML.
func needText(f *Facts) *Missing {
	if unreadable(f.Project) {
		return &Missing{Skipped, "the secrets file cannot be read"}
	}
	return nil
}

// needAuth: there is an [auth] that Streamlit reads.
func needAuth(f *Facts) *Missing {
	if !f.Project.Auth.Found {
		return noSecrets(f.Project)
	}
	return nil
}

func needRedirectURI(f *Facts) *Missing {
	s := f.Project.Auth.RedirectURI
	if s.Kind != secrets.KindString || s.Text.IsEmpty() {
		return &Missing{Skipped, "there is no redirect_uri to judge"}
	}
	if f.accused(s, checkid.AuthPlaceholder) {
		return &Missing{Skipped, "redirect_uri is still a placeholder"}
	}
	return nil
}

// needKey: a key of the provider holds a text that was filled in.
func needKey(key string) Need {
	return func(f *Facts) *Missing {
		switch s := f.setting(key); {
		case (s.Kind != secrets.KindString || s.Text.IsEmpty()) && !(f.Registration.ByRun && key == "client_secret"):
			return &Missing{Skipped, "there is no " + key + " to judge"}
		case f.accused(s, checkid.AuthPlaceholder):
			return &Missing{Skipped, key + " is still a placeholder"}
		}
		return nil
	}
}

func (f *Facts) setting(key string) streamlit.Setting {
	switch key {
	case "client_id":
		return f.Registration.ClientID
	case "client_secret":
		return f.Registration.ClientSecret
	case "server_metadata_url":
		return f.Registration.MetadataURL
	}
	return streamlit.Setting{}
}

// accused tells whether some check has found an error in a setting.
func (f *Facts) accused(s streamlit.Setting, ids ...string) bool {
	for _, p := range f.problems() {
		if slices.Contains(ids, p.ID) && p.Severity == SeverityError && p.File == s.File && p.Line == s.Position.Line && p.Column == s.Position.Column {
			return true
		}
	}
	return false
}

// problems are those of [auth] as a whole and, for a registration, its own.
func (f *Facts) problems() []Finding {
	all := f.Project.Auth.Problems
	if f.Registration != nil {
		all = append(all[:len(all):len(all)], f.Registration.Problems...)
	}
	return slices.DeleteFunc(slices.Clone(all), func(p Finding) bool { return p.ID == checkid.ProviderKeys && f.isApps(p) })
}

// isApps tells whether a finding is of a key that Streamlit passes over, and the app reads.
func (f *Facts) isApps(p Finding) bool {
	unread := f.Project.Auth.Unread
	if f.Registration != nil {
		unread = slices.Concat(unread, f.Registration.Unread)
	}
	return slices.ContainsFunc(unread, func(u streamlit.Unread) bool {
		reads, named := f.Project.App.Followed.Asks[u.Path[strings.LastIndex(u.Path, ".")+1:]]
		return (reads || named && u.Works == "") && u.File == p.File && u.Key.Line == p.Line
	})
}

// authKeys reports what is wrong with the keys. An empty client_secret of a named
// provider is right for a public client, and nothing here tells whether it is one.
func authKeys(f *Facts) Outcome {
	findings := findingsOf(f.problems(), checkid.AuthKeys)
	r := f.Registration
	public := len(r.Table) > 1 && r.ClientSecret.Kind == secrets.KindString && r.ClientSecret.Text.IsEmpty() && !r.SendsSecret() && !r.Assertion().IsSet() && !r.Relayed() && !r.ByRun
	if len(findings) == 0 && public && !f.exchanged() {
		return unproven("client_secret is empty, so Streamlit signs in as a public client; only a sign-in tells whether the provider takes one; run authkit verify --login")
	}
	return searched(outcome.Proof(f.onProvider(checkid.AuthKeys)), findings...)
}

// clientKwargs reports what is wrong with them at every provider, and what is
// at this one.
func clientKwargs(f *Facts) Outcome {
	findings := findingsOf(f.problems(), checkid.ClientKwargs)
	r := f.Registration
	prompt, from := r.AuthorizeParams["prompt"], "authorize_params"
	if !prompt.IsSet() {
		prompt, from = r.ClientKwargs["prompt"], "client_kwargs"
	}
	if !prompt.IsSet() {
		prompt, from = r.Section, ""
	}
	message, instead, code := meant.RefusedPrompt(r.Prompt, from, f.meant().Registration.MetadataURL.Text.Reveal())
	switch {
	case message != "" && from == "":
		findings = append(findings, finding(SeverityError, prompt, message, r.WithClientKwarg("prompt", instead)))
	case message != "":
		findings = append(findings, coded(writes(finding(SeverityError, prompt, message, ""), instead, append(f.keyOf(from), "prompt")), code))
	}
	if unknown := f.Project.NotKnown[f.Registration.Name]; len(findings) == 0 && len(unknown) > 0 {
		return unproven(strings.Join(unknown, ", ") + notKnownHere)
	}
	return searched(outcome.Proof(f.onProvider(checkid.ClientKwargs)), findings...)
}

// ofProject reports the problems of [auth] as a whole under one ID.
func ofProject(id string) func(*Facts) Outcome {
	return func(f *Facts) Outcome {
		return searched(outcome.Proof(f.onAuth(id)), findingsOf(f.Project.Auth.Problems, id)...)
	}
}

// ofProvider reports the problems of [auth] and of one registration under one ID.
func ofProvider(id string) func(*Facts) Outcome {
	return func(f *Facts) Outcome {
		return searched(outcome.Proof(f.onProvider(id)), findingsOf(f.problems(), id)...)
	}
}

func findingsOf(problems []Finding, id string) []Finding {
	var findings []Finding
	for _, p := range problems {
		if p.ID == id {
			findings = append(findings, p)
		}
	}
	return findings
}

// finding is an error or warning about a setting's value.
//
//go:noinline
func finding(severity Severity, s streamlit.Setting, message, fix string) Finding {
	return Finding{Severity: severity, Message: message, Fix: fix, File: s.File, Line: s.Position.Line, Column: s.Position.Column}
}

func authSection(f *Facts) Outcome {
	for _, file := range f.Project.Files {
		if file.Err != nil && file.Document == nil && file.StreamlitErr == nil && isContentError(file.Err) && !f.Project.Auth.Found {
			return undecided(fmt.Sprintf("%s is not valid TOML, so its sections could not be judged", file.Path))
		}
	}
	problems := findingsOf(f.Project.Auth.Problems, checkid.AuthSection)
	if from := f.Project.Config.Auth; from != "" && len(problems) > 0 {
		problems[0].Message += "; the one in " + from + " is not read by st.login"
		problems[0].Fix = "move [auth] with all that is below it from " + from + " to " + problems[0].File
	}
	logins := f.Project.App.Followed.Logins
	if len(problems) > 0 && len(logins) > 0 && !slices.ContainsFunc(logins, func(l pyapp.Login) bool { return !l.Known || !meant.IsLabel(l.Provider) }) {
		problems[0].Fix = meant.NoProvider(logins[0].File, logins[0].Line, logins[0].Provider)
	}
	return searched(outcome.Proof(placed("[auth] is there", f.Project.Auth.Section)), problems...)
}

func redirectURI(id string) func(*Facts) Outcome {
	return func(f *Facts) Outcome {
		s := f.Project.Auth.RedirectURI
		var findings []Finding
		for _, p := range append(redirectRules(f).Check(s.Text.Reveal()), image.Published(f.Project)...) {
			if p.ID == id {
				p.File, p.Line, p.Column = s.File, s.Position.Line, s.Position.Column
				findings = append(findings, p)
			}
		}
		if id == checkid.RedirectURIScheme {
			findings = refusedRedirect(f, findings)
		}
		if u, err := url.Parse(s.Text.Reveal()); id == checkid.RedirectURIPath && len(findings) == 0 && err == nil && streamlit.InCommunityCloud(u) {
			return unproven("redirect_uri is the app's inner address on Community Cloud; whether a sign-in ends there is not known, https://" + u.Host + "/oauth2callback is the documented one")
		}
		return searched(outcome.Proof(placed("redirect_uri passes Streamlit's rules for "+redirectPart(id), s)), findings...)
	}
}

func redirectRules(f *Facts) streamlit.RedirectRules {
	return streamlit.RedirectRules{
		Entra: f.meant().Microsoft, Shared: anyMicrosoft(f.Project), Server: f.Project.Server, Mapped: mapped(f.Project) || f.answersAtRedirectURI(),
		Taken:       func(u *url.URL) bool { return takenByAll(f.Project, u) },
		AsWritten:   f.Project.Before(streamlit.RewritesRedirectURI),
		RawPaths:    f.Project.Before(streamlit.OnStarlette),
		HostForgets: !f.Project.Before(streamlit.KeepsLoginInCookie),
	}
}

// anyMicrosoft tells whether some provider of the project is Entra.
func anyMicrosoft(p *project.Project) bool {
	return slices.ContainsFunc(p.Auth.Registrations, func(r streamlit.Registration) bool {
		return entra.IsAuthority(cmp.Or(meant.MetadataURL(r.MetadataURL.Text.Reveal()), p.MetadataURL(r)))
	})
}

// takenByAll tells whether no provider of the project is known to refuse a
// redirect URI.
func takenByAll(p *project.Project, u *url.URL) bool {
	return !slices.ContainsFunc(p.Auth.Registrations, func(r streamlit.Registration) bool {
		why, _ := refusedBy(providerOf(r.MetadataURL.Text.Reveal()), u)
		return why != ""
	})
}

func refusedBy(p provider.Provider, u *url.URL) (why, fix string) {
	if p.RefusesRedirect == nil {
		return "", ""
	}
	return p.RefusesRedirect(u)
}

// refusedRedirect is what is wrong with redirect_uri's scheme and host, sharper
// where the provider is known to take such an address from nobody. The address
// is judged as it will be once everything else is right.
func refusedRedirect(f *Facts, findings []Finding) []Finding {
	s := f.Project.Auth.RedirectURI
	known := providerOf(f.Registration.MetadataURL.Text.Reveal())
	fixed, ok := redirectRules(f).Repair(s.Text.Reveal())
	if !ok {
		return findings
	}
	if why, fix := refusedBy(known, fixed); why != "" {
		return []Finding{finding(SeverityError, s, why, cmp.Or(fix, "write https:// in redirect_uri and serve the app over https"))}
	}
	written, err := url.Parse(f.RedirectURI())
	if err != nil || len(findings) == 0 {
		return findings
	}
	if why, _ := refusedBy(known, written); why != "" {
		findings[0].Severity, findings[0].Message = SeverityError, why
	}
	return findings
}

// answersAtRedirectURI tells whether the app named with --url is where
// redirect_uri leads, and it or somebody in front of it answered there, on
// whatever port the app was told to listen.
func (f *Facts) answersAtRedirectURI() bool {
	d, ok := f.Deployed.Get()
	return ok && (d.Answers() || d.Front().Known()) && strings.EqualFold(d.Origin, hosts.Origin(f.Project.Auth.RedirectURI.Text.Reveal()))
}

// mapped tells whether something may stand between the browser's port and the
// app's: a container, a proxy.
func mapped(p *project.Project) bool {
	for _, name := range []string{"Dockerfile", "Containerfile", "docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml"} {
		if _, ok := p.Recipe(name); ok {
			return true
		}
	}
	return false
}
