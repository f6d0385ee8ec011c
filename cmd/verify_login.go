package cmd

import (
	"context"
	"fmt"
	"net/url"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
)

// signIn decides whether a round trip is made: on request, or when a person
// at a terminal agrees to it.
func (o verifyOptions) signIn(ctx context.Context, env *Env, project *project.Project) (*probe.Login, string, error) {
	if o.redirectURI != "" {
		u, err := url.Parse(o.redirectURI)
		if err != nil || u.Scheme != "http" || !hosts.IsLoopback(u.Hostname()) {
			return nil, "", &usageError{message: "--redirect-uri takes an http address of this machine", hint: "for instance --redirect-uri http://localhost:8501/oauth2callback"}
		}
	}
	login := &probe.Login{
		Open: env.OpenBrowser, Show: func(provider, address string, opened bool) { showSignIn(env, provider, address, opened) },
		RedirectURI: o.redirectURI, Wait: env.SignInWait, Judge: verify.JudgeSignIn,
	}
	switch {
	case o.offline:
		return nil, "--offline", nil
	case o.noLogin:
		return nil, "--no-login", nil
	case o.login:
		return login, "", nil
	case !env.interactive() || o.format != "text" || inCI(env) || !project.Auth.Found:
		return nil, "no sign-in was asked for (--login)", nil
	}
	yes, err := newPlainPrompter(env).confirm(ctx, question{
		title: "Sign in once in the browser? It proves what nothing else can",
	})
	if err != nil {
		return nil, "", err
	}
	if !yes {
		return nil, "no sign-in was asked for (--login)", nil
	}
	return login, "", nil
}

// showSignIn tells the person where to sign in. The address always shows: the
// browser may be on another machine.
func showSignIn(env *Env, provider, address string, opened bool) {
	if provider == "default" {
		provider = "the provider"
	}
	provider = entra.Plain(provider)
	if opened {
		fmt.Fprintf(env.Stderr, "sign in at %s in your browser; if it did not open, go to\n\n  %s\n\n", provider, address)
	} else {
		fmt.Fprintf(env.Stderr, "open this address in a browser on this machine and sign in at %s\n\n  %s\n\n", provider, address)
	}
	fmt.Fprintf(env.Stderr, "waiting for %d minutes; Ctrl-C stops\n", int(env.SignInWait.Minutes()))
}
