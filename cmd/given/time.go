package given

import (
	"errors"
	"strconv"
	"time"

	"github.com/spf13/pflag"
)

// Time is the value of a flag that takes a time: a number is seconds, and units
// are Go's.
func Time(to *time.Duration, preset time.Duration) pflag.Value {
	*to = preset
	return (*duration)(to)
}

type duration time.Duration

var errNoTime = errors.New("no time")

func (d *duration) Set(text string) error {
	if _, err := strconv.Atoi(text); err == nil {
		text += "s"
	}
	parsed, err := time.ParseDuration(text)
	if err != nil {
		return errNoTime
	}
	*d = duration(parsed)
	return nil
}

func (d *duration) Type() string   { return "duration" }
func (d *duration) String() string { return time.Duration(*d).String() }
