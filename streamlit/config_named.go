package streamlit

import (
	"slices"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// namingFiles are options whose value is a file without which Streamlit does not start.
var namingFiles = []string{"server.sslCertFile", "server.sslKeyFile", "theme.base"}

// anyAddress are values of server.address that every machine can listen on.
var anyAddress = []string{"", "0.0.0.0", "::", "[::]", "localhost", "127.0.0.1", "::1"}

// NamedElsewhere judges options that name what lies outside of the settings.
// look says of a file's name whether it is there, and whether that is known.
// missing are the options with which Streamlit does not start; unknown are those
// of which that is not known here, since nobody looks into such a file.
func (c ServerConfig) NamedElsewhere(release deps.Version, look func(name string) (there, known bool)) (missing []Problem, unknown []string) {
	for _, key := range namingFiles {
		s := c.written[key].self()
		name := s.Text.Reveal()
		theme := key == "theme.base"
		if !theme && !(c.on("server.sslCertFile") && c.on("server.sslKeyFile")) {
			continue // Judge tells
		}
		if s.Kind != secrets.KindString || c.Outside[key] || theme && !isThemeFile(name, release) || !theme && name == "" {
			continue
		}
		switch there, known := look(name); {
		case !known || there && name != "": // what stands in it is not looked into
			unknown = append(unknown, key)
		default:
			missing = append(missing, Problem{
				ID: checkid.ConfigServer, Severity: SeverityError,
				Message: key + " names a file that is not there, and " + doesNotStart,
				Fix:     "put the file there, or remove the line " + key[strings.Index(key, ".")+1:],
			}.At(s.place()))
		}
	}
	if s := c.written["server.address"].self(); s.Kind == secrets.KindString && !c.Outside["server.address"] && !slices.Contains(anyAddress, strings.ToLower(s.Text.Reveal())) {
		unknown = append(unknown, "server.address")
	}
	return missing, unknown
}

// isThemeFile tells whether theme.base is taken for the name of a file, as
// anything is, an empty text too, that is no address and not exactly a theme of Streamlit's own.
func isThemeFile(name string, release deps.Version) bool {
	return name != "light" && name != "dark" && !strings.Contains(name, "://") && (release.IsZero() || !release.Before(ReadsThemeFiles))
}
