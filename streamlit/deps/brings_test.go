package deps

import "testing"

// An extra brings what its name says, and the table knows some that bring no client.
func TestExtras(t *testing.T) {
	for line, may := range map[string]bool{
		"pydantic": false, "pydantic[email]": false, "pydantic[email,timezone]": false, "pydantic[other]": false, "pydantic[all]": true, "PyJWT[crypto]": false,
		"fastapi[standard]": true, "requests[socks]": false, "dask[complete]": true, "pydant": true, "uvicorn[standard]": false,
	} {
		r, err := ParseRequirement(line)
		if err != nil {
			t.Fatal(err)
		}
		if is, _ := (Dependencies{}).bringsHTTPX(r); is != may {
			t.Errorf("%s: %v", line, is)
		}
	}
}

// Beside an Authlib that takes httpx alone, a package whose newest release brings httpx2 is no help, but
// where it may be an older one.
func TestNewerClientAlone(t *testing.T) {
	for line, none := range map[string]bool{"anthropic": true, "openai>=1.0": true, "openai<3": false, "anthropic==0.120.0": false, "groq": false, "openai[datalib]": false} {
		d, r := asking(t, line)
		for release, none := range map[string]bool{"1.6.12": none, "1.9.10": false} {
			d.Authlib.State, d.Authlib.Version = Pinned, version(release)
			if is, _ := d.bringsHTTPX(r); is == none {
				t.Errorf("%s with Authlib %s: %v", line, release, is)
			}
		}
	}
}

// An older release of a package whose newer ones bring a client may bring none.
func TestOlderReleases(t *testing.T) {
	for line, may := range map[string]bool{"firebase-admin": true, "firebase-admin==7.1.0": true, "firebase-admin==6.6.0": false, "firebase-admin==6.5.0": false, "firebase-admin>=6.6.0": true, "firebase-admin<7": true} {
		d, r := asking(t, line)
		if is, _ := d.bringsHTTPX(r); is != may {
			t.Errorf("%s: %v", line, is)
		}
	}
}

// asking is a project with one requirement.
func asking(t *testing.T, line string) (Dependencies, Requirement) {
	t.Helper()
	r, err := ParseRequirement(line)
	if err != nil {
		t.Fatal(err)
	}
	return Dependencies{manifest: manifest{requirements: []Requirement{r}}}, r
}
