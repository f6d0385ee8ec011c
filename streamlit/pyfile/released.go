package pyfile

import (
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
	"github.com/authkit-cli/authkit/streamlit/pytree"
)

// released notes the names of Streamlit that not every release has, and those that
// the app puts there itself.
func (s *scanner) released(tree []*pytree.Statement) {
	note := func(name string, called bool, at pytoken.Place) {
		if names.Doubtful(name, called) {
			s.scan.Names = append(s.scan.Names, names.Use{Name: name, Called: called, Line: int(at.Line), Column: int(at.Column)})
		}
	}
	judge := func(call *pytree.Expression, name, whole string) bool {
		given, some := s.refuses(call, name)
		if at := call.Parts[0].Place; some {
			s.scan.Names = append(s.scan.Names, names.Use{Name: whole, Called: true, Call: given, Line: int(at.Line), Column: int(at.Column)})
		}
		return some
	}
	called := map[*pytree.Expression]bool{}
	containers := s.containers(tree)
	pytree.Every(tree, func(e *pytree.Expression) {
		if e.Kind == pytree.AttributeExpression && e.Parts[0].Own == "column_config" {
			note("st.column_config."+e.Value, false, e.Place)
		} else if e.Kind == pytree.CallExpression && e.Parts[0].Own != "" {
			judge(e, e.Parts[0].Own, "st."+e.Parts[0].Own)
		} else if e.Kind == pytree.CallExpression && e.Parts[0].Kind == pytree.AttributeExpression {
			if from := s.container(e.Parts[0].Parts[0], containers); from != "" {
				name := "st." + from + "." + e.Parts[0].Value
				if judge(e, e.Parts[0].Value, name) || names.Doubtful(name, true) {
					note(name, true, e.Parts[0].Place)
					e.Parts[0].Rarer().Below = true
				}
			}
		}
		if e.Kind == pytree.CallExpression {
			called[e.Parts[0]] = true
			if e.Parts[0].Value == "setattr" && len(e.Parts) == 4 && (s.modules[e.Parts[1].Value] || e.Parts[1].Value == "DeltaGenerator") {
				name := "*"
				if e.Parts[2].Kind == pytree.TextExpression && len(e.Parts[2].Parts) == 0 {
					name = e.Parts[2].Value
				}
				s.scan.Given = append(s.scan.Given, name)
			}
		}
		if e.Kind == pytree.AttributeExpression && e.Parts[0].Kind == pytree.NameExpression && s.modules[e.Parts[0].Value] && e.Own == e.Value {
			note("st."+e.Own, called[e], e.Place)
		} else if e.Kind == pytree.NameExpression && e.Own != "" && s.names[e.Value] == e.Own && called[e] {
			note("st."+e.Own, true, e.Place)
		}
	})
	pytree.Statements(tree, func(made *pytree.Statement) {
		lists(made)
		switch {
		case made.Kind == pytree.AssignStatement:
			for _, target := range made.Targets {
				if target.Kind == pytree.AttributeExpression && (target.Own == target.Value || target.Parts[0].Value == "DeltaGenerator" || target.Parts[0].Own == "sidebar") {
					s.scan.Given = append(s.scan.Given, target.Value)
				}
			}
		case made.Kind == pytree.FromStatement && made.Name != "streamlit" && !strings.HasPrefix(made.Name, "streamlit/"):
		case made.Kind == pytree.FromStatement:
			for i := 0; i+1 < len(made.Names); i += 2 {
				name := strings.ReplaceAll(made.Name, "/", ".") + "." + made.Names[i]
				if own, top := strings.CutPrefix(name, "streamlit."); top && !strings.Contains(own, ".") {
					name = "st." + own
				}
				if name != "st.*" && name != "st.streamlit" {
					note(name, false, made.Place)
				}
			}
		case made.Kind == pytree.ImportStatement:
			for i := 0; i+1 < len(made.Names); i += 2 {
				if strings.HasPrefix(made.Names[i], "streamlit/") {
					note(strings.ReplaceAll(made.Names[i], "/", ".")+".*", false, made.Place)
				}
			}
		}
	})
}
