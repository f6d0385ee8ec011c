package verify

import (
	"github.com/authkit-cli/authkit/internal/checkid"
	"github.com/authkit-cli/authkit/streamlit/deps"
)

// projectChecks are the questions about the rest of the project and git.
func projectChecks() []Check {
	return []Check{
		{
			ID: checkid.SecretsIgnored, Level: LevelFiles, Project: true,
			Question: "Does git ignore the secrets file?",
			Why:      "Otherwise the next git add . publishes the client secret and the key of every login.",
			Fix:      "Add the line .streamlit/secrets.toml to .gitignore; authkit init does it.",
			Needs:    []Need{needRepository, needSecretsOnDisk}, Run: secretsIgnored,
		},
		{
			ID: checkid.SecretsTracked, Level: LevelFiles, Project: true,
			Question: "Is the secrets file kept out of git's index?",
			Why:      "A tracked file is committed with every change, whatever .gitignore says.",
			Fix:      "git rm --cached .streamlit/secrets.toml, commit, and make new secrets: the old ones stay in the history.",
			Steps: []string{
				"git rm --cached .streamlit/secrets.toml",
				"add the line .streamlit/secrets.toml to .gitignore and commit both",
				"make a new client secret at the provider and delete the old one: whoever has a copy of the repository has it",
				"run authkit init --yes with a new cookie secret, or replace cookie_secret by hand",
			},
			Needs: []Need{needRepository}, Run: secretsTracked,
		},
		{
			ID: checkid.SecretsLeaked, Level: LevelFiles, Project: true,
			Question: "Are this app's secrets nowhere in tracked files or in git's history?",
			Why: "Whoever can read the repository can then sign in as the app, or forge the login of anybody. Searched are all objects git has here, reachable or not, " +
				"also for base64, URL and JSON spellings; not searched are names of files, compressed files, submodules and Git LFS.",
			Fix:   "Make a new secret where the old one came from, then delete the old one there; rewriting the history alone does not help.",
			Steps: leakSteps,
			Needs: []Need{needRepository, needLeakSearch}, Run: secretsLeaked,
		},
		{
			ID: checkid.SecretsImage, Level: LevelFiles, Project: true,
			Question: "Does the secrets file stay out of the container image?",
			Why: "Whoever gets the image has the secrets, and the image keeps the redirect_uri of the machine it was built on. " +
				"The last stage of each Dockerfile counts, with what it takes from earlier ones; deleting the file in a later line leaves it in the layer below.",
			Fix:   "Add **/.streamlit/secrets.toml as the last line of .dockerignore and mount the file when the container starts.",
			Needs: []Need{needDockerfile, needSecretsOnDisk}, Run: secretsImage,
		},
		{
			ID: checkid.SecretsFromEnv, Level: LevelFiles, Project: true,
			Question: "Does the script that writes secrets.toml write what Streamlit can read, where and when Streamlit reads it?",
			Why: "A here-document in quotes writes the names of the variables instead of their values, a value without quotes is not TOML, a second > empties the file, and a key that is left out is missing whatever the variables hold. " +
				"Shell and Python scripts, templates for envsubst, Procfile, Dockerfile, compose files, workflows and the files of platforms are read, and what they write is judged like the file itself, with variables as values that are not known.",
			Fix:   "Use authkit deploy-secrets --from-env as the container's entry point.",
			Needs: []Need{needSecretsScript}, Run: secretsFromEnv,
		},
		{
			ID: checkid.AppProvider, Level: LevelFiles, Project: true,
			Question: "Is there a section for every name that st.login is called with?",
			Why:      "st.login(\"x\") without [auth.x] stops the app with an error in front of the person.",
			Fix:      "Use the section's name in st.login, letter by letter, or none for the unnamed section.",
			Needs:    []Need{needApp, needAuth}, Run: appProvider,
		},
		{
			ID: checkid.AppAPI, Level: LevelFiles, Project: true,
			Question: "Does the installed Streamlit know the functions the app calls?",
			Why:      "st.user came with 1.45, st.login with 1.42, and st.experimental_user went with 1.54; what else a release lacks, such as st.cache, ends the app in that line.",
			Fix:      "Use st.user with Streamlit 1.45 or newer, and of everything else what the release has.",
			Needs:    []Need{needApp}, Run: appAPI,
		},
		{
			ID: checkid.AppLogin, Level: LevelFiles, Project: true,
			Question: "Does the app ever sign anybody in?",
			Why:      "Without a call of st.login that people come to, nobody can sign in, however good the secrets are; and a script with a syntax error does not start at all.",
			Fix:      "Put the sign-in at the top of the main script: a button with on_click=st.login, and st.stop() for whoever is not signed in.",
			Run:      appLogin,
		},
		{
			ID: checkid.AppPages, Level: LevelFiles, Project: true,
			Question: "Does every page of an app with a sign-in ask for it?",
			Why: "Files in pages/ run by themselves: the sign-in in the main script does not guard them. And a test of st.user.is_logged_in without st.stop() behind it shows the rest to everybody. " +
				"A page that is meant for everybody is fine: accept the warning in .streamlit/authkit.toml.",
			Fix:   "Call the same sign-in at the top of each page, and end it with st.stop().",
			Needs: []Need{needApp}, Run: appPages,
		},
		{
			ID: checkid.AppCallback, Level: LevelFiles, Project: true,
			Question: "Does the app leave the callback to Streamlit?",
			Why:      "Streamlit answers /oauth2callback itself; a page of that name, or code that reads ?code= from the address, never gets the provider's answer.",
			Fix:      "Remove the page or the code; st.login does all of it.",
			Needs:    []Need{needApp}, Run: appCallback,
		},
		{
			ID: checkid.AppClaims, Level: LevelFiles, Project: true,
			Question: "Does the provider send the claims the app reads?",
			Why:      "st.user.email of somebody without an address stops the app with an AttributeError.",
			Fix:      "Read such claims with st.user.get(\"email\").",
			Steps: []string{
				"write st.user.get(\"email\") and fall back to st.user.get(\"preferred_username\")",
				"to know a person again, store st.user[\"tid\"] with st.user[\"oid\"] (Entra), or iss with sub (others): email and names change hands",
				"groups: left out for people in more than 200 groups and never sent for personal accounts; app roles (roles) are surer",
				"where everybody can sign in (consumers, Google), list who may use the app: ALLOWED in the app.py that authkit init writes",
			},
			Needs: []Need{needApp, needAuth}, Run: appClaims,
		},
		depsCheck(checkid.DepsStreamlit, "Is Streamlit asked for in a version that has st.login?",
			"Releases before 1.42 have no st.login, and an install takes what the files ask for.", "Ask for "+deps.Recommended),
		depsCheck(checkid.DepsAuthlib, "Is Authlib asked for, in a version that Streamlit accepts?",
			"st.login needs Authlib 1.3.2 or newer and does not bring it by itself.", "Ask for streamlit[auth], which brings Authlib."),
		depsCheck(checkid.DepsHTTPX, "Is httpx asked for where Streamlit needs it?",
			"Streamlit 1.57 to 1.59.0 needs httpx for the login but does not install it; the login page answers 500.", "Ask for "+deps.Recommended),
		depsCheck(checkid.DepsCompat, "Do the versions of Streamlit and Authlib work together?",
			"Some pairs fail before or after the sign-in, with errors that name neither, and some let anybody in with a token that nobody signed.", "Move to the version that is named."),
		{
			ID: checkid.ConfigServer, Level: LevelFiles, Project: true,
			Question: "Do the server's settings fit a login?",
			Why:      "The login lives in cookies and in a websocket whose origin is compared; settings that change either keep people out.",
			Fix:      "Remove the setting that is named from .streamlit/config.toml.",
			Needs:    []Need{needProject}, Run: configServer,
		},
		{
			ID: checkid.SecretExpiry, Level: LevelFiles, Project: true,
			Question: "Will the client secret be valid for another month?",
			Why:      "Entra's secrets end after two years at most, and the day they do nobody can sign in.",
			Fix:      "Make a new secret in time and note its last day with authkit init --secret-expires DATE.",
			Steps: []string{
				openApp(),
				"Certificates & secrets, New client secret; note the date under Expires",
				"put the Value into client_secret here and in every deployment",
				"run authkit init --secret-expires DATE, so that verify warns before the next one",
				"delete the old secret once nothing uses it",
			},
			Needs: []Need{needExpiry}, Run: secretExpiry,
		},
	}
}

func depsCheck(id, question, why, fix string) Check {
	return Check{ID: id, Level: LevelFiles, Project: true, Question: question, Why: why, Fix: fix, Needs: []Need{needDependencies}, Run: dependencies(id)}
}
