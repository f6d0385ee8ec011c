package deploy

import (
	"encoding/base64"
	"fmt"

	"github.com/authkit-cli/authkit/internal/quote"
)

// givenPort is the port that most platforms hand over.
const givenPort = `"${PORT:-8501}"`

// startAuthkit starts an app whose secrets stand in a variable: the file has to be
// there before Streamlit. FromEnvironment reads the same variables.
func (r Run) startAuthkit(port string) string {
	return "authkit deploy-secrets --from-env --out .streamlit/secrets.toml && exec " + r.streamlit(port)
}

// startWithout does the same where authkit is not installed.
func (r Run) startWithout(port string) string {
	return r.startWriting(`printf %s "$`+EnvSecrets64+`" | base64 -d`, port)
}

// startFromText is startWithout for the text itself.
func (r Run) startFromText(port string) string {
	return r.startWriting(`printf %s "$`+EnvSecrets+`"`, port)
}

func (r Run) startWriting(command, port string) string {
	return "umask 077; mkdir -p .streamlit && " + command + " > .streamlit/secrets.toml && exec python -m " + r.streamlit(port)
}

func (r Run) streamlit(port string) string {
	return "streamlit run " + r.script() + " --server.address 0.0.0.0 --server.port " + port
}

// asVariable is an .env file. Base64 holds no sign that any of its readers, a
// shell or a pipe of PowerShell understands differently.
func asVariable(g Given, data []byte) ([]byte, error) {
	return fmt.Appendf(nil, `# The whole secrets.toml. The app's start command writes the file from it:
#   %s
# or, where authkit is not installed:
#   %s
%s=%s
`, g.Run.startAuthkit(givenPort), g.Run.startWithout(givenPort), EnvSecrets64, base64.StdEncoding.EncodeToString(data)), nil
}

func variableSteps(g Given) []Step {
	set := Step{Text: "Set the variable " + EnvSecrets64 + " on the platform, as a secret: the line of this text that begins with it"}
	switch host := g.Address.host(); {
	case host.at == ".fly.dev":
		set = Step{Text: "Set the variable, which restarts the app:", Commands: []string{g.made("env") + " | fly secrets import"}}
		if g.Out != "" {
			set.Commands = []string{"cat " + quote.Both(g.Out) + " | fly secrets import"}
		}
	case host.where != "":
		set.Text += ". " + host.where
	}
	if g.Run.key() != "" {
		return []Step{
			set,
			{Text: "Set the variable " + envKey + ", as a secret, to the text of " + g.Run.key() + ": the app needs no client secret"},
			{Text: "Make this the app's start command; " + g.Run.needs() + ":", Lines: []string{g.Run.fromVariables(givenPort)}},
		}
	}
	return append([]Step{
		set,
		{Text: "Make this the app's start command, so that the file is there before Streamlit" + g.Run.named() + ":", Lines: []string{g.Run.startAuthkit(givenPort)}},
		{Text: "Or this one, which needs no authkit there:", Lines: []string{g.Run.startWithout(givenPort)}},
	}, g.Run.elsewhere("a platform that takes variables only", "key", "certificate")...)
}
