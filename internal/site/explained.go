package main

import (
	"fmt"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/explain"
	"github.com/authkit-cli/authkit/verify"
)

// addChecks writes a page for each check: what CHECKS.md shows of it.
func (all pages) addChecks(document string) {
	var index strings.Builder
	index.WriteString("# Checks\n\nWhat `authkit verify` asks, in the order of its report. `authkit explain ID` shows the same offline, without the examples.\n")
	parts := strings.Split(document, "\n### `")
	level := verify.Level("")
	for _, check := range verify.Checks() {
		if check.Level != level {
			level = check.Level
			fmt.Fprintf(&index, "\n## %s\n\n| check | question |\n| --- | --- |\n", heading(string(level)))
		}
		fmt.Fprintf(&index, "| [`%s`](%s.md) | %s |\n", check.ID, check.ID, escaped(check.Question))
		for _, part := range parts {
			if text, ok := strings.CutPrefix(part, check.ID+"`\n"); ok {
				text, _, _ = strings.Cut(text, "\n## ")
				all["checks/"+check.ID+".md"] = "# `" + check.ID + "`\n" + steps(text) + "\nOffline: `authkit explain " + check.ID + "`\n"
			}
		}
	}
	all["checks/index.md"] = index.String()
}

// steps opens what CHECKS.md folds: a page of its own has the room.
func steps(text string) string {
	text = strings.ReplaceAll(text, "<details><summary>Step by step</summary>", "**Step by step**")
	return strings.ReplaceAll(text, "\n</details>\n", "")
}

func heading(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

// addCodes writes a page for each code of Microsoft's.
func (all pages) addCodes() {
	var index strings.Builder
	index.WriteString("# Codes of Microsoft Entra\n\nThe AADSTS codes that a Streamlit app's sign-in can meet. Search for yours, or paste the whole page into `authkit explain -`.\n\n| code | what it says |\n| --- | --- |\n")
	for _, code := range entra.Codes() {
		found, _ := explain.Find(code)
		for _, page := range found {
			fmt.Fprintf(&index, "| [%s](%s) | %s |\n", page.Name, fileName(page.Name), escaped(page.About))
			all["codes/"+fileName(page.Name)] = explained(page)
		}
	}
	all["codes/index.md"] = index.String()
}

// addMessages writes a page for each message of Streamlit, a browser or a provider.
func (all pages) addMessages() {
	var index strings.Builder
	index.WriteString("# Messages\n\nWhat Streamlit, browsers and providers say when a sign-in fails, other than Microsoft's codes.\n\n| page | about |\n| --- | --- |\n")
	codes := map[string]bool{}
	for _, code := range entra.Codes() {
		codes[code] = true
	}
	for _, topic := range explain.Topics() {
		if verify.Knows(topic.Name) || codes[topic.Name] {
			continue
		}
		found, _ := explain.Find(topic.Name)
		for _, page := range found {
			fmt.Fprintf(&index, "| [%s](%s) | %s |\n", page.Name, fileName(page.Name), escaped(page.About))
			all["messages/"+fileName(page.Name)] = explained(page)
		}
	}
	all["messages/index.md"] = index.String()
}

// explained is a page of explain in Markdown.
func explained(p explain.Page) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n**%s**\n", escaped(p.Name), escaped(p.About))
	if p.Meaning != "" {
		fmt.Fprintf(&b, "\n%s\n", escaped(p.Meaning))
	}
	if len(p.Where) > 0 {
		b.WriteString("\n")
		for _, where := range p.Where {
			fmt.Fprintf(&b, "- it shows %s\n", escaped(where))
		}
	}
	switch {
	case len(p.Steps) > 0:
		b.WriteString("\n## What to do\n\n")
		for i, step := range p.Steps {
			fmt.Fprintf(&b, "%d. %s\n", i+1, escaped(step))
		}
	case p.Fix != "":
		fmt.Fprintf(&b, "\n## What to do\n\n%s\n", escaped(p.Fix))
	}
	if len(p.Checks) > 0 {
		b.WriteString("\n`authkit verify` looks into it:")
		for _, id := range p.Checks {
			fmt.Fprintf(&b, " [`%s`](../checks/%s.md)", id, id)
		}
		b.WriteString("\n")
	}
	if p.Link != "" {
		fmt.Fprintf(&b, "\n[Microsoft's page](%s)\n", p.Link)
	}
	fmt.Fprintf(&b, "\nOffline: `authkit explain %s`\n", p.Name)
	return b.String()
}
