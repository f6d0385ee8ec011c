package names

import (
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/streamlit/deps"
)

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		name    string
		called  bool
		release string
		says    string // empty: nothing is wrong
	}{
		{"st.cache", false, "1.59.1", ""},
		{"st.cache", false, "1.66.0", "has no st.cache"},
		{"st.cache", false, "1.62.0", ""}, // between one that has it and one that has not
		{"st.cache", false, "99.0", ""},
		{"st.buton", true, "1.67.0", "has no st.buton"},
		{"st.pagination", true, "1.50.0", "has no st.pagination"},
		{"st.pagination", true, "1.67.0", ""},
		{"st.query_params", true, "1.67.0", "is no function"},
		{"st.query_params", true, "1.41.0", ""},
		{"st.query_params", false, "1.67.0", ""},
		{"st.web", false, "1.50.0", ""}, // a module, which streamlit run has loaded
		{"streamlit.source_util.get_pages", false, "1.43.2", ""},
		{"streamlit.source_util.get_pages", false, "1.44.1", "ImportError"},
		{"streamlit.source_util.*", false, "1.67.0", ""},
		{"streamlit.report_thread.get_report_ctx", false, "1.42.0", "has no streamlit.report_thread,"},
		{"streamlit.runtime.scriptrunner.get_script_run_ctx", false, "1.67.0", ""},
		{"st.__version__", false, "1.67.0", ""},
		{"st._config", false, "1.67.0", ""},
		{"streamlit.__version__", false, "1.67.0", ""},
		{"streamlit.proto.Anything_pb2.Anything", false, "1.67.0", ""},
	} {
		release, err := deps.ParseVersion(c.release)
		if err != nil {
			t.Fatal(err)
		}
		message, fix, wrong := Judge(Use{Name: c.name, Called: c.called}, release)
		if wrong != (c.says != "") || !strings.Contains(message, c.says) || wrong && fix == "" {
			t.Errorf("%s in %s: %q, want %q", c.name, c.release, message, c.says)
		}
		if wrong && !Doubtful(c.name, c.called) {
			t.Errorf("%s is accused in %s and not doubtful", c.name, c.release)
		}
	}
}

// What a call is told of, and since when the release takes it.
func TestJudgeCall(t *testing.T) {
	wide := []Argument{{}, {Keyword: "width", Text: "stretch"}}
	for _, c := range []struct {
		name, release, says, fix string
		call                     []Argument
	}{
		{"st.button", "1.45.1", "no argument width in Streamlit 1.45.1", "streamlit[auth]>=1.48.0", wide},
		{"st.button", "1.48.0", "", "", wide},
		{"st.button", "99.0", "", "", wide},
		{"st.sidebar.button", "1.47.1", "no argument width", ">=1.48.0", wide},
		{"st.columns", "1.52.2", "a text as gap", ">=1.53.0", []Argument{{}, {Keyword: "gap", Text: "xsmall"}}},
		{"st.columns", "1.53.0", "", "", []Argument{{}, {Keyword: "gap", Text: "xsmall"}}},
		{"st.pyplot", "1.67.0", "called without fig", "add fig= to the call", []Argument{}},
		{"st.pyplot", "1.61.1", "", "", []Argument{}},
		{"st.plotly_chart", "1.57.0", "no argument sharing", "take sharing out of the call", []Argument{{}, {Keyword: "sharing"}}},
		{"st.plotly_chart", "1.56.0", "", "", []Argument{{}, {Keyword: "sharing"}}},
	} {
		release, err := deps.ParseVersion(c.release)
		if err != nil {
			t.Fatal(err)
		}
		message, fix, wrong := Judge(Use{Name: c.name, Called: true, Call: c.call}, release)
		if wrong != (c.says != "") || !strings.Contains(message, c.says) || !strings.Contains(fix, c.fix) {
			t.Errorf("%s in %s: %q -> %q", c.name, c.release, message, fix)
		}
	}
}

// Each row can be read, and what it says is of a release that was read.
func TestArgumentsAreRead(t *testing.T) {
	rows := 0
	for row := range strings.FieldsSeq(strings.ReplaceAll(strings.TrimSpace(arguments.Rows()), " ", "@@")) {
		rows++
		name, _, _ := strings.Cut(row, "@")
		all := signaturesOf(name)
		if len(all) == 0 {
			t.Errorf("%s is not found", name)
		}
		for i, s := range all {
			if s.from > s.to || i > 0 && s.from <= all[i-1].to || s.ordered > len(s.parameters) {
				t.Errorf("%s: %+v", name, s)
			}
		}
	}
	if order := strings.Fields(counted); rows < 90 || order[len(order)-1] != deps.Newest("streamlit").String() {
		t.Errorf("%d rows, up to %s", rows, order[len(order)-1])
	}
	for _, none := range []string{"", "st", "butto", "label", "@"} {
		if len(signaturesOf(none)) > 0 {
			t.Errorf("%q is read", none)
		}
	}
}

// Names with checks of their own are told of there.
func TestApart(t *testing.T) {
	for _, name := range []string{"st.experimental_user", "st.login", "st.write", "streamlit.components.v1.html"} {
		if Doubtful(name, true) {
			t.Errorf("%s is doubtful", name)
		}
	}
}

// What a fix tells people to write has to be there in the newest release.
func TestInstead(t *testing.T) {
	newest := len(releases.Get()) - 1
	for name, fix := range instead.Get() {
		if _, lacks := lacking(name, newest); !lacks {
			t.Errorf("%s is still there", name)
		}
		for word := range strings.FieldsSeq(fix) {
			word, _, _ = strings.Cut(strings.Trim(word, ",:;"), "(")
			word, _, _ = strings.Cut(word, "[")
			if own, is := strings.CutPrefix(word, "st."); is && !has("st."+strings.Split(own, ".")[0], newest) {
				t.Errorf("%s: the newest release has no %s", name, word)
			}
		}
	}
}
