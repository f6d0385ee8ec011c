package sandbox

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// mostPersonalSecrets is how many secrets an app for personal accounts only may have.
const mostPersonalSecrets = 2

func (s *Server) addPassword(q *graphRequest) graphAnswer {
	c := s.find(q)
	if c == nil || s.replicating(*c) {
		return graphRefused(noSuchResource(q.address.value))
	}
	var body struct {
		Wanted graphPassword `json:"passwordCredential"`
	}
	if len(bytes.TrimSpace(q.body)) > 0 && json.Unmarshal(q.body, &body) != nil {
		return graphRefused(unreadablePayload())
	}
	made, why := s.newSecret(c, body.Wanted)
	if why != nil {
		return graphRefused(why)
	}
	return graphFound(struct {
		Context string `json:"@odata.context"`
		graphPassword
	}{q.context("microsoft.graph.passwordCredential"), made})
}

// mostSecretDays is how long a secret may live under the fault graph-secret-lifetime.
const mostSecretDays = 90

// newSecret adds a secret to an app. Its text is in this answer and in no other.
func (s *Server) newSecret(c *Client, wanted graphPassword) (graphPassword, *graphRefusal) {
	start, end, why := s.lifetime(wanted)
	switch {
	case why != nil:
		return graphPassword{}, why
	case s.faults["graph-secrets-forbidden"]:
		return graphPassword{}, secretsForbidden()
	case s.faults["graph-secret-lifetime"] && end.Sub(start) > (mostSecretDays*24+1)*time.Hour:
		return graphPassword{}, secretTooLong()
	case c.Audience == PersonalMicrosoftAccount && len(c.Secrets) >= mostPersonalSecrets:
		return graphPassword{}, tooManySecrets()
	}
	added := ClientSecret{KeyID: newGUID(), Value: newSecretText(), Name: text(wanted.Name), Start: start, Expires: end}
	if s.faults["secret-fresh"] || s.faults["graph-secret-fresh"] {
		added.Created = s.options.Now()
	}
	c.Secrets = append(slices.Clone(c.Secrets), added)
	shown := added.onGraph()
	shown.Text = &added.Value
	return shown, nil
}

// lifetime reads from when until when a secret is to be good: from now on for
// two years, unless it is said.
func (s *Server) lifetime(wanted graphPassword) (start, end time.Time, why *graphRefusal) {
	start = s.now().UTC().Truncate(time.Second)
	var err error
	if wanted.Start != nil {
		if start, err = time.Parse(time.RFC3339, *wanted.Start); err != nil {
			return start, end, unreadablePayload()
		}
	}
	end = start.AddDate(2, 0, 0)
	if wanted.End != nil {
		if end, err = time.Parse(time.RFC3339, *wanted.End); err != nil {
			return start, end, unreadablePayload()
		}
	}
	if !end.After(start) {
		return start, end, badRequest("Key credential end date is invalid.")
	}
	return start, end, nil
}

// newSecretText is a secret in the form of Entra's: 40 characters, of which the
// fourth to the sixth are the same for years.
func newSecretText() string {
	plain := strings.NewReplacer("-", "", "_", "").Replace(random(90))
	return plain[:3] + "8Q~" + plain[3:37]
}

func (s *Server) removePassword(q *graphRequest) graphAnswer {
	c := s.find(q)
	if c == nil {
		return graphRefused(noSuchResource(q.address.value))
	}
	var body struct {
		KeyID string `json:"keyId"`
	}
	if json.Unmarshal(q.body, &body) != nil {
		return graphRefused(unreadablePayload())
	}
	place := slices.IndexFunc(c.Secrets, func(one ClientSecret) bool { return strings.EqualFold(one.KeyID, body.KeyID) })
	if place < 0 {
		return graphRefused(noSuchCredential(body.KeyID))
	}
	c.Secrets = slices.Delete(slices.Clone(c.Secrets), place, place+1)
	return graphDone()
}
