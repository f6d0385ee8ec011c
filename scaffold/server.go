package scaffold

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/authkit-cli/authkit/internal/checkout"
	"github.com/authkit-cli/authkit/internal/hosts"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit"
)

// streamlitPort is where `streamlit run` listens when nothing says otherwise.
const streamlitPort = 8501

// server is what decides the address of the app on this machine.
type server struct {
	Port int    // of .streamlit/config.toml, else 8501
	Base string // server.baseUrlPath without slashes around it
}

// readServer reads the configuration. One that cannot be read counts as
// absent: verify is the one to talk about it.
func readServer(files *checkout.Folder) server {
	data, _ := checkout.Read(files, configFile, secrets.MaxFileSize)
	config := streamlit.NewServerConfig()
	if err := config.ReadFile(configFile, data, nil); err != nil {
		config = streamlit.NewServerConfig()
	}
	s := server{Port: streamlitPort, Base: strings.Trim(config.BaseURLPath, "/")}
	if config.PortSet {
		s.Port = config.Port
	}
	return s
}

// DefaultRedirectURI is the app's callback on this machine: at port, or at the
// project's own when port is 0, below the project's base path.
func (p *Project) DefaultRedirectURI(port int) string {
	if port == 0 {
		port = p.server.Port
	}
	base := ""
	if p.server.Base != "" {
		base = "/" + p.server.Base
	}
	return "http://localhost:" + strconv.Itoa(port) + base + "/oauth2callback"
}

// planServer has the app listen on the port that a person named, as its redirect
// URI says. A file that cannot be changed without guessing stays as it is, and
// the port goes onto the command line (Setup.RunFlags).
func (p *Project) planServer(plan *Plan, port int) error {
	switch {
	case port == 0 || port == p.server.Port:
		return nil
	case p.configErr != nil:
		return p.configErr
	}
	document, err := secrets.Parse(p.config.Data())
	if err == nil {
		document, err = document.SetInteger(port, "server", "port")
	}
	if err != nil {
		plan.Notes = append(plan.Notes, Note{
			Message: fmt.Sprintf("%s cannot be changed here, so the port is not in it: %v", configFile, err),
			Fix:     fmt.Sprintf("write port = %d below [server], or start the app with --server.port %d", port, port),
		})
		return nil
	}
	plan.change(Change{
		Path: configFile, After: whole(document.Bytes()), Mode: 0o644, Hidden: true,
		What: fmt.Sprintf("the app listens on port %d", port), snapshot: p.config,
	})
	plan.Setup.RunFlags = ""
	return nil
}

// runFlags is what `streamlit run` needs so that the app listens where
// redirectURI points. A public address says nothing about the local port.
func (s server) runFlags(redirectURI string) string {
	u, err := url.Parse(redirectURI)
	if err != nil || !hosts.IsLoopback(u.Hostname()) || u.Port() == "" || u.Port() == strconv.Itoa(s.Port) {
		return ""
	}
	return " --server.port " + u.Port()
}
