package findings

import (
	"github.com/authkit-cli/authkit/secrets"
)

// Edit is the one line that a fix writes. Applied, it leaves no check that
// accuses the key. The value may be a secret that only lost its blanks.
type Edit struct {
	Key   []string       // {"auth", "microsoft", "client_id"} in the secrets; {"server", "port"} in config.toml
	Value secrets.Secret // the text; of server.port the number
}

// Write is an edit of one key and the words of the fix that makes it.
func Write(value string, key ...string) (fix string, edit *Edit) {
	return "write " + key[len(key)-1] + ` = "` + value + `"`, &Edit{Key: key, Value: secrets.New(value)}
}
