package streamlit

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/growth"
	"github.com/authkit-cli/authkit/secrets"
)

func TestResolvingIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	for _, shape := range []struct {
		n                int
		front, part, end string
	}{
		{50, "", "[auth.pN]\nclient_id = 'a'\n", ""}, {50, "", "[auth.pN]\nclient_id = 'a'\nclient_secret = 'a'\nserver_metadata_url = 'https://a'\n", ""},
		{50, "[auth]\n", "kN = 'a'\n", ""}, {50, "[auth]\n", "redirect_urN = 'a'\n", ""}, {200, "[auth.p]\n", "client_iN = 'a'\n", ""}, {50, "[auth]\n", "tN = {redirect_uri = 'a'}\n", ""},
		{50, "[auth.a.client_kwargs]\n", "tN = {redirect_uri = 'a'}\n", ""}, {50, "[auth.a]\nauthorize_params = {", "tN = 'a', ", "z = 1}\n"}, {50, "", "tN = {client_id = 'a'}\n", ""},
		{5000, "[auth]\nexpose_tokens = [", "'id', ", "]\n"}, {5000, "[auth]\nredirect_uri = 'http://", "a.", "'\n"}, {5000, "[auth]\nredirect_uri = '", "your-", "'\n"},
		{5000, "[auth]\ncookie_secret = '", "a", "b'\n"}, {5000, "[auth]\ncookie_secret = '", "ab", "c'\n"}, {5000, "[auth]\n", "a", " = 'b'\n"},
		{5000, "[auth.a]\nclient_kwargs = {scope = '", "a ", "'}\n"}, {5000, "[auth.a]\nserver_metadata_url = 'https://", "a/", "'\n"},
	} {
		growth.Linear(t, fmt.Sprintf("%q", shape.part), shape.n, func(n int) string {
			var text strings.Builder
			for i := range n {
				text.WriteString(strings.ReplaceAll(shape.part, "N", fmt.Sprint(i)))
			}
			return shape.front + text.String() + shape.end
		}, func(text string) {
			d, err := secrets.Parse([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			file := SecretsFile{Path: "a", Document: d}
			ResolveAuth([]SecretsFile{file, file})
		})
	}
}
