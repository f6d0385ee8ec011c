package names

import (
	"path"
	"slices"
	"strings"
)

// Widgets are what a person clicks at, chooses or fills in.
var Widgets = []string{
	"button", "form_submit_button", "download_button", "checkbox", "toggle", "radio", "selectbox", "segmented_control", "pills", "text_input", "text_area", "number_input", "multiselect",
	"slider", "select_slider", "menu_button", "feedback",
}

// Presses are those of them that are false until somebody presses them.
var Presses = []string{"button", "form_submit_button", "download_button"}

// Ends are what stops a script of Streamlit's.
var Ends = []string{"stop", "rerun", "experimental_rerun", "switch_page"}

// Content is what shows data, and not only a title or a message.
var Content = []string{
	"write", "dataframe", "table", "data_editor", "experimental_data_editor", "line_chart", "bar_chart", "area_chart", "scatter_chart", "altair_chart", "vega_lite_chart", "plotly_chart",
	"bokeh_chart", "pyplot", "map", "pydeck_chart", "graphviz_chart", "metric", "json", "image", "video", "audio", "text", "markdown", "code", "latex", "html", "download_button", "chat_input",
	"chat_message", "file_uploader", "text_area", "write_stream", "pdf",
}

// ForEverybody tells whether a page has the name of one that is meant for everybody.
func ForEverybody(file string) bool {
	name := strings.ToLower(strings.Trim(strings.TrimSuffix(path.Base(file), ".py"), "0123456789_- "))
	for _, word := range []string{"about", "privacy", "terms", "imprint", "impressum", "legal", "help", "faq", "contact", "welcome", "public", "login", "signin", "sign_in", "logout", "docs", "documentation", "changelog", "version", "home", "error"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// NotClaims are attributes and methods of st.user itself.
var NotClaims = []string{
	"is_logged_in", "to_dict", "get", "keys", "values", "items", "tokens", "provider", "origin", "has_key", "pop", "copy",
}

// TellsPerson tells whether a claim says who somebody is, or where they belong.
func TellsPerson(claim string) bool {
	return slices.Contains([]string{"oid", "sub", "tid", "iss", "email", "preferred_username", "hd", "upn", "groups", "roles"}, claim)
}

// Neutral are decorators that do not call what they decorate.
var Neutral = []string{
	"staticmethod", "classmethod", "property", "cached_property", "cache", "lru_cache", "wraps", "contextmanager", "dataclass", "overload", "abstractmethod", "setter", "final",
	"override", "singledispatch", "total_ordering",
}

// Varying is what of Streamlit gives values that no file of an app fixes.
var Varying = []string{
	"session_state", "query_params", "experimental_get_query_params", "context", "connection", "file_uploader", "camera_input", "audio_input", "data_editor", "experimental_data_editor",
	"chat_input", "date_input", "time_input", "datetime_input", "color_picker", "get_option", "dataframe", "plotly_chart", "altair_chart", "vega_lite_chart", "pydeck_chart",
}
