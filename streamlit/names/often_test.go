package names

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What is held beside the packed table is what stands in it.
func TestOftenIsOfTheTable(t *testing.T) {
	for row := range strings.Lines(strings.TrimPrefix(often, "\n")) {
		if !strings.Contains(arguments.Rows(), "\n"+row) {
			t.Errorf("the table has not %q: run e2e/versions/arguments.py", row)
		}
	}
	var all []string
	for _, found := range regexp.MustCompile(` ([A-Za-z_]+)=`).FindAllStringSubmatch(arguments.Rows(), -1) {
		all = append(all, found[1])
	}
	slices.Sort(all)
	if want := " " + strings.Join(slices.Compact(all), " ") + " "; limited != want {
		t.Errorf("limited has to be %q", want)
	}
}
