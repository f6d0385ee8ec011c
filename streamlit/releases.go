package streamlit

// Releases of Streamlit at which something changed that a sign-in depends on,
// each named for what is so since then. What is installed with each stands in
// the tables of streamlit/deps.
const (
	HasLogin             = "1.42.0" // st.login, st.logout and st.experimental_user
	HasUser              = "1.45.0" // st.user; before, it is st.experimental_user
	SkipsBrokenConfig    = "1.45.0" // a mistake in config.toml does not stop the start
	LooksBesideScript    = "1.46.0" // for .streamlit, also in the main script's folder
	LogsOutToRoot        = "1.48.0" // st.logout goes to the provider and back to the app's root
	LogsOutHere          = "1.49.0" // st.logout ends the app's own login only, again
	ReadsThemeFiles      = "1.51.0" // theme.base may name a file, and one that is not there stops the start
	LogsOutToRedirectURI = "1.53.0" // st.logout goes to the provider and back to redirect_uri
	RewritesRedirectURI  = "1.53.0" // {port} is filled in, and the scheme is written in small letters
	ChecksExposeTokens   = "1.53.0" // a word in expose_tokens that means nothing stops the login
	SplitsCookies        = "1.53.0" // a login that is too large for one cookie is split
	DropsExperimental    = "1.54.0" // st.experimental_user is gone
	OnStarlette          = "1.57.0" // the server is Starlette's instead of Tornado's, the HTTP client httpx instead of requests
	NamesInLower         = "1.57.0" // sections are found by their names in small letters, whatever the call says
	ForgetsPKCE          = "1.57.0" // only this release: no code challenge is sent
	ForgetsLogout        = "1.57.0" // only the 1.57 releases: st.logout does not go to the provider
	KeepsLoginInCookie   = "1.58.0" // a login that has begun is kept in the browser, no longer in the memory of one server
	SeesTokensOfApp      = "1.60.0" // expose_tokens in the secrets of st.App counts
	ListensToAll         = "1.62.0" // enableCORS = false counts although there is an [auth]
	ReadsTOML10          = "1.66.0" // Python's tomllib reads the secrets; before, the package toml 0.10.2
)
