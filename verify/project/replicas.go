package project

import (
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

var (
	replicasLine = lazy.Regexp{Pattern: `(?m)^\s*replicas:\s*([0-9]+)\s*(?:#.*)?$`}
	documentMark = lazy.Regexp{Pattern: `(?m)^---[^\n]*$`}
	stickyLine   = lazy.Regexp{Pattern: `(?mi)^[^#\n]*(?:sessionAffinity:\s*["']?ClientIP|nginx\.ingress\.kubernetes\.io/affinity:|loadbalancer\.sticky|\bsticky\b|affinityCookie|hash \$remote_addr|\bip_hash\b)`}
	otherServer  = lazy.Regexp{Pattern: `(?mi)^\s*-?\s*image:\s*["']?(?:[^\s"']*/)?(?:redis|valkey|postgres|postgresql|mysql|mariadb|mongo|rabbitmq|nginx|traefik|haproxy|caddy|memcached|elasticsearch|opensearch|keycloak|oauth2-proxy)[:@"'\s]`}
)

// Replicas is the line of a compose or Kubernetes file that asks for several
// copies of the app; 0 when there is none. Copies of a database or a proxy that
// stands beside the app are not the app's.
func (r Recipe) Replicas() int {
	start := 0
	for _, end := range append(documentMark.Get().FindAllStringIndex(r.Text, -1), []int{len(r.Text), len(r.Text)}) {
		document := r.Text[start:end[0]]
		if at := replicasLine.Get().FindStringSubmatchIndex(document); at != nil && !otherServer.Get().MatchString(document) {
			if n, err := strconv.Atoi(document[at[2]:at[3]]); err == nil && n > 1 {
				return strings.Count(r.Text[:start+at[2]], "\n") + 1
			}
		}
		start = end[1]
	}
	return 0
}

// Sticky tells whether some file of the project gives every person the same copy.
func (p *Project) Sticky() bool {
	for _, r := range p.Recipes {
		if stickyLine.Get().MatchString(r.Text) {
			return true
		}
	}
	return false
}
