package report

import (
	"encoding/json"
	"io"

	"github.com/authkit-cli/authkit/verify"
)

// writeJSON writes the contract's form, authkit.report/1.
func writeJSON(w io.Writer, r *verify.Report, _ Options) error {
	return encode(w, r)
}

func encode(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
