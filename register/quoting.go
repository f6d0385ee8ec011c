package register

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
)

// asciiJSON is a value as JSON of plain ASCII without single quotes, so that it
// stands between single quotes in every shell as it is.
func asciiJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // maps of texts and numbers always are JSON
	}
	var b strings.Builder
	for _, r := range string(text) {
		if r < 0x7f && r != '\'' {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}

// hclText is a quoted text of Terraform's language, where ${ and %{ begin templates.
func hclText(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "${", "$${", "%{", "%%{").Replace(text) + `"`
}

// bicepText is a text of Bicep's language, where ${ begins an expression.
func bicepText(text string) string {
	return `'` + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "${", `\${`).Replace(text) + `'`
}

// code is a text as Markdown shows it letter by letter: behind more backticks
// than it holds in a row.
func code(text string) string {
	longest, row := 0, 0
	for _, r := range text {
		if row++; r != '`' {
			row = 0
		}
		longest = max(longest, row)
	}
	fence := strings.Repeat("`", longest+1)
	if longest > 0 {
		return fence + " " + text + " " + fence
	}
	return fence + text + fence
}
