package platform

import (
	"net/url"
	"strings"

	"github.com/authkit-cli/authkit/internal/lazy"
)

// connectContent is the path of what Posit Connect serves: every server has it,
// whatever its name.
var connectContent = lazy.Regexp{Pattern: `(?i)/content/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(/|$)`}

// AtAddress returns whose login stands before an app at this address, where the
// address alone tells. always: nobody comes in without it; else the app's owner
// may have switched it off. A login that is switched on for one app of many (Easy
// Auth, IAP) shows by its answers only, see Of.
func AtAddress(app *url.URL) (login Platform, always bool) {
	host := strings.ToLower(app.Hostname())
	switch {
	case strings.HasSuffix(host, ".databricksapps.com"):
		return databricks(), true
	case strings.HasSuffix(host, ".snowflakecomputing.app"), host == "app.snowflake.com":
		return snowflake(), true
	case connectContent.Get().MatchString(app.Path):
		return positConnect(), false
	}
	return Platform{}, false
}

func databricks() Platform {
	return Platform{
		Name: "Databricks' login", Facts: "docs/facts/platforms.md, section 2.12",
		Fix: "Databricks Apps cannot be opened without it: leave st.login out and read who it is from the headers X-Forwarded-Email and X-Forwarded-User",
		marks: []mark{
			{sends: true, callback: "databricksapps.com/.auth/callback"},
		},
	}
}

// snowflake has no marks: what its login answers to programs was not seen.
func snowflake() Platform {
	return Platform{
		Name: "Snowflake's login", Facts: "docs/facts/platforms.md, section 2.19",
		Fix: "apps in Snowflake cannot be opened without it: leave st.login out; Streamlit in Snowflake names the person in st.user, a container service in the header Sf-Context-Current-User",
	}
}

func positConnect() Platform {
	return Platform{
		Name: "Posit Connect's login", Facts: "docs/facts/platforms.md, section 2.13",
		Fix:   "in the content's Access settings choose \"Anyone - no login required\", or leave st.login out and read who it is from the header RStudio-Connect-Credentials",
		marks: []mark{{sends: true, path: "/__login__"}},
	}
}
