package image

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/growth"
)

// repeated makes texts of one part n times, numbered.
func repeated(part string) func(n int) string {
	return func(n int) string {
		var text strings.Builder
		text.WriteString("FROM python AS s0\nCOPY . /app\n")
		for i := range n {
			text.WriteString(strings.NewReplacer("NEXT", fmt.Sprint(i+1), "THIS", fmt.Sprint(i)).Replace(part))
		}
		return text.String()
	}
}

func TestReadingDockerfilesIsLinear(t *testing.T) {
	for _, part := range []string{
		"RUN a\n", "a \\\n", "RUN a && \\\n", "RUN cat <<E > secrets.toml\n[auth]\nE\n", "RUN cat <<E\n", "# a\n", "RUN a \\\n# b\n", "COPY <<E <<F /a\n",
		"FROM a\n", "FROM sTHIS AS sNEXT\n", "FROM sTHIS AS sNEXT\nCOPY . /NEXT\n", "FROM a AS sNEXT\nCOPY --from=sTHIS / /x\nCOPY --from=sTHIS / /y\n", "COPY --from=0 /app /NEXT\n",
		"FROM a AS sNEXT\nCOPY --from=sTHIS /*/*/*/*/*a /x\n", "COPY . /NEXT\n", "WORKDIR a\n", "RUN rm .streamlit\n", "COPY --exclude=a*b?[c] . /NEXT\n", "RUN > secrets.toml $A\n",
		"COPY a a a a /\n", "CMD A=$A$A\n",
	} {
		growth.Linear(t, fmt.Sprintf("%q", part), 200, repeated(part), func(text string) {
			_, _ = Secrets(text, false)
		})
	}
}

func TestReadingDockerignoreIsLinear(t *testing.T) {
	for _, part := range []string{"a\n", "?\n", "*\n", "**/*a?[b-c]\n", "*\n!*\n", "**/**/**/a\n", "!a\n", "*a?", "**/"} {
		growth.Linear(t, fmt.Sprintf("%q", part), 1<<10, func(n int) string { return strings.Repeat(part, n/len(part)) }, func(text string) {
			_, _ = ignoresSecrets(text)
		})
	}
}

// What a hostile Dockerfile makes larger with each line is not followed for ever,
// and then it is not called sound.
func TestHostileImagesAreNotJudged(t *testing.T) {
	for part, want := range map[string]string{
		"FROM a AS sNEXT\nCOPY --from=sTHIS / /x\nCOPY --from=sTHIS / /y\n": "its stages hold too many copies of the secrets",
		"FROM sTHIS AS sNEXT\nCOPY . /NEXT\n":                               "its stages hold too many copies of the secrets",
		"WORKDIR a\n":                                                       "it has a path longer than 1 KB",
		"COPY --exclude=[ . /app\n":                                         "its line 3: one of its patterns is refused by Docker",
	} {
		if all, err := Secrets(repeated(part)(800), false); err == nil || err.Error() != want || len(all) > 0 {
			t.Errorf("%q: %v, %v", part, err, all)
		}
	}
	for text, want := range map[string]string{
		strings.Repeat("a\n", maxIgnoreFile): "it is longer than 64 KB",
		strings.Repeat("?", 300):             "it has a pattern longer than 256 bytes",
		"a\n[\n":                             "one of its patterns is refused by Docker",
		"!\n":                                "one of its patterns is refused by Docker",
	} {
		if ignored, err := ignoresSecrets(text); err == nil || err.Error() != want || ignored {
			t.Errorf("%.20q: %v, %v", text, err, ignored)
		}
	}
}
