package fleet

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/verify/project"
)

// Named are the apps in folders that a person named, whatever looks like one or
// not; where such a folder has nothing of an app, those below it.
func Named(ctx context.Context, start string, dirs []string) (Found, error) {
	var all Found
	for _, dir := range dirs {
		none, err := project.HasNone(ctx, dir)
		if err != nil {
			return Found{}, err
		}
		one := Found{Apps: []App{{Name: Shown(start, dir), Dir: dir}}}
		if none {
			found, err := below(ctx, start, dir)
			if err != nil {
				return Found{}, err
			}
			if len(found.Apps)+len(found.Unseen) > 0 {
				one = found
			}
		}
		all.add(one)
	}
	return all, nil
}

// Tell says what was found, and what was passed over for which reason.
func (f Found) Tell(w io.Writer) {
	var names []string
	for _, a := range f.Apps {
		names = append(names, entra.Plain(a.Name))
	}
	switch len(names) {
	case 0:
		fmt.Fprintln(w, "found no Streamlit app that signs people in")
	case 1:
		fmt.Fprintf(w, "found 1 app: %s\n", names[0])
	default:
		fmt.Fprintf(w, "found %d apps: %s\n", len(names), strings.Join(names, ", "))
	}
	tell(w, "skipped", f.Skipped)
	tell(w, "could not look at", f.Unseen)
}

// tell gives each reason a line.
func tell(w io.Writer, how string, passed []Passed) {
	var reasons []string
	names := map[string][]string{}
	for _, p := range passed {
		if names[p.Reason] == nil {
			reasons = append(reasons, p.Reason)
		}
		names[p.Reason] = append(names[p.Reason], entra.Plain(p.Name))
	}
	for _, reason := range reasons {
		fmt.Fprintf(w, "%s %s: %s\n", how, spoken.Few(names[reason]), entra.Plain(reason))
	}
}
