package pyapp

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// inRuns are functions of Streamlit's own that tell whether it runs a script, which it does.
var inRuns = []string{"exists", "get_script_run_ctx"}

// isStreamlit tells whether a binding surely brings Streamlit, or what tells whether it runs.
func isStreamlit(b binding) bool {
	o := b.Origin
	return o != nil && (o.Module == "streamlit" && o.Original == "" || strings.HasPrefix(o.Module, "streamlit/") && (o.Original == "" || slices.Contains(inRuns, o.Original)))
}

// sure leaves of the bindings of a name those that import Streamlit, where there are such: what stands in
// for it is for those who do not have it.
func sure(bindings []binding) []binding {
	if len(bindings) < 2 || !slices.ContainsFunc(bindings, isStreamlit) {
		return bindings
	}
	return slices.DeleteFunc(slices.Clone(bindings), func(b binding) bool { return !isStreamlit(b) })
}

// isRunning tells whether an expression is Streamlit itself, or asks it whether it runs the script.
func (f *follower) isRunning(in *scope, m *module, e *pytree.Expression, steps int) bool {
	if e.Kind == pytree.CallExpression {
		called := e.Parts[0]
		name := called.Value
		if called.Kind == pytree.AttributeExpression && called.Parts[0].Own == "runtime" {
			return slices.Contains(inRuns, name)
		}
		if b, is := in.Only(name); is && called.Kind == pytree.NameExpression && b.Origin != nil {
			name = b.Origin.Original // it may have another name here
		} else if called.Kind == pytree.NameExpression {
			return f.allRunning(in, name)
		}
		return slices.Contains(inRuns, name) && strings.HasPrefix(f.find(in, m, called, steps+1).foreign+"/", "streamlit/")
	}
	if e.Kind != pytree.NameExpression || e.Own != "" {
		return false
	}
	return f.allRunning(in, e.Value)
}

// allRunning tells it of a name.
func (f *follower) allRunning(in *scope, name string) bool {
	bindings, _ := f.reaching(in, name)
	return len(bindings) > 0 && !slices.ContainsFunc(bindings, func(b binding) bool { return !isStreamlit(b) })
}
