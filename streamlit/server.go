package streamlit

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/authkit-cli/authkit/secrets"
)

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

// option is one setting: its name in config.toml, how it goes into a config.
type option struct {
	section, key string
	set          func(c *ServerConfig, text string)
}

var options = []option{
	{"server", "port", func(c *ServerConfig, text string) {
		if port, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && port > 0 && port < 65536 {
			c.Port, c.PortSet = port, true
		}
	}},
	{"server", "baseUrlPath", func(c *ServerConfig, text string) { c.BaseURLPath = strings.Trim(text, "/") }},
	{"server", "address", func(c *ServerConfig, text string) { c.Address = text }},
	{"browser", "serverAddress", func(c *ServerConfig, text string) { c.BrowserAddress = text }},
	{"browser", "serverPort", func(c *ServerConfig, text string) {
		if port, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && port > 0 && port < 65536 {
			c.BrowserPort = port
		}
	}},
	{"server", "sslCertFile", func(c *ServerConfig, text string) { c.SSLCertFile = text }},
	{"server", "cookieSecret", func(c *ServerConfig, text string) { c.CookieSecret = secrets.New(text) }},
	{"server", "enableXsrfProtection", func(c *ServerConfig, text string) { c.XSRFOff = isOff(text) }},
	{"server", "enableCORS", func(c *ServerConfig, text string) { c.CORSOff = isOff(text) }},
	{"secrets", "files", func(c *ServerConfig, text string) {
		if text != "" {
			c.SecretsFiles = append(c.SecretsFiles, text)
		}
	}},
}

func isOff(text string) bool {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "false", "0", "no", "off":
		return true
	}
	return false
}

// variable is the environment variable of an option: server.baseUrlPath is
// STREAMLIT_SERVER_BASE_URL_PATH.
func (o option) variable() string {
	var name strings.Builder
	name.WriteString("STREAMLIT_" + strings.ToUpper(o.section) + "_")
	for i, r := range o.key {
		if r >= 'A' && r <= 'Z' && i > 0 && !(o.key[i-1] >= 'A' && o.key[i-1] <= 'Z') {
			name.WriteByte('_')
		}
		name.WriteRune(r)
	}
	return strings.ToUpper(name.String())
}

// ReadServerConfig reads config.toml and the environment, which wins. The
// user's own ~/.streamlit/config.toml is not looked at.
func ReadServerConfig(configTOML []byte, getenv func(string) string) ServerConfig {
	c := ServerConfig{Port: DefaultPort}
	var sections map[string]any
	if err := toml.Unmarshal(bytes.TrimPrefix(configTOML, []byte("\xef\xbb\xbf")), &sections); err != nil {
		c.Err = errConfig{}
	}
	for _, o := range options {
		if section, ok := sections[o.section].(map[string]any); ok {
			for _, text := range texts(section[o.key]) {
				o.set(&c, text)
			}
		}
		if getenv == nil {
			continue
		}
		if text := getenv(o.variable()); text != "" {
			if o.key == "files" {
				c.SecretsFiles = nil
			}
			o.set(&c, text)
		}
	}
	return c
}

// errConfig never repeats what stands in the file.
type errConfig struct{}

func (errConfig) Error() string { return "config.toml is not valid TOML" }

// texts are the values of an option as texts; a list has several.
func texts(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case int64:
		return []string{strconv.FormatInt(v, 10)}
	case bool:
		return []string{strconv.FormatBool(v)}
	case []any:
		var all []string
		for _, item := range v {
			all = append(all, texts(item)...)
		}
		return all
	}
	return nil
}

// ServerFlags reads the flags of `streamlit run`: "server.port" → "8080". A
// value that is a variable of the shell says nothing.
func ServerFlags(flags map[string]string) ServerConfig {
	c := ServerConfig{Port: DefaultPort}
	for _, o := range options {
		if text, ok := flags[o.section+"."+o.key]; ok && !strings.Contains(text, "$") {
			o.set(&c, text)
		}
	}
	return c
}

// With returns c with everything that over sets.
func (c ServerConfig) With(over ServerConfig) ServerConfig {
	if over.PortSet {
		c.Port, c.PortSet = over.Port, true
	}
	for _, pair := range []struct {
		to   *string
		from string
	}{{&c.BaseURLPath, over.BaseURLPath}, {&c.Address, over.Address}, {&c.BrowserAddress, over.BrowserAddress}, {&c.SSLCertFile, over.SSLCertFile}} {
		if pair.from != "" {
			*pair.to = pair.from
		}
	}
	if over.BrowserPort != 0 {
		c.BrowserPort = over.BrowserPort
	}
	if !over.CookieSecret.IsEmpty() {
		c.CookieSecret = over.CookieSecret
	}
	c.XSRFOff = c.XSRFOff || over.XSRFOff
	c.CORSOff = c.CORSOff || over.CORSOff
	if len(over.SecretsFiles) > 0 {
		c.SecretsFiles = over.SecretsFiles
	}
	return c
}
