package pyapp

import (
	"maps"
	"net/url"
	"path"
	"slices"

	"github.com/authkit-cli/authkit/streamlit/pyread"
	"github.com/authkit-cli/authkit/streamlit/reached"
)

// returns are the addresses to come back to that files name which may sign people in by hand.
func (f *follower) returns() (all []reached.Return) {
	units := slices.Collect(maps.Values(f.units))
	for _, m := range f.modules {
		units = append(units, m.unit)
	}
	for _, u := range units {
		if len(u.module.scan.Handwritten)+len(u.module.scan.Exchanges) == 0 {
			continue
		}
		for _, e := range pyread.Returns(u.body) {
			text, is := f.worth(u.scope, u.module, e).Text()
			address, err := url.Parse(text.Reveal())
			one := reached.Return{File: u.module.path, Reach: u.reach, Known: is && err == nil && !text.IsEmpty()}
			one.Callback = one.Known && path.Base(address.Path) == "oauth2callback"
			if u := f.function(u.scope, u.module, pyread.Called(e), 0); u != nil {
				e, _ = f.onlyGiven(u)
			}
			if end := pyread.LastOf(e); end != "" {
				one.Known, one.Callback = true, end == "oauth2callback"
			}
			all = append(all, one)
		}
	}
	return all
}
