package expiry

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// calendar writes an all-day event for each secret whose last day is known, with
// reminders ahead (RFC 5545). It is written by hand because it is three rules:
// lines end in CRLF, are folded at 75 octets, and texts are escaped.
func (l List) calendar(out *strings.Builder) {
	line := func(name, value string) { fold(out, name+":"+value) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//authkit//expiry//EN")
	line("CALSCALE", "GREGORIAN")
	for _, e := range l.Secrets {
		day, err := time.Parse(time.DateOnly, e.LastDay)
		if err != nil {
			continue
		}
		line("BEGIN", "VEVENT")
		line("UID", e.id())
		line("DTSTAMP", l.made.UTC().Format("20060102T150405Z"))
		line("DTSTART;VALUE=DATE", day.Format("20060102"))
		line("DTEND;VALUE=DATE", day.AddDate(0, 0, 1).Format("20060102"))
		line("SUMMARY", escaped("The client secret of "+e.whose()+" ends"))
		line("DESCRIPTION", escaped("Make a new one with authkit rotate before this day. The day is told by "+string(e.Source)+"."))
		line("TRANSP", "TRANSPARENT")
		for _, ahead := range []string{"-P30D", "-P7D"} {
			line("BEGIN", "VALARM")
			line("ACTION", "DISPLAY")
			line("DESCRIPTION", escaped("The client secret of "+e.whose()+" ends soon"))
			line("TRIGGER", ahead)
			line("END", "VALARM")
		}
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
}

// id names the event of a secret across runs; a calendar that reads the file again
// moves the event when the day changes.
func (e Entry) id() string {
	sum := sha256.Sum256([]byte(e.Project + "\x00" + e.Provider))
	return fmt.Sprintf("%x@authkit", sum[:12])
}

// escaped is a text as a value (section 3.3.11).
func escaped(text string) string {
	return strings.NewReplacer("\\", "\\\\", ";", "\\;", ",", "\\,", "\n", "\\n").Replace(text)
}

// fold writes a line, cut where it is longer than 75 octets (section 3.1) and never
// inside of a character.
func fold(out *strings.Builder, text string) {
	for room := 75; len(text) > room; room = 74 { // a blank stands before what goes on
		at := room
		for !utf8.RuneStart(text[at]) {
			at--
		}
		out.WriteString(text[:at] + "\r\n ")
		text = text[at:]
	}
	out.WriteString(text + "\r\n")
}
