package platform

// empty are the places where no app runs, by their own words.
var empty = []Platform{
	{
		Name: "Cloudflare has no connection to the app's tunnel", Does: HasNoApp, Facts: "docs/facts/platforms.md, section 4.1",
		Fix:   "start cloudflared where the app runs, and check that the tunnel names this address",
		marks: []mark{{status: []int{530}, headers: []string{"Server: cloudflare"}}},
	},
	{
		Name: "Cloudflare does not reach the server of the app", Does: HasNoApp, Facts: "docs/facts/platforms.md, section 4.1",
		Fix:   "start the app and its web server, and check the address, port and certificate that Cloudflare asks",
		marks: []mark{{status: []int{520, 521, 522, 523, 524, 525, 526}, headers: []string{"Server: cloudflare"}}},
	},
	{
		Name: "ngrok has no tunnel at this address", Does: HasNoApp, Facts: "docs/facts/platforms.md, section 2.16",
		Fix:   "start ngrok again and give --url the address that it shows now",
		marks: []mark{{headers: []string{"Ngrok-Error-Code: ERR_NGROK_3200"}}},
	},
	{
		Name: "ngrok does not reach the app", Does: HasNoApp, Facts: "docs/facts/platforms.md, section 2.16",
		Fix:   "start the app at the port that ngrok was given",
		marks: []mark{{headers: []string{"Ngrok-Error-Code: ERR_NGROK_8012"}}},
	},
	{
		Name: "App Service has stopped the app", Does: HasNoApp, Facts: "docs/facts/platforms.md, section 4.2",
		Fix:   "start the app in the Azure portal; a free plan stops it when the day's quota is used up",
		marks: []mark{{status: []int{403, 503}, body: "This web app is stopped"}, {status: []int{403, 503}, body: "This web app has been stopped"}},
	},
	{
		Name: "App Service has no app at this address", Does: HasNoApp, Facts: "docs/facts/platforms.md, section 4.2",
		Fix:   "check the app's name and its custom domains in the Azure portal",
		marks: []mark{{status: []int{404}, body: "404 Web Site not found"}},
	},
	{
		Name: "the hosting account of this domain is suspended", Does: HasNoApp, Facts: "docs/facts/platforms.md, section 4.8",
		Fix:   "ask whoever pays for the hosting; Streamlit itself needs a server that runs Python programs",
		marks: []mark{{status: []int{301, 302, 303, 307, 308}, path: "/cgi-sys/suspendedpage.cgi"}},
	},
	{
		Name: "the cluster's ingress has no rule for this address", Does: HasNoApp, Facts: "docs/facts/platforms.md, section 4.8",
		Fix:   "check host and path of the Ingress, and that its service has running pods",
		marks: []mark{{status: []int{404}, body: "default backend - 404"}},
	},
	{
		Name: "Railway has no app at this address", Does: HasNoApp, Facts: "docs/facts/platforms.md, section 4.3",
		Fix:   "deploy the service, and under Settings, Networking, set the domain's target port to the port that Streamlit listens at",
		marks: []mark{{headers: []string{"X-Railway-Fallback: true"}}},
	},
	{
		Name: "Render has no app at this address", Does: HasNoApp, Facts: "docs/facts/platforms.md, section 4.4",
		Fix:   "check the address in Render's dashboard, and that the service is live and not suspended",
		marks: []mark{{headers: []string{"x-render-routing: no-server"}}, {headers: []string{"x-render-routing: suspend"}}},
	},
	{
		Name: "Render wakes the app", Does: IsSleeping, Facts: "docs/facts/platforms.md, section 4.4",
		Fix:   "run authkit verify --url again in a minute",
		marks: []mark{{headers: []string{"x-render-routing: hibernate"}}},
	},
	{
		Name: "Heroku has no app at this address", Does: HasNoApp, Facts: "docs/facts/platforms.md, section 4.5",
		Fix:   "check the app's address with heroku domains",
		marks: []mark{{body: "herokucdn.com/error-pages/no-such-app"}},
	},
	{
		Name: "Hugging Face has no public Space at this address", Does: HasNoApp, Facts: "docs/facts/platforms.md, section 4.6",
		Fix:   "check the Space's name, and make it public in its settings: a private Space answers nobody at its own address",
		marks: []mark{{status: []int{401, 404}, body: "Hugging Face"}},
	},
	{
		Name: "Community Cloud has put the app to sleep", Does: IsSleeping, Facts: "docs/facts/platforms.md, section 4.7",
		Fix: "open the app in a browser and click \"Yes, get this app back up!\", then run authkit verify --url again",
		marks: []mark{
			{status: []int{200, 404, 503}, body: "This app has gone to sleep"},
			{status: []int{200, 404, 503}, body: "get this app back up"},
		},
	},
	{
		Name: "a parked domain answers here, and not the app", Does: HasNoApp, Facts: "docs/facts/platforms.md, section 4.8",
		Fix: "give --url the app's address; if it is the address, let the domain's DNS records point to the app",
		marks: []mark{
			{status: []int{200}, body: `window.location.href="/lander"`},
			{status: []int{200}, body: "sedoparking.com"},
			{status: []int{200}, body: "parkingcrew.net"},
			{status: []int{200}, body: "This domain is for sale"},
			{sends: true, host: ".hugedomains.com"},
		},
	},
}
