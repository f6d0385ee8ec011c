package probe

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/streamlit/deps"
	"github.com/authkit-cli/authkit/verify"
)

// One key that Authlib cannot take spoils the set, and which Authlib it is decides.
func TestKeySetsOfBothAuthlibs(t *testing.T) {
	const good = `{"kty":"EC","kid":"a","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}`
	for name, c := range map[string]struct {
		keys        string
		newest, old string // part of the problem; empty: none
		fix         string // for the old one
	}{
		"right":          {`{"keys":[` + good + `]}`, "", "", ""},
		"a new kind":     {`{"keys":[{"kty":"AKP","kid":"b","pub":"AQAB"},` + good + `]}`, "", "unknown kind", "use Authlib 1.7 or newer"},
		"no use we know": {`{"keys":[{"kty":"RSA","kid":"b","n":"AQAB","e":"AQAB","use":"signature"},` + good + `]}`, "", "", ""}, // odd, see metadataKeys
		"half a key":     {`{"keys":[{"kty":"RSA","kid":"b","n":"AQAB"},` + good + `]}`, "without e", "without e", ""},
		"no keys":        {`{"keys":[]}`, "no signing key", "no signing key", ""},
		"no set":         {`{}`, "not a key set", "not a key set", ""},
	} {
		var document any
		if err := json.Unmarshal([]byte(c.keys), &document); err != nil {
			t.Fatal(err)
		}
		for _, judge := range []struct {
			by      streamlit.Authlib
			problem string
			fix     string
		}{{streamlit.Authlib{}, c.newest, ""}, {streamlit.AuthlibOf(release(t, "1.6.5"), release(t, "1.42.0")), c.old, c.fix}} {
			set := &verify.KeySet{}
			readKeys(set, document, judge.by)
			if (set.Problem == "") != (judge.problem == "") || !strings.Contains(set.Problem, judge.problem) || !strings.HasPrefix(set.Fix, judge.fix) {
				t.Errorf("%s, %+v: %q, %q", name, judge.by, set.Problem, set.Fix)
			}
		}
	}
}

func release(t *testing.T, text string) deps.Version {
	t.Helper()
	version, err := deps.ParseVersion(text)
	if err != nil {
		t.Fatal(err)
	}
	return version
}
