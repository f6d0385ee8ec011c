package spoken_test

import (
	"testing"
	"time"

	"github.com/authkit-cli/authkit/internal/spoken"
)

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "a moment", 400 * time.Millisecond: "a moment", time.Second: "1 second", 12 * time.Second: "12 seconds", -12 * time.Second: "12 seconds",
		time.Minute: "1 minute", 150 * time.Second: "2 minutes 30 seconds", 5 * time.Minute: "5 minutes", 10*time.Minute + 1*time.Second: "10 minutes",
		time.Hour: "1 hour", 90 * time.Minute: "1 hour 30 minutes", 25 * time.Hour: "1 day 1 hour", 24 * time.Hour: "1 day", 240*time.Hour + time.Hour: "10 days",
		59*time.Minute + 59*time.Second: "1 hour",
	} {
		if got := spoken.Duration(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
