// Package expiry lists the client secrets of apps by their last day.
package expiry

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/fleet"
	"github.com/authkit-cli/authkit/verify"
	"github.com/authkit-cli/authkit/verify/project"
)

// Source is where a last day comes from.
type Source string

// What Graph shows is a fact, what stands in authkit.toml a note of somebody's.
const (
	FromGraph Source = "Microsoft Graph"
	Noted     Source = "authkit.toml"
	Unknown   Source = "unknown"
)

// Status is what a last day means today.
type Status string

// A secret is near its end when fewer days are left than were asked for.
const (
	Ended    Status = "ended"
	Near     Status = "near"
	Fine     Status = "ok"
	NotKnown Status = "unknown"
)

// Entry is one client secret.
type Entry struct {
	Project  string `json:"project"`
	Provider string `json:"provider"`
	LastDay  string `json:"last_day,omitempty"`  // YYYY-MM-DD; empty: not known
	DaysLeft *int   `json:"days_left,omitempty"` // 0: it ends today; below: it has ended
	Status   Status `json:"status"`
	Source   Source `json:"source"`
	Reason   string `json:"reason,omitempty"` // why it is not known

	failed bool // it was asked for, and could not be told
}

// List is the secrets of some apps, soonest first; those of which no day is known
// come last.
type List struct {
	Schema  string  `json:"schema"`
	Within  int     `json:"within_days"`
	Secrets []Entry `json:"secrets"`
	made    time.Time
}

// SchemaName names the JSON form of List.
const SchemaName = "authkit.expiry/1"

// Of lists the secrets. within is how many days before its end one is near it.
func Of(apps []fleet.Loaded, gathered []*verify.Gathered, now time.Time, within int) List {
	list := List{Schema: SchemaName, Within: within, Secrets: []Entry{}, made: now}
	for i, g := range gathered {
		p := apps[i].Project
		counted := false
		for _, f := range g.Providers {
			r := f.Registration
			if r.ClientSecret.Text.IsEmpty() || !r.SendsSecret() {
				continue
			}
			counted = true
			list.add(apps[i].Name, f, p)
		}
		if !counted && !p.Expires.IsZero() || p.SettingsErr+p.ExpiryErr != "" && !counted { // the secrets themselves are elsewhere, as in CI
			e := Entry{Project: apps[i].Name, Provider: "default"}
			e.noted(p)
			list.Secrets = append(list.Secrets, e.judged(now, within))
		}
	}
	sort.SliceStable(list.Secrets, func(i, j int) bool {
		a, b := list.Secrets[i], list.Secrets[j]
		unknown := func(e Entry) int {
			if e.LastDay == "" {
				return 1
			}
			return 0
		}
		return cmp.Or(unknown(a)-unknown(b), cmp.Compare(a.LastDay, b.LastDay), cmp.Compare(a.Project, b.Project), cmp.Compare(a.Provider, b.Provider)) < 0
	})
	return list
}

func (l *List) add(name string, f *verify.Facts, p *project.Project) {
	e := Entry{Project: name, Provider: f.Registration.Name}
	shown, graph := f.SecretEntry()
	_, asked := f.Graph.Get()
	switch missing := f.Graph.Missing(); {
	case graph:
		e.LastDay, e.Source = shown.End.UTC().Format(time.DateOnly), FromGraph
		end := shown.End
		e.left(end, l.made)
	case belongs(f):
		if e.noted(p); e.Source == Unknown && missing != nil && missing.Status != verify.Skipped {
			e.Reason, e.failed = missing.Reason, true
		} else if e.Source == Unknown && asked {
			e.Reason, e.failed = "Microsoft Graph shows no secret that begins as this one does, or several", true
		}
	default:
		e.Source, e.Reason = Unknown, "secret_expires in authkit.toml is taken for the secret at Entra"
	}
	l.Secrets = append(l.Secrets, e.judged(l.made, l.Within))
}

// belongs tells whether the one day that authkit.toml has room for is that of this
// provider's secret: of several, Entra's are the ones that end.
func belongs(f *verify.Facts) bool {
	ofEntra := 0
	for _, r := range f.Project.Auth.Registrations {
		if _, is := entra.ParseAuthority(f.Project.MetadataURL(r)); is {
			ofEntra++
		}
	}
	return ofEntra == 0 || f.Microsoft
}

// noted takes the day over that stands in authkit.toml.
func (e *Entry) noted(p *project.Project) {
	switch {
	case p.SettingsErr != "":
		e.Source, e.Reason, e.failed = Unknown, p.SettingsErr, true
	case p.ExpiryErr != "":
		e.Source, e.Reason, e.failed = Unknown, p.ExpiryErr, true
	case p.Expires.IsZero():
		e.Source, e.Reason = Unknown, "nobody noted it: authkit init --secret-expires DATE, or authkit expiry --graph at Entra"
	default:
		e.LastDay, e.Source = p.Expires.Format(time.DateOnly), Noted
	}
}

// left counts the days to an end that is told to the second.
func (e *Entry) left(end, now time.Time) {
	days := int(end.Sub(now) / (24 * time.Hour))
	if !end.After(now) {
		days = min(days, 0) - 1
	}
	e.DaysLeft = &days
}

// judged is the entry with what its day means.
func (e Entry) judged(now time.Time, within int) Entry {
	if e.LastDay == "" {
		e.Status = NotKnown
		return e
	}
	if e.DaysLeft == nil {
		day, _ := time.Parse(time.DateOnly, e.LastDay)
		e.left(day.AddDate(0, 0, 1), now) // the day itself still counts
	}
	switch {
	case *e.DaysLeft < 0:
		e.Status = Ended
	case *e.DaysLeft <= within:
		e.Status = Near
	default:
		e.Status = Fine
	}
	return e
}

// Any tells whether some secret has that status.
func (l List) Any(status Status) bool {
	return slices.ContainsFunc(l.Secrets, func(e Entry) bool { return e.Status == status })
}

// Failed tells whether there is nothing to tell, or something that was asked for
// could not be told.
func (l List) Failed() bool {
	return len(l.Secrets) == 0 || slices.ContainsFunc(l.Secrets, func(e Entry) bool { return e.failed })
}
