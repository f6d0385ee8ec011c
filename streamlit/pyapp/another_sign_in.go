package pyapp

import (
	"strings"

	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/pytree"
	"github.com/authkit-cli/authkit/streamlit/signers"
)

// byHost notes an import that there is only on a platform that signs people in itself.
func (w *walker) byHost(module string, at Spot, reach Reach) {
	if where := signers.Hosts.Get()[module]; where != "" && reach > Never && !w.dry {
		w.found.Another = append(w.found.Another, Another{Spot: at, What: "shows that the app runs in " + where + ", which signs people in itself", Host: true})
	}
}

// fronted notes a header that the app reads of its own requests.
func (w *walker) fronted(e *pytree.Expression, reach Reach) {
	if reach == Never || w.dry || !w.unit.module.scan.ReadsHeaders || !signers.IsFrontHeader(e.Value) {
		return
	}
	w.found.Another = append(w.found.Another, Another{Spot: w.unit.spot(e), What: "takes who somebody is from the header " + e.Value + ", which a sign-in in front of the app sets", Own: false})
}

// byService notes a call that signs somebody in at a service: its name says so,
// and nothing of the project has it. Mail is sent by a login of its own, with two arguments.
func (w *walker) byService(e *pytree.Expression, reach Reach) {
	called := e.Parts[0]
	name := called.Value
	if reach == Never || w.dry || called.Kind != pytree.AttributeExpression || called.Own != "" || len(w.methods[name]) > 0 {
		return
	}
	if strings.HasPrefix(name, "sign_in") || strings.HasPrefix(name, "signin_") || name == "signin" || name == "verify_id_token" || name == "login" && len(e.Parts) <= 2 {
		w.found.Another = append(w.found.Another, Another{Spot: w.unit.spot(called), What: "calls " + name + " of something that is not part of this project and may sign people in", Own: false})
	}
}

// byPassword notes a field for a password, or for a code that was sent.
func (w *walker) byPassword(e *pytree.Expression, reach Reach) {
	if asked := signers.Asked(e); asked != "" && reach > Never && !w.dry {
		w.found.Another = append(w.found.Another, Another{Spot: w.unit.spot(e.Parts[0]), What: "asks for " + asked + " itself", Own: true})
	}
}

// byComponent notes a component of the app's own whose name says that it signs people in.
func (w *walker) byComponent(e *pytree.Expression, reach Reach) {
	if reach > Never && !w.dry && e.Parts[0].Value == "declare_component" && len(e.Parts) > 1 && e.Parts[1].Kind == pytree.TextExpression && signers.Suspect(e.Parts[1].Value) {
		w.found.Another = append(w.found.Another, Another{Spot: w.unit.spot(e.Parts[0]), What: "declares a component that may sign people in", Own: true})
	}
}

// byFlag notes an entry of st.session_state by which the app itself knows who signed in.
func (w *walker) byFlag(s *pytree.Statement, reach Reach) {
	if reach == Never || w.dry || s.Kind != pytree.AssignStatement || s.Parts[0].Kind == pytree.ConstantExpression && s.Parts[0].Value != "True" {
		return
	}
	for _, target := range s.Targets {
		if name, _ := pyread.Kept(target); signers.IsFlag(name) && !w.asks(s.Parts[0]) {
			w.found.Another = append(w.found.Another, Another{Spot: w.unit.spot(target), What: "keeps in st.session_state that somebody signed in", Own: true})
		}
	}
}
