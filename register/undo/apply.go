package undo

import (
	"context"
	"errors"
	"slices"

	"github.com/authkit-cli/authkit/register/graph"
)

// ErrMoved says that a registration has changed since it was agreed what is taken back.
var ErrMoved = errors.New("the registration was changed in the meantime")

// Look asks what of a record can be taken back.
func (r *Record) Look(ctx context.Context, client *graph.Client, use Use) (Plan, error) {
	var now standing
	var err error
	if r.ClientID != "" {
		now.app, err = client.Application(ctx, r.ClientID)
	} else {
		now.app, err = client.Named(ctx, r.UniqueName)
	}
	if now.app == nil || err != nil {
		return r.plan(now, use), err
	}
	if r.made() || len(r.Federated) > 0 {
		if now.federated, err = client.Federated(ctx, now.app.ID); err != nil {
			return Plan{}, err
		}
	}
	if r.made() || r.Principal != "" {
		if now.principal, err = client.Principal(ctx, now.app.AppID); err != nil {
			return Plan{}, err
		}
	}
	if now.principal != nil {
		if now.assigned, err = client.Assigned(ctx, now.principal.ID); err != nil {
			return Plan{}, err
		}
		if now.consented, err = client.Consented(ctx, now.principal.ID); err != nil {
			return Plan{}, err
		}
	}
	return r.plan(now, use), nil
}

// TakeBack does what was agreed on. Lists are replaced whole at Graph, so it looks
// again directly before. Broken off, it goes on when it is run again.
func (r *Record) TakeBack(ctx context.Context, client *graph.Client, use Use, agreed Plan) error {
	p, err := r.Look(ctx, client, use)
	switch {
	case err != nil:
		return err
	case p.app == nil:
		return nil
	case p.Deletes != agreed.Deletes, len(without(p.Told, agreed.Told)) > 0:
		return ErrMoved
	case p.Deletes:
		return client.Delete(ctx, p.app.ID)
	}
	if len(p.content) > 0 {
		if err := client.Update(ctx, p.app.ID, p.content); err != nil {
			return err
		}
	}
	for _, keyID := range p.secrets {
		if err := client.RemovePassword(ctx, p.app.ID, keyID); err != nil {
			return err
		}
	}
	if err := p.removeKeys(ctx, client); err != nil {
		return err
	}
	for _, change := range p.federated {
		if err := takeBackFederated(ctx, client, p.app.ID, change); err != nil {
			return err
		}
	}
	if p.principal != "" {
		return client.DeletePrincipal(ctx, p.principal)
	}
	return nil
}

// removeKeys writes the certificates back that stay. Their keys have to be read for that.
func (p Plan) removeKeys(ctx context.Context, client *graph.Client) error {
	if len(p.keys) == 0 {
		return nil
	}
	all, err := client.Certificates(ctx, p.app.ID)
	if err != nil {
		return err
	}
	rest := slices.DeleteFunc(all, func(entry map[string]any) bool {
		id, _ := entry["keyId"].(string)
		return slices.Contains(p.keys, id)
	})
	return client.SetCertificates(ctx, p.app.ID, rest)
}

func takeBackFederated(ctx context.Context, client *graph.Client, id string, change FederatedChange) error {
	if change.Before != nil {
		return client.SetAudiences(ctx, id, change.After.ID, change.Before.Audiences)
	}
	return client.RemoveFederated(ctx, id, change.After.ID)
}
