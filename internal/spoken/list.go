package spoken

import (
	"strconv"
	"strings"
)

// List is names in a sentence: a, b and c.
func List(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// Few is List of the first names, with how many more there are.
func Few(names []string) string {
	const most = 3
	if len(names) > most {
		names = append(names[:most:most], strconv.Itoa(len(names)-most)+" more")
	}
	return List(names)
}

// Count is "1 error", "2 errors".
func Count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}
