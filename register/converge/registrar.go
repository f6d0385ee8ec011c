package converge

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/register/graph"
	"github.com/authkit-cli/authkit/register/undo"
	"github.com/authkit-cli/authkit/secrets"
)

// Registrar carries changes out.
type Registrar struct {
	Client *graph.Client
	Wait   func(ctx context.Context, d time.Duration) error
	Told   func(progress string) // what is being waited for; at most one line each
	Kept   *undo.Keeper          // notes what is changed; nil: nothing does
}

// Entra takes up to two minutes to know a new registration everywhere
// (docs/facts/entra.md, section 5.4).
const (
	replication = 2 * time.Minute
	firstPause  = time.Second
	longest     = 10 * time.Second // between two tries
)

// Find returns the registration of a client ID, or else of a unique name; nil
// when there is none. A display name is never looked for.
func (r *Registrar) Find(ctx context.Context, appID, uniqueName string) (*entra.Application, error) {
	switch {
	case appID != "":
		return r.Client.Application(ctx, appID)
	case uniqueName != "":
		return r.Client.Named(ctx, uniqueName)
	}
	return nil, nil
}

// Make makes a registration of a unique name and returns it as Graph shows it.
func (r *Registrar) Make(ctx context.Context, uniqueName string, w Wanted) (*entra.Application, error) {
	changes, err := Compare(nil, w)
	if err != nil {
		return nil, err
	}
	note := func(record *undo.Record) error {
		record.UniqueName = uniqueName
		return record.Written(new(entra.Application), changes.Content)
	}
	if err := r.Kept.Try(note, func() error { return r.Client.Create(ctx, uniqueName, changes.Content) }); err != nil {
		return nil, err
	}
	var made *entra.Application
	err = r.patiently(ctx, "the new app registration", func() error {
		var err error
		if made, err = r.Client.Named(ctx, uniqueName); err == nil && made == nil {
			err = errNotYet
		}
		return err
	})
	if err == nil {
		err = r.Kept.Note(func(record *undo.Record) { record.ClientID = made.AppID })
	}
	return made, err
}

// LostError says that redirect URIs were there before a change and are not after it.
type LostError struct{ URIs []string }

func (e *LostError) Error() string { return "redirect URIs are gone that were there a moment ago" }

// Change writes what a registration lacks. Others may change it at the same time,
// and Graph replaces lists whole: it is read again directly before the write, so
// that what they added stays, and after it, to see that nothing is gone.
func (r *Registrar) Change(ctx context.Context, app *entra.Application, w Wanted) (before, after *entra.Application, err error) {
	before, err = r.Client.Application(ctx, app.AppID)
	if err != nil || before == nil {
		return nil, nil, orGone(err)
	}
	changes, err := Compare(before, w)
	if err != nil || len(changes.Content) == 0 {
		return before, before, err
	}
	note := func(record *undo.Record) error { return record.Written(before, changes.Content) }
	if err := r.Kept.Try(note, func() error { return r.Client.Update(ctx, before.ID, changes.Content) }); err != nil {
		return before, nil, err
	}
	after, err = r.Client.Application(ctx, app.AppID)
	if err != nil || after == nil {
		return before, nil, orGone(err)
	}
	if lost := KeepsAll(before, after); len(lost) > 0 {
		return before, after, &LostError{lost}
	}
	return before, after, nil
}

var (
	errNotYet = errors.New("it is not known everywhere yet")
	errGone   = errors.New("the app registration is gone")
)

func orGone(err error) error {
	if err == nil {
		return errGone
	}
	return err
}

// Principal sees to it that the tenant has the app's service principal.
func (r *Registrar) Principal(ctx context.Context, appID string) (principal *entra.Principal, made bool, err error) {
	principal, err = r.Client.Principal(ctx, appID)
	if err != nil || principal != nil {
		return principal, false, err
	}
	note := func(record *undo.Record) error { record.Principal = undo.Untold; return nil }
	err = r.Kept.Try(note, func() error {
		return r.patiently(ctx, "the service principal", func() error { return r.Client.CreatePrincipal(ctx, appID) })
	})
	if err != nil {
		return nil, false, err
	}
	err = r.patiently(ctx, "the service principal", func() error {
		if principal, err = r.Client.Principal(ctx, appID); err == nil && principal == nil {
			err = errNotYet
		}
		return err
	})
	if err == nil {
		err = r.Kept.Note(func(record *undo.Record) { record.Principal = principal.ID })
	}
	return principal, true, err
}

// Secret makes a client secret beside those that are there.
func (r *Registrar) Secret(ctx context.Context, app *entra.Application, name string, end time.Time) (made entra.ClientSecret, value secrets.Secret, err error) {
	err = r.patiently(ctx, "the app registration", func() error {
		made, value, err = r.Client.AddPassword(ctx, app.ID, name, end)
		return err
	})
	if err != nil {
		return made, value, err
	}
	if err = r.Kept.Note(func(record *undo.Record) { record.Secrets = append(record.Secrets, made.KeyID) }); err != nil {
		if r.Client.RemovePassword(context.WithoutCancel(ctx), app.ID, made.KeyID) != nil {
			err = fmt.Errorf("%w; the client secret %s is there all the same", err, made.KeyID)
		}
	}
	return made, value, err
}

// Settle waits until Entra takes a new client secret, which accepts asks. proved is
// false where it cannot be tried without a sign-in.
func (r *Registrar) Settle(ctx context.Context, accepts func() (works, known bool)) (proved bool, err error) {
	const pause = 2 * time.Second
	for waited := time.Duration(0); ; waited += pause {
		works, known := accepts()
		switch {
		case ctx.Err() != nil:
			return false, ctx.Err()
		case works, !known:
			return works, nil
		case waited >= replication:
			return false, errors.New("the new client secret is not taken by Entra after two minutes; it was removed, and the old one stays")
		case waited == 0:
			r.Told("waiting until Entra takes the new client secret")
		}
		if err := r.Wait(ctx, pause); err != nil {
			return false, err
		}
	}
}

// patiently tries again as long as what was made a moment ago may not be known
// everywhere, two minutes at most.
func (r *Registrar) patiently(ctx context.Context, what string, try func() error) error {
	waited := time.Duration(0)
	for pause := firstPause; ; pause = min(2*pause, longest) {
		err := try()
		if err == nil || err != errNotYet && !graph.Replicating(err) {
			return err
		}
		if waited >= replication {
			return fmt.Errorf("%s is not known everywhere after two minutes", what)
		}
		if waited == 0 {
			r.Told("waiting until Entra knows " + what + " everywhere")
		}
		if err := r.Wait(ctx, pause); err != nil {
			return err
		}
		waited += pause
	}
}
