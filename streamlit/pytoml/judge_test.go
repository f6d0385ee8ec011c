package pytoml_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"github.com/authkit-cli/authkit/internal/boundedtoml"
	"github.com/authkit-cli/authkit/streamlit/pytoml"
)

// document is a file and Python's readings of it, as e2e/toml/ask.py writes
// them.
type document struct {
	Name    string  `json:"name,omitempty"`
	Text    string  `json:"text"`
	Base64  []byte  `json:"base64,omitempty"` // in place of a text that is not UTF-8
	Kept    bool    `json:"kept,omitempty"`   // the line ends are as they are in the file
	Toml    reading `json:"toml,omitzero"`
	Tomllib reading `json:"tomllib,omitzero"`
}

// reading is what one Python parser made of a document.
type reading struct {
	Value json.RawMessage `json:"value,omitempty"`
	Same  bool            `json:"same,omitempty"` // of tomllib: the value is toml's
	Error string          `json:"error,omitempty"`
	Line  int             `json:"line,omitempty"`
}

// verdict says where Go and Python disagree about a document; an empty text is
// agreement.
type verdict struct {
	parse     string // pytoml.Parse and toml 0.10.2, in values, exceptions and their lines
	goToml    string // go-toml and tomllib, in values
	toml010   string // pytoml.Differences and the package toml
	tomllib   string // pytoml.Differences and tomllib
	whole     bool   // all were compared; else only the first, for Streamlit reads text as UTF-8 with plain line ends
	different bool   // toml reads something else than TOML says, or nothing
}

// judge compares all readings of a document.
func judge(d document) (v verdict, err error) {
	text := d.Text
	var old map[string]any
	var oldErr error
	if d.Base64 != nil {
		text, oldErr = pytoml.FromFile(d.Base64)
	} else if !d.Kept {
		text, oldErr = pytoml.FromFile([]byte(d.Text))
	}
	if oldErr == nil {
		old, oldErr = pytoml.Parse(text)
	}
	wantOld, err := decode(d.Toml.Value)
	if err != nil {
		return v, err
	}
	wantNew, err := decode(d.Tomllib.Value)
	if err != nil {
		return v, err
	}
	if d.Tomllib.Same {
		wantNew = wantOld
	}
	v.parse = judgeParse(d.Toml, wantOld, old, oldErr)
	if d.Base64 != nil || d.Kept {
		return v, nil
	}
	v.whole = true

	var standard map[string]any
	goErr := toml.Unmarshal([]byte(strings.TrimPrefix(text, "\ufeff")), &standard)
	if goErr == nil {
		standard = fromGo(standard).(map[string]any)
	}
	switch {
	case goErr == nil && d.Tomllib.Error != "":
		v.goToml = fmt.Sprintf("go-toml reads %s, tomllib refuses it", shown(standard))
	case goErr != nil && d.Tomllib.Error == "":
		v.goToml = fmt.Sprintf("go-toml refuses it (%v), tomllib reads %s", goErr, shown(wantNew))
	case goErr == nil && !equal(standard, wantNew):
		v.goToml = fmt.Sprintf("go-toml reads %s, tomllib %s", shown(standard), shown(wantNew))
	}
	// A text that is valid for go-toml only is held against what go-toml reads, where numbers that are too large for it have become smaller ones.
	var bounded map[string]any
	boundedErr := boundedtoml.Unmarshal([]byte(strings.TrimPrefix(text, "\ufeff")), &bounded)
	v.different = boundedErr == nil && (d.Toml.Error != "" || !equal(fromGo(bounded).(map[string]any), wantOld))
	v.toml010 = judgeDifferences(pytoml.Differences(text, pytoml.Toml010), v.different, d.Toml.Error != "")
	found := pytoml.Differences(text, pytoml.Tomllib)
	v.tomllib = judgeDifferences(found, goErr == nil && d.Tomllib.Error != "", true)
	if v.tomllib == "" && len(found) > 0 && d.Tomllib.Line != 0 && found[0].Line != d.Tomllib.Line {
		v.tomllib = fmt.Sprintf("Differences names line %d, tomllib line %d", found[0].Line, d.Tomllib.Line)
	}
	return v, nil
}

func judgeParse(want reading, wantValue any, got map[string]any, err error) string {
	if err == nil {
		switch {
		case want.Error != "":
			return fmt.Sprintf("Parse reads %s, Python says %s", shown(got), want.Error)
		case !equal(got, wantValue):
			return fmt.Sprintf("Parse reads %s, Python %s", shown(got), shown(wantValue))
		}
		return ""
	}
	var refused *pytoml.Error
	switch {
	case !errors.As(err, &refused):
		return fmt.Sprintf("Parse fails with %T", err)
	case want.Error == "":
		return fmt.Sprintf("Parse refuses line %d (%v), Python reads %s", refused.Line, err, shown(wantValue))
	case refused.Kind != want.Error:
		return fmt.Sprintf("Parse says %s (%v), Python %s", refused.Kind, err, want.Error)
	case want.Line != 0 && refused.Line != want.Line:
		return fmt.Sprintf("Parse refuses line %d (%v), Python line %d", refused.Line, err, want.Line)
	}
	return ""
}

func judgeDifferences(found []pytoml.Difference, want, rejected bool) string {
	switch {
	case want && len(found) == 0:
		return "Differences finds none"
	case !want && len(found) > 0:
		return fmt.Sprintf("Differences finds %+v", found)
	}
	for _, d := range found {
		if d.Rejected != rejected || d.Rejected == (len(d.Path) > 0) || d.Rejected && d.Line == 0 {
			return fmt.Sprintf("Differences finds %+v, and Python refuses the file: %t", found, rejected)
		}
	}
	return ""
}

// shown is a value on one line.
func shown(value any) string { return strconv.Quote(fmt.Sprint(value)) }

// decode reads a value as ask.py tags it.
func decode(raw json.RawMessage) (any, error) {
	if raw == nil {
		return nil, nil
	}
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return nil, err
	}
	return untag(value)
}

func untag(value any) (any, error) {
	switch v := value.(type) {
	case map[string]any:
		for key := range v {
			inner, err := untag(v[key])
			if err != nil {
				return nil, err
			}
			v[key] = inner
		}
		return v, nil
	case []any:
		if v[0] == "list" {
			list := v[1:]
			for i := range list {
				inner, err := untag(list[i])
				if err != nil {
					return nil, err
				}
				list[i] = inner
			}
			return list, nil
		}
		return untagScalar(fmt.Sprint(v[0]), fmt.Sprint(v[1]))
	}
	return value, nil
}

func untagScalar(kind, text string) (any, error) {
	switch kind {
	case "int":
		n, ok := new(big.Int).SetString(text, 10)
		switch {
		case !ok:
			return nil, strconv.ErrSyntax
		case n.IsInt64():
			return n.Int64(), nil
		case n.Sign() < 0:
			return int64(math.MinInt64), nil // Parse cuts off what is beyond 64 bits
		}
		return int64(math.MaxInt64), nil
	case "float":
		return strconv.ParseFloat(text, 64)
	case "time":
		return pytoml.Time(text), nil
	}
	return nil, fmt.Errorf("a value has the unknown type %q", kind)
}

// fromGo writes go-toml's dates and times as Python does.
func fromGo(value any) any {
	micro := func(nanoseconds int) string {
		if nanoseconds < 1000 {
			return ""
		}
		return fmt.Sprintf(".%06d", nanoseconds/1000)
	}
	switch v := value.(type) {
	case map[string]any:
		for key := range v {
			v[key] = fromGo(v[key])
		}
	case []any:
		for i := range v {
			v[i] = fromGo(v[i])
		}
	case toml.LocalDate:
		return pytoml.Time(v.String())
	case toml.LocalTime:
		return pytoml.Time(fmt.Sprintf("%02d:%02d:%02d", v.Hour, v.Minute, v.Second) + micro(v.Nanosecond))
	case toml.LocalDateTime:
		return pytoml.Time(fmt.Sprintf("%v %v", fromGo(v.LocalDate), fromGo(v.LocalTime)))
	case time.Time:
		return pytoml.Time(v.Format("2006-01-02 15:04:05") + micro(v.Nanosecond()) + v.Format("-07:00"))
	}
	return value
}

// equal compares values; NaN equals itself.
func equal(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for key := range a {
			if other, there := b[key]; !there || !equal(a[key], other) {
				return false
			}
		}
		return true
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !equal(a[i], b[i]) {
				return false
			}
		}
		return true
	case float64:
		b, ok := b.(float64)
		return ok && (a == b || math.IsNaN(a) && math.IsNaN(b))
	}
	return reflect.DeepEqual(a, b)
}
