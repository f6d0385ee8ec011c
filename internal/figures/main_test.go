package main

import (
	"strings"
	"testing"
)

// A run that passes shows verdicts and figures, one that fails all it said; last
// comes what was slow.
func TestShow(t *testing.T) {
	events := `{"Action":"start","Package":"p"}
{"Action":"run","Package":"p","Test":"TestGood"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"=== RUN   TestGood\n"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"    a_test.go:1: figures: 7 bytes compared\n"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"    a_test.go:2: only talk\n"}
{"Action":"pass","Package":"p","Test":"TestGood/slow_part","Elapsed":7.25}
{"Action":"pass","Package":"p","Test":"TestGood/other","Elapsed":3}
{"Action":"pass","Package":"p","Test":"TestGood","Elapsed":0.2}
{"Action":"pass","Package":"p","Test":"TestQuick","Elapsed":0.9}
{"Action":"output","Package":"p","Output":"PASS\n"}
{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}
{"Action":"pass","Package":"p"}
{"Action":"output","Package":"q","Test":"TestBad","Output":"    b_test.go:1: it broke\n"}
{"Action":"fail","Package":"q","Test":"TestBad"}
{"Action":"output","Package":"q","Output":"FAIL\tq\t0.1s\n"}
{"Action":"fail","Package":"q"}
{"ImportPath":"r","Action":"build-output","Output":"r.go:1:1: no\n"}
not json
`
	var out strings.Builder
	if err := show(&out, strings.NewReader(events)); err != nil {
		t.Fatal(err)
	}
	if want := "      TestGood: 7 bytes compared\nok  \tp\t0.1s\n    b_test.go:1: it broke\nFAIL\tq\t0.1s\nr.go:1:1: no\nnot json\nslow  7.2s p TestGood/slow_part\n"; out.String() != want {
		t.Errorf("%q is not\n%q", out.String(), want)
	}
}
