package pyscope

import (
	"slices"
	"strings"
)

// TellsWhetherItRuns tells whether a function of Streamlit's own says whether it runs a script.
func TellsWhetherItRuns(function string) bool {
	return function == "exists" || function == "get_script_run_ctx"
}

// IsStreamlit tells whether a binding surely brings Streamlit, or what tells whether it runs.
func (b Binding[U, C]) IsStreamlit() bool {
	o := b.Origin
	return o != nil && (o.Module == "streamlit" && o.Original == "" || strings.HasPrefix(o.Module, "streamlit/") && (o.Original == "" || TellsWhetherItRuns(o.Original)))
}

// Sure leaves of the bindings of a name those that import Streamlit, where there are such: what stands in
// for it is for those who do not have it.
func Sure[U, C any](bindings []Binding[U, C]) []Binding[U, C] {
	if len(bindings) < 2 || !slices.ContainsFunc(bindings, Binding[U, C].IsStreamlit) {
		return bindings
	}
	return slices.DeleteFunc(slices.Clone(bindings), func(b Binding[U, C]) bool { return !b.IsStreamlit() })
}
