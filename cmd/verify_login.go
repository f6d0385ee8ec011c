package cmd

import (
	"context"
	"fmt"
	"net/url"

	"github.com/authkit-cli/authkit/cmd/ask"
	"github.com/authkit-cli/authkit/cmd/given"
	"github.com/authkit-cli/authkit/cmd/pasted"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/probe"
	"github.com/authkit-cli/authkit/verify/project"
)

// signIn decides whether a round trip is made: on request, or offered to a person
// at a terminal.
func (o verifyOptions) signIn(ctx context.Context, env *Env, project *project.Project, offer *signInOffer) (*probe.Login, string, error) {
	if o.redirectURI != "" {
		u, err := url.Parse(o.redirectURI)
		if err != nil || u.Scheme != "http" || !hosts.IsLoopback(u.Hostname()) {
			return nil, "", &usageError{message: "--redirect-uri takes an http address of this machine", hint: "for instance --redirect-uri http://localhost:8501/oauth2callback"}
		}
	}
	waiting := pasted.Waiting{Context: ctx, Out: env.linked(env.Stderr, env.StderrTerminal), Width: env.Width, Colour: env.colour(), For: env.SignInWait}
	if env.interactive() {
		waiting.In = env.Stdin
	}
	login := &probe.Login{
		Open: env.OpenBrowser, Show: waiting.Show,
		RedirectURI: o.redirectURI, Wait: env.SignInWait, Judge: verify.JudgeSignIn,
	}
	const notAsked = "no sign-in was asked for (--login)"
	switch {
	case o.offline:
		return nil, "--offline", nil
	case o.noLogin:
		return nil, "--no-login", nil
	case o.login:
		return login, "", nil
	case !env.interactive() || o.format != "text" || given.InCI(env.Getenv) || !project.Auth.Found:
		return nil, notAsked, nil
	}
	login.Offer = offer.ask
	return login, notAsked, nil
}

// signInOffer shows the report and then asks, at a terminal, whether to sign in.
type signInOffer struct {
	env       *Env
	options   verifyOptions
	selection verify.Options
	shown     bool  // the report stands on the screen as it will stay
	err       error // why nobody could be asked, or the report not be shown
}

// ask says whether the person agrees. Where something is broken already a
// sign-in would show nothing better, and is not offered.
func (s *signInOffer) ask(ctx context.Context, gathered *verify.Gathered) bool {
	sofar := verify.Run(gathered, s.selection)
	if sofar.Verdict == verify.Broken {
		return false
	}
	first := s.options
	first.asking = true
	if s.err = first.print(s.env, sofar); s.err != nil {
		return false
	}
	fmt.Fprintln(s.env.Stdout)
	yes, err := s.env.asks(true).Confirm(ctx, ask.Question{
		Title: "Sign in once in the browser? It proves what nothing else can",
	})
	s.err, s.shown = err, !yes
	return yes && err == nil
}
