package streamlit

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/authkit-cli/authkit/internal/boundedtoml"
	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// DefaultPort is where `streamlit run` listens when nothing says otherwise.
const DefaultPort = 8501

// ServerConfig is what config.toml, STREAMLIT_… variables and flags of
// `streamlit run` say about the server, the later ones winning.
type ServerConfig struct {
	Port           int  // DefaultPort unless PortSet
	PortSet        bool // Streamlit then fails on a busy port instead of taking the next one
	BaseURLPath    string
	BaseIsSlash    bool // baseUrlPath = "/", which is none, but see config-server
	Address        string
	BrowserAddress string
	BrowserPort    int
	SSLCertFile    string
	SSLKeyFile     string          // without the other one Streamlit does not start
	CookieSecret   secrets.Secret  // server.cookieSecret; [auth].cookie_secret wins
	XSRFOff        bool            // enableXsrfProtection = false; Streamlit turns it on again when there is an [auth]
	Headless       bool            // no browser is opened
	Outside        map[string]bool // options that a variable or a flag sets: a line in config.toml does not change them
	Files          FileList        // secrets.files: replaces Streamlit's own search when set

	written map[string]table // what the files say, by option; the last one counts
	given   []given          // what variables and flags say
}

// FileList is the setting secrets.files.
type FileList struct {
	IsSet   bool
	Paths   []string // as written; Streamlit takes them from its working directory and does not expand ~
	NotList bool     // config.toml gives one text, of which Streamlit takes every letter for a path
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
	{"server", "baseUrlPath", func(c *ServerConfig, text string) {
		c.BaseURLPath = meantBase(text)
		c.BaseIsSlash = strings.Trim(text, "/") == "" && text != ""
	}},
	{"server", "address", func(c *ServerConfig, text string) { c.Address = text }},
	{"browser", "serverAddress", func(c *ServerConfig, text string) { c.BrowserAddress = text }},
	{"browser", "serverPort", func(c *ServerConfig, text string) {
		if port, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && port > 0 && port < 65536 {
			c.BrowserPort = port
		}
	}},
	{"server", "headless", func(c *ServerConfig, text string) { c.Headless = isOn(text) }},
	{"server", "sslCertFile", func(c *ServerConfig, text string) { c.SSLCertFile = text }},
	{"server", "sslKeyFile", func(c *ServerConfig, text string) { c.SSLKeyFile = text }},
	{"server", "cookieSecret", func(c *ServerConfig, text string) { c.CookieSecret = secrets.New(text) }},
	{"server", "enableXsrfProtection", func(c *ServerConfig, text string) { c.XSRFOff = isOff(text) }},
}

const secretsFiles = "secrets.files"

func isOn(text string) bool {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "true", "1", "yes", "on":
		return true
	}
	return false
}

func isOff(text string) bool {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "false", "0", "no", "off":
		return true
	}
	return false
}

// takes tells whether Streamlit can work with a value of a file: a number or
// true where it needs a text ends it, see Judge.
func (o option) takes(value any) bool {
	_, text := value.(string)
	known, _ := FindOption(o.section+"."+o.key, deps.Version{})
	return text || known.Type != "str"
}

// variableOf is the environment variable of an option: server.baseUrlPath is
// STREAMLIT_SERVER_BASE_URL_PATH.
func variableOf(option string) string {
	capital := func(i int) bool { return 'A' <= option[i] && option[i] <= 'Z' }
	name := append(make([]byte, 0, 80), "STREAMLIT_"...)
	section := strings.LastIndexByte(option, '.')
	for i := range len(option) {
		if i > section+1 && capital(i) && !capital(i-1) {
			name = append(name, '_')
		}
		switch c := option[i]; {
		case c == '.':
			name = append(name, '_')
		case 'a' <= c && c <= 'z':
			name = append(name, c-('a'-'A'))
		default:
			name = append(name, c)
		}
	}
	return string(name)
}

// NewServerConfig holds Streamlit's defaults.
func NewServerConfig() ServerConfig { return ServerConfig{Port: DefaultPort} }

// ReadFile takes over what one config.toml says. Streamlit reads the file of
// the home folder, of the working directory and, since 1.46, of the script's
// folder, in this order. A value env:NAME is that variable's. A file with one
// mistake is passed over as a whole; the error does not repeat what stands
// there. boundedtoml.ErrTooMany says that a file is not read. shown is what the
// file is called in findings.
func (c *ServerConfig) ReadFile(shown string, data []byte, getenv func(string) string) error {
	var sections map[string]any
	switch err := boundedtoml.Unmarshal(data, &sections); {
	case !utf8.Valid(data):
		return ErrConfigEncoding
	case errors.Is(err, boundedtoml.ErrTooMany):
		return err
	case err != nil:
		return ErrConfigSyntax
	}
	if document, err := secrets.Parse(data); err == nil {
		c.keep(SecretsFile{Path: shown, Document: document})
	}
	for _, o := range options {
		if section, ok := sections[o.section].(map[string]any); ok {
			_, number := section[o.key].(int64) // is meant as a text, see Judge
			if text, ok := scalar(section[o.key], getenv); ok && (o.takes(section[o.key]) || number) {
				o.set(c, text)
			}
		}
	}
	section, _ := sections["secrets"].(map[string]any)
	switch v := section["files"].(type) {
	case []any:
		c.Files = FileList{IsSet: true}
		for _, item := range v {
			if text, ok := item.(string); ok {
				c.Files.Paths = append(c.Files.Paths, text)
			}
		}
	case string:
		c.Files = FileList{IsSet: true, Paths: []string{v}, NotList: true}
	}
	return nil
}

// ReadEnvironment takes over the variables STREAMLIT_…; an empty one counts as
// none. STREAMLIT_SECRETS_FILES holds paths with blanks between them.
func (c *ServerConfig) ReadEnvironment(getenv func(string) string) {
	c.takeVariables(getenv)
	for _, o := range options {
		if text := getenv(variableOf(o.section + "." + o.key)); text != "" {
			o.set(c, text)
			c.outside(o)
		}
	}
	if paths := strings.Fields(getenv("STREAMLIT_SECRETS_FILES")); len(paths) > 0 {
		c.Files = FileList{IsSet: true, Paths: paths}
	}
}

// ReadFlags takes over the flags of `streamlit run`: "server.port" → "8080". A
// value that is a variable of the shell says nothing. file is where the command
// stands; empty: in a text for people, whose values may be examples.
func (c *ServerConfig) ReadFlags(flags map[string][]string, file string) {
	if file != "" {
		c.takeFlags(flags, file)
	}
	for _, o := range options {
		if texts := flags[o.section+"."+o.key]; len(texts) > 0 && !strings.Contains(texts[len(texts)-1], "$") {
			o.set(c, texts[len(texts)-1])
			c.outside(o)
		}
	}
	if paths := flags[secretsFiles]; len(paths) > 0 && !strings.Contains(strings.Join(paths, ""), "$") {
		c.Files = FileList{IsSet: true, Paths: paths}
	}
}

func (c *ServerConfig) outside(o option) {
	if c.Outside == nil {
		c.Outside = map[string]bool{}
	}
	c.Outside[o.section+"."+o.key] = true
}

// Why a config.toml is not read; neither repeats what stands in the file.
var (
	ErrConfigSyntax   = errors.New("config.toml is not valid TOML")
	ErrConfigEncoding = errors.New("config.toml is not UTF-8") // ends Streamlit
)

// scalar is the value of an option as a text.
func scalar(value any, getenv func(string) string) (string, bool) {
	switch v := value.(type) {
	case string:
		if name, ok := strings.CutPrefix(v, "env:"); ok && getenv != nil {
			text := getenv(name)
			return text, text != ""
		}
		return v, true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strconv.FormatInt(int64(v), 10), true // Judge tells where that is not what Streamlit does
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}
