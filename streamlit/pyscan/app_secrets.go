package pyscan

import "github.com/authkit-cli/authkit/streamlit/pytoken"

// appSecrets finds secrets that the code itself gives to Streamlit, in a call
// of st.App.
func (s *scanner) appSecrets(i int, at pytoken.Word) {
	if !s.is(i, "(") {
		return
	}
	start, end := s.inside(i)
	for j := start; j < end; j++ {
		if s.at(j).Depth != s.at(i).Depth+1 {
			continue
		}
		if s.is(j, "**") && s.is(j-1, "(", ",") || s.is(j, "secrets") && s.is(j+1, "=") && s.mayHoldAuth(j+2) {
			s.scan.AppSecrets = append(s.scan.AppSecrets, at.Place.Position())
			return
		}
	}
}

// mayHoldAuth tells whether a value may be a dictionary with the key "auth":
// None and one written out without that key may not.
func (s *scanner) mayHoldAuth(i int) bool {
	if s.is(i, "None") {
		return false
	}
	if !s.is(i, "{") {
		return true
	}
	start, end := s.inside(i)
	for j := start; j < end; j++ {
		if s.at(j).Depth != s.at(i).Depth+1 || j > start && !s.is(j-1, ",") {
			continue
		}
		if key := s.at(j); key.Kind != pytoken.Text || key.Open || key.Value() == "auth" {
			return true
		}
	}
	return !s.is(end+1, ",", ")")
}

// appExposes looks for expose_tokens in st.App(…, secrets={…}).
func (s *scanner) appExposes(i int) {
	if !s.is(i, "(") {
		return
	}
	start, end := s.inside(i)
	inside := false
	for j := start; j < end; j++ {
		switch {
		case s.at(j).Depth == s.at(i).Depth+1 && s.at(j).Kind == pytoken.Name && s.is(j+1, "="):
			inside = s.is(j, "secrets")
		case inside && s.at(j).Value() == "expose_tokens" && (s.at(j).Kind == pytoken.Text && s.is(j+1, ":") || s.at(j).Kind == pytoken.Name && s.is(j+1, "=")):
			s.scan.AppExposes = append(s.scan.AppExposes, s.at(j).Place.Position())
		}
	}
}
