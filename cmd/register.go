package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/authkit-cli/authkit/cmd/answer"
	"github.com/authkit-cli/authkit/cmd/steps"
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/quote"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/register"
	"github.com/authkit-cli/authkit/register/credential"
	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/scaffold"
)

// registerOptions is what the command line of register says.
type registerOptions struct {
	dir          string
	name         string
	clientID     string
	redirectURIs []string
	url          string
	audience     string
	days         int
	request      string
	dryRun, yes  bool
	provider     string
	metadataURL  string
	initialToken string
	management   string
	undo         string
	federated    string
	certificate  string

	given func(flag string) bool // whether a flag stood on the command line
}

func newRegisterCommand(env *Env) *cobra.Command {
	var o registerOptions
	c := &cobra.Command{
		Use:   "register",
		Short: "make the registration at the provider, or the request for it",
		Long: `register makes the app registration at Microsoft Entra, or gives the one that
client_id names what it lacks: redirect URIs (none is ever removed), the supported
accounts, the service principal, a client secret, which goes into the project's
secrets and nowhere else. It works with the sign-in of your own Azure CLI (az
login), shows what it is about to do, and a second run changes nothing. What a run
changed is kept in .streamlit/authkit-undo, and register --undo FILE takes it back:
that alone, and where nobody has changed it since. With --federated or --certificate
the app needs no client secret, and gets none.

register --request writes the request that your administrator can carry out:
what, why, the exact values, the least permission, and how to hand the secret
over, which --federated and --certificate spare. It holds no secret, and nothing is
asked of the network. az, terraform and bicep are for Microsoft Entra; what they
run takes nothing away that is there.

At another provider register makes the client at the registration_endpoint that
the metadata names (RFC 7591: Keycloak, Ory, oidc-provider, …), and writes ID and
secret into the project. With the management token kept, a later run adds
redirect URIs, and takes none away.`,
		Example: `  authkit register                                     with your own az login
  authkit register --url https://myapp.example.com     for the deployed app as well
  authkit register --federated kubernetes,issuer=URL,account=NAMESPACE/NAME
  authkit register --request md > request.md           for people
  authkit register --request az > request.md           scripts for the Azure CLI
  authkit register --request terraform --url https://myapp.example.com > app.tf
  authkit register --metadata-url URL --initial-access-token-file FILE`,
		Args: noArguments,
	}
	flags := c.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.request, "request", "", "write the request, as `FORM`: "+strings.Join(register.Formats(), "|"))
	flags.StringVar(&o.name, "name", "", "the app's `NAME` as people see it (default: the folder's)")
	flags.StringVar(&o.clientID, "client-id", "", "client `ID` of a registration that is there")
	flags.StringArrayVar(&o.redirectURIs, "redirect-uri", nil, "a redirect `URI` to register (repeatable)")
	flags.StringVar(&o.url, "url", "", "the deployed app's `URL`, with its base path")
	flags.StringVar(&o.audience, "audience", "", "whose accounts: tenant|personal|both|multi (`WHO`)")
	flags.IntVar(&o.days, "days", defaultDays, "how many days (`N`) the client secret is to last")
	flags.StringVar(&o.metadataURL, "metadata-url", "", "metadata `URL` of another provider, where the project has none")
	flags.StringVar(&o.initialToken, "initial-access-token-file", "", "`FILE` with the token that lets you register (RFC 7591);\n- is stdin")
	flags.StringVar(&o.management, "management-token-file", "", "keep the token that manages the client in `FILE`,\nout of git (default: it is dropped)")
	flags.StringVar(&o.federated, "federated", "", "take the tokens of `SOURCE` in a client secret's place:\n"+strings.ReplaceAll(credential.Forms, "\n", ", or\n"))
	flags.StringVar(&o.certificate, "certificate", "", "take what the key of the certificate in `FILE` signs in\na client secret's place")
	flags.StringVar(&o.undo, "undo", "", "take back what a run changed; its `FILE` lies in\n.streamlit/authkit-undo")
	flags.StringVar(&o.provider, "provider", "", "the registration behind [auth.`NAME`]")
	flags.BoolVar(&o.dryRun, "dry-run", false, "show what would be done, and do nothing")
	flags.BoolVar(&o.yes, "yes", false, "do it without asking")
	flags.StringVar(&o.dir, "dir", ".", "the Streamlit project's `DIR`")
	c.RunE = func(c *cobra.Command, _ []string) error {
		o.given = flags.Changed
		return runRegister(c.Context(), env, o)
	}
	return c
}

func runRegister(ctx context.Context, env *Env, o registerOptions) error {
	if err := o.conflicts(); err != nil {
		return err
	}
	if o.given("undo") {
		return o.takeBack(ctx, env)
	}
	project, err := scaffold.Read(ctx, env.path(o.dir))
	if err != nil {
		return inProject(ctx, err)
	}
	env.known.Add(project.Secrets()...)
	_, have, err := o.existing(project)
	if err != nil {
		return err
	}
	switch {
	case o.request != "" || o.elsewhere(have.MetadataURL):
	case o.given("metadata-url"):
		return usagef("--metadata-url is for other providers; at Entra the tenant is the one that the Azure CLI is signed in to")
	default:
		return o.atEntra(ctx, env)
	}
	wanted, err := o.wanted(env, project)
	if err != nil {
		return err
	}
	if o.request == "" && wanted.Flags != "" {
		return usagef("--federated and --certificate are for Microsoft Entra")
	}
	if o.request == "" {
		return runDynamic(ctx, env, o, project, wanted)
	}
	ticket, err := register.Ticket(wanted, o.request)
	if err != nil {
		return usagef("--request %s: %v", o.request, err)
	}
	if _, err := io.WriteString(env.Stdout, ticket); err != nil {
		return fmt.Errorf("cannot write the request: %w", err)
	}
	return nil
}

// conflicts refuses flags that do not go together.
func (o registerOptions) conflicts() error {
	if o.given("request") && !slices.Contains(register.Formats(), o.request) {
		return usagef("--request: there is no form %q: take one of %s", o.request, strings.Join(register.Formats(), ", "))
	}
	const registers, undoes = "does not go with --request, which registers nothing", "does not go with --undo, which takes back what its file names"
	shared := []string{"initial-access-token-file", "management-token-file"}
	for _, flag := range append(shared, "dry-run", "yes") {
		if o.request != "" && o.given(flag) {
			return usagef("--%s %s", flag, registers)
		}
	}
	for _, flag := range append(shared, "federated", "certificate", "request", "name", "client-id", "redirect-uri", "url", "audience", "days", "metadata-url") {
		if o.given("undo") && o.given(flag) {
			return usagef("--%s %s", flag, undoes)
		}
	}
	return nil
}

// elsewhere tells whether the registration is one at a provider's own
// registration endpoint. On this machine a provider may stand in for Entra.
func (o registerOptions) elsewhere(metadataURL string) bool {
	if o.given("initial-access-token-file") || o.given("management-token-file") {
		return true
	}
	return metadataURL != "" && !entra.IsAuthority(metadataURL) && !strings.HasSuffix(metadataURL, "/v2.0"+wellKnown)
}

// existing is the registration that is meant, and what the project has of it.
func (o registerOptions) existing(project *scaffold.Project) (name string, have scaffold.Existing, err error) {
	name = o.provider
	if !o.given("provider") {
		name = project.OnlyProvider()
	} else if err := scaffold.CheckProvider(name); err != nil {
		return name, have, usagef("--provider: %v", err)
	}
	have = project.Existing(name)
	if o.given("metadata-url") {
		address := strings.TrimSpace(o.metadataURL)
		if err := scaffold.CheckMetadataURL(address); err != nil {
			return name, have, usagef("--metadata-url: %v", err)
		}
		if have.MetadataURL != "" && have.MetadataURL != address {
			return name, have, usagef("--metadata-url is another provider than the project's: name a registration of its own with --provider")
		}
		have.MetadataURL = address
	}
	return name, have, nil
}

// atEntra makes or completes the registration.
func (o registerOptions) atEntra(ctx context.Context, env *Env) error {
	at := entraRegistration{
		dir: o.dir, name: o.name, clientID: answer.Client(o.clientID), redirectURIs: o.redirectURIs, url: o.url,
		days: o.days, provider: o.provider, dryRun: o.dryRun, yes: o.yes, metadataURL: strings.TrimSpace(o.metadataURL),
		federated: o.federated, certificate: o.certificate,
	}
	var err error
	switch {
	case o.days < 1 || o.days > 730:
		return usagef("--days takes a number from 1 to 730")
	case o.given("provider") && scaffold.CheckProvider(o.provider) != nil:
		return usagef("--provider: %v", scaffold.CheckProvider(o.provider))
	case at.clientID != "" && !entra.IsGUID(at.clientID):
		return usagef("--client-id: %v", answer.ClientID(answer.TenantMetadata("common"), at.clientID))
	}
	if at.name, err = o.appName(env); err != nil {
		return err
	}
	if o.given("audience") {
		if at.audience, err = register.ParseAudience(o.audience); err != nil {
			return usagef("--audience: %v", err)
		}
	}
	return registerAtEntra(ctx, env, at)
}

// wanted is the registration that the project and the flags ask for.
func (o registerOptions) wanted(env *Env, project *scaffold.Project) (register.Request, error) {
	r := register.Request{Entra: true, Audience: register.Tenant}
	name, have, err := o.existing(project)
	if err != nil {
		return r, err
	}
	if err := o.readAuthority(&r, have.MetadataURL); err != nil {
		return r, err
	}
	if r.Name, err = o.appName(env); err != nil {
		return r, err
	}
	r.ClientID = have.ClientID
	if o.given("client-id") {
		r.ClientID = answer.Client(o.clientID)
		if err := answer.ClientID(have.MetadataURL, r.ClientID); err != nil {
			return r, usagef("--client-id: %v", err)
		}
	}
	if r.Entra && r.ClientID != "" && !entra.IsGUID(r.ClientID) {
		return r, withHint(errors.New("client_id of this project is no client ID of Entra's"), "give the right one with --client-id, or take it out of the secrets file")
	}
	if !entra.IsGUID(r.ClientID) {
		r.ClientID = "" // it may be a secret in the wrong key
	}
	if r.RedirectURIs, err = o.addresses(project, have, r.Entra); err != nil {
		return r, err
	}
	if o.days < 1 || o.days > 730 {
		return r, usagef("--days takes a number from 1 to 730")
	}
	r.Last = env.Now().UTC().AddDate(0, 0, o.days).Truncate(24 * time.Hour)
	if r.Proof, err = o.proof(env, r, have.MetadataURL); err != nil {
		return r, err
	}
	r.Command = r.Next(o.dir, name)
	return r, nil
}

// proof is what is to stand in the client secret's place.
func (o registerOptions) proof(env *Env, r register.Request, metadataURL string) (register.Proof, error) {
	var p register.Proof
	for _, flag := range [][2]string{{"federated", o.federated}, {"certificate", o.certificate}} {
		switch {
		case !o.given(flag[0]):
		case !r.Entra:
			return p, usagef("--federated and --certificate are for Microsoft Entra")
		default:
			p.Flags = strings.TrimSpace(p.Flags + " --" + flag[0] + " " + quote.Shell(flag[1]))
		}
	}
	if strings.HasPrefix(o.federated, "azure") && !entra.IsGUID(r.Tenant) {
		return p, &usageError{message: "--federated: a managed identity's tokens name the tenant by its ID, and the project does not", hint: "set it first: authkit init --tenant ID"}
	}
	authority, _ := entra.ParseAuthority(metadataURL)
	signIn := &url.URL{Scheme: "https", Host: cmp.Or(authority.Host, "login.microsoftonline.com")}
	var err error
	if p.Federated, p.Certificate, err = credential.Read(o.federated, env.pathOrEmpty(o.certificate), signIn, r.Tenant, env.Now()); err != nil {
		return p, usagef("%v", err)
	}
	return p, nil
}

// readAuthority reads whose registration it is. A project without an address
// yet is one for Entra.
func (o registerOptions) readAuthority(r *register.Request, metadataURL string) error {
	authority, microsoft := entra.ParseAuthority(metadataURL)
	switch {
	case steps.At(metadataURL).Sandbox:
		return &usageError{message: "this project signs in at the sandbox, where nothing has to be asked for", hint: "name the real provider first: authkit init --tenant ID, or --metadata-url URL"}
	case metadataURL != "" && !microsoft:
		if o.given("audience") {
			return usagef("--audience is for Microsoft Entra, and this project signs in elsewhere")
		}
		u, err := url.Parse(metadataURL)
		if err != nil {
			return usagef("server_metadata_url is not an address")
		}
		known := provider.Of(metadataURL)
		r.Entra, r.Provider, r.Where, r.Console = false, cmp.Or(known.Name, u.Host), known.Redirects, known.Console
		return nil
	case microsoft && authority.Kind != entra.Organisation && authority.Kind != entra.Consumers:
		return &usageError{message: "apps for " + authority.Kind.String() + " belong to a user flow, which no request of this kind makes", hint: "register it in the portal: authkit init lists the steps"}
	}
	r.Tenant, r.Audience = authority.Tenant, register.AudienceOf(authority.Kind)
	if !o.given("audience") {
		return nil
	}
	audience, err := register.ParseAudience(o.audience)
	if err == nil && microsoft {
		err = audience.Fits(authority.Kind)
	}
	if err != nil {
		return usagef("--audience: %v", err)
	}
	r.Audience = audience
	return nil
}

// appName is --name, or the name of the project's folder.
func (o registerOptions) appName(env *Env) (string, error) {
	if o.given("name") {
		if err := register.CheckName(o.name); err != nil {
			return "", usagef("--name: %v", err)
		}
		return o.name, nil
	}
	folder, err := filepath.Abs(env.path(o.dir))
	if err != nil || register.CheckName(filepath.Base(folder)) != nil || filepath.Base(folder) == string(filepath.Separator) {
		return "", &usageError{message: "the app has no name: that of its folder cannot be taken", hint: "give it one with --name NAME"}
	}
	return filepath.Base(folder), nil
}

// addresses are the redirect URIs: the project's own, and those of the flags. A
// project that has none yet gets the one that init will write.
func (o registerOptions) addresses(project *scaffold.Project, have scaffold.Existing, microsoft bool) ([]string, error) {
	var all []string
	add := func(uri string) error {
		err := scaffold.CheckRedirectURI(uri, microsoft)
		if err == nil && microsoft {
			err = sandbox.CheckRedirectURI(uri)
		}
		if err == nil && !entra.IsPlainURI(uri) {
			err = errors.New("it has characters that providers do not take: use letters, digits, - . _ ~ and / behind the host")
		}
		if err == nil && !slices.Contains(all, uri) {
			all = append(all, uri)
		}
		return err
	}
	here := have.RedirectURI
	if here == "" && len(o.redirectURIs) == 0 {
		here = project.DefaultRedirectURI(0)
	}
	if here != "" {
		if err := add(here); err != nil {
			return nil, withHint(fmt.Errorf("the project's own redirect URI cannot be registered: %w", err), "correct it in the secrets file; authkit verify --offline says more")
		}
	}
	for _, uri := range o.redirectURIs {
		if err := add(uri); err != nil {
			return nil, usagef("--redirect-uri: %v", err)
		}
	}
	if o.url != "" {
		address, err := publicAddress(o.url)
		if err != nil {
			return nil, err
		}
		if err := add(address.RedirectURI); err != nil {
			return nil, usagef("--url: %v", err)
		}
	}
	return all, nil
}
