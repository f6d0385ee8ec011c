package reached

import "fmt"

// Failing is what fails where it stands: a call that opens a file which is not there, or a use of what the
// project's release of Streamlit does not have.
type Failing struct {
	Fault         // without a place
	File   string // that is opened; empty: it is something of Streamlit
	Sure   bool   // nothing tells that it may work all the same
	Caught string // what it does, as a part of a sentence, where its error is caught
	Advice string // what to do about it there
}

// Gone tells of a use of what the project's release of Streamlit does not have. why: when it came or went.
func Gone(name, why, fix string) Failing {
	return Failing{Fault: Fault{Code: true, Message: why, Fix: fix}, Sure: true, Caught: fmt.Sprintf("uses %s, which fails: %s", name, why), Advice: fix}
}

// NoFile tells of a file that is opened and surely not there. called: a file that is there, of which the
// name differs in capitals only; empty: there is none.
func NoFile(name, called string) Failing {
	fault := Fault{Code: true, Message: name + " is opened here and is not there, so the page ends here with an error", Fix: "add " + name + " to the project, or take out what needs it"}
	if called != "" {
		fault.Message = name + " is opened here, and there is only " + called + ": where capitals count, as at most hosts, the page ends here with an error"
		fault.Fix = "write " + called
	}
	return Failing{Fault: fault, File: name, Sure: true, Caught: "opens " + name + ", which is not there", Advice: "add " + name + " to the project"}
}

// NoFolder tells of a file that is made in a folder which surely is not there.
func NoFolder(name, folder string) Failing {
	advice := fmt.Sprintf("write os.makedirs(%q, exist_ok=True) before it, with import os at the top of the file", folder)
	return Failing{
		Fault: Fault{Code: true, Message: "the folder " + folder + ", in which " + name + " is made here, is not there, so the page ends here with an error", Fix: advice},
		File:  folder, Sure: true, Caught: "makes " + name + " in the folder " + folder + ", which is not there", Advice: advice,
	}
}
