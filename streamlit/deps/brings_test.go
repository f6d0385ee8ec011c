package deps

import "testing"

// An extra brings what its name says, and the table knows some that bring no client.
func TestExtras(t *testing.T) {
	for line, may := range map[string]bool{
		"pydantic": false, "pydantic[email]": false, "pydantic[email,timezone]": false, "pydantic[other]": true, "PyJWT[crypto]": false,
		"fastapi[standard]": true, "requests[socks]": false, "dask[complete]": true, "pydant": true, "uvicorn[standard]": false,
	} {
		r, err := ParseRequirement(line)
		if err != nil {
			t.Fatal(err)
		}
		if is, _ := bringsHTTPX(r); is != may {
			t.Errorf("%s: %v", line, is)
		}
	}
}
