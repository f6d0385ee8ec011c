package entra

import "strings"

// ExchangeAudience is what Entra of a cloud calls itself to the issuers of others.
func ExchangeAudience(host string) string {
	const exchange = "api://AzureADTokenExchange"
	switch {
	case strings.HasSuffix(host, ".us"):
		return exchange + "USGov"
	case strings.HasSuffix(host, ".cn"):
		return exchange + "China"
	}
	return exchange
}

// WorkloadToken is where the webhook of Azure's workload identity puts the token of
// a pod, unless AZURE_FEDERATED_TOKEN_FILE names another place.
const WorkloadToken = "/var/run/secrets/azure/tokens/azure-identity-token"
