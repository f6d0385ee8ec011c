package cmd

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/deploy"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/project"
)

// source is the secrets file that is rendered.
type source struct {
	document *secrets.Document
	snapshot secrets.Snapshot
	shown    string
	script   string // the app's main script, where it is known
	run      project.RunSettings
}

// readSource reads the file whose [auth] counts for Streamlit.
func readSource(ctx context.Context, env *Env, o deployOptions) (source, error) {
	if o.fromEnv {
		redirectURI := ""
		if o.url != "" {
			address, err := publicAddress(o.url)
			if err != nil {
				return source{}, err
			}
			redirectURI = address.RedirectURI
		}
		for _, variable := range env.Environ() {
			if name, value, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "AUTH") && secrets.IsSecretName(name) {
				env.known.Add(secrets.New(value))
			}
		}
		document, err := deploy.FromEnvironment(env.Environ(), redirectURI)
		var missing *deploy.MissingError
		if errors.As(err, &missing) {
			return source{}, &usageError{message: missing.Error(), hint: "see 'authkit deploy-secrets --help' for the variables"}
		}
		return source{document: document}, err
	}
	search, err := project.FindSecrets(ctx, project.LoadOptions{Dir: env.path(o.dir), Home: env.Home, App: env.pathOrEmpty(o.app), Getenv: env.Getenv, Now: env.Now()})
	switch {
	case err != nil:
		return source{}, withHint(err, "name the Streamlit project's folder with --dir")
	case search.NotList:
		return source{}, withHint(errors.New("secrets.files is a text, and Streamlit takes every letter of it for a path"), `write it as a list: files = ["…"]`)
	case search.Handed != "":
		fmt.Fprintf(env.Stderr, "note: %s, which Streamlit puts over those of the file\n", search.Handed)
	}
	if len(search.NotRead) > 0 {
		return source{}, withHint(fmt.Errorf("%s lies outside of the project, or is a link that leads there, and is not read", search.NotRead[0]),
			"copy the file into the project, or use --from-env")
	}
	without := ""
	for _, path := range slices.Backward(search.Paths) {
		found, err := readSecretsFile(env, path)
		switch {
		case err != nil:
			return source{}, err
		case found.document == nil:
		case len(found.document.Keys("auth")) > 0:
			found.script, found.run = search.Script, search.Run
			return found, nil
		case without == "":
			without = found.shown
		}
	}
	if without != "" {
		return source{}, withHint(fmt.Errorf("%s has no [auth] section", without), "run authkit init first")
	}
	message := "there is no secrets file in this project"
	if search.NoScript != "" { // its folder may hold one
		message += "; " + search.NoScript
	}
	return source{}, withHint(errors.New(message), "run authkit init first, or name the project's folder with --dir")
}

// readSecretsFile reads one place where Streamlit looks; without a document
// there is nothing.
func readSecretsFile(env *Env, path string) (source, error) {
	shown := filepath.ToSlash(path)
	if rel, err := filepath.Rel(env.WorkingDir, path); err == nil && filepath.IsLocal(rel) {
		shown = filepath.ToSlash(rel)
	}
	if !strings.HasSuffix(path, ".toml") {
		return source{}, withHint(fmt.Errorf("secrets.files names %s, which is no secrets.toml whose redirect_uri could be changed", shown), "set redirect_uri where the folder of secrets is made, or use --from-env")
	}
	snapshot, err := secrets.ReadFile(path)
	switch {
	case err != nil:
		return source{}, withHint(fmt.Errorf("%s cannot be read: %w", shown, err), "authkit verify --offline says more")
	case !snapshot.Exists:
		return source{}, nil
	}
	document, err := secrets.Parse(snapshot.Data())
	if err != nil {
		return source{}, withHint(fmt.Errorf("%s is %w", shown, err), "fix it; authkit verify --offline says more")
	}
	return source{document: document, snapshot: snapshot, shown: shown}, nil
}
