package filter

import (
	"io"
	"sync"
)

// Mask stands where a secret was.
const Mask = "•••"

// Writer hands on what is written to it, secrets blotted out. It holds back no
// more than what may be the beginning of one, so a secret is found however it
// was cut into writes. It is safe for concurrent use.
type Writer struct {
	known *Known
	to    io.Writer
	mask  string

	mu     sync.Mutex
	place  place
	held   []byte
	secret int  // how many bytes from here on belong to a secret
	masked bool // whether what was written last is the mask
}

// NewWriter filters what goes to another writer, in a syntax. The mask has to
// be valid wherever a text of that syntax may stand.
func NewWriter(to io.Writer, known *Known, syntax Syntax, mask string) *Writer {
	return &Writer{known: known, to: to, mask: mask, place: place{syntax: syntax}}
}

// In is a writer to the same place in another syntax.
func (w *Writer) In(syntax Syntax, mask string) *Writer {
	return NewWriter(w.to, w.known, syntax, mask)
}

// Write implements io.Writer.
func (w *Writer) Write(text []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.pass(append(w.held, text...), false); err != nil {
		return 0, err
	}
	return len(text), nil
}

// Flush writes what was held back: nothing more comes that could make a secret of it.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pass(w.held, true)
}

// pass writes a text as far as it is decided what it is; all of it, when it is the last.
func (w *Writer) pass(text []byte, last bool) error {
	if len(text) == 0 {
		return nil
	}
	secrets := w.known.find(w.place.syntax)
	out := make([]byte, 0, len(text))
	at := 0
	for ; at < len(text); at++ {
		if w.place.open() {
			length, more := secrets.at(text[at:])
			if (length > 0 || more && !last) && !secrets.settled {
				secrets = w.known.settle(w.place.syntax)
				length, more = secrets.at(text[at:])
			}
			if more && !last {
				break
			}
			w.secret = max(w.secret, length)
		}
		switch {
		case w.secret == 0:
			out = append(out, text[at])
		case !w.masked:
			out = append(out, w.mask...)
		}
		w.masked = w.secret > 0
		w.secret = max(w.secret-1, 0)
		w.place.pass(text[at])
	}
	w.held = append([]byte(nil), text[at:]...)
	if len(out) == 0 {
		return nil
	}
	_, err := w.to.Write(out)
	return err
}
