package sandbox

import (
	"crypto/sha1"
	"crypto/x509"
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

// graphCertificate is the public half of a key on Graph's wire.
type graphCertificate struct {
	CustomKey *string `json:"customKeyIdentifier"`
	Name      *string `json:"displayName"`
	End       *string `json:"endDateTime"`
	Key       []byte  `json:"key"` // null, unless keyCredentials are selected
	KeyID     string  `json:"keyId"`
	Start     *string `json:"startDateTime"`
	Type      string  `json:"type"`
	Usage     string  `json:"usage"`
	OData     string  `json:"@odata.type,omitempty"` // sent by the Azure CLI, and not kept
}

// withoutKeys is the list as everybody is shown it who does not select it.
func withoutKeys(list []graphCertificate) []graphCertificate {
	shown := append([]graphCertificate{}, list...)
	for i := range shown {
		shown[i].Key = nil
	}
	return shown
}

// judgeCertificates completes the list that an app is to have. An entry that is
// there already may come without its key.
func judgeCertificates(before, after []graphCertificate) *graphRefusal {
	for i := range after {
		entry := &after[i]
		at := slices.IndexFunc(before, func(b graphCertificate) bool { return entry.KeyID != "" && strings.EqualFold(b.KeyID, entry.KeyID) })
		switch {
		case at >= 0 && entry.Key == nil:
			entry.Key = before[at].Key
		case entry.Key == nil:
			return badRequest("A value is required for property 'key' of resource 'KeyCredential'.")
		}
		if why := entry.complete(); why != nil {
			return why
		}
	}
	return nil
}

// complete judges one entry, and fills in what Entra takes from the certificate.
func (c *graphCertificate) complete() *graphRefusal {
	certificate, err := x509.ParseCertificate(c.Key)
	switch {
	case c.Type != "AsymmetricX509Cert" || c.Usage != "Verify":
		return badRequest("Key credential type or usage is invalid.") // an app that signs in shows no other kind
	case err != nil:
		return badRequest("Key credential value is invalid.")
	}
	c.OData = ""
	if c.KeyID == "" {
		c.KeyID = newGUID()
	}
	for _, moment := range []struct {
		given  **string
		limit  time.Time
		beyond func(time.Time) bool
		name   string
	}{
		{&c.Start, certificate.NotBefore, func(t time.Time) bool { return t.Before(certificate.NotBefore) }, "start"},
		{&c.End, certificate.NotAfter, func(t time.Time) bool { return t.After(certificate.NotAfter) }, "end"},
	} {
		if *moment.given == nil {
			*moment.given = graphDay(moment.limit)
		}
		t, err := time.Parse(time.RFC3339, **moment.given)
		if err != nil || moment.beyond(t) {
			return badRequest("Key credential " + moment.name + " date is invalid.")
		}
	}
	if c.CustomKey == nil {
		sum := sha1.Sum(c.Key)
		text := base64.StdEncoding.EncodeToString(sum[:])
		c.CustomKey = &text
	}
	return nil
}
