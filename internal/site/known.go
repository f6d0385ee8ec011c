package main

import (
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/deploy"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/secrets"
)

// addProviders writes a page for each provider other than Entra.
func (all pages) addProviders() {
	var index strings.Builder
	index.WriteString("# Providers\n\n`authkit init --metadata-url URL` sets up any OpenID Connect provider. Of these more is known: where things are registered, how their values look, and what their refusals mean. [Microsoft Entra](entra.md) has a page of its own.\n\n| provider | st.login |\n| --- | --- |\n")
	for _, p := range provider.All() {
		works := "works"
		if p.Unusable != nil {
			works = "does not work"
			if len(p.Unusable.Scopes) > 0 {
				works = "not with every scope"
			}
		}
		fmt.Fprintf(&index, "| [%s](%s) | %s |\n", escaped(p.Name), fileName(p.Name), works)
		all["providers/"+fileName(p.Name)] = providerPage(p)
	}
	all["providers/index.md"] = index.String()
}

func providerPage(p provider.Provider) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", escaped(p.Name))
	if p.Unusable != nil {
		when := ""
		if len(p.Unusable.Scopes) > 0 {
			when = " (with the scopes " + strings.Join(p.Unusable.Scopes, ", ") + ")"
		}
		fmt.Fprintf(&b, "\n!!! warning \"What does not work%s\"\n    %s. What to do: %s.\n", when, escaped(p.Unusable.Why), escaped(p.Unusable.Fix))
	}
	if p.Example != "" {
		fmt.Fprintf(&b, "\n```sh\nauthkit init --metadata-url %s\n```\n", p.Example)
	}
	if p.Redirects != "" {
		fmt.Fprintf(&b, "\n- redirect URIs are registered here: %s\n", escaped(p.Redirects))
	}
	if p.Logouts != "" {
		fmt.Fprintf(&b, "- addresses after a logout stand in the list: %s\n", escaped(p.Logouts))
	}
	if p.Console != "" {
		fmt.Fprintf(&b, "- its console: <%s>\n", p.Console)
	}
	if p.ClientID.Says != "" {
		fmt.Fprintf(&b, "- a client ID is %s\n", escaped(p.ClientID.Says))
	}
	if p.ClientSecret.Says != "" {
		fmt.Fprintf(&b, "- a client secret is %s\n", escaped(p.ClientSecret.Says))
	}
	if p.Refusals != nil {
		b.WriteString("\n## What it says when it refuses\n\n")
		for _, r := range p.Refusals() {
			fmt.Fprintf(&b, "- [%s](../messages/%s): %s\n", r.ID, fileName(r.ID), escaped(r.Title))
		}
	}
	return b.String()
}

// addTargets writes a page for each platform of deploy-secrets, with what it
// renders for a made-up project and the steps that it prints.
func (all pages) addTargets() error {
	const example = "[auth]\nredirect_uri = \"https://app.contoso.example/oauth2callback\"\ncookie_secret = \"(32 random characters)\"\nclient_id = \"b1e7c0de-5a4d-4b0c-9a17-0c2f6e9d8a31\"\nclient_secret = \"(the client secret)\"\nserver_metadata_url = \"https://login.microsoftonline.com/contoso.example/v2.0/.well-known/openid-configuration\"\n"
	document, err := secrets.Parse([]byte(example))
	if err != nil {
		return err
	}
	address, err := deploy.ParseAddress("https://app.contoso.example")
	if err != nil {
		return err
	}
	var index strings.Builder
	index.WriteString("# Deploy\n\n`authkit deploy-secrets --url URL` renders the same secrets with the deployed app's redirect URI, in the form that the platform takes. `--register` adds the redirect URI at Entra. Afterwards, `authkit verify --url URL` looks at the deployed app from outside.\n\n| `--target` | what it is |\n| --- | --- |\n")
	for _, t := range deploy.Targets() {
		fmt.Fprintf(&index, "| [%s](%s.md) | %s |\n", t.Name, t.Name, escaped(t.Doc))
		given := deploy.Given{Address: address}
		rendered, err := t.Render(given, document)
		if err != nil {
			return err
		}
		var b strings.Builder
		fmt.Fprintf(&b, "# %s\n\n%s\n\n```sh\nauthkit deploy-secrets --url %s --target %s\n```\n\n## What it prints\n\n```text\n%s\n```\n\n## What to do there\n", t.Name, escaped(heading(t.Doc)), address.App, t.Name, strings.TrimSuffix(string(rendered), "\n"))
		for i, step := range t.Steps(given) {
			fmt.Fprintf(&b, "\n%d. %s\n", i+1, escaped(step.Text))
			block(&b, "sh", step.Commands)
			block(&b, "text", step.Lines)
		}
		all["deploy/"+t.Name+".md"] = b.String()
	}
	all["deploy/index.md"] = index.String()
	return nil
}

// block is a block of code below a step.
func block(b *strings.Builder, kind string, lines []string) {
	if len(lines) > 0 {
		b.WriteString("\n    ```" + kind + "\n    " + strings.ReplaceAll(strings.Join(lines, "\n"), "\n", "\n    ") + "\n    ```\n")
	}
}
