package answer

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Expires reads the day on which a client secret ends, in any form that has one
// reading, and refuses a day that is over.
func Expires(text string, now time.Time) (time.Time, error) {
	today := now.UTC().Truncate(24 * time.Hour)
	day, err := day(text, today)
	switch {
	case err != nil:
		return time.Time{}, err
	case day.Before(today):
		return time.Time{}, errors.New("that day is over: make a new client secret and give its date")
	}
	return day, nil
}

func day(text string, today time.Time) (time.Time, error) {
	unknown := fmt.Errorf("write the date as YYYY-MM-DD, for instance %s", today.AddDate(0, 6, 0).Format(time.DateOnly))
	text = strings.ToLower(strings.TrimSpace(text))
	if at, err := time.Parse(time.RFC3339, strings.ToUpper(text)); err == nil { // as Azure's tools write it
		return at.UTC().Truncate(24 * time.Hour), nil
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",./-", r) })
	if length, is := length(parts); is {
		return length.after(today), nil
	}
	if len(parts) != 3 {
		return time.Time{}, unknown
	}
	number := func(i int) int {
		n, err := strconv.Atoi(strings.TrimRight(parts[i], "dhnrst")) // 1st, 2nd, 3rd, 4th
		if err != nil {
			return 0
		}
		return n
	}
	var found []time.Time
	add := func(year, month, day int) {
		made := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		if year >= 1000 && int(made.Month()) == month && made.Day() == day && (len(found) == 0 || !found[0].Equal(made)) {
			found = append(found, made)
		}
	}
	switch first, second := month(parts[0]), month(parts[1]); {
	case second > 0: // 30 June 2027
		add(number(2), second, number(0))
	case first > 0: // June 30, 2027
		add(number(2), first, number(1))
	case number(0) >= 1000: // 2027-06-30
		add(number(0), number(1), number(2))
	default:
		add(number(2), number(1), number(0))
		add(number(2), number(0), number(1))
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 2:
		return time.Time{}, fmt.Errorf("this can be %s or %s: write %s or %s",
			found[0].Format("2 January 2006"), found[1].Format("2 January 2006"), found[0].Format(time.DateOnly), found[1].Format(time.DateOnly))
	}
	return time.Time{}, unknown
}

// month is the number of a month by its name or its first three letters or more; 0: it is none.
func month(name string) int {
	for m := time.January; m <= time.December; m++ {
		if len(name) >= 3 && strings.HasPrefix(strings.ToLower(m.String()), name) || name == "sept" && m == time.September {
			return int(m)
		}
	}
	return 0
}

// span is a length of time in the units of a calendar.
type span struct{ years, months, days int }

// length reads "in 6 months", "180 days", "1 year".
func length(parts []string) (span, bool) {
	if len(parts) == 3 && parts[0] == "in" {
		parts = parts[1:]
	}
	if len(parts) != 2 {
		return span{}, false
	}
	n, err := strconv.Atoi(parts[0])
	if err != nil || n < 1 || n > 10_000 {
		return span{}, false
	}
	switch strings.TrimSuffix(parts[1], "s") {
	case "day":
		return span{days: n}, true
	case "week":
		return span{days: 7 * n}, true
	case "month":
		return span{months: n}, true
	case "year":
		return span{years: n}, true
	}
	return span{}, false
}

// after is the day so far ahead; where its month is shorter, the last one of it.
func (s span) after(today time.Time) time.Time {
	day := today.AddDate(s.years, s.months, s.days)
	if s.days == 0 && day.Day() != today.Day() {
		return day.AddDate(0, 0, -day.Day())
	}
	return day
}
