package credential

import (
	"fmt"
	"net/url"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/secrets"
)

// Read reads the values of --federated and of --certificate, a file; nil for one
// that is empty. An error names the flag.
func Read(federated, file string, signIn *url.URL, tenant string, now time.Time) (*entra.FederatedCredential, *Certificate, error) {
	var f *entra.FederatedCredential
	if federated != "" {
		read, err := Federated(federated, signIn, tenant)
		if err != nil {
			return nil, nil, fmt.Errorf("--federated: %w", err)
		}
		f = &read
	}
	if file == "" {
		return f, nil, nil
	}
	snapshot, err := secrets.ReadFile(file)
	if err != nil {
		return nil, nil, fmt.Errorf("--certificate: %w", err)
	}
	if !snapshot.Exists {
		return nil, nil, fmt.Errorf("--certificate: there is no such file")
	}
	c, err := ReadCertificate(snapshot.Data(), now)
	if err != nil {
		return nil, nil, fmt.Errorf("--certificate: %w", err)
	}
	return f, &c, nil
}
