package signers

import "github.com/authkit-cli/authkit/streamlit/pytree"

// In tells of the modules that some code imports, but for those of the app, whether any may keep something
// in st.session_state, or sign people in.
func In(body []*pytree.Statement, own func(module string) bool) (keeps, signs bool) {
	pytree.Statements(body, func(made *pytree.Statement) {
		if made.Kind != pytree.ImportStatement && made.Kind != pytree.FromStatement {
			return
		}
		for i := 0; i < len(made.Names); i += 2 {
			if !own(made.Names[i]) && !own(made.Name) {
				keeps = keeps || MayKeep(made.Names[i]) || MayKeep(made.Name)
				signs = signs || Suspect(made.Names[i]) || Suspect(made.Name)
			}
		}
	})
	return keeps, signs
}
