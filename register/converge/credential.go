package converge

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/register/credential"
	"github.com/authkit-cli/authkit/register/undo"
)

// Secretless tells whether something is to stand in a client secret's place.
func (w Wanted) Secretless() bool { return w.Federated != nil || w.Certificate != nil }

// InItsPlace says how Streamlit shows what stands in a client secret's place
// (docs/facts/streamlit.md, section 1.6).
const InItsPlace = "the app needs no client secret: start it with authkit run -- streamlit run app.py; for a certificate with --assertion certificate=FILE, a file with the private key beside it"

// Lacks tells what of that a registration does not have; a nil one has nothing.
func (r *Registrar) Lacks(ctx context.Context, app *entra.Application, w Wanted) (told []Told, err error) {
	if f := w.Federated; f != nil {
		there, err := r.federated(ctx, app, *f)
		switch {
		case err != nil:
			return nil, err
		case there == nil:
			told = append(told, Told{"federated credential " + f.Name, "", "tokens of " + f.Issuer + " about " + f.Subject + " for " + f.Audiences[0]})
		case !slices.Equal(there.Audiences, f.Audiences):
			told = append(told, Told{"audience of the federated credential " + there.Name, spoken.List(there.Audiences), f.Audiences[0]})
		}
	}
	if c := w.Certificate; c != nil {
		_, there, err := r.certificates(ctx, app, *c)
		if err != nil {
			return nil, err
		}
		if !there {
			told = append(told, Told{"certificate", "", c.Name + ", thumbprint " + c.Thumbprint + ", until " + c.End.Format(time.DateOnly) + "; the others stay"})
		}
	}
	return told, nil
}

// Prove gives a registration what it lacks to do without a client secret.
func (r *Registrar) Prove(ctx context.Context, app *entra.Application, w Wanted) error {
	if w.Federated != nil {
		if err := r.federate(ctx, app, *w.Federated); err != nil {
			return err
		}
	}
	if w.Certificate != nil {
		return r.certify(ctx, app, *w.Certificate)
	}
	return nil
}

// federated is the credential with the same issuer and subject, of which an app
// has one at most; nil when there is none.
func (r *Registrar) federated(ctx context.Context, app *entra.Application, wanted entra.FederatedCredential) (*entra.FederatedCredential, error) {
	if app == nil {
		return nil, nil
	}
	all, err := r.Client.Federated(ctx, app.ID)
	for i, one := range all {
		if one.Issuer == wanted.Issuer && one.Subject == wanted.Subject {
			return &all[i], err
		}
	}
	return nil, err
}

func (r *Registrar) federate(ctx context.Context, app *entra.Application, wanted entra.FederatedCredential) error {
	there, err := r.federated(ctx, app, wanted)
	switch {
	case err != nil || there != nil && slices.Equal(there.Audiences, wanted.Audiences):
		return err
	case there != nil:
		after := *there
		after.Audiences = wanted.Audiences
		note := func(record *undo.Record) error { record.Note(there, after); return nil }
		return r.Kept.Try(note, func() error { return r.Client.SetAudiences(ctx, app.ID, there.ID, wanted.Audiences) })
	}
	note := func(record *undo.Record) error { record.Note(nil, wanted); return nil }
	made := wanted
	err = r.Kept.Try(note, func() error {
		return r.patiently(ctx, "the app registration", func() error {
			made, err = r.Client.AddFederated(ctx, app.ID, wanted)
			return err
		})
	})
	if err != nil {
		return err
	}
	return r.Kept.Note(func(record *undo.Record) { record.Note(nil, made) })
}

// certificates are all that an app has, and whether a certificate is one of them.
func (r *Registrar) certificates(ctx context.Context, app *entra.Application, wanted credential.Certificate) (all []map[string]any, there bool, err error) {
	if app == nil {
		return nil, false, nil
	}
	all, err = r.Client.Certificates(ctx, app.ID)
	key := base64.StdEncoding.EncodeToString(wanted.DER)
	return all, slices.ContainsFunc(all, func(entry map[string]any) bool { return entry["key"] == key }), err
}

// certify adds a certificate to those that are there.
func (r *Registrar) certify(ctx context.Context, app *entra.Application, wanted credential.Certificate) error {
	all, there, err := r.certificates(ctx, app, wanted)
	if there || err != nil {
		return err
	}
	id := newGUID()
	all = append(all, map[string]any{
		"keyId": id, "displayName": wanted.Name, "type": "AsymmetricX509Cert", "usage": "Verify", "key": wanted.DER,
		"startDateTime": wanted.Start.Format(time.RFC3339), "endDateTime": wanted.End.Format(time.RFC3339),
	})
	note := func(record *undo.Record) error { record.Keys = append(record.Keys, id); return nil }
	return r.Kept.Try(note, func() error {
		return r.patiently(ctx, "the app registration", func() error { return r.Client.SetCertificates(ctx, app.ID, all) })
	})
}

// newGUID names a certificate before it is there, so that a run that is broken off
// can be taken back (RFC 9562, section 5.4).
func newGUID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
