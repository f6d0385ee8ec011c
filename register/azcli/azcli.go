// Package azcli asks the person's own Azure CLI who is signed in: it hands over
// an access token for Microsoft Graph and says which Graph that is. Nothing else
// of the CLI is used, and nothing is written with it.
package azcli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"os/exec"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/secrets"
)

// Session is what the CLI's sign-in gives.
type Session struct {
	Token  secrets.Secret
	Tenant string   // GUID of the tenant that the token is for
	Graph  *url.URL // scheme and host of the cloud's Microsoft Graph; the token goes nowhere else
	SignIn *url.URL // scheme and host where the cloud's people sign in
}

// Problem says why there is no session, and what to do.
type Problem struct{ Message, Fix string }

func (p *Problem) Error() string { return p.Message }

const program = "az"

// maxOutput bounds what is read of the CLI, in bytes.
const maxOutput = 256 << 10

// SignedIn returns the session of whoever is signed in, in the tenant that the
// CLI has chosen, or in one that is named by its GUID. Every error is a *Problem,
// or the context's.
func SignedIn(ctx context.Context, tenant string) (*Session, error) {
	path, err := exec.LookPath(program)
	if err != nil {
		return nil, &Problem{"the Azure CLI (az) is not on PATH", "install it (https://aka.ms/azure-cli) and run az login"}
	}
	return SignedInAt(ctx, path, tenant)
}

// SignedInAt is SignedIn with the CLI that lies at a path.
func SignedInAt(ctx context.Context, path, tenant string) (*Session, error) {
	arguments := []string{"account", "get-access-token", "--resource-type", "ms-graph"}
	if tenant != "" {
		arguments = append(arguments, "--tenant", tenant)
	}
	var cloud struct {
		Endpoints struct {
			Graph  string `json:"microsoftGraphResourceId"`
			SignIn string `json:"activeDirectory"`
		} `json:"endpoints"`
	}
	var cloudErr error
	asked := safego.Go(func() { cloudErr = ask(ctx, path, &cloud, "cloud", "show") })
	var answer struct {
		Token  string `json:"accessToken"`
		Tenant string `json:"tenant"`
	}
	err := ask(ctx, path, &answer, arguments...)
	asked.Wait()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, inTenant(err, tenant)
	case cloudErr != nil:
		return nil, cloudErr
	case answer.Token == "" || strings.ContainsFunc(answer.Token, notInToken) || !entra.IsGUID(answer.Tenant):
		return nil, &Problem{"the Azure CLI answered without an access token", "run az login and look at what it says; az upgrade brings a newer one"}
	}
	graph, err := host(cloud.Endpoints.Graph, "microsoftGraphResourceId")
	if err != nil {
		return nil, err
	}
	signIn, err := host(cloud.Endpoints.SignIn, "activeDirectory")
	if err != nil {
		return nil, err
	}
	return &Session{Token: secrets.New(answer.Token), Tenant: strings.ToLower(answer.Tenant), Graph: graph, SignIn: signIn}, nil
}

// notInToken tells what no bearer token holds (RFC 6750, section 2.1).
func notInToken(r rune) bool { return r <= ' ' || r > '~' }

// host reads an address that the CLI names. Nothing secret is sent in the clear,
// except to this machine.
func host(address, name string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && !(u.Scheme == "http" && hosts.IsLoopback(u.Hostname())) {
		return nil, &Problem{"the Azure CLI names no usable " + name + " for its cloud", "run az cloud show: " + name + " has to be an https address"}
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}, nil
}

// ask runs the CLI and reads the object that it prints; a banner before it is passed over.
func ask(ctx context.Context, path string, into any, arguments ...string) error {
	command := exec.CommandContext(ctx, path, append(arguments, "--output", "json", "--only-show-errors")...)
	var out, said bounded
	command.Stdout, command.Stderr = &out, &said
	command.WaitDelay = time.Second // az leaves children behind that hold its output open
	err := command.Run()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return refusal(said.String())
	}
	text := out.Bytes()
	for at := bytes.IndexByte(text, '{'); at >= 0; {
		if json.NewDecoder(bytes.NewReader(text[at:])).Decode(into) == nil {
			return nil
		}
		next := bytes.IndexByte(text[at+1:], '{')
		if next < 0 {
			break
		}
		at += 1 + next
	}
	return &Problem{"what the Azure CLI prints is not what is expected of it", "run az account get-access-token --resource-type ms-graph --query tenant; az upgrade brings a newer one"}
}

// refusal puts what the CLI says on stderr into words.
func refusal(said string) error {
	switch {
	case strings.Contains(said, "az login") && !strings.Contains(said, "AADSTS"):
		return &Problem{"nobody is signed in at the Azure CLI", "run az login"}
	case strings.Contains(said, "unrecognized arguments"), strings.Contains(said, "is not a valid value for '--resource-type'"):
		return &Problem{"this Azure CLI is too old", "run az upgrade"}
	}
	if mentions := entra.Mentions(said); len(mentions) > 0 {
		cause := ""
		if entry, ok := entra.Explain(mentions[0].Code, mentions[0].Text); ok {
			cause = ": " + entry.Cause
		}
		return &Problem{"the Azure CLI gets no token" + cause + " (" + mentions[0].Code + ")", "run az login once more"}
	}
	return &Problem{"the Azure CLI gets no token for Microsoft Graph", "run az account get-access-token --resource-type ms-graph --query tenant and look at what it says"}
}

// inTenant says of a refusal which tenant it is about: there is a session in another.
func inTenant(err error, tenant string) error {
	problem, is := IsProblem(err)
	if !is || tenant == "" {
		return err
	}
	fix := "run az login --tenant " + tenant
	if strings.Contains(problem.Message, entra.NoSuchTenant) {
		fix = "compare the tenant in server_metadata_url with Directory (tenant) ID on the Overview page of the app"
	}
	return &Problem{"for the tenant " + tenant + ", which the project names: " + problem.Message, fix}
}

// bounded keeps the beginning of what is written to it.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if left := maxOutput - b.Len(); left > 0 {
		b.Buffer.Write(p[:min(left, len(p))])
	}
	return len(p), nil
}

// IsProblem returns the Problem that an error is.
func IsProblem(err error) (*Problem, bool) {
	var problem *Problem
	ok := errors.As(err, &problem)
	return problem, ok
}
