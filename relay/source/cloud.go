package source

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/internal/spoken"
)

// Where clouds tell a machine who it is. These addresses are asked only because a
// person named the source; variables name others as the vendors' own libraries have it.
const (
	linkLocal     = "169.254.169.254"
	azureVersion  = "2018-02-01"
	azureAppPlans = "2019-08-01"
)

const nearWait = 4 * time.Second // Streamlit waits five

// askAzure asks the identity endpoint of App Service or Container Apps, or the
// metadata service of a virtual machine.
func (s *Source) askAzure(ctx context.Context, audience string) (string, error) {
	query := url.Values{"resource": {audience}, "api-version": {azureVersion}}
	header := http.Header{"Metadata": {"true"}}
	address := cmp.Or(s.world.Getenv("AZURE_POD_IDENTITY_AUTHORITY_HOST"), "http://"+linkLocal)
	address = strings.TrimSuffix(address, "/") + "/metadata/identity/oauth2/token"
	if endpoint := s.world.Getenv("IDENTITY_ENDPOINT"); endpoint != "" {
		address = endpoint
		query.Set("api-version", azureAppPlans)
		header = http.Header{"X-Identity-Header": {s.world.Getenv("IDENTITY_HEADER")}}
	}
	if id := s.world.Getenv("AZURE_CLIENT_ID"); id != "" { // a user-assigned identity
		query.Set("client_id", id)
	}
	body, err := s.near(ctx, address, query, header, "Azure's identity endpoint", "")
	if err != nil {
		return "", err
	}
	var answer struct {
		Token string `json:"access_token"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Token == "" {
		return "", errors.New("the identity endpoint of Azure answered with no token")
	}
	return answer.Token, nil
}

// askGoogle asks the metadata server of Cloud Run, GKE or a virtual machine.
func (s *Source) askGoogle(ctx context.Context, audience string) (string, error) {
	address := "http://" + cmp.Or(s.world.Getenv("GCE_METADATA_HOST"), linkLocal) + "/computeMetadata/v1/instance/service-accounts/default/identity"
	body, err := s.near(ctx, address, url.Values{"audience": {audience}, "format": {"full"}}, http.Header{"Metadata-Flavor": {"Google"}}, "Google's metadata server", "Metadata-Flavor")
	return strings.TrimSpace(string(body)), err
}

// near asks a service of the platform on this machine. It answers there and nowhere
// else: what would get the request on the internet would get the header's secret.
func (s *Source) near(ctx context.Context, address string, query url.Values, header http.Header, who, mark string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("the address of " + who + " is none")
	}
	if !hosts.IsInward(u.Hostname()) {
		return nil, errors.New(who + " would be asked at " + u.Hostname() + ", which is not on this machine, and it was not; look at the variables that name it")
	}
	u.RawQuery = query.Encode()
	ctx, cancel := context.WithTimeout(ctx, nearWait)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, errors.New("the address of " + who + " is none")
	}
	request.Header = header
	client := &http.Client{Transport: s.world.Near, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		return nil, errors.New(who + " at " + u.Host + " does not answer; is this the platform that --assertion names, and has it an identity")
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	switch {
	case err != nil:
		return nil, errors.New(who + " broke off in the middle of its answer")
	case response.StatusCode != http.StatusOK:
		return nil, errors.New(who + " answered " + spoken.Status(response.StatusCode) + "; give the app an identity there, and look whether the variables name the right one")
	case mark != "" && response.Header.Get(mark) == "":
		return nil, errors.New("what answers at " + u.Host + " is not " + who)
	}
	return body, nil
}
