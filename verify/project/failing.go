package project

import (
	"context"
	"maps"

	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// failing is what fails in the app's code where it stands: files that it opens and that are not there, and
// what the project's release of Streamlit does not have.
func (p *Project) failing(ctx context.Context, scans map[string]pyfile.Scan) map[reached.Spot]reached.Failing {
	fails := map[reached.Spot]reached.Failing{}
	maps.Copy(fails, p.unfound(ctx, scans))
	gets := p.Release()
	if gets.IsZero() {
		return fails
	}
	for file, scan := range scans {
		uses := map[string][]pytoken.Position{"user": scan.UserUses, "experimental_user": scan.ExperimentalUser}
		for _, call := range scan.LoginCalls {
			uses["login"] = append(uses["login"], pytoken.Position{Line: call.Line, Column: call.Column})
		}
		for name, places := range uses {
			if why, fix := streamlit.Lacks(name, gets); why != "" {
				for _, at := range places {
					fails[reached.Spot{File: file, Position: at}] = reached.Gone("st."+name, why, fix)
				}
			}
		}
	}
	return fails
}
