package pyapp

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pyscope"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// isRunning tells whether an expression is Streamlit itself, or asks it whether it runs the script.
func (f *follower) isRunning(in *scope, m *module, e *pytree.Expression, steps int) bool {
	if e.Kind == pytree.CallExpression {
		called, name := e.Parts[0], e.Parts[0].Value
		if called.Kind == pytree.AttributeExpression && called.Parts[0].Own == "runtime" {
			return pyscope.TellsWhetherItRuns(name)
		}
		if b, is := in.Only(name); is && called.Kind == pytree.NameExpression && b.Origin != nil {
			name = b.Origin.Original // it may have another name here
		} else if called.Kind == pytree.NameExpression {
			return f.allRunning(in, name)
		}
		return pyscope.TellsWhetherItRuns(name) && strings.HasPrefix(f.find(in, m, called, steps+1).foreign+"/", "streamlit/")
	}
	return e.Kind == pytree.NameExpression && e.Own == "" && f.allRunning(in, e.Value)
}

// allRunning tells it of a name.
func (f *follower) allRunning(in *scope, name string) bool {
	bindings, _ := f.reaching(in, name)
	return len(bindings) > 0 && !slices.ContainsFunc(bindings, func(b binding) bool { return !b.IsStreamlit() })
}
