package sandbox_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// What the trials of Graph's faults ask; the list is in fault_test.go.

var writer = []change{administered}

const theApp = "applications(appId='" + client + "')"

func registrationsHandled(s *stand) string {
	token := s.graphToken()
	return "read " + said(s.graph(token, "GET", theApp, "")) +
		", create " + said(s.graph(token, "POST", "applications", `{"displayName":"x","signInAudience":"AzureADMyOrg"}`)) +
		", change " + said(s.graph(token, "PATCH", theApp, `{"notes":"x"}`))
}

func ownersListed(s *stand) string {
	var names []string
	for _, owner := range object(s.t, s.graph(s.graphToken(), "GET", theApp+"/owners", "").body)["value"].([]any) {
		names = append(names, owner.(map[string]any)["displayName"].(string))
	}
	return strings.Join(names, ", ")
}

func secretsAdded(s *stand) string {
	token := s.graphToken()
	add := func(days int) string {
		end := noon.AddDate(0, 0, days).Format(time.RFC3339)
		return said(s.graph(token, "POST", theApp+"/addPassword", `{"passwordCredential":{"endDateTime":"`+end+`"}}`))
	}
	policy := s.graph(token, "GET", "policies/defaultAppManagementPolicy", "").body
	limit := "no limit"
	for _, name := range []string{"passwordAddition", "passwordLifetime"} {
		if strings.Contains(policy, name) {
			limit = name
		}
	}
	return add(90) + ", " + add(91) + ", " + limit
}

func newAppCompleted(s *stand) string {
	token := s.graphToken()
	made := s.graph(token, "POST", "applications", `{"displayName":"x","signInAudience":"AzureADMyOrg"}`)
	complete := func() string {
		return said(s.graph(token, "POST", "applications/"+made.member(s.t, "id")+"/addPassword", "")) + " and " +
			said(s.graph(token, "POST", "servicePrincipals", `{"appId":"`+made.member(s.t, "appId")+`"}`))
	}
	first := complete()
	if first == "200 and 201" {
		return first + " at once"
	}
	s.pass(4 * time.Second)
	return first + ", later " + complete()
}

func graphAskedThrice(s *stand) string {
	token := s.graphToken()
	var all []string
	for range 3 {
		a := s.graph(token, "GET", theApp, "")
		text := said(a)
		if wait := a.header.Get("Retry-After"); wait != "" {
			text += " after " + wait
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func graphRead(s *stand) string {
	token := s.graphToken()
	ctx, cancel := context.WithTimeout(s.t.Context(), s.patience())
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/v1.0/"+theApp, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := straight.Do(request)
	if err != nil {
		return "no answer"
	}
	response.Body.Close()
	if to, err := url.Parse(response.Header.Get("Location")); err == nil && to.Host != "" {
		return fmt.Sprintf("%d to %s", response.StatusCode, to.Hostname())
	}
	return fmt.Sprintf("%d %s", response.StatusCode, response.Header.Get("Content-Type"))
}

func redirectURIsReadTwice(s *stand) string {
	token := s.graphToken()
	first := len(s.redirectURIs(token, client))
	return fmt.Sprintf("%d, then %d", first, len(s.redirectURIs(token, client)))
}

func oldAndNewSecret(s *stand) string {
	added := s.graph(s.graphToken(), "POST", theApp+"/addPassword", "").member(s.t, "secretText")
	both := func() string {
		return seen(s.appToken(tenant)) + " and " + seen(s.appToken(tenant, "client_secret", added))
	}
	first := both()
	s.pass(10 * time.Second)
	return first + ", later " + both()
}

func nameChangedTwice(s *stand) string {
	token := s.graphToken()
	name := func() string {
		return "it is " + s.graph(token, "GET", theApp, "").member(s.t, "displayName")
	}
	var all []string
	for _, wanted := range []string{"one", "two"} {
		request, err := http.NewRequest(http.MethodPatch, s.url+"/v1.0/"+theApp, strings.NewReader(`{"displayName":"`+wanted+`"}`))
		if err != nil {
			s.t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+token)
		response, err := straight.Do(request)
		if err != nil {
			all = append(all, "EOF", name())
			continue
		}
		response.Body.Close()
		all = append(all, "answered")
	}
	return strings.Join(append(all, name()), ", ")
}
