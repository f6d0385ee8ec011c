package pyscan

import "github.com/authkit-cli/authkit/streamlit/pytoken"

// Fault is a use of Streamlit that fails, or keeps people out, in every release: seen with
// 1.45.0 and 1.67.0 (docs/facts/streamlit.md, section 8).
type Fault struct {
	Place        pytoken.Position
	Message, Fix string
	OneButton    bool // it is about one way to sign in, beside which there may be others
}

// faults finds those that stand at one of streamlit's own things.
func (s *scanner) faults(i, end int, what string) {
	message, fix := "", ""
	switch {
	case what == "login" && s.is(i-1, "=") && s.switchedOff(i):
		message, fix = "this button is switched off by disabled=True, so nobody can press it", "remove disabled=True"
	case (what == "button" || what == "download_button") && s.is(end, "(") && s.inForm(i):
		message, fix = "st."+what+" stands in a form, where Streamlit refuses it, and the page stops", "put it behind the form's block, or use st.form_submit_button with the same on_click"
	case what == "dialog" && s.is(i-1, "@") && s.at(end).Kind == pytoken.Newline:
		message, fix = "st.dialog needs a title, and without one the page stops", `write @st.dialog("Sign in")`
	case what == "user" && s.is(end, ".") && s.is(end+1, "is_logged_in") && s.is(end+2, "("):
		message, fix = "st.user.is_logged_in is no function, so this line is a TypeError", "write st.user.is_logged_in without brackets"
	case what == "user" && s.is(end, ".") && s.is(end+1, "is_logged_in") && s.cached(i):
		message, fix = "this function keeps its answer for everybody, and so whether the first visitor was signed in", "take the decorator that caches away from this function"
	default:
		return
	}
	s.scan.Faults = append(s.scan.Faults, Fault{s.at(i).Place.Position(), message, fix, what == "login"})
}

// switchedOff tells whether the call that an argument is of has disabled=True.
func (s *scanner) switchedOff(i int) bool {
	start, end, ok := s.enclosing(i)
	for j := start; ok && j < end; j++ {
		if s.at(j).Depth == s.at(i).Depth && s.is(j, "disabled") && s.is(j+1, "=") && s.is(j+2, "True") && s.is(j+3, ",", ")") {
			return true
		}
	}
	return false
}

// inForm tells whether a token stands in the block of with st.form(…), in the same function.
func (s *scanner) inForm(i int) bool {
	for b := s.begin(i); b.block >= 0 && !s.is(int(b.block), "def", "class", "async"); b = s.begin(int(b.block)) {
		if what, _, sure := s.member(int(b.block) + 1); s.is(int(b.block), "with") && sure && what == "form" {
			return true
		}
	}
	return false
}

// inFunction tells whether a token stands in a function.
func (s *scanner) inFunction(i int) bool {
	for b := s.begin(i); b.at > 0 || b.block >= 0; b = s.begin(int(b.block)) {
		if s.is(int(b.at), "def", "async") {
			return true
		}
		if b.block < 0 {
			return false
		}
	}
	return false
}

// cached tells whether the function that a token stands in has a decorator of Streamlit's
// that keeps its answer for everybody.
func (s *scanner) cached(i int) bool {
	block := s.begin(i).block
	for block >= 0 && !s.is(int(block), "def") {
		block = s.begin(int(block)).block
	}
	for at := int(block) - 1; block >= 0 && at > 0; {
		before := s.begin(at)
		if !s.is(int(before.at), "@") {
			return false
		}
		if what, _, sure := s.member(int(before.at) + 1); sure && (what == "cache_data" || what == "cache_resource" || what == "cache") {
			return true
		}
		at = int(before.at) - 1
	}
	return false
}

// outside is the first word that Python refuses where it stands in no function.
func (s *scanner) outside() error {
	for i, t := range s.tokens.Each() {
		if t.Kind == pytoken.Name && s.is(i, "await") && !s.is(i-1, ".") && !s.is(i+1, "=") && !s.inFunction(i) {
			return &pytoken.SyntaxError{Position: t.Place.Position(), What: "await stands in no function"}
		}
	}
	return nil
}
