package expiry

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/authkit-cli/authkit/entra"
)

// Formats lists the names Write takes.
func Formats() []string { return []string{"text", "json", "markdown", "ics"} }

// Write writes the list in one format.
func (l List) Write(w io.Writer, format string) error {
	l.Secrets = append([]Entry{}, l.Secrets...)
	for i, e := range l.Secrets { // some come from the network and from the user's files
		e.Project, e.Provider, e.Reason = entra.Plain(e.Project), entra.Plain(e.Provider), entra.Plain(e.Reason)
		l.Secrets[i] = e
	}
	var out strings.Builder
	switch format {
	case "text":
		l.text(&out)
	case "json":
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(l); err != nil {
			return err
		}
	case "markdown":
		l.markdown(&out)
	case "ics":
		l.calendar(&out)
	default:
		return fmt.Errorf("there is no format %q", format)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// when is a last day in words.
func (e Entry) when() string {
	switch {
	case e.DaysLeft == nil:
		return "unknown"
	case *e.DaysLeft == 0:
		return "ends today"
	case *e.DaysLeft < 0:
		return "ended"
	case *e.DaysLeft == 1:
		return "in 1 day"
	}
	return fmt.Sprintf("in %d days", *e.DaysLeft)
}

// whose is the app, and its provider where it has a name.
func (e Entry) whose() string {
	if e.Provider == "default" {
		return e.Project
	}
	return e.Project + " (" + e.Provider + ")"
}

// about is where the day comes from, or why there is none.
func (e Entry) about() string {
	if e.Reason != "" {
		return e.Reason
	}
	return "by " + string(e.Source)
}

func (l List) text(out *strings.Builder) {
	widest := 0
	for _, e := range l.Secrets {
		widest = max(widest, len([]rune(e.whose())))
	}
	marks := map[Status]string{Ended: "✗", Near: "!", Fine: "✓", NotKnown: "–"}
	for _, e := range l.Secrets {
		day := e.LastDay
		if day == "" {
			day = "unknown"
		}
		when := e.when()
		if e.LastDay == "" {
			when = ""
		}
		fmt.Fprintf(out, "%s %-10s  %-13s  %-*s  %s\n", marks[e.Status], day, when, widest, e.whose(), e.about())
	}
	if len(l.Secrets) == 0 {
		out.WriteString("no client secret was found\n")
	}
}

func (l List) markdown(out *strings.Builder) {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "|", "&#124;", "`", "&#96;", "*", "&#42;", "_", "&#95;", "[", "&#91;", "]", "&#93;", "@", "&#64;", "#", "&#35;", "\\", "&#92;")
	marks := map[Status]string{Ended: "❌", Near: "⚠️", Fine: "✅", NotKnown: "❔"}
	out.WriteString("## authkit: client secrets by their last day\n\n| | last day | left | app | told by |\n| --- | --- | --- | --- | --- |\n")
	for _, e := range l.Secrets {
		fmt.Fprintf(out, "| %s | %s | %s | %s | %s |\n", marks[e.Status], e.LastDay, e.when(), escape.Replace(e.whose()), escape.Replace(e.about()))
	}
}
