package sandbox

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/boundedtoml"
)

// RegistrationExample is a registration file, with everything it may hold.
const RegistrationExample = `[[app]]
client_id = "3b8f3c56-7c1e-4f0b-9a51-2d4be6f0c7a9"
name = "Sales dashboard"
# accounts: AzureADMyOrg, AzureADMultipleOrgs,
# AzureADandPersonalMicrosoftAccount or PersonalMicrosoftAccount
accounts = "AzureADMyOrg"
tenant = "fabrikam.example"             # without it the first one
redirect_uris = ["http://localhost:8501/oauth2callback"] # platform Web
spa_redirect_uris = []
public_redirect_uris = []
disabled = false
# what Microsoft Graph says of it beside
object_id = "6e2f9a4b-1c8d-4f37-b5e0-d94a7c2160f8"
unique_name = "sales-dashboard"
service_principal = true                # without one its tenant does not know it
admin_consent = false
owners = ["emmy@fabrikam.example"]
graph_roles = []                        # or ["Application.ReadWrite.All"]: it may write registrations

[[app.secret]]
value = "any-text-will-do-offline"      # it need not be the real one
id = "f2b7c1d0-5e3a-4c8b-8d61-9a0e4f7b2c35" # the column Secret ID
description = "until the move"
expires = 2040-01-31

[[app.federated]]                       # whose tokens are taken in a secret's place
issuer = "http://localhost:9000"        # on this machine, so that its keys can be asked for
subject = "system:serviceaccount:board:app"
audience = "api://AzureADTokenExchange"

[[tenant]]
id = "8d5f9c1e-2a64-4b0d-9c55-70b1f2e3d4c6"
domain = "fabrikam.example"
name = "Fabrikam"

[[person]]
name = "Emmy Noether"
username = "emmy@fabrikam.example"
email = "emmy@fabrikam.example"         # without it no e-mail claim is sent
password = "sandbox"
tenant = "fabrikam.example"             # or consumers
groups = 3
`

// registrationFile is the form of RegistrationExample.
type registrationFile struct {
	Apps []struct {
		ClientID           string   `toml:"client_id"`
		Name               string   `toml:"name"`
		Accounts           string   `toml:"accounts"`
		Tenant             string   `toml:"tenant"`
		RedirectURIs       []string `toml:"redirect_uris"`
		SPARedirectURIs    []string `toml:"spa_redirect_uris"`
		PublicRedirectURIs []string `toml:"public_redirect_uris"`
		Disabled           bool     `toml:"disabled"`
		ObjectID           string   `toml:"object_id"`
		UniqueName         string   `toml:"unique_name"`
		ServicePrincipal   *bool    `toml:"service_principal"`
		AdminConsent       bool     `toml:"admin_consent"`
		Owners             []string `toml:"owners"`
		GraphRoles         []string `toml:"graph_roles"`
		Secrets            []struct {
			Value       string `toml:"value"`
			ID          string `toml:"id"`
			Description string `toml:"description"`
			Expires     any    `toml:"expires"`
		} `toml:"secret"`
		Federated []struct {
			Issuer   string `toml:"issuer"`
			Subject  string `toml:"subject"`
			Audience string `toml:"audience"`
		} `toml:"federated"`
	} `toml:"app"`
	Tenants []struct {
		ID     string `toml:"id"`
		Domain string `toml:"domain"`
		Name   string `toml:"name"`
	} `toml:"tenant"`
	People []struct {
		Name     string `toml:"name"`
		Username string `toml:"username"`
		Email    string `toml:"email"`
		Password string `toml:"password"`
		ObjectID string `toml:"object_id"`
		Tenant   string `toml:"tenant"`
		Groups   int    `toml:"groups"`
	} `toml:"person"`
}

// endOf reads a date, with or without quotes, of which the day itself still
// counts, or a moment. Nothing is never.
func endOf(value any) (time.Time, error) {
	switch date := value.(type) {
	case nil:
		return time.Time{}, nil
	case time.Time:
		return date, nil
	case toml.LocalDate:
		return date.AsTime(time.UTC).AddDate(0, 0, 1), nil
	case string:
		if day, err := time.Parse(time.DateOnly, date); err == nil {
			return day.AddDate(0, 0, 1), nil
		}
	}
	return time.Time{}, errors.New("expires is not a date such as 2030-01-31")
}

// ReadRegistrations reads a registration file. Tenants and people that it does
// not name are the sandbox's own. Errors say where and what, and repeat no value:
// there may be real secrets in the file.
func ReadRegistrations(text []byte) (Options, error) {
	if err := boundedtoml.Within(text); err != nil {
		return Options{}, boundedtoml.ErrTooMany
	}
	var file registrationFile
	decoder := toml.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return Options{}, readError(err)
	}
	if len(file.Apps) == 0 {
		return Options{}, errors.New("there is no [[app]] in it")
	}
	o := Options{}
	for i, t := range file.Tenants {
		if !entra.IsGUID(t.ID) {
			return Options{}, fmt.Errorf("[[tenant]] %d: id is not a GUID", i+1)
		}
		o.Tenants = append(o.Tenants, Tenant{strings.ToLower(t.ID), strings.ToLower(t.Domain), t.Name})
	}
	if len(o.Tenants) == 0 {
		o.Tenants = Default().Tenants
	}
	for i, a := range file.Apps {
		c := Client{
			ID: a.ClientID, Name: cmp.Or(a.Name, DefaultClientName), Audience: a.Accounts, Disabled: a.Disabled,
			WebRedirectURIs: a.RedirectURIs, SPARedirectURIs: a.SPARedirectURIs, PublicRedirectURIs: a.PublicRedirectURIs,
			ObjectID: a.ObjectID, UniqueName: a.UniqueName, NoPrincipal: a.ServicePrincipal != nil && !*a.ServicePrincipal,
			Consented: a.AdminConsent, Owners: a.Owners, GraphRoles: a.GraphRoles,
		}
		var err error
		if c.Tenant, err = o.tenantOf(a.Tenant); err == nil && a.Tenant == "" && c.Audience == PersonalMicrosoftAccount {
			c.Tenant = entra.ConsumersTenant
		}
		for _, s := range a.Secrets {
			end, wrong := endOf(s.Expires)
			err = cmp.Or(err, wrong)
			c.Secrets = append(c.Secrets, ClientSecret{KeyID: s.ID, Value: s.Value, Name: s.Description, Expires: end})
		}
		for j, f := range a.Federated {
			c.Federated = append(c.Federated, entra.FederatedCredential{
				ID: newGUID(), Name: fmt.Sprintf("federated-%d", j+1), Issuer: f.Issuer, Subject: f.Subject, Audiences: []string{cmp.Or(f.Audience, "api://AzureADTokenExchange")},
			})
		}
		if err == nil {
			err = c.checkRegistered()
		}
		if err != nil {
			return Options{}, fmt.Errorf("[[app]] %d: %w", i+1, err)
		}
		o.Clients = append(o.Clients, c)
	}
	for i, p := range file.People {
		u := User{Name: cmp.Or(p.Name, p.Username), Username: p.Username, Email: p.Email, Password: cmp.Or(p.Password, "sandbox"), ObjectID: cmp.Or(p.ObjectID, objectID(i)), Groups: p.Groups}
		var err error
		if u.Tenant, err = o.tenantOf(p.Tenant); err == nil && u.Username == "" {
			err = errors.New("username is missing")
		}
		if err != nil {
			return Options{}, fmt.Errorf("[[person]] %d: %w", i+1, err)
		}
		o.Users = append(o.Users, u)
	}
	if len(o.Users) == 0 {
		for _, u := range Default().Users {
			if u.Tenant == DefaultTenant {
				u.Tenant = o.Tenants[0].ID
			}
			o.Users = append(o.Users, u)
		}
	}
	return o, o.nameOwners()
}

// nameOwners puts the object IDs of owners in place of their user names.
func (o Options) nameOwners() error {
	for i, c := range o.Clients {
		for j, name := range c.Owners {
			place := slices.IndexFunc(o.Users, func(u User) bool { return strings.EqualFold(u.Username, name) })
			if place < 0 {
				return fmt.Errorf("[[app]] %d: owners names nobody of the people", i+1)
			}
			c.Owners[j] = o.Users[place].ObjectID
		}
	}
	return nil
}

// tenantOf finds a tenant by what a file calls it.
func (o Options) tenantOf(name string) (string, error) {
	switch {
	case name == "":
		return o.Tenants[0].ID, nil
	case strings.EqualFold(name, "consumers"), strings.EqualFold(name, entra.ConsumersTenant):
		return entra.ConsumersTenant, nil
	}
	for _, t := range o.Tenants {
		if strings.EqualFold(t.ID, name) || strings.EqualFold(t.Domain, name) {
			return t.ID, nil
		}
	}
	return "", errors.New("tenant is none of the file's [[tenant]]")
}

// checkRegistered tells why the portal would not have taken an app.
func (c Client) checkRegistered() error {
	audiences := []string{"", AzureADMyOrg, AzureADMultipleOrgs, AzureADandPersonalMicrosoftAccount, PersonalMicrosoftAccount}
	switch {
	case !entra.IsGUID(c.ID):
		return errors.New("client_id is not a GUID")
	case !slices.Contains(audiences, c.Audience):
		return errors.New("accounts is none of " + strings.Join(audiences[1:], ", "))
	case c.ObjectID != "" && !entra.IsGUID(c.ObjectID):
		return errors.New("object_id is not a GUID")
	}
	for _, uri := range slices.Concat(c.WebRedirectURIs, c.SPARedirectURIs) {
		if err := CheckRedirectURI(uri); err != nil {
			return err
		}
	}
	for i, f := range c.Federated {
		if f.Issuer == "" || f.Subject == "" {
			return fmt.Errorf("[[app.federated]] %d: issuer or subject is missing", i+1)
		}
	}
	for i, s := range c.Secrets {
		if s.Value == "" {
			return fmt.Errorf("[[app.secret]] %d: value is missing", i+1)
		}
	}
	return nil
}

// objectID is that of the person with this number, the same at every start.
func objectID(number int) string {
	return fmt.Sprintf("0b1ec700-0000-4000-8000-%012d", number+1)
}

// readError says what is wrong with a file, in words of its own: the parser's
// would repeat lines of it.
func readError(err error) error {
	var unknown *toml.StrictMissingError
	var broken *toml.DecodeError
	switch {
	case errors.As(err, &unknown) && len(unknown.Errors) > 0:
		line, _ := unknown.Errors[0].Position()
		key := unknown.Errors[0].Key()
		return fmt.Errorf("line %d: there is no key %s", line, strings.Join(key, "."))
	case errors.As(err, &broken):
		line, _ := broken.Position()
		return fmt.Errorf("line %d: this is not TOML, or a value is of the wrong kind", line)
	}
	return errors.New("this is not TOML, or a value is of the wrong kind")
}
