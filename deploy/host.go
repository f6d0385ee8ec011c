package deploy

import (
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/platform"
)

// host is a hosting platform that an address names for certain: the domain is
// the platform's own, and every app below it runs there.
type host struct {
	at     string // the domain below which its apps are
	name   string
	target string
	where  string // where its variables are set
}

// known lists them. A domain that may lead anywhere (a load balancer's, a CDN's,
// a tunnel's) is not among them.
func known() []host {
	const dashboard = "Open the service in the dashboard, "
	return []host{
		{".streamlit.app", "Streamlit Community Cloud", "toml", ""},
		{".run.app", "Google Cloud Run", "cloud-run", ""},
		{".azurewebsites.net", "Azure App Service", "azure-app-service", ""},
		{".azurewebsites.us", "Azure App Service", "azure-app-service", ""},
		{".chinacloudsites.cn", "Azure App Service", "azure-app-service", ""},
		{".azurecontainerapps.io", "Azure Container Apps", "azure-container-apps", ""},
		{".azurecontainerapps.us", "Azure Container Apps", "azure-container-apps", ""},
		{".azurecontainerapps.cn", "Azure Container Apps", "azure-container-apps", ""},
		{".onrender.com", "Render", "env", dashboard + "Environment, Add from .env"},
		{".fly.dev", "Fly.io", "env", ""},
		{".railway.app", "Railway", "env", dashboard + "Variables, Raw Editor"},
		{".herokuapp.com", "Heroku", "env", "Open the app in the dashboard, Settings, Reveal Config Vars"},
		{".hf.space", "Hugging Face Spaces", "env", "Open the Space's Settings, Variables and secrets, New secret"},
		{".ondigitalocean.app", "DigitalOcean App Platform", "env", "Open the app's Settings, the component's Environment Variables, and mark it as encrypted"},
		{".koyeb.app", "Koyeb", "env", dashboard + "Settings, Environment variables"},
	}
}

// host is the platform that the address names; the zero value is none.
func (a Address) host() host {
	u, err := url.Parse(a.App)
	if err != nil {
		return host{}
	}
	for _, h := range known() {
		if strings.HasSuffix(u.Hostname(), h.at) {
			return h
		}
	}
	return host{}
}

// TargetByAddress returns the target of the platform that the address names, and
// the platform's name; both are empty when it names none.
func TargetByAddress(a Address) (target, name string) {
	h := a.host()
	return h.target, h.name
}

// OwnLogin says in a sentence that the platform signs people in itself, and what
// to do instead of st.login; empty where the address does not tell. The words
// are those that verify says of the same platform.
func OwnLogin(a Address) string {
	u, err := url.Parse(a.App)
	if err != nil {
		return ""
	}
	switch login, always := platform.AtAddress(u); {
	case !login.Known():
		return ""
	case always:
		return login.Name + " stands before every app at this address: " + login.Fix
	default:
		return login.Name + " may stand before this app: " + login.Fix
	}
}
