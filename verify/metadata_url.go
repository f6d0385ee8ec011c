package verify

import (
	"cmp"
	"slices"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/findings"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/provider"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/meant"
)

// keyOf is where a key of the registration stands.
func (f *Facts) keyOf(key string) []string {
	return append(slices.Clone(f.Registration.Table), key)
}

// with is the facts as they would be with a changed registration.
func (f *Facts) with(change func(*streamlit.Registration)) *Facts {
	registration := *f.Registration
	change(&registration)
	changed := *f
	changed.Registration = &registration
	return &changed
}

// writes gives a finding a fix that is one line.
func writes(finding Finding, value string, key []string) Finding {
	finding.Fix, finding.Edit = findings.Write(value, key...)
	return finding
}

// aboutMetadataURL is a finding on server_metadata_url. Its fix is the whole
// address repaired, the same for every check, and otherwise where that cannot be told.
func aboutMetadataURL(f *Facts, severity Severity, message, otherwise string) Finding {
	s := f.Registration.MetadataURL
	about := finding(severity, s, message, otherwise)
	address := meant.MetadataURL(s.Text.Reveal())
	if address == "" || address == s.Text.Reveal() {
		return about
	}
	about = writes(about, address, f.keyOf("server_metadata_url"))
	if suggested, _ := entra.Repair(address); suggested == "" && !entra.IsAuthority(address) && hosts.ShownText(address) != address {
		about.Fix = otherwise // its query may hold a secret
	}
	return about
}

// at is the facts as they would be with another metadata address.
func (f *Facts) at(address string) *Facts {
	changed := f.with(func(r *streamlit.Registration) { r.MetadataURL.Text = secrets.New(address) })
	if authority, ok := entra.ParseAuthority(address); ok {
		changed.Authority, changed.Microsoft = authority, true
	}
	return changed
}

// meant is the facts with the metadata address repaired: whose client ID it is
// can often be told from a broken one as well.
func (f *Facts) meant() *Facts {
	if address := meant.MetadataURL(f.Registration.MetadataURL.Text.Reveal()); address != "" {
		return f.at(address)
	}
	return f
}

// providerOf is what is known of a provider, by the address that its metadata
// is meant to have.
func providerOf(address string) provider.Provider {
	return provider.Of(cmp.Or(meant.MetadataURL(address), address))
}

// fitsMetadataURL tells whether server_metadata_url may be written so: what a
// redirect leads to, for instance, may be no metadata address at all.
func fitsMetadataURL(f *Facts, address string) bool {
	changed := f.at(address)
	return metadataURLForm(changed).Status() == OK && metadataURLTenant(changed).Status() == OK
}
