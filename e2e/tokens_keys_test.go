//go:build e2e

package e2e

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// caseKeys are the keys a provider of cases signs with, by their kid.
type caseKeys struct {
	rsa map[string]*rsa.PrivateKey
	ec  map[string]*ecdsa.PrivateKey
	ed  ed25519.PrivateKey
}

func newCaseKeys(t *testing.T) *caseKeys {
	t.Helper()
	keys := &caseKeys{rsa: map[string]*rsa.PrivateKey{}, ec: map[string]*ecdsa.PrivateKey{}}
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	for kid, bits := range map[string]int{"rsa": 2048, "rsa2": 2048, "stranger": 2048, "short": 1024} {
		keys.rsa[kid], err = rsa.GenerateKey(rand.Reader, bits)
		must(err)
	}
	for kid, curve := range map[string]elliptic.Curve{"ec": elliptic.P256(), "ec384": elliptic.P384()} {
		keys.ec[kid], err = ecdsa.GenerateKey(curve, rand.Reader)
		must(err)
	}
	_, keys.ed, err = ed25519.GenerateKey(rand.Reader)
	must(err)
	return keys
}

// public is a member of a key set.
func (k *caseKeys) public(kid string) map[string]any {
	var key jose.JSONWebKey
	switch {
	case k.rsa[kid] != nil:
		key.Key = &k.rsa[kid].PublicKey
	case k.ec[kid] != nil:
		key.Key = &k.ec[kid].PublicKey
	default:
		key.Key = k.ed.Public()
	}
	key.KeyID, key.Use = kid, "sig"
	data, _ := key.MarshalJSON()
	var member map[string]any
	json.Unmarshal(data, &member) //nolint:errcheck // it was made a line before
	return member
}

// changed is a member of a key set with some of its own members changed.
func (k *caseKeys) changed(kid string, changes map[string]any) map[string]any {
	member := k.public(kid)
	for name, value := range changes {
		if value == nil {
			delete(member, name)
		} else {
			member[name] = value
		}
	}
	return member
}

// compact signs header and payload as by says: with the algorithm and the key
// that the header names, when it says nothing.
func (k *caseKeys) compact(header, payload []byte, by signature) string {
	var named struct {
		Alg string `json:"alg"`
		Kid string `json:"kid"`
	}
	json.Unmarshal(header, &named) //nolint:errcheck // odd headers name nothing
	if by.alg == "" {
		by.alg = named.Alg
	}
	if by.key == "" {
		by.key = named.Kid
	}
	encoded := base64.RawURLEncoding.EncodeToString(payload)
	if by.plain {
		encoded = string(payload)
	}
	input := base64.RawURLEncoding.EncodeToString(header) + "." + encoded
	return input + "." + base64.RawURLEncoding.EncodeToString(k.signature(by, []byte(input)))
}

// signature says how a token is signed.
type signature struct {
	alg, key string
	secret   func(*caseKeys) []byte // for HMAC
	plain    bool                   // the payload stands as it is (RFC 7797)
}

func (k *caseKeys) signature(by signature, input []byte) []byte {
	hash := crypto.SHA256
	switch {
	case strings.HasSuffix(by.alg, "384"):
		hash = crypto.SHA384
	case strings.HasSuffix(by.alg, "512"):
		hash = crypto.SHA512
	}
	h := hash.New()
	h.Write(input)
	sum := h.Sum(nil)
	key := k.rsa[by.key]
	if key == nil {
		key = k.rsa["rsa"]
	}
	switch {
	case strings.HasPrefix(by.alg, "HS"):
		newHash := sha256.New
		if hash == crypto.SHA512 {
			newHash = sha512.New
		}
		mac := hmac.New(newHash, by.secret(k))
		mac.Write(input)
		return mac.Sum(nil)
	case strings.HasPrefix(by.alg, "RS"):
		made, _ := rsa.SignPKCS1v15(rand.Reader, key, hash, sum)
		return made
	case strings.HasPrefix(by.alg, "PS"):
		made, _ := rsa.SignPSS(rand.Reader, key, hash, sum, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		return made
	case strings.HasPrefix(by.alg, "ES"):
		ec := k.ec[by.key]
		r, s, _ := ecdsa.Sign(rand.Reader, ec, sum)
		return append(fixed(r, ec), fixed(s, ec)...)
	case strings.HasPrefix(by.alg, "Ed"):
		return ed25519.Sign(k.ed, input)
	}
	return nil
}

func fixed(n *big.Int, key *ecdsa.PrivateKey) []byte {
	return n.FillBytes(make([]byte, (key.Curve.Params().BitSize+7)/8))
}
