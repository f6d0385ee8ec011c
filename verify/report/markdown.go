package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/verify"
)

// markdownText makes text harmless: no HTML, no table cell ends, no mentions.
var markdownText = lazy.Replacer{Pairs: []string{
	"&", "&amp;", "<", "&lt;", ">", "&gt;", "|", "&#124;", "`", "&#96;", "*", "&#42;", "_", "&#95;", "[", "&#91;", "]", "&#93;", "@", "&#64;", "#", "&#35;", "\\", "&#92;", "\n", " ", "\r", " ",
}}

// writeMarkdown writes a summary for a pull request or a job's page.
func writeMarkdown(w io.Writer, r *verify.Report, _ Options) error {
	var out strings.Builder
	counted, accepted := split(findings(r))
	fmt.Fprintf(&out, "## authkit: %s\n\n", r.Summary())
	if apps := tally(r); apps != "" {
		out.WriteString(apps + "\n\n")
	}
	if len(counted) > 0 {
		out.WriteString("| | check | where | what is wrong | what to do |\n| --- | --- | --- | --- | --- |\n")
		for _, f := range counted {
			mark := "❌"
			if f.Severity == verify.SeverityWarning {
				mark = "⚠️"
			}
			message := f.Message
			if names := named(f.Providers); names != "" {
				message = names + " " + message
			}
			if f.Code != "" {
				message += " (" + f.Code + ")"
			}
			if where := f.in(); where != "" {
				message = where + ": " + message
			}
			fmt.Fprintf(&out, "| %s | %s | %s | %s | %s |\n", mark, f.ID, markdownText.Replace(f.place()), markdownText.Replace(message), markdownText.Replace(f.Fix))
		}
		out.WriteString("\n")
	}
	for _, status := range []verify.Status{verify.Undecided, verify.Unproven} {
		for _, o := range byReason(r, status) {
			fmt.Fprintf(&out, "- %s: %s: %s\n", status, strings.Join(o.IDs, ", "), markdownText.Replace(withApps(o.Projects, o.Reason)))
		}
	}
	for _, o := range notAsked(r) {
		fmt.Fprintf(&out, "- not asked: %s: %s\n", strings.Join(o.IDs, ", "), markdownText.Replace(o.Reason))
	}
	for _, f := range accepted {
		fmt.Fprintf(&out, "- %s\n", markdownText.Replace(f.head(" ")+" "+f.why()))
	}
	counts := map[verify.Status]int{}
	for _, result := range r.Results {
		counts[result.Standing()]++
	}
	fmt.Fprintf(&out, "\n%d ok, %d failed, %d with warnings, %d undecided, %d unproven, %d not asked\n",
		counts[verify.OK], counts[verify.Failed], counts[verify.Warning], counts[verify.Undecided], counts[verify.Unproven], counts[verify.Skipped])
	_, err := io.WriteString(w, out.String())
	return err
}
