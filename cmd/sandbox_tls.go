package cmd

import (
	"crypto/tls"
	"fmt"
	"net"
	"path/filepath"

	"github.com/authkit-cli/authkit/sandbox"
	"github.com/authkit-cli/authkit/secrets"
)

// azureCLIExample signs the Azure CLI in at a sandbox. Azure's own addresses have
// another name than Graph's: az rest tells by the address which token to send.
const azureCLIExample = `export AZURE_CONFIG_DIR=$PWD/az REQUESTS_CA_BUNDLE=$PWD/ca.pem
export AZURE_CORE_INSTANCE_DISCOVERY=false
BASE=https://localhost:8765 ARM=https://127.0.0.1:8765/
az cloud register -n Sandbox --skip-endpoint-discovery \
  --endpoint-active-directory $BASE --endpoint-resource-manager $ARM \
  --endpoint-management $ARM --endpoint-microsoft-graph-resource-id $BASE/ \
  --endpoint-active-directory-resource-id $BASE/arm \
  --endpoint-active-directory-graph-resource-id $BASE/graph
az cloud set -n Sandbox
az login --use-device-code --allow-no-subscriptions \
  --tenant ` + sandbox.DefaultTenant + `
`

// pipelineExample signs it in there without a person, in place of the last line.
const pipelineExample = `az login --service-principal --allow-no-subscriptions \
  -u ` + sandbox.PipelineClientID + ` \
  -p ` + sandbox.DefaultClientSecret + ` \
  --tenant ` + sandbox.DefaultTenant + `
`

// secured puts TLS over a listener and writes the certificate that its clients
// have to trust. It is new at every start, so that of an earlier one is replaced.
func (o sandboxOptions) secured(env *Env, plain net.Listener) (net.Listener, error) {
	authority, err := sandbox.NewAuthority()
	if err == nil {
		err = o.writeCertificate(env, authority.Certificate)
	}
	if err != nil {
		plain.Close()
		return nil, err
	}
	return tls.NewListener(plain, authority.Config), nil
}

func (o sandboxOptions) writeCertificate(env *Env, certificate []byte) error {
	path, _, err := env.typedPath("", o.tlsCA)
	if err != nil {
		return withHint(fmt.Errorf("cannot write the CA certificate: %w", err), linkHint)
	}
	before, err := secrets.ReadFile(path)
	switch {
	case err != nil:
	case before.Exists && !sandbox.IsAuthority(before.Data()):
		return withHint(fmt.Errorf("%s holds something else than the certificate of a sandbox", filepath.ToSlash(o.tlsCA)), "name another file with --tls-ca")
	default:
		env.leftBehind(o.tlsCA, path)
		err = before.Replace(certificate, 0o644)
	}
	if err != nil {
		return withHint(fmt.Errorf("cannot write the CA certificate: %w", err), "name a file in a folder that can be written to")
	}
	return nil
}
