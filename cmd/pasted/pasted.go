// Package pasted explains what a person pastes while something else is waited for.
package pasted

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/cmd/page"
	"github.com/authkit-cli/authkit/explain"
	"github.com/authkit-cli/authkit/internal/safego"
)

// most is how much of one paste is kept, in bytes.
const most = 1 << 20

// pause ends a paste: its lines come one close behind the other.
const pause = 300 * time.Millisecond

// Listen explains every text that comes on in until the context ends, in the
// background. A read that has begun stays behind: nothing ends it but input.
func Listen(ctx context.Context, in io.Reader, on page.Screen) {
	parts := make(chan string)
	stayInBackground()
	safego.Go(func() {
		defer close(parts)
		for buffer := make([]byte, 4096); ; {
			n, err := in.Read(buffer)
			select {
			case parts <- string(buffer[:n]):
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	})
	safego.Go(func() { collect(ctx, parts, func(text string) { answer(text, on) }) })
}

// collect joins the parts of each text.
func collect(ctx context.Context, parts <-chan string, whole func(string)) {
	text := ""
	for {
		var ended <-chan time.Time
		if text != "" {
			ended = time.After(pause)
		}
		select {
		case part, more := <-parts:
			if text += part[:min(len(part), most-len(text))]; !more {
				whole(text)
				return
			}
		case <-ended:
			whole(text)
			text = ""
		case <-ctx.Done():
			return
		}
	}
}

// answer lays out what is known in a text. The text is data: nothing of it is
// shown but the codes that were recognised.
func answer(text string, on page.Screen) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	pages, near := explain.Recognise(text), []explain.Page(nil)
	if len(pages) == 0 && !strings.Contains(text, "\n") && len(text) < 200 {
		pages, near = explain.Find(text)
	}
	fmt.Fprintln(on.Out)
	if len(pages)+len(near) == 0 {
		fmt.Fprintln(on.Out, "nothing in this text is known; paste the page with its whole text, or its code")
	} else {
		on.Answer(pages, near, explain.Own{}) //nolint:errcheck // who cannot read it goes on signing in
	}
	fmt.Fprint(on.Out, "\nstill waiting for the browser; Ctrl-C ends the wait\n")
}
