package scaffold

import (
	"bytes"
	"fmt"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
)

const (
	schemaFile = ".streamlit/secrets.schema.json"
	// Editors with taplo read it (Even Better TOML in VS Code).
	schemaLine = "#:schema ./secrets.schema.json"
)

// planSchema puts the schema of the secrets file beside it.
func (p *Project) planSchema(plan *Plan) error {
	files, err := checkout.Open(p.Dir)
	if err != nil {
		return fmt.Errorf("the folder %s cannot be read", p.Dir)
	}
	defer files.Close()
	snapshot, err := readFile(files, schemaFile)
	if err != nil {
		return err
	}
	plan.change(Change{
		Path: schemaFile, After: whole(streamlit.SecretsSchema()), Mode: 0o644,
		What: "tells editors the keys of " + secretsFile + "; safe to commit", snapshot: snapshot,
	})
	return nil
}

// withSchemaLine names the schema in the file's first line, unless it names one.
func withSchemaLine(document *secrets.Document) (*secrets.Document, error) {
	data := document.Bytes()
	if bytes.Contains(data, []byte("#:schema ")) {
		return document, nil
	}
	bom, end := []byte(nil), "\n"
	if document.HasBOM() {
		bom, data = data[:3], data[3:]
	}
	if line, _, found := bytes.Cut(data, []byte("\n")); found && bytes.HasSuffix(line, []byte("\r")) {
		end = "\r\n"
	}
	return secrets.Parse(append(append(bytes.Clone(bom), schemaLine+end...), data...))
}
