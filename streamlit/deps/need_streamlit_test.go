package deps

import (
	"testing"
	"testing/fstest"
)

// A component that needs Streamlit brings its newest release; of one that is not known, or that is asked for
// in an older release, nothing follows.
func TestComponentsBringStreamlit(t *testing.T) {
	for list, brought := range map[string]bool{
		"streamlit-folium\nAuthlib\n": true, "st_pages>=0.1\n": true, "streamlit-folium\nst-nobody-knows\n": false, "streamlit-folium==0.6\n": false,
		"pandas\n": false, "streamlit-folium; python_version < '3'\n": false,
	} {
		d, err := Read(fstest.MapFS{"requirements.txt": &fstest.MapFile{Data: []byte(list)}})
		if err != nil {
			t.Fatal(err)
		}
		if d.Streamlit.Present() != brought || brought && d.Streamlit.Version.IsZero() {
			t.Errorf("%q: %+v", list, d.Streamlit)
		}
	}
}
