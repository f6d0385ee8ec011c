// Package credential reads what is to stand in a client secret's place: whose
// tokens, or which certificate (docs/facts/entra.md, section 5.7).
package credential

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/internal/hosts"
)

// Forms shows the ways to say whose tokens are meant.
const Forms = `kubernetes,issuer=URL,account=NAMESPACE/NAME
azure,principal=OBJECT-ID (of a managed identity)
gcp,subject=NUMBER (a service account's unique ID)
other,issuer=URL,subject=TEXT`

// Federated reads the value of --federated. signIn and tenant are where the
// registration is: a managed identity's tokens are issued there.
func Federated(text string, signIn *url.URL, tenant string) (entra.FederatedCredential, error) {
	source, given, err := parts(text)
	if err != nil {
		return entra.FederatedCredential{}, err
	}
	f := entra.FederatedCredential{Issuer: given["issuer"], Subject: given["subject"], Audiences: []string{entra.ExchangeAudience(signIn.Hostname())}}
	if given["audience"] != "" {
		f.Audiences = []string{given["audience"]}
	}
	switch source {
	case "kubernetes":
		if account := given["account"]; account != "" {
			f.Subject = "system:serviceaccount:" + strings.Replace(account, "/", ":", 1)
		}
		if strings.Count(f.Subject, ":") != 3 || strings.HasSuffix(f.Subject, ":") || strings.Contains(f.Subject, "::") {
			return f, errors.New("account is NAMESPACE/NAME of the service account that the app runs as")
		}
	case "azure":
		f.Issuer, f.Subject = signIn.String()+"/"+tenant+"/v2.0", strings.ToLower(given["principal"])
		if !entra.IsGUID(f.Subject) {
			return f, errors.New("principal is the Object (principal) ID of the managed identity, a GUID: az identity show, or Identity in the portal")
		}
	case "gcp":
		f.Issuer = "https://accounts.google.com"
		if f.Subject == "" || strings.Trim(f.Subject, "0123456789") != "" {
			return f, errors.New("subject is the unique ID of the service account, a number: gcloud iam service-accounts describe ACCOUNT")
		}
	}
	if err := judge(f); err != nil {
		return f, err
	}
	sum := sha256.Sum256([]byte(f.Issuer + "\n" + f.Subject))
	f.Name = "authkit-" + source + "-" + hex.EncodeToString(sum[:5])
	return f, nil
}

// told is what a source has to be told beside an audience; nil: there is no such source.
func told(source string) []string {
	switch source {
	case "kubernetes":
		return []string{"issuer", "account", "subject"}
	case "azure":
		return []string{"principal"}
	case "gcp":
		return []string{"subject"}
	case "other":
		return []string{"issuer", "subject"}
	}
	return nil
}

func parts(text string) (source string, given map[string]string, err error) {
	source, rest, _ := strings.Cut(text, ",")
	allowed := told(source)
	if allowed == nil {
		return "", nil, fmt.Errorf("there is no source %q: write one of\n%s", entra.Clean(source), Forms)
	}
	given = map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, named := strings.Cut(part, "=")
		switch {
		case rest == "":
		case !named || name != "audience" && !slices.Contains(allowed, name):
			return "", nil, fmt.Errorf("%s is told no %q: write one of\n%s", source, entra.Clean(name), Forms)
		case given[name] != "":
			return "", nil, fmt.Errorf("%s is given twice", name)
		}
		given[name] = value
	}
	return source, given, nil
}

const longest = 600 // characters of a member

// judge tells what Entra would not take, or would never find: it compares letter by letter.
func judge(f entra.FederatedCredential) error {
	u, err := url.Parse(f.Issuer)
	switch {
	case f.Issuer == "":
		return errors.New("issuer is missing: the address that stands as iss in the tokens")
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && !(u.Scheme == "http" && hosts.IsLoopback(u.Hostname())):
		return errors.New("issuer is an https address, letter for letter as iss in the tokens has it")
	case f.Subject == "":
		return errors.New("subject is missing: what stands as sub in the tokens")
	case len(f.Issuer) > longest || len(f.Subject) > longest || len(f.Audiences[0]) > longest:
		return errors.New("issuer, subject and audience have at most 600 characters each")
	}
	for _, text := range []string{f.Issuer, f.Subject, f.Audiences[0]} {
		if text != strings.TrimSpace(text) || entra.Clean(text) != text {
			return errors.New("issuer, subject and audience are compared letter by letter: there is a blank at an end, or a character that cannot be seen")
		}
	}
	return nil
}
