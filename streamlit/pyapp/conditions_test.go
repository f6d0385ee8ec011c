package pyapp

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/streamlit/held"
	"github.com/authkit-cli/authkit/streamlit/pyfile"
)

var conditionsFile = flag.String("conditions", "testdata/conditions.jsonl", "small apps with a sign-in under a condition (e2e/pyapp/conditions.py)")

// Drawn conditions come out as Python says, or are left open: none the other way, and few open.
func TestConditions(t *testing.T) {
	data, err := os.ReadFile(*conditionsFile)
	if err != nil {
		t.Fatal(err)
	}
	told, open := 0, 0
	for line := range bytes.Lines(data) {
		var app struct {
			Files     map[string]string
			Secrets   string
			Condition string
			Comes     bool
		}
		if err := json.Unmarshal(line, &app); err != nil {
			t.Fatal(err)
		}
		document, err := secrets.Parse([]byte("[auth]\nclient_id = \"x\"\n" + app.Secrets))
		if err != nil {
			t.Fatal(err)
		}
		small := smallApp{app.Condition, map[string]pyfile.Scan{}, held.In([]*secrets.Document{document})}
		for name, text := range app.Files {
			if small.scans[name], err = pyfile.Read([]byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		found, reach := small.follow(), Never
		for _, l := range found.Offered {
			reach = max(reach, l.Reach)
		}
		if found.TurnedOff || found.Vain.File != "" {
			reach = Never
		}
		switch {
		case reach == Perhaps:
			open++
		case (reach > Perhaps) != app.Comes:
			t.Errorf("%s\n  is said to be %v\n%s", app.Condition, !app.Comes, app.Files["app.py"])
		default:
			told++
		}
	}
	if told < 9*open {
		t.Errorf("%d of %d are left open", open, told+open)
	}
	t.Logf("figures: drawn conditions told as Python says: %d, left open: %d", told, open)
}
