package pyapp

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/authkit-cli/authkit/internal/growth"
)

func TestReadingStartFilesIsLinear(t *testing.T) {
	for _, part := range []string{"a \\\n", "RUN a && \\\n", "- streamlit\n", "- a\n", "CMD streamlit run app.py\n", "cd a && ", "streamlit run ", "\n"} {
		growth.Linear(t, fmt.Sprintf("%q", part), 1<<13, func(n int) string { return "- streamlit\n" + strings.Repeat(part, n/len(part)) }, func(text string) {
			RunCommands(fstest.MapFS{"Dockerfile": {Data: []byte(text)}})
		})
	}
}
