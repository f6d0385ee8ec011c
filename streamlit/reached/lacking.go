package reached

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/spelling"
	"github.com/authkit-cli/authkit/streamlit/held"
)

// NoClaim tells of a claim that is read before anybody is signed in.
func NoClaim(name string) Fault {
	fix := fmt.Sprintf("read it behind the sign-in only, or with st.user.get(%q)", name)
	if near := spelling.Nearest(name, []string{"is_logged_in"}); near != "" {
		fix = "write st.user." + near
	}
	return Fault{Message: fmt.Sprintf("st.user has no %q for people who are not signed in, so the page ends here with an error", name), Fix: fix}
}

// NoKey tells of a key that st.secrets lacks, at the top or in a section.
func NoKey(all *held.Value, section []string, key string) Fault {
	in, fix := "st.secrets", "add %s at the top of the secrets, above all sections"
	if len(section) > 0 {
		in, fix = `st.secrets["`+strings.Join(section, `"]["`)+`"]`, "add %s to ["+strings.Join(section, ".")+"] in the secrets"
	} else if sections, _ := all.Keys(); true {
		for _, other := range sections {
			if of := all.Under(other); of.IsSection() && of.Under(key) != nil {
				fix = "move %s above all sections of the secrets: where it stands it belongs to [" + other + "]"
			}
		}
	}
	fix = fmt.Sprintf(fix+", or read it with %s.get(%q)", key, in, key)
	if strings.Contains(key, ".") {
		fix = AtDots(section, key, all.Along(append(slices.Clone(section), strings.Split(key, ".")...)))
	}
	return Fault{Message: fmt.Sprintf("%s has no %q, so the page ends here with an error", in, key), Fix: fix}
}

// AtDots is what to write where code asks for a key with dots, at the top of st.secrets or in a section: a dot in the
// name of a key leads into no section, and TOML takes it for one where it is written bare. there: the secrets have
// what is meant.
func AtDots(section []string, key string, there bool) string {
	path := append(slices.Clone(section), strings.Split(key, ".")...)
	fix, last := `write st.secrets["`+strings.Join(path, `"]["`)+`"] in the code`, len(path)-1
	if there {
		return fix
	}
	return fix + ", with " + path[last] + " in [" + strings.Join(path[:last], ".") + "] of the secrets"
}
