package streamlit

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// node is a JSON Schema, or a part of one. Its keys come out in the order of the
// alphabet, so the text is the same each time.
type node = map[string]any

// SecretsSchema is a JSON Schema (draft 7) of secrets.toml for editors: the keys
// of [auth] and of [auth.NAME] as the newest release reads them, with what they
// are for. It is made of the tables with which the checks judge. What a check
// warns of it marks as deprecated; it refuses only what stops the sign-in.
func SecretsSchema() []byte {
	var out bytes.Buffer
	write := json.NewEncoder(&out)
	write.SetEscapeHTML(false)
	write.SetIndent("", "  ")
	// Maps of texts, lists and numbers can always be written.
	_ = write.Encode(node{
		"$schema":     "http://json-schema.org/draft-07/schema#",
		"title":       "Streamlit's secrets.toml",
		"description": "Made by authkit explain --schema secrets. Sections beside [auth] are the app's own.",
		"type":        "object",
		"properties":  node{"auth": node{"$ref": "#/definitions/auth"}},
		"definitions": node{"auth": authNode(), "provider": providerNode(), "kwargs": kwargsNode()},
	})
	return out.Bytes()
}

// keyDocs says what each key is for, in a line.
var keyDocs = lazy.Value[map[string]string]{Make: func() map[string]string {
	return map[string]string{
		"redirect_uri":         "the address at which people open the app, with /oauth2callback at its end; registered at the provider letter by letter",
		"cookie_secret":        "signs the login cookie; long, random and secret",
		"expose_tokens":        "the provider's tokens that st.user.tokens holds",
		"client_id":            "the app's ID at the provider",
		"client_secret":        "the app's secret at the provider",
		"server_metadata_url":  "the provider's address that ends in /.well-known/openid-configuration",
		"client_kwargs":        "options of the login, such as scope and prompt",
		"authorize_url":        "the provider's login page, where the metadata's is not the right one",
		"authorize_params":     "more parameters of the login request",
		"access_token_url":     "the provider's token endpoint, where the metadata's is not the right one",
		"access_token_params":  "more parameters of the token request",
		"refresh_token_url":    "not used by st.login",
		"refresh_token_params": "not used by st.login",
		"request_token_url":    "OAuth 1, which st.login cannot finish",
		"request_token_params": "OAuth 1, which st.login cannot finish",
		"api_base_url":         "not used by st.login",
		"scope":                "what the app asks for; openid has to be among it",
		"prompt":               "what the provider shows: select_account, login, consent or none",
	}
}}

// authNode is [auth]. What is no key of its own is a provider's section, or the
// app's business.
func authNode() node {
	keys := node{}
	for _, key := range append(append(slices.Clone(sharedNames), requiredNames...), "client_kwargs") {
		keys[key] = keyNode(key)
	}
	for _, key := range slices.Concat(providerNamesRead, paramTables) {
		if keys[key] == nil {
			keys[key] = node{"deprecated": true, "description": "has no effect here: " + aboutDefaultOnly}
		}
	}
	ignoredKeys(keys)
	return node{
		"description": "st.login's settings, and its provider where there is one only",
		"type":        "object",
		"required":    named(authRows.Get(), "auth-required", deps.Version{}),
		"properties":  keys,
		"additionalProperties": node{"allOf": []node{
			{"$ref": "#/definitions/provider"},
			// A section that has none of a provider's keys may be the app's own.
			{"if": node{"type": "object", "anyOf": eachRequired(providerNamesRead)}, "then": node{"required": named(authRows.Get(), "required", deps.Version{})}},
		}},
		// Without a provider's section the provider stands here.
		"if":   node{"properties": maps.Collect(plainKeys(keys)), "additionalProperties": node{"not": node{"type": "object"}}},
		"then": node{"required": named(authRows.Get(), "required", deps.Version{})},
	}
}

const aboutDefaultOnly = "Streamlit reads it in a provider's section only, such as [auth.default]"

// plainKeys lets every key of [auth] be whatever it is.
func plainKeys(keys node) func(yield func(string, any) bool) {
	return func(yield func(string, any) bool) {
		for key := range keys {
			if !yield(key, true) {
				return
			}
		}
	}
}

// providerNode is [auth.NAME].
func providerNode() node {
	keys := node{}
	for _, key := range providerNamesRead {
		keys[key] = keyNode(key)
	}
	for _, key := range sharedNames {
		keys[key] = node{"deprecated": true, "description": "has no effect here: Streamlit reads it in [auth] only"}
	}
	ignoredKeys(keys)
	return node{"description": "a provider, for st.login(NAME)", "properties": keys}
}

// eachRequired are schemas, each of which wants one key.
func eachRequired(keys []string) []node {
	var each []node
	for _, key := range keys {
		each = append(each, node{"required": []string{key}})
	}
	return each
}

// kwargsNode is client_kwargs.
func kwargsNode() node {
	keys := node{}
	for _, key := range kwargsRead() {
		keys[key] = keyNode(key)
	}
	for _, key := range kwargsTwice() {
		keys[key] = node{"not": node{}, "description": "Streamlit passes it itself, and Python refuses it twice"}
	}
	return node{"description": keyDocs.Get()["client_kwargs"], "type": "object", "properties": keys}
}

// ignoredKeys are those that others read and Streamlit does not.
func ignoredKeys(keys node) {
	for key, known := range ignoredNames.Get() {
		text := "has no effect: " + known.reason
		if known.works != "" {
			text += "; it works in " + known.works
			if slices.Contains(providerNamesRead, known.works) && !slices.Contains(paramTables, known.works) {
				text = "has no effect: " + known.reason + "; the key is called " + known.works
			}
		}
		keys[key] = node{"deprecated": true, "description": text}
	}
}

// keyNode is one key: what it is for, and the form without which the sign-in fails.
func keyNode(key string) node {
	n := node{}
	if doc := keyDocs.Get()[key]; doc != "" {
		n["description"] = doc
	}
	switch {
	case key == "client_kwargs":
		return node{"$ref": "#/definitions/kwargs"}
	case key == "redirect_uri":
		n["type"], n["pattern"] = "string", `^\s*https?://[^?#]+`+callbackPath+`/?\s*$`
	case key == "cookie_secret":
		n["type"], n["minLength"] = "string", guessableBelow
	case key == "server_metadata_url":
		n["type"], n["pattern"] = "string", `^\s*https?://`
	case key == "client_id":
		n["type"], n["minLength"] = "string", 1
	case key == "client_secret": // empty for public clients at some providers; a number gets through
		n["type"] = []string{"string", "integer"}
	case key == "expose_tokens":
		tokens := named(authRows.Get(), "exposes", deps.Version{})
		n["anyOf"] = []node{{"enum": tokens}, {"type": "array", "items": node{"enum": tokens}}}
	case key == "request_token_url":
		n["enum"] = []any{false, ""}
	case slices.Contains(paramTables, key):
		n["anyOf"] = []node{{"type": "object"}, {"enum": []any{false, "", 0}}}
	case strings.HasSuffix(key, "_url"):
		n["anyOf"] = []node{{"type": "string"}, {"enum": []any{false, 0}}}
	}
	return n
}

// IsKnownKey tells whether a key of the secrets has a name of Streamlit's, of
// Authlib's or of another library's: one that says nothing about its owner.
func IsKnownKey(key string) bool {
	_, ignored := ignoredNames.Get()[key]
	return ignored || slices.Contains(slices.Concat(sharedNames, providerNamesRead, paramTables, kwargsRead()), key)
}
