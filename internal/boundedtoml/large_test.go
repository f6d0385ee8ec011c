package boundedtoml_test

import (
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/internal/boundedtoml"
)

func TestLargeNumbersAreTaken(t *testing.T) {
	for _, text := range []string{"x = 99999999999999999999", "x = -99999999999999999999", "x = 0xdeadbeefdeadbeef", "x = [1, 9_999_999_999_999_999_999]", "x = { y = 0o7777777777777777777777777, z = 99999999999999999999 } # big", "x = 1e400", "x = -1.5e999", "x = [1e400, 2.5]", "x = { y = 1_0e+999 }"} {
		var read map[string]any
		if err := boundedtoml.Unmarshal([]byte("a = 1\n"+text+"\nb = 2\n"), &read); err != nil || read["b"] != int64(2) {
			t.Errorf("%s: %v %v", text, read, err)
		}
	}
	for _, text := range []string{"x = 99999999999999999999 y", "x = 1e400 y", "x = 1e", "x = 0xdeadbeefdeadbeeg", "x = 1__99999999999999999999", strings.Repeat("[[t]]\nx = 99999999999999999999\n", 50)} {
		var read map[string]any
		if err := boundedtoml.Unmarshal([]byte(text+"\n"), &read); err == nil {
			t.Errorf("%.40s: is taken", text)
		}
	}
}
