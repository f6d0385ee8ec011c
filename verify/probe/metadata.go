package probe

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/internal/spoken"
	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify"
)

// metadata fetches a discovery document, once for all registrations that name it.
// more is how many connections the questions after it need.
func (q *prober) metadata(ctx context.Context, address string, more int) verify.Fact[*verify.Metadata] {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return verify.NotKnown[*verify.Metadata](verify.Skipped, "server_metadata_url is not an address that can be asked")
	}
	if strings.ContainsAny(u.Path, "{}<>") {
		return verify.NotKnown[*verify.Metadata](verify.Skipped, "server_metadata_url still holds a placeholder")
	}
	return q.documents.get(address, func() verify.Fact[*verify.Metadata] { return q.fetchMetadata(ctx, u, more) })
}

func (q *prober) fetchMetadata(ctx context.Context, u *url.URL, more int) verify.Fact[*verify.Metadata] {
	request, err := get(withCompany(ctx, more), u.String())
	if err != nil {
		return verify.NotKnown[*verify.Metadata](verify.Skipped, "server_metadata_url is not an address that can be asked")
	}
	if u.Scheme == "https" {
		// The system's certificates take some milliseconds to read: here while the connection is made.
		certificates := safego.Go(func() { x509.SystemCertPool() }) //nolint:errcheck // the connection itself says why it is not trusted
		defer certificates.Wait()
	}
	began := q.network.Now()
	a, err := q.wire.ask(request, "provider metadata", "")
	if err != nil {
		reason := NoAnswer(err, u.Host)
		if errors.Is(err, connectionRefused) && hosts.IsLoopback(u.Hostname()) {
			reason += "; if that is the sandbox, start it with authkit sandbox"
		}
		return verify.NotKnown[*verify.Metadata](verify.Undecided, reason)
	}
	if a.Status >= 500 {
		return verify.NotKnown[*verify.Metadata](verify.Undecided, u.Host+" answered "+spoken.Status(a.Status)+"; try again later")
	}
	m := &verify.Metadata{Asked: hosts.Shown(u), Status: a.Status}
	m.ContentType, _, _ = mime.ParseMediaType(a.Header.Get("Content-Type"))
	if location, err := u.Parse(a.Header.Get("Location")); err == nil && a.Status/100 == 3 {
		m.Location = hosts.Shown(location)
	}
	m.Document, m.NotJSON = jsonObject(a)
	if parsed, ok := entra.ParseTokenError(a.Status, a.Body); ok && a.Status >= 400 {
		m.Entra = &parsed
	}
	if date, err := http.ParseTime(a.Header.Get("Date")); err == nil {
		middle := began.Add(q.network.Now().Sub(began) / 2)
		m.Clock, m.HasClock = date.Sub(middle.Truncate(time.Second)), true
	}
	if !m.Usable() && m.Entra == nil {
		m.Better = q.better(ctx, u, a)
	}
	return verify.Known(m)
}

// better is the address of a metadata document that an address without one leads
// to: by its redirect, or below it as OpenID Connect Discovery 1.0, section 4
// has it. Each was asked and answered with a document; empty: none did.
func (q *prober) better(ctx context.Context, u *url.URL, a *answer) string {
	var tries []*url.URL
	if location, err := u.Parse(a.Header.Get("Location")); err == nil && a.Status/100 == 3 {
		tries = append(tries, location)
	}
	if !strings.Contains(u.Path, "/.well-known/") {
		for at := strings.TrimRight(u.Path, "/"); len(tries) < maxRedirects; at = at[:strings.LastIndexByte(at, '/')] {
			tries = append(tries, &url.URL{Scheme: u.Scheme, Host: u.Host, Path: at + "/.well-known/openid-configuration"})
			if at == "" {
				break
			}
		}
	}
	asked := &verify.Metadata{Asked: hosts.Shown(u)}
	for _, try := range tries {
		if try.Scheme != "https" && try.Scheme != u.Scheme || try.RawQuery != "" || try.User != nil || q.turnsInward(asked, try, "Location") != nil {
			continue
		}
		request, err := get(askedOnItsWord(ctx, asked), try.String())
		if err != nil {
			continue
		}
		a, err := q.wire.ask(request, "is the metadata here", "")
		if err != nil || a.Status != http.StatusOK {
			continue
		}
		found := &verify.Metadata{Status: a.Status}
		if found.Document, _ = jsonObject(a); found.Usable() {
			return hosts.Shown(try)
		}
	}
	return ""
}

// jsonObject decodes a body that must be one JSON object, and otherwise says what it is.
func jsonObject(a *answer) (map[string]any, string) {
	body := bytes.TrimSpace(a.Body)
	switch {
	case a.Cut:
		return nil, "an answer of more than 1 MiB"
	case len(body) == 0:
		return nil, "an empty answer"
	case body[0] == '<':
		return nil, "a web page (HTML)"
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	var document map[string]any
	if err := decoder.Decode(&document); err != nil || document == nil || decoder.More() {
		return nil, "something that is not a JSON object"
	}
	return document, ""
}

// keys fetches a key set, once for all registrations that share it.
func (q *prober) keys(ctx context.Context, m *verify.Metadata) verify.Fact[*verify.KeySet] {
	if enclosed, ok := q.enclosedKeys(m); ok {
		return enclosed
	}
	address := m.Text("jwks_uri")
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return verify.NotKnown[*verify.KeySet](verify.Skipped, "the metadata names no jwks_uri")
	}
	if err := q.turnsInward(m, u, "jwks_uri"); err != nil {
		return verify.NotKnown[*verify.KeySet](verify.Unproven, err.Error())
	}
	return q.keySets.get(fmt.Sprint(address, q.authlib), func() verify.Fact[*verify.KeySet] { return q.fetchKeys(ctx, u) })
}

func (q *prober) fetchKeys(ctx context.Context, u *url.URL) verify.Fact[*verify.KeySet] {
	request, err := get(ctx, u.String())
	if err != nil {
		return verify.NotKnown[*verify.KeySet](verify.Skipped, "the metadata's jwks_uri is not an address")
	}
	a, err := q.wire.ask(request, "signing keys", "")
	if err != nil {
		return verify.NotKnown[*verify.KeySet](verify.Undecided, NoAnswer(err, u.Host))
	}
	if a.Status >= 500 {
		return verify.NotKnown[*verify.KeySet](verify.Undecided, u.Host+" answered "+spoken.Status(a.Status)+"; try again later")
	}
	set := &verify.KeySet{Asked: hosts.Shown(u), Status: a.Status}
	var document any
	unread := json.Unmarshal(a.Body, &document)
	switch {
	case a.Status != http.StatusOK:
		set.Problem = "answered " + spoken.Status(a.Status)
	case !a.Cut && unread != nil && onlyPythonReads(a.Body, unread):
		return verify.NotKnown[*verify.KeySet](verify.Unproven, "the signing keys at "+set.Asked+" hold a number that authkit cannot read and Streamlit may")
	case a.Cut || unread != nil:
		_, other := jsonObject(a)
		set.Problem = "answered with " + other
	default:
		readKeys(set, document, q.authlib)
	}
	return verify.Known(set)
}

// onlyPythonReads tells whether Python may read JSON that Go refuses with err: it
// knows NaN and infinity, and numbers of any size.
func onlyPythonReads(body []byte, err error) bool {
	var outOfRange *json.UnmarshalTypeError
	return errors.As(err, &outOfRange) || bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) && (bytes.Contains(body, []byte("NaN")) || bytes.Contains(body, []byte("Infinity")))
}

// read takes the keys out of a document, as the project's Authlib does.
func readKeys(s *verify.KeySet, document any, by streamlit.Authlib) {
	keys, err := streamlit.ReadSigningKeys(document, by)
	s.Keys = keys
	if err == nil {
		return
	}
	s.Problem = err.Error()
	if newer, failed := streamlit.ReadSigningKeys(document, streamlit.Authlib{}); failed == nil && !newer.Odd() {
		s.Fix = "use Authlib 1.7 or newer with Streamlit 1.59.1 or newer, which passes over such a key"
	}
}

// enclosedKeys are keys that stand in the metadata itself, which Authlib takes
// before it asks jwks_uri.
func (q *prober) enclosedKeys(m *verify.Metadata) (verify.Fact[*verify.KeySet], bool) {
	document, ok := m.Document["jwks"].(map[string]any)
	if !ok || len(document) == 0 {
		return verify.Fact[*verify.KeySet]{}, false
	}
	set := &verify.KeySet{Asked: m.Asked, Status: m.Status}
	readKeys(set, document, q.authlib)
	return verify.Known(set), true
}

// standIn tells whether a provider on this machine answers like Entra: then it
// is asked what Entra would be asked.
func standIn(m *verify.Metadata) (entra.Authority, bool) {
	document := m.Text("cloud_instance_name") != "" && m.Text("device_authorization_endpoint") != ""
	if !document && (m.Entra == nil || m.Entra.Code == "") {
		return entra.Authority{}, false
	}
	u, err := url.Parse(m.Asked)
	if err != nil {
		return entra.Authority{}, false
	}
	u.Scheme, u.Host = "https", "login.microsoftonline.com"
	return entra.ParseAuthority(u.String())
}
