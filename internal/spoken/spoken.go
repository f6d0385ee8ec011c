// Package spoken says counts, lists, durations and HTTP statuses as people do.
package spoken

import (
	"time"
)

// Duration is a length of time in its largest fitting unit, and the next one
// where that says more: "12 seconds", "1 hour", "2 minutes 30 seconds", "3 days".
// Less than a second is "a moment"; the sign does not show.
func Duration(d time.Duration) string {
	units := []struct {
		name string
		size time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}, {"second", time.Second}}
	d = d.Abs()
	if d < 10*time.Minute {
		d = d.Round(time.Second)
	} else {
		d = d.Round(time.Minute)
	}
	for i, unit := range units {
		n := d / unit.size
		if n == 0 {
			continue
		}
		text := Count(int(n), unit.name)
		if i+1 < len(units) && n < 10 {
			if rest := d % unit.size / units[i+1].size; rest > 0 {
				text += " " + Count(int(rest), units[i+1].name)
			}
		}
		return text
	}
	return "a moment"
}
