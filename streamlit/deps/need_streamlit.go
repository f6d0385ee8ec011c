package deps

import (
	_ "embed" // the table
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// Components and themes that need Streamlit themselves, and take any newer release.
// e2e/versions/need_streamlit.py writes the table.
//
//go:embed need_streamlit.txt.gz
var needStreamlitPacked string

var needStreamlit = lazy.Table{Packed: &needStreamlitPacked}

// componentNeedsIt tells whether a component that is asked for surely brings Streamlit, in the newest release.
// One that is not in the table may ask for an older one, and so may a lock file.
func (d *Dependencies) componentNeedsIt() (is bool) {
	if d.lock != nil || d.Opaque != "" || d.Style != StyleRequirements {
		return false
	}
	for _, r := range d.manifest.requirements {
		if !strings.Contains(r.Name, "streamlit") && !strings.HasPrefix(r.Name, "st-") {
			continue
		}
		holds, err := evaluateMarker(r.Marker, d.Python)
		if err != nil || holds != always || r.Group != "" || r.Direct || !d.wanted(r.Name).endless() {
			return false
		} else if _, _, is = needStreamlit.Find(r.Name); !is {
			return false
		}
	}
	return is
}
