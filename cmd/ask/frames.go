package ask

import (
	"io"
	"os"

	"github.com/authkit-cli/authkit/cmd/filter"
)

// frames is the filtered screen for huh. Each write is a frame or a command to
// the terminal as a whole, so that nothing is held back behind it. bubbletea
// asks it for the terminal's size.
type frames struct {
	*filter.Writer
	terminal *os.File
}

// frames is what the wizard draws on.
func (t Terminal) frames() io.Writer {
	filtered, ok := t.Out.(*filter.Writer)
	if !ok || t.Screen == nil {
		return t.Out
	}
	return frames{filtered, t.Screen}
}

func (f frames) Write(frame []byte) (int, error) {
	n, err := f.Writer.Write(frame)
	if err != nil {
		return n, err
	}
	return n, f.Flush()
}

// Fd, Read and Close are what tells a terminal from other writers.
func (f frames) Fd() uintptr              { return f.terminal.Fd() }
func (f frames) Read([]byte) (int, error) { return 0, io.EOF }
func (f frames) Close() error             { return nil }
