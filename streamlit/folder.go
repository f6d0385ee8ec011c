package streamlit

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/authkit-cli/authkit/secrets"
)

// SecretsFolder is a folder of secrets as Kubernetes mounts them: one folder
// for each secret, in it one file for each key, and every value a text without
// the blanks around it. A secret of one file is a plain value, not a section
// (docs/facts/streamlit.md, section 2.3). entries holds the files by folder and name.
func SecretsFolder(path string, entries map[string]map[string]string) (SecretsFile, error) {
	var values, sections strings.Builder
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		files := entries[name]
		if len(files) != 1 {
			sections.WriteString("[" + tomlText(name) + "]\n")
		}
		for _, key := range slices.Sorted(maps.Keys(files)) {
			value := tomlText(strings.TrimSpace(files[key])) + "\n"
			if len(files) == 1 {
				values.WriteString(tomlText(name) + " = " + value)
				continue
			}
			sections.WriteString(tomlText(key) + " = " + value)
		}
	}
	document, err := secrets.Parse([]byte(values.String() + sections.String()))
	return SecretsFile{Path: path, Folder: true, Document: document, Err: err, StreamlitErr: err}, err
}

// AsPython is a file that is no TOML, as values that Streamlit's parser reads
// out of it all the same; without a Document when they cannot be written down.
func AsPython(file SecretsFile, values map[string]any) SecretsFile {
	text, err := toml.Marshal(values)
	if err != nil {
		return file
	}
	if document, err := secrets.Parse(text); err == nil {
		file.Document, file.NotTOML = document, true
	}
	return file
}

// tomlText is a TOML string of any text: JSON's escapes are TOML's, but for DEL.
func tomlText(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil { // a string always can be
		return `""`
	}
	return strings.ReplaceAll(string(quoted), "\x7f", `\u007f`)
}
