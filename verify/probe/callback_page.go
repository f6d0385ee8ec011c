package probe

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"net/http"
	"strings"

	"github.com/authkit-cli/authkit/verify"
)

// page is what the browser shows when it comes back from the provider.
type page struct {
	title string
	good  bool
	text  []string
}

var strayPage = page{
	title: "This is not the sign-in authkit waits for",
	text:  []string{"The answer belongs to another or an older sign-in, so it was not used.", "Go back to the tab with the provider's page and finish there, or run authkit verify --login again."},
}

// resultPage is the page for the end of a round trip; wrong is nil when it worked.
func resultPage(provider string, wrong *verify.Finding) page {
	if wrong == nil {
		return page{
			title: "You are signed in", good: true,
			text: []string{
				"Everything Streamlit will do with " + providerWords(provider) + " was done once and worked: the sign-in, the way back, the client secret and the ID token.",
				"Nothing was stored here. Close this tab and go back to the terminal.",
			},
		}
	}
	title, more := "The sign-in did not work", ""
	if wrong.Severity == "" {
		title = "Whether the sign-in works is undecided"
	}
	if wrong.Code != "" {
		more = "authkit explain " + wrong.Code + " tells more"
	}
	return page{title: title, text: []string{wrong.Message, wrong.Fix, more, "The terminal has the details. You can close this tab."}}
}

func providerWords(name string) string {
	if name == "default" {
		return "st.login()"
	}
	return "the provider " + name
}

const pageStyle = `:root{color-scheme:light dark}body{font:17px/1.55 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}` +
	`main{max-width:34rem;padding:2rem}h1{font-size:1.7rem;line-height:1.25;margin:.6rem 0 1rem}p{margin:.7rem 0;overflow-wrap:anywhere}.mark{font-size:2.6rem;line-height:1}.good{color:#1a7f37}.bad{color:#c62828}` +
	`@media(prefers-color-scheme:dark){.good{color:#4ac26b}.bad{color:#ff7b72}}footer{margin-top:2rem;opacity:.6;font-size:.85rem}`

// forgetScript takes code and state out of the address bar and the history,
// where they would stay after the tab is closed. The page may run nothing else.
const forgetScript = `history.replaceState(null,"",location.pathname)`

func forgetHash() string {
	sum := sha256.Sum256([]byte(forgetScript))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

func (p page) write(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; script-src '"+forgetHash()+"'")
	w.WriteHeader(status)
	mark, class := "✗", "bad"
	if p.good {
		mark, class = "✓", "good"
	}
	var body strings.Builder
	fmt.Fprintf(&body, `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>authkit: %s</title><style>%s</style><main><div class="mark %s" aria-hidden="true">%s</div><h1>%s</h1>`,
		html.EscapeString(p.title), pageStyle, class, mark, html.EscapeString(p.title))
	for _, text := range p.text {
		if text != "" {
			fmt.Fprintf(&body, "<p>%s</p>", html.EscapeString(sentence(text)))
		}
	}
	body.WriteString("<footer>authkit verify --login</footer></main><script>" + forgetScript + "</script></html>\n")
	io.WriteString(w, body.String()) //nolint:errcheck // the browser may be gone
}

// sentence gives a message of the terminal the form a page needs.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if !strings.HasSuffix(text, ".") && !strings.Contains(text[strings.LastIndex(text, " ")+1:], "/") {
		text += "."
	}
	return text
}
