package fleet

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"path/filepath"
	"slices"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/project"
)

// Compare notes which of several apps have the same secret in different files: what
// one file holds for several is one secret. Nothing of a secret is kept but a hash
// with a key that ends with the run.
func Compare(apps []Loaded, gathered []*verify.Gathered, random io.Reader) {
	c := comparison{key: make([]byte, sha256.Size), holders: map[string][]holder{}}
	if random == nil {
		random = rand.Reader
	}
	if _, err := io.ReadFull(random, c.key); err != nil {
		panic("no randomness: " + err.Error()) // crypto/rand never fails
	}
	for _, a := range apps {
		c.note(a, a.Project.Auth.CookieSecret)
		for _, r := range a.Project.Auth.Registrations {
			c.note(a, r.ClientSecret)
		}
	}
	for i, g := range gathered {
		g.Project.SameCookieSecret = c.others(apps[i], "cookie_secret", apps[i].Project.Auth.CookieSecret)
		for _, f := range g.Providers {
			f.SameClientSecret = c.others(apps[i], "client_secret", f.Registration.ClientSecret)
		}
	}
}

// comparison tells secrets apart without holding them.
type comparison struct {
	key     []byte
	holders map[string][]holder // by hash
}

// holder is an app that has a secret in a file.
type holder struct{ app, file string }

// hash stands for a secret; empty where there is none to compare.
func (c comparison) hash(s streamlit.Setting) string {
	if s.Kind != secrets.KindString || s.Text.IsEmpty() || streamlit.IsPlaceholder(s.Text.Reveal()) {
		return ""
	}
	sum := hmac.New(sha256.New, c.key)
	io.WriteString(sum, s.Text.Reveal()) //nolint:errcheck // a hash takes everything
	return string(sum.Sum(nil))
}

func (c comparison) note(a Loaded, s streamlit.Setting) {
	hash, here := c.hash(s), holder{a.Name, fileOf(a.Project, s)}
	if hash != "" && !slices.Contains(c.holders[hash], here) {
		c.holders[hash] = append(c.holders[hash], here)
	}
}

// others are the apps that have the same secret in another file.
func (c comparison) others(a Loaded, key string, s streamlit.Setting) verify.Fact[[]string] {
	hash := c.hash(s)
	if hash == "" {
		return verify.NotKnown[[]string](verify.Skipped, "there is no "+key+" to compare")
	}
	var names []string
	for _, h := range c.holders[hash] {
		if h.app != a.Name && h.file != fileOf(a.Project, s) && !slices.Contains(names, h.app) {
			names = append(names, h.app)
		}
	}
	return verify.Known(names)
}

// fileOf is where a setting stands, from the disk's root on.
func fileOf(p *project.Project, s streamlit.Setting) string {
	if file := filepath.FromSlash(s.File); filepath.IsLocal(file) && s.File[0] != '~' {
		return filepath.Join(p.Dir, file)
	}
	return s.File
}
