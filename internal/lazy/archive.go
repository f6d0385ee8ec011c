package lazy

import (
	"strings"
	"sync"
)

// Archive is a folder of texts that the program holds packed in one with gzip, as e2e/versions/packed.py
// writes it. A variable of this type costs nothing at start-up. One that is not packed so panics when it
// is read.
type Archive struct {
	Packed *string
	once   sync.Once
	texts  map[string]string
}

// Get is the text of a file of the folder. One that is not there panics.
func (a *Archive) Get(name string) string {
	a.once.Do(func() {
		a.texts = map[string]string{}
		for _, part := range strings.Split(unpack(*a.Packed), archiveMark)[1:] {
			name, text, _ := strings.Cut(part, "\n")
			a.texts[name] = text
		}
	})
	text, is := a.texts[name]
	if !is {
		panic("no " + name + " in an archive of the program")
	}
	return text
}

// archiveMark begins the line that stands before each text and names it. No text has it.
const archiveMark = "\x00"
