package pasted

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/authkit-cli/authkit/cmd/page"
	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/spoken"
)

// Waiting is the time in which a person signs in, in the browser.
type Waiting struct {
	Context context.Context // of the run
	In      io.Reader       // where the person types; nil: nobody can
	Out     io.Writer
	Width   int
	Colour  bool
	For     time.Duration

	listens bool
}

// Show tells where to sign in, and explains what is pasted meanwhile. The address
// always shows: the browser may be on another machine.
func (w *Waiting) Show(provider, address string, opened bool) {
	if provider == "default" {
		provider = "the provider"
	}
	provider = entra.Plain(provider)
	if opened {
		fmt.Fprintf(w.Out, "sign in at %s in your browser; if it did not open, go to\n\n  %s\n\n", provider, address)
	} else {
		fmt.Fprintf(w.Out, "open this address in a browser on this machine and sign in at %s\n\n  %s\n\n", provider, address)
	}
	help := "authkit explain CODE says what to do about it"
	if w.In != nil {
		help = "paste its code or its text here and press Enter"
	}
	fmt.Fprintf(w.Out, "waiting for %s; Ctrl-C ends the wait and shows the report\nif the page shows an error, %s\n", spoken.Duration(w.For), help)
	if w.In != nil && !w.listens {
		w.listens = true
		Listen(w.Context, w.In, page.Screen{Out: w.Out, Width: w.Width, Colour: w.Colour})
	}
}
