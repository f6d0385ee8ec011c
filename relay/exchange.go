package relay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/verify/probe"
)

// taken are the fields of a client's own proof, which the relay puts there itself.
var taken = []string{"client_secret", "client_assertion", "client_assertion_type"}

// exchange sends the request on and gives the answer back.
func (r *Relay) exchange(w http.ResponseWriter, ctx context.Context, app *App, form url.Values) {
	hidden := []string{form.Get("code"), form.Get("code_verifier")}
	say := func(line string) { r.o.Say(app.Section + ": " + without(line, hidden)) }
	to, err := app.Endpoint(ctx)
	if err != nil {
		say("nobody can sign in: " + err.Error())
		refuse(w, http.StatusBadGateway, "temporarily_unavailable", "authkit run: the provider cannot be asked")
		return
	}
	shown, err := app.Proof(ctx, to)
	if err != nil {
		say("nobody can sign in: " + err.Error())
		refuse(w, http.StatusBadGateway, "temporarily_unavailable", "authkit run: there is nothing to show the provider")
		return
	}
	for _, key := range taken {
		form.Del(key)
	}
	for key, value := range shown.Form {
		form.Set(key, value.Reveal())
		hidden = append(hidden, value.Reveal())
	}
	request, err := http.NewRequestWithContext(probe.OnTheWordOf(ctx, to.By), http.MethodPost, to.URL.String(), strings.NewReader(form.Encode()))
	if err != nil {
		say("the token endpoint's address cannot be used")
		refuse(w, http.StatusBadGateway, "temporarily_unavailable", "authkit run: the token endpoint's address cannot be used")
		return
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", r.o.Network.UserAgent)
	if !shown.Basic.IsEmpty() {
		probe.BasicAuth(request, app.ClientID, shown.Basic.Reveal())
		hidden = append(hidden, shown.Basic.Reveal())
	}
	response, err := r.client.Do(request)
	var body bytes.Buffer
	if err == nil {
		defer response.Body.Close()
		_, err = io.Copy(&body, io.LimitReader(response.Body, maxAnswer+1))
	}
	switch {
	case err != nil && errors.Is(ctx.Err(), context.Canceled):
		say("the app gave up before " + to.URL.Host + " answered (Streamlit 1.57 and newer wait 5 seconds)")
		return
	case err != nil:
		say("nobody can sign in: " + probe.NoAnswer(err, to.URL.Host))
		refuse(w, http.StatusBadGateway, "temporarily_unavailable", "authkit run: the provider does not answer")
		return
	case body.Len() > maxAnswer:
		say("the answer of " + to.URL.Host + " is longer than 1 MiB, and was dropped")
		refuse(w, http.StatusBadGateway, "server_error", "authkit run: the provider's answer is too long")
		return
	}
	if line := refusal(to, response.StatusCode, body.Bytes()); line != "" {
		say(line)
	}
	for _, name := range []string{"Content-Type", "Cache-Control", "Pragma", "Retry-After", "WWW-Authenticate"} {
		if values := response.Header.Values(name); len(values) > 0 {
			w.Header()[name] = values
		}
	}
	w.WriteHeader(response.StatusCode)
	w.Write(body.Bytes()) //nolint:errcheck // whoever asked has gone
}

// without takes values out of a line: a provider may repeat what it was sent.
func without(line string, hidden []string) string {
	for _, value := range hidden {
		if len(value) > 3 {
			line = strings.ReplaceAll(line, value, "…")
		}
	}
	return line
}

// refuse answers in the form of RFC 6749, section 5.2.
func refuse(w http.ResponseWriter, status int, name, description string) {
	body, _ := json.Marshal(map[string]string{"error": name, "error_description": description})
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck // whoever asked has gone
}
