package streamlit

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// notANumber stands for Python's NaN in a json.Number; nobody writes it.
const notANumber = "-0e-999999"

// readPythonJSON reads an object as Python's json.loads reads bytes: it knows NaN
// and Infinity, and UTF-16, UTF-32 and a byte order mark besides UTF-8. The
// last of several members of one name counts, there as here.
func readPythonJSON(data []byte) (map[string]any, error) {
	text, err := pythonText(data)
	if err != nil {
		return nil, err
	}
	return readJSON(text)
}

// readJSON is readPythonJSON for a text, which may begin with no byte order mark.
func readJSON(text []byte) (map[string]any, error) {
	if !utf8.Valid(text) {
		return nil, errors.New("not UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(withoutConstants(text)))
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		return nil, errors.New("not a JSON object")
	}
	if _, err := decoder.Token(); err == nil || object == nil {
		return nil, errors.New("not one JSON object")
	}
	if decoder.InputOffset() < int64(len(bytes.TrimRight(withoutConstants(text), " \t\r\n"))) {
		return nil, errors.New("not one JSON object")
	}
	return object, nil
}

// pythonText is json.detect_encoding: the encoding shows in the first zero bytes.
func pythonText(data []byte) ([]byte, error) {
	bom := func(prefix string) bool { return bytes.HasPrefix(data, []byte(prefix)) }
	zero := func(i int) bool { return len(data) > i && data[i] == 0 }
	switch {
	case bom("\x00\x00\xfe\xff"):
		return utf32(data[4:], binary.BigEndian)
	case bom("\xff\xfe\x00\x00"):
		return utf32(data[4:], binary.LittleEndian)
	case bom("\xfe\xff"):
		return wide(data[2:], binary.BigEndian)
	case bom("\xff\xfe"):
		return wide(data[2:], binary.LittleEndian)
	case bom("\xef\xbb\xbf"):
		return data[3:], nil
	case len(data) >= 4 && zero(0) && zero(1), len(data) == 2 && zero(0):
		if len(data) == 2 {
			return wide(data, binary.BigEndian)
		}
		return utf32(data, binary.BigEndian)
	case len(data) >= 4 && zero(0):
		return wide(data, binary.BigEndian)
	case len(data) >= 4 && zero(1) && zero(2) && zero(3):
		return utf32(data, binary.LittleEndian)
	case zero(1):
		return wide(data, binary.LittleEndian)
	}
	return data, nil
}

func wide(data []byte, order binary.ByteOrder) ([]byte, error) {
	if len(data)%2 != 0 {
		return nil, errors.New("not UTF-16")
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units))), nil
}

func utf32(data []byte, order binary.ByteOrder) ([]byte, error) {
	if len(data)%4 != 0 {
		return nil, errors.New("not UTF-32")
	}
	var text []byte
	for i := 0; i < len(data); i += 4 {
		text = utf8.AppendRune(text, rune(order.Uint32(data[i:])))
	}
	return text, nil
}

// withoutConstants puts numbers in the place of NaN and the infinities. The
// spaces keep them from growing into what stands beside them.
func withoutConstants(text []byte) []byte {
	if !bytes.Contains(text, []byte("NaN")) && !bytes.Contains(text, []byte("Infinity")) {
		return text
	}
	var out []byte
	inText := false
	for i := 0; i < len(text); {
		rest := text[i:]
		switch {
		case inText && rest[0] == '\\' && len(rest) > 1:
			out = append(out, rest[:2]...)
			i += 2
			continue
		case rest[0] == '"':
			inText = !inText
		case inText:
		case bytes.HasPrefix(rest, []byte("NaN")):
			out = append(out, " "+notANumber+" "...)
			i += len("NaN")
			continue
		case bytes.HasPrefix(rest, []byte("-Infinity")):
			out = append(out, " -1e999 "...)
			i += len("-Infinity")
			continue
		case bytes.HasPrefix(rest, []byte("Infinity")):
			out = append(out, " 1e999 "...)
			i += len("Infinity")
			continue
		}
		out = append(out, rest[0])
		i++
	}
	return out
}

// pythonNumber is a JSON number as Python compares it; whole tells an int,
// which is never infinite there, however many digits it has.
func pythonNumber(n json.Number) (value float64, whole bool) {
	if n == notANumber {
		return math.NaN(), false
	}
	value, _ = strconv.ParseFloat(n.String(), 64) // beyond the range it is infinite, as in Python
	return value, !strings.ContainsAny(n.String(), ".eE")
}

// truthy is what Python's if takes for true.
func truthy(value any) bool {
	switch v := value.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	case json.Number:
		number, _ := pythonNumber(v)
		return number != 0
	case float64:
		return v != 0
	}
	return true
}
