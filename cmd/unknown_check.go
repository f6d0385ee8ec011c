package cmd

import (
	"github.com/authkit-cli/authkit/internal/spelling"
	"github.com/authkit-cli/authkit/verify"
)

// unknownCheck says that no check has this name, and which one may be meant.
func unknownCheck(message, name string) error {
	var names []string
	for _, check := range verify.Checks() {
		names = append(names, check.ID)
	}
	hint := "authkit explain --list shows all checks"
	if near := spelling.Nearest(name, names); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	return &usageError{message: message, hint: hint}
}
