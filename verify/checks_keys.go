package verify

import (
	"cmp"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/verify/outcome"
)

func metadataKeys(f *Facts) Outcome {
	m, _ := f.Metadata.Get()
	keys, _ := f.Keys.Get()
	fix := "open jwks_uri of the provider's metadata in a browser; it must show a JSON document with keys. If it does not, tell the people who run the provider"
	if keys.Fix != "" {
		fix = keys.Fix
	}
	if keys.Problem != "" {
		return found(Proved, aboutMetadata(f, SeverityError, "the signing keys at "+keys.Asked+" cannot be used: "+keys.Problem, fix))
	}
	listed := m.Document["id_token_signing_alg_values_supported"]
	if alg := f.Project.Authlib().Forgeable(keys.Keys, listed); alg != "" {
		return found(Proved, forgeable(f, alg, keys))
	}
	if keys.Keys.Odd() {
		return unproven("a signing key at " + keys.Asked + " is written in a way that no known provider writes, and authkit cannot tell what Streamlit makes of it")
	}
	algorithms, _ := m.Texts("id_token_signing_alg_values_supported")
	names := cmp.Or(entra.Clean(strings.Join(algorithms, ", ")), "RS256") // what Authlib takes where nothing is listed
	some, open := f.Project.Authlib().Verifies(keys.Keys, listed)
	_, isList := listed.([]any)
	switch {
	case !some && len(algorithms) > 0 && !slices.ContainsFunc(algorithms, signedByKey):
		return found(Proved, aboutMetadata(f, SeverityError, "the provider signs ID tokens without a public key ("+names+"), which Streamlit cannot check",
			"choose RS256 for ID tokens in the client's settings at the provider"))
	case !some && !isList && listed != nil:
		return found(Proved, aboutMetadata(f, SeverityError, "id_token_signing_alg_values_supported in the metadata is no list of algorithms, so Streamlit refuses every ID token",
			"ask the people who run the provider to make it a list, such as [\"RS256\"]"))
	case !some:
		return found(Proved, aboutMetadata(f, SeverityError, "none of the signing keys at "+keys.Asked+" is for an algorithm that the metadata lists ("+names+"), so Streamlit refuses every ID token",
			"ask the people who run the provider to list the algorithm of its keys in id_token_signing_alg_values_supported, and to publish a key for signatures"))
	case f.signedIn():
		return passed(outcome.Proof("an ID token was checked with a key at " + keys.Asked))
	case f.Microsoft:
		return passed(outcome.Proof("Entra signs ID tokens with RS256, and keys for it are at " + keys.Asked)) // docs/facts/entra.md, section 4
	case open != "":
		return f.untilSignIn("the provider may sign this client's ID tokens with " + open + " too, which Streamlit would refuse; in the client's settings at the provider their algorithm has to be one of " + names)
	}
	return passed(outcome.Proof("every key at " + keys.Asked + " is for an algorithm that the metadata lists"))
}

func signedByKey(algorithm string) bool {
	for _, kind := range []string{"RS", "PS", "ES", "Ed"} {
		if strings.HasPrefix(algorithm, kind) {
			return true
		}
	}
	return false
}

func forgeable(f *Facts, alg string, keys *KeySet) Finding {
	if alg == "none" {
		if listed, _ := f.Metadata.value.Document["id_token_signing_alg_values_supported"].([]any); len(listed) == 0 {
			return aboutMetadata(f, SeverityError, "the metadata does not say how ID tokens are signed, and then this app's Authlib accepts tokens that nobody signed (alg none): whoever answers in the provider's place is logged in as anybody",
				"use the releases that deps-compat names")
		}
		return aboutMetadata(f, SeverityError, "the metadata lists none among the algorithms of ID tokens, so the app accepts tokens that nobody signed: whoever answers in the provider's place is logged in as anybody",
			"ask the people who run the provider to remove none from id_token_signing_alg_values_supported")
	}
	return aboutMetadata(f, SeverityError, "the signing keys at "+keys.Asked+" hold a secret key (kty oct), and the app accepts ID tokens signed with it ("+alg+"): whoever reads that address is logged in as anybody",
		"ask the people who run the provider to remove the oct key from its key set and sign ID tokens with RS256")
}
