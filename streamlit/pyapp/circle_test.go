package pyapp

import (
	"testing"

	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
)

// A circle of imports is told where all files were read: one that was not may have imported the others before.
func TestCircleOfFilesThatWereRead(t *testing.T) {
	scans := map[string]pyfile.Scan{}
	for file, source := range map[string]string{
		"app.py": "import streamlit as st\nfrom a import x\nst.login()\n", "a.py": "from b import y\nx = 1\n", "b.py": "from a import x\ny = 1\n",
	} {
		scan, err := pyfile.Read([]byte(source))
		if err != nil {
			t.Fatal(err)
		}
		scans[file] = scan
	}
	for partial, faults := range map[bool]int{false: 1, true: 0} {
		if found := Follow("app.py", scans, &held.Value{}, Around{Partial: partial}).Faults; len(found) != faults {
			t.Errorf("partial %v: %+v", partial, found)
		}
	}
}
