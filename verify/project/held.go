package project

import (
	"slices"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/held"
)

// held is what st.secrets holds for the app's code; nothing is known where a file of
// it could not be read, or where the app gives secrets to Streamlit itself.
func (p *Project) held() *held.Value {
	if p.Unseen != "" || slices.ContainsFunc(p.App.Files, func(f AppFile) bool { return len(f.Scan.AppSecrets) > 0 }) {
		return &held.Value{}
	}
	var files []*secrets.Document
	for _, file := range p.Files {
		if file.Document == nil || file.StreamlitErr != nil {
			return &held.Value{}
		}
		files = append(files, file.Document)
	}
	return held.In(files)
}
