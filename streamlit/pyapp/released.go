package pyapp

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/streamlit/names"
	"github.com/authkit-cli/authkit/streamlit/pytoken"
)

// released notes the names of Streamlit that not every release has, and those that
// the app puts there itself.
func (s *scanner) released(tree []*statement) {
	note := func(name string, called bool, at pytoken.Place) {
		if names.Doubtful(name, called) {
			s.scan.Names = append(s.scan.Names, names.Use{Name: name, Called: called, Line: int(at.Line), Column: int(at.Column)})
		}
	}
	called := map[*expression]bool{}
	containers := s.containers(tree)
	every(tree, func(e *expression) {
		if e.kind == attributeExpression && e.parts[0].own == "column_config" {
			note("st.column_config."+e.value, false, e.place)
		} else if e.kind == callExpression && e.parts[0].kind == attributeExpression {
			if from := s.container(e.parts[0].parts[0], containers); from != "" && names.Doubtful("st."+from+"."+e.parts[0].value, true) {
				note("st."+from+"."+e.parts[0].value, true, e.parts[0].place)
				e.parts[0].rarer().below = true
			}
		}
		if e.kind == callExpression {
			called[e.parts[0]] = true
			if e.parts[0].value == "setattr" && len(e.parts) == 4 && (s.modules[e.parts[1].value] || e.parts[1].value == "DeltaGenerator") {
				name := "*"
				if e.parts[2].kind == textExpression && len(e.parts[2].parts) == 0 {
					name = e.parts[2].value
				}
				s.scan.given = append(s.scan.given, name)
			}
		}
		if e.kind == attributeExpression && e.parts[0].kind == nameExpression && s.modules[e.parts[0].value] && e.own == e.value {
			note("st."+e.own, called[e], e.place)
		} else if e.kind == nameExpression && e.own != "" && s.names[e.value] == e.own && called[e] {
			note("st."+e.own, true, e.place)
		}
	})
	statements(tree, func(made *statement) {
		switch {
		case made.kind == assignStatement:
			for _, target := range made.targets {
				if target.kind == attributeExpression && (target.own == target.value || target.parts[0].value == "DeltaGenerator" || target.parts[0].own == "sidebar") {
					s.scan.given = append(s.scan.given, target.value)
				}
			}
		case made.kind == fromStatement && made.name != "streamlit" && !strings.HasPrefix(made.name, "streamlit/"):
		case made.kind == fromStatement:
			for i := 0; i+1 < len(made.names); i += 2 {
				name := strings.ReplaceAll(made.name, "/", ".") + "." + made.names[i]
				if own, top := strings.CutPrefix(name, "streamlit."); top && !strings.Contains(own, ".") {
					name = "st." + own
				}
				if name != "st.*" && name != "st.streamlit" {
					note(name, false, made.place)
				}
			}
		case made.kind == importStatement:
			for i := 0; i+1 < len(made.names); i += 2 {
				if strings.HasPrefix(made.names[i], "streamlit/") {
					note(strings.ReplaceAll(made.names[i], "/", ".")+".*", false, made.place)
				}
			}
		}
	})
}

// releasedUses tells how people come to those names. What the app has put there itself,
// or asks for before it uses it, is left out.
func releasedUses(app *code, scans map[string]Scan, found Followed) []NameUse {
	given := []string{}
	for _, scan := range scans {
		given = append(given, scan.given...)
	}
	var uses []NameUse
	for _, file := range app.files {
		for _, use := range scans[file].Names {
			reach, guarded := found.Reach(file, pytoken.Position{Line: use.Line, Column: use.Column})
			if reach > Never && !guarded && !slices.Contains(given, "*") && !slices.Contains(given, use.Name[strings.LastIndex(use.Name, ".")+1:]) {
				uses = append(uses, NameUse{File: file, Use: use, Reach: reach})
			}
		}
	}
	for _, as := range []visitor{member, passerby} {
		if len(uses) == 0 {
			break
		}
		met := follow(app, scans, as).found
		for i, use := range uses {
			reach, _ := met.Reach(use.File, pytoken.Position{Line: use.Line, Column: use.Column})
			uses[i].Always = use.Always || reach == Surely
		}
	}
	return uses
}
