package checkout_test

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/authkit-cli/authkit/internal/checkout"
)

func TestRead(t *testing.T) {
	files := fstest.MapFS{
		"a/b.txt": {Data: []byte("text")},
		"empty":   {},
	}
	if data, err := checkout.Read(files, "a/../a/b.txt", 4); err != nil || string(data) != "text" {
		t.Errorf("%q, %v", data, err)
	}
	if data, err := checkout.Read(files, "empty", 0); err != nil || len(data) != 0 {
		t.Errorf("%q, %v", data, err)
	}
	for name, want := range map[string]error{
		"gone": fs.ErrNotExist, "a/gone": fs.ErrNotExist, "a": checkout.ErrNotRegular,
		"../x": checkout.ErrOutside, "/etc/hosts": checkout.ErrOutside, "a/../../x": checkout.ErrOutside, "": checkout.ErrNotRegular,
	} {
		if _, err := checkout.Read(files, name, 10); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", name, err, want)
		}
		if checkout.Exists(files, name) {
			t.Errorf("%q is there", name)
		}
	}
	if _, err := checkout.Read(files, "a/b.txt", 3); !errors.Is(err, checkout.ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if !checkout.Exists(files, "a/b.txt") {
		t.Error("a/b.txt is not there")
	}
}
