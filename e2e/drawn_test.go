//go:build e2e

package e2e

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Values drawn at random: redirect_uri as people write it, and the ways in
// which a client shows who it is. The real Streamlit judges each.

var (
	drawnSeed  = flag.Uint64("drawn.seed", 16, "seed of the drawn variations")
	drawnCount = flag.Int("drawn.count", 0, "how many of each kind; 0: 110, or 8 without AUTHKIT_ALL")
)

// drawnKinds are the generators, by name.
var drawnKinds = map[string]func(*rand.Rand) variation{"redirect": drawnRedirect, "proof": drawnProof}

// one draws one of several texts; the first half of the time.
func one(r *rand.Rand, usual string, others ...string) string {
	if r.IntN(2) == 0 {
		return usual
	}
	return others[r.IntN(len(others))]
}

// drawnRedirect writes redirect_uri in one of the ways in which people do, with
// one slip or two. They open the app where streamlit run tells them to.
func drawnRedirect(r *rand.Rand) variation {
	scheme := one(r, "http://", "HTTP://", "https://", "", "//", "http:/", "http:///", "http://http://", "https://http://", "htp://", "http:\\\\", "http//", "Http://")
	host := one(r, "localhost", "LOCALHOST", "Localhost", "localhost.", "loclahost", "localhst", "locahost", "127.0.0.1", "127.0.0.2", "127.1", "0.0.0.0", "[::1]", "[0:0:0:0:0:0:0:1]", "localhost.8501", "ｌocalhost", "ada@localhost", "*", "app.contoso.example",
		"büro.example", "xn--bro-hoa.example", "my_app.example", "127.0.0.1.", "local host")
	port := one(r, ":@port@", ":@port@", "", ":1", ":80", ":443", ":", ":{port}", ":0", ":99999", ":0@port@", ":@port@:@port@")
	path := one(r, "/oauth2callback", "", "/", "/callback", "/oauth2callback/", "//oauth2callback", "/OAuth2Callback", "/oauth2%63allback", "/%6fauth2callback", "/oauth2callback%20", "/oauth2callback%09", "/./oauth2callback", "/a/../oauth2callback", "/tools/oauth2callback",
		"/oauth2callback/oauth2callback", "/oauth2callbackk", "/oauth2 callback", "\\\\oauth2callback")
	end := one(r, "", "", "", "?a=b", "?", "#top", "#", " ", ";a=b", ",http://localhost:@port@/oauth2callback", ".")
	parts := []string{"http://", "localhost", ":@port@", "/oauth2callback", ""}
	for _, at := range r.Perm(5)[:1+r.IntN(2)] { // one slip or two, the rest as it should be
		parts[at] = []string{scheme, host, port, path, end}[at]
	}
	text := strings.Join(parts, "")
	if r.IntN(5) == 0 { // something that nobody sees
		at := r.IntN(len(text) + 1)
		for at > 0 && at < len(text) && strings.Contains(text, "@port@") && at > strings.Index(text, "@port@") && at < strings.Index(text, "@port@")+6 {
			at++
		}
		if at == len(text) || text[at] < 0x80 {
			text = text[:at] + []string{"\\t", "\\n", "\\r", " ", "\\u00a0", "\\u200b", "\\u00ad"}[r.IntN(7)] + text[at:]
		}
	}
	v := unnamed.with("drawn/"+text, "", `redirect_uri = "`+text+`"`)
	if slices.Contains([]string{"127.0.0.1", "127.0.0.2", "[::1]", "app.contoso.example", "my_app.example", "xn--bro-hoa.example"}, parts[1]) {
		v.opened = parts[0] + parts[1] + parts[2]
	}
	v.script.redirects = "*" // whatever is sent: what people copy there is what is sent
	return v
}

// drawnProof has a client show who it is in some way, at a provider that wants
// it in some other.
func drawnProof(r *rand.Rand) variation {
	l := layouts[r.IntN(3)]
	var changes []string
	method := one(r, "", "client_secret_basic", "client_secret_post", "none", "none", "private_key_jwt", "client_secret_jwt")
	if method != "" {
		changes = append(changes, `client_kwargs.token_endpoint_auth_method = "`+method+`"`)
	}
	secret := one(r, scriptedSecret, "unused", "", "none", "not-the-secret-0123456789", "-")
	if secret == "-" {
		changes = append(changes, "-client_secret")
	} else if secret != scriptedSecret {
		changes = append(changes, `client_secret = "`+secret+`"`)
	}
	methods := [][]string{nil, {"client_secret_post"}, {"client_secret_basic"}, {"none"}, {"private_key_jwt"}, {"private_key_jwt"}, {"private_key_jwt", "client_secret_basic"}}[r.IntN(7)]
	assertion := one(r, "", "@assertion@", "@assertion@", "@assertion@", "@expired@", "@strange@", "no-jwt", "${ASSERTION}")
	if slices.Equal(methods, []string{"none"}) {
		assertion = "" // a public client has none, and its provider would not look at one
	}
	kind := "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
	if assertion != "" {
		place := []string{"access_token_params.", "access_token_params.", "access_token_params.", "", "client_kwargs.", "authorize_params."}[r.IntN(6)]
		changes = append(changes, place+`client_assertion = "`+assertion+`"`)
		switch r.IntN(6) {
		case 0:
		case 1:
			changes = append(changes, place+`client_assertion_type = "jwt-bearer"`)
		default:
			changes = append(changes, place+`client_assertion_type = "`+kind+`"`)
		}
	} else if r.IntN(4) == 0 {
		changes = append(changes, `access_token_params.client_secret = "`+scriptedSecret+`"`)
	}
	v := l.with(fmt.Sprintf("drawn/%s at %v", strings.Join(changes, "; "), methods), "", changes...)
	v.script.methods = methods
	if slices.Equal(methods, []string{"none"}) {
		v.script.secret = "-"
	}
	return v
}

// Streamlit is the judge of what nobody thought of: verify may leave open what
// only a sign-in tells, and may neither accuse what works nor pass what does not.
func TestDrawn(t *testing.T) {
	count := *drawnCount
	if count == 0 {
		count = 110
		if os.Getenv("AUTHKIT_ALL") == "" {
			count = 8
		}
	}
	r := differentialReleases[0]
	stage, judge := newStage(t), newStreamlits(t, need(t, "PYTHON"))
	for _, kind := range slices.Sorted(maps.Keys(drawnKinds)) {
		random := rand.New(rand.NewPCG(*drawnSeed, uint64(len(kind))))
		work := make(chan variation)
		var workers sync.WaitGroup
		var mu sync.Mutex
		asked, agreed, in := 0, 0, 0
		for range 3 * runtime.NumCPU() {
			workers.Go(func() {
				for v := range work {
					saw, said, difference := stage.compareDrawn(t, judge, r, v)
					mu.Lock()
					asked++
					if saw.stage == stageSignedIn {
						in++
					}
					if difference == "" {
						agreed++
					} else {
						t.Errorf("%s: %s\nStreamlit: %s: %.600s\nverify: %s\n%s\n", v.name, difference, saw.stage, saw.text, said, v.files[".streamlit/secrets.toml"])
					}
					mu.Unlock()
				}
			})
		}
		seen := map[string]bool{}
		for tries := 0; len(seen) < count && tries < 20*count; tries++ {
			if v := drawnKinds[kind](random); !seen[v.name] {
				seen[v.name] = true
				work <- v
			}
		}
		close(work)
		workers.Wait()
		t.Logf("figures: %s, seed %d: the real Streamlit %s and verify agree in %d of %d drawn variations, in %d of which somebody signs in", kind, *drawnSeed, r.streamlit, agreed, asked, in)
	}
}

func (s *stage) compareDrawn(t *testing.T, judge *streamlits, r release, v variation) (ending, string, string) {
	for range 2 { // a port that was free may be somebody else's by now
		saw, said, result, err := s.drawnOnce(t, judge, r, v)
		if err != nil {
			return saw, said, err.Error()
		}
		if !strings.Contains(saw.text, "is not available") && (saw.stage != stageServer || saw.text != "") {
			return saw, said, drawnDisagreement(saw, result)
		}
	}
	return ending{}, "", "no port is free"
}

func (s *stage) drawnOnce(t *testing.T, judge *streamlits, r release, v variation) (ending, string, result, error) {
	root, err := os.MkdirTemp("", "drawn-")
	if err != nil {
		return ending{}, "", result{}, err
	}
	defer os.RemoveAll(root)
	l, err := s.lay(t, r, v, root, s.port())
	if err != nil {
		return ending{}, "", result{}, err
	}
	saw := s.tries(judge, l)
	said, report, err := s.verifies(t, v, l)
	return saw, said, report, err
}

// drawnDisagreement is disagreement of a variation of which nobody knows
// beforehand whether it works.
func drawnDisagreement(saw ending, said result) string {
	// The provider of these tests listens on this machine, which nobody else's
	// browser reaches; only here it does when the app has a public name.
	errors := slices.DeleteFunc(said.errors(), func(id string) bool { return slices.Contains(exposed, id) || id == "metadata-document" })
	switch {
	case saw.stage == stageSignedIn && len(errors) > 0:
		return "a false alarm: somebody can sign in, verify says no"
	case saw.stage == stageSignedIn:
		return ""
	case len(errors) > 0:
		return ""
	}
	for _, id := range []string{"client-secret", "auth-keys"} {
		if said.status(id) == "unproven" {
			return ""
		}
	}
	return "a false green: nobody can sign in, verify says " + said.Verdict
}
