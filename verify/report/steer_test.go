package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/authkit-cli/authkit/verify"
)

// markup is what a hostile provider, or a key in a file, may hold: terminal
// commands, a change of reading direction, HTML, and commands to CI systems.
const markup = "\x1b]0;owned\x07\x1b[31m\u202egnp.exe\u2066\u009b31m<script>alert(1)</script>]]>\r\n::error::owned\n##vso[task.setvariable variable=x]owned|`x`"

// fill puts markup into every text of a report; words of a closed list stay.
func fill(v reflect.Value) (texts int) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			v.SetString("a " + markup)
			return 1
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		return fill(v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			texts += fill(v.Field(i))
		}
	}
	return texts
}

// Whatever stands in a report, no format hands a command on to a terminal, a
// browser or a CI system.
func TestNothingSteersWhoReads(t *testing.T) {
	texts, written := 0, 0
	for _, status := range []verify.Status{verify.Failed, verify.Warning, verify.Unproven} {
		for _, accepted := range []bool{true, false} {
			var r verify.Report
			texts += fill(reflect.ValueOf(&r).Elem())
			r.Schema, r.Verdict = verify.SchemaName, verify.Broken
			r.Results[0].ID, r.Results[0].Level, r.Results[0].Status, r.Results[0].Confidence = "client-secret", verify.LevelFiles, status, verify.Proved
			finding := &r.Results[0].Findings[0]
			finding.Severity, finding.Line, finding.Column = verify.SeverityError, 3, 4
			switch {
			case status == verify.Unproven:
				r.Results[0].Findings = []verify.Finding{}
			case !accepted:
				finding.Accepted, finding.AcceptedUntil = "", ""
			}
			for _, format := range Formats() {
				for _, verbose := range []bool{false, true} {
					var out bytes.Buffer
					if err := Write(&out, format, &r, Options{Verbose: verbose}); err != nil {
						t.Fatal(err)
					}
					written++
					harmless(t, format, out.String())
				}
			}
		}
	}
	t.Logf("figures: %d texts with markup in %d reports, none steers", texts, written)
}

func harmless(t *testing.T, format, text string) {
	t.Helper()
	for _, r := range text {
		if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069) {
			t.Errorf("%s hands on %U", format, r)
			break
		}
	}
	for _, command := range []string{"\n::error::owned", "\n##vso[task.setvariable"} {
		if strings.Contains(text, command) {
			t.Errorf("%s hands on %q", format, command)
		}
	}
	if (format == "markdown" || format == "junit") && strings.Contains(text, "<script") {
		t.Errorf("%s hands on a script", format)
	}
	if format == "junit" {
		for decoder := xml.NewDecoder(strings.NewReader(text)); ; {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Errorf("junit is no XML: %v", err)
				break
			}
		}
	}
}
