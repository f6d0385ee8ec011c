package deps

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"github.com/authkit-cli/authkit/internal/checkid"
)

// encoding is how the characters of a file are stored.
type encoding uint8

const (
	utf8Text     encoding = iota // byte offsets of the text are those of the file
	utf16Text                    // with a byte order mark, as PowerShell's > writes
	eightBitText                 // Windows-1252 or the like
	notText
)

// decode reads a requirements file as pip does, by its byte order mark. Text
// that is not UTF-8 is read byte by byte: names, versions and options are ASCII.
func decode(data []byte) (string, encoding) {
	switch {
	case bytes.HasPrefix(data, utf8BOM) && utf8.Valid(data):
		// Three blanks in place of the mark keep every offset.
		return "   " + string(data[len(utf8BOM):]), utf8Text
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", notText
		}
		return string(text), utf16Text
	case bytes.IndexByte(data, 0) >= 0:
		return "", notText
	case utf8.Valid(data):
		return string(data), utf8Text
	}
	text := make([]rune, len(data))
	for i, b := range data {
		text[i] = rune(b)
	}
	return string(text), eightBitText
}

// problem is what pip and uv make of it: both were given such files.
func (e encoding) problem(file string) (Problem, bool) {
	p := Problem{ID: checkid.DepsStreamlit, Severity: Warning, File: file, Fix: "save " + file + " as UTF-8"}
	switch e {
	case utf16Text:
		p.Message = file + " is UTF-16, as PowerShell's > writes it; pip reads it, but not every tool that installs apps does"
		p.Fix += inPowerShell(file)
	case eightBitText:
		p.Message = file + " is not UTF-8: pip on Linux and uv stop at it"
	case notText:
		p.Message = file + " is not text that pip can read, and nothing is installed"
		p.Severity = Error
		p.Fix += inPowerShell(file)
	default:
		return Problem{}, false
	}
	return p, true
}

// Windows PowerShell's own UTF-8 has a byte order mark; ASCII has none in any version.
func inPowerShell(file string) string {
	return "; in PowerShell: pip freeze | Set-Content -Encoding ascii " + file
}
