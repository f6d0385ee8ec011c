package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/authkit-cli/authkit/cmd/answer"
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/register"
	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/scaffold"
	"github.com/authkit-cli/authkit/secrets"
)

const wellKnown = "/.well-known/openid-configuration"

// conflicts refuses flags that contradict each other.
func (o initOptions) conflicts() error {
	for _, pair := range [][2]string{
		{"tenant", "metadata-url"}, {"redirect-uri", "port"},
		{"register", "client-id"}, {"register", "client-secret-file"}, {"register", "sandbox"}, {"register", "from-google-json"}, {"register", "secret-expires"},
		{"from-google-json", "tenant"}, {"from-google-json", "metadata-url"}, {"from-google-json", "client-id"}, {"from-google-json", "client-secret-file"},
		{"sandbox", "from-google-json"}, {"sandbox", "tenant"}, {"sandbox", "metadata-url"}, {"sandbox", "client-id"}, {"sandbox", "client-secret-file"}, {"sandbox", "secret-expires"},
	} {
		if o.given(pair[0]) && o.given(pair[1]) {
			return usagef("--%s and --%s answer the same question: leave one out", pair[0], pair[1])
		}
	}
	if o.all {
		for _, name := range []string{"tenant", "metadata-url", "provider", "client-id", "client-secret-file", "from-google-json", "redirect-uri", "port", "secret-expires", "sandbox", "register"} {
			if o.given(name) {
				return &usageError{message: "--" + name + " is for one app, and --all for every app", hint: "run authkit init in that app's folder for it"}
			}
		}
		if len(eachOnce(o.ci)) != 1 || o.ci[0] != "github" {
			return &usageError{message: "--all goes with --ci github", hint: "authkit init --ci github --all"}
		}
	}
	if o.register && len(o.ci) > 0 {
		return &usageError{message: "--register and --ci are two steps", hint: "run authkit init --ci NAME when the registration is made"}
	}
	if o.given("sandbox-url") && !o.sandbox {
		return usagef("--sandbox-url needs --sandbox")
	}
	for _, name := range o.ci { // refused before any question is asked
		if err := scaffold.CheckPipeline(name); err != nil {
			return usagef("--ci: %v", err)
		}
	}
	return nil
}

// answers turns the flags into answers and refuses wrong ones; what no flag
// says stays empty.
func (o initOptions) answers(ctx context.Context, env *Env, project *scaffold.Project) (scaffold.Answers, error) {
	a := scaffold.Answers{Provider: o.provider, Random: env.Rand}
	if o.given("provider") {
		if err := scaffold.CheckProvider(o.provider); err != nil {
			return a, usagef("--provider: %v", err)
		}
	} else {
		a.Provider = project.OnlyProvider()
	}
	if o.sandbox {
		return o.sandboxAnswers(a, project)
	}
	readSecret := func(a *scaffold.Answers, env *Env, project *scaffold.Project) error {
		return o.readSecret(ctx, a, env, project) // a person may have to type it
	}
	readGoogle := func(a *scaffold.Answers, _ *Env, project *scaffold.Project) error {
		return o.google.answer(a, project)
	}
	steps := []func(*scaffold.Answers, *Env, *scaffold.Project) error{
		o.readAuthority, o.readClient, readSecret, o.readRedirect, o.readExpiry,
	}
	if o.google != nil { // it answers the first three, and perhaps the fourth
		a.MetadataURL = register.GoogleMetadata
		steps = []func(*scaffold.Answers, *Env, *scaffold.Project) error{o.readRedirect, o.readExpiry, readGoogle}
	}
	for _, step := range steps {
		if err := step(&a, env, project); err != nil {
			return a, err
		}
	}
	return a, nil
}

func (o initOptions) readAuthority(a *scaffold.Answers, _ *Env, _ *scaffold.Project) error {
	switch {
	case o.given("tenant"):
		var err error
		if a.MetadataURL, err = answer.Tenant(o.tenant); err != nil {
			return usagef("--tenant: %v", err)
		}
	case o.given("metadata-url"):
		a.MetadataURL = strings.TrimSpace(o.metadataURL)
		if err := scaffold.CheckMetadataURL(a.MetadataURL); err != nil {
			return usagef("--metadata-url: %v", err)
		}
	}
	return nil
}

func (o initOptions) readClient(a *scaffold.Answers, _ *Env, project *scaffold.Project) error {
	if !o.given("client-id") {
		return nil
	}
	id := answer.Client(o.clientID)
	if err := answer.ClientID(authorityOf(project, *a), id); err != nil {
		return usagef("--client-id: %v", err)
	}
	a.ClientID = id
	return nil
}

func (o initOptions) readSecret(ctx context.Context, a *scaffold.Answers, env *Env, project *scaffold.Project) error {
	secret, from := secrets.New(env.Getenv(clientSecretVariable)), clientSecretVariable
	if o.given("client-secret-file") {
		var err error
		if secret, err = env.secretFrom(ctx, o.clientSecretFile, "client-secret-file", "client secret"); err != nil {
			return err
		}
		from = "--client-secret-file"
	} else if secret.IsEmpty() {
		return nil
	}
	value := trimmedSecret(secret.Reveal())
	env.known.Add(secrets.New(value))
	if err := answer.ClientSecret(authorityOf(project, *a), value); err != nil {
		return usagef("%s: %v", from, err)
	}
	a.ClientSecret = secrets.New(value)
	return nil
}

func (o initOptions) readRedirect(a *scaffold.Answers, _ *Env, project *scaffold.Project) error {
	switch {
	case o.given("port"):
		if o.port < 1 || o.port > 65535 {
			return usagef("--port takes a number from 1 to 65535")
		}
		a.RedirectURI, a.Port = project.DefaultRedirectURI(o.port), o.port
	case o.given("redirect-uri"):
		if err := scaffold.CheckRedirectURI(o.redirectURI, entra.IsAuthority(authorityOf(project, *a))); err != nil {
			return usagef("--redirect-uri: %v", err)
		}
		a.RedirectURI = o.redirectURI
	}
	return nil
}

func (o initOptions) readExpiry(a *scaffold.Answers, env *Env, _ *scaffold.Project) error {
	if !o.given("secret-expires") {
		return nil
	}
	day, err := answer.Expires(o.secretExpires, env.Now())
	if err != nil {
		return usagef("--secret-expires: %v", err)
	}
	a.Expires = day
	return nil
}

// sandboxAnswers points the project at the sandbox. A client secret of
// somebody else is not written over on the way: nobody could get it back.
func (o initOptions) sandboxAnswers(a scaffold.Answers, project *scaffold.Project) (scaffold.Answers, error) {
	old := project.Existing(a.Provider)
	if !old.ClientSecret.IsEmpty() && old.ClientID != sandbox.DefaultClientID && !o.yes {
		return a, &usageError{
			message: "this project has a sign-in already, and the sandbox would take the place of its client secret",
			hint:    "add the sandbox beside it with --provider sandbox, or replace it with --yes",
		}
	}
	base := fmt.Sprintf("http://127.0.0.1:%d", sandbox.DefaultPort)
	if o.sandboxURL != "" {
		base = strings.TrimRight(o.sandboxURL, "/")
	}
	a.MetadataURL = base + "/" + sandbox.DefaultTenant + "/v2.0" + wellKnown
	if err := scaffold.CheckMetadataURL(a.MetadataURL); err != nil {
		return a, usagef("--sandbox-url: %v", err)
	}
	a.ClientID = sandbox.DefaultClientID
	a.ClientSecret = secrets.New(sandbox.DefaultClientSecret)
	return a, o.readRedirect(&a, nil, project)
}

// missingAnswers names the flags that would answer what neither the command
// line nor the project does.
func missingAnswers(project *scaffold.Project, a scaffold.Answers) []string {
	have := project.Existing(a.Provider)
	var missing []string
	if a.MetadataURL == "" && have.MetadataURL == "" {
		missing = append(missing, "--tenant (or --metadata-url)")
	}
	if a.ClientID == "" && have.ClientID == "" {
		missing = append(missing, "--client-id")
	}
	if needsSecret(have, a) {
		missing = append(missing, "--client-secret-file (or AUTHKIT_CLIENT_SECRET)")
	}
	return missing
}

// needsSecret: an old client secret does not belong to a new client ID.
func needsSecret(have scaffold.Existing, a scaffold.Answers) bool {
	if !a.ClientSecret.IsEmpty() {
		return false
	}
	return have.ClientSecret.IsEmpty() || a.ClientID != "" && have.ClientID != "" && a.ClientID != have.ClientID
}

func missingError(missing []string) error {
	return &usageError{
		message: "answers are missing, and there is no terminal to ask on: " + strings.Join(missing, ", "),
		hint:    "pass these flags, or try it without a registration: authkit init --sandbox",
	}
}

// authorityOf is the metadata address the project will have; empty: not known yet.
func authorityOf(project *scaffold.Project, a scaffold.Answers) string {
	if a.MetadataURL != "" {
		return a.MetadataURL
	}
	return project.Existing(a.Provider).MetadataURL
}

// inProject gives an error about the project's files its instruction.
func inProject(ctx context.Context, err error) error {
	var syntax *secrets.SyntaxError
	var encoding *secrets.EncodingError
	var gate *scaffold.GateError
	switch {
	case ctx.Err() != nil:
		return errCancelled
	case errors.As(err, &syntax):
		return withHint(err, "fix that line, then run authkit init again; nothing was written")
	case errors.As(err, &encoding):
		return withHint(err, "save the file as UTF-8, then run authkit init again; nothing was written")
	case errors.As(err, &gate):
		return withHint(err, gate.Fix+"; nothing was written")
	case errors.Is(err, fs.ErrPermission):
		return withHint(err, "check who owns the file and its permissions; nothing was written")
	}
	return err
}
