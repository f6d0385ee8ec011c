package reached

// Unfound is a file that a call opens and that is not there.
type Unfound struct {
	Fault        // without a place
	Name  string // of the file
	Sure  bool   // nothing tells that it may come from elsewhere
}

// NoFile tells of a file that is opened and surely not there. called: a file that is there, of which the
// name differs in capitals only; empty: there is none.
func NoFile(name, called string) Unfound {
	fault := Fault{Code: true, Message: name + " is opened here and is not there, so the page ends here with an error", Fix: "add " + name + " to the project, or take out what needs it"}
	if called != "" {
		fault.Message = name + " is opened here, and there is only " + called + ": where capitals count, as at most hosts, the page ends here with an error"
		fault.Fix = "write " + called
	}
	return Unfound{fault, name, true}
}
