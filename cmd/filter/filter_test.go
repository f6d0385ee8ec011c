package filter

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/entra"
	"github.com/authkit-cli/authkit/secrets"
)

// values are secrets of every look: plain, with marks that each syntax escapes,
// not ASCII, in words, in lines, and such that begin like an escape.
var values = []string{
	"kAnArY7f3c9e", "a~B.c_D-9$x!", `q"u\o'te<&>1`, "p%20w+r/d==:x", "schlüssel-für-all", "three small words here",
	"-----BEGIN KEY-----\nMIIabcdefghij\nklmnopqrst\n-----END KEY-----", "nabc123", "u0041bcd", "lt;abcde", "123456789", "x##[y]|`z`*_@#",
	strings.Repeat("0f9e8d7c", 30),
}

// disguises are what may happen to a value before it is printed.
var disguises = map[string]func(string) string{
	"as it is":    func(s string) string { return s },
	"capitals":    strings.ToUpper,
	"query":       url.QueryEscape,
	"path":        url.PathEscape,
	"quoted":      strconv.Quote,
	"ascii":       strconv.QuoteToASCII,
	"html":        html.EscapeString,
	"base64":      func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64 url":  func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"basic":       func(s string) string { return base64.StdEncoding.EncodeToString([]byte("client:" + s)) },
	"hexadecimal": func(s string) string { return fmt.Sprintf("%x", s) },
	"plain":       entra.Plain,
	"in lines":    func(s string) string { return strings.ReplaceAll(entra.Plain(s), " ", "\x1b[0m\n     \x1b[33m") },
}

// render puts a text into a document of a syntax.
func render(t *testing.T, syntax Syntax, text string) string {
	t.Helper()
	switch syntax {
	case JSON:
		document, err := json.MarshalIndent(map[string]any{"id": "x", text: []any{text, 123456789, "a\n" + text + "\n"}}, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		return string(document)
	case XML:
		document, err := xml.MarshalIndent(struct {
			XMLName xml.Name `xml:"a"`
			Attr    string   `xml:"b,attr"`
			Text    string   `xml:",chardata"`
		}{Attr: "<" + text + ">", Text: "<" + text}, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		return string(document)
	}
	return "one " + text + " two\n" + text + "\n"
}

// readable is every text of a document as whoever reads it gets it.
func readable(t *testing.T, syntax Syntax, document string) string {
	t.Helper()
	var texts strings.Builder
	switch syntax {
	case JSON:
		decoder := json.NewDecoder(strings.NewReader(document))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("no JSON any more: %v\n%s", err, document)
			}
			if text, ok := token.(string); ok {
				texts.WriteString(text + "\n")
			}
		}
	case XML:
		decoder := xml.NewDecoder(strings.NewReader(document))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("no XML any more: %v\n%s", err, document)
			}
			switch token := token.(type) {
			case xml.CharData:
				texts.Write(token)
			case xml.StartElement:
				fmt.Fprintln(&texts, token.Attr)
			}
		}
	default:
		return document
	}
	return texts.String()
}

func known(values ...string) *Known {
	k := New(func() string { return "" }, nil)
	for _, value := range values {
		k.Add(secrets.New(value))
	}
	return k
}

// through is what comes out of the filter when a text is written in parts of a size.
func through(t *testing.T, k *Known, syntax Syntax, text string, size int) string {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out, k, syntax, Mask)
	for part := range slices.Chunk([]byte(text), max(size, 1)) {
		if n, err := w.Write(part); n != len(part) || err != nil {
			t.Fatal(n, err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// Whatever a secret looks like, whatever was done to it, in whatever syntax and
// however it is cut into writes: it does not come out, and the rest does.
func TestSecretsAreBlottedOut(t *testing.T) {
	instances := 0
	for _, value := range values {
		k := known(value)
		for disguise, disguised := range disguises {
			for _, syntax := range []Syntax{Lines, JSON, XML} {
				if disguise == "in lines" && syntax != Lines {
					continue
				}
				shown := disguised(value)
				core := strings.Trim(shown, `"=`)
				if strings.HasPrefix(disguise, "bas") {
					core = core[:len(core)-1] // may hold bits of a neighbour
					core = core[len(core)-8:]
				}
				document := render(t, syntax, shown)
				whole := through(t, k, syntax, document, len(document))
				for _, size := range []int{1, 2, 3, 7, 64, len(document)} {
					instances++
					out := through(t, k, syntax, document, size)
					if out != whole {
						t.Errorf("%q %s: cut into %d it is another text", value, disguise, size)
					}
					if text := readable(t, syntax, out); strings.Contains(strings.ToLower(text), strings.ToLower(core)) || !strings.Contains(out, Mask) {
						t.Errorf("%q %s in syntax %d, cut into %d: %q", value, disguise, syntax, size, out)
					}
				}
			}
		}
	}
	t.Logf("figures: %d documents with a secret, none shows it, each still valid", instances)
}

// Where there is no secret, every byte comes out as it went in.
func TestTheRestStays(t *testing.T) {
	k := known(values...)
	for _, syntax := range []Syntax{Lines, JSON, XML} {
		for _, text := range []string{"", "k", "kAnArY7f3c9", "three small", "three\n   little words", "q\"u\\o", "é•\u00a0\x1b[31mred\x1b[0m", "\nabc123", "Abcd", "<abcde", strings.Repeat("0f9e8d7c", 1), "\xff\xfe"} {
			if syntax != Lines {
				text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x1b", ""), "")
			}
			document := render(t, syntax, text)
			for _, size := range []int{1, 5, len(document)} {
				if out := through(t, k, syntax, document, size); out != document {
					t.Errorf("%q became %q", document, out)
				}
			}
		}
	}
}

// What overlaps is blotted out as a whole.
func TestOverlap(t *testing.T) {
	if got := through(t, known("abcdefgh", "efghijkl", "abcdef"), Lines, "-abcdefghijkl-", 1); got != "-"+Mask+"-" {
		t.Errorf("%q", got)
	}
}

// A message that cuts a secret off shows little of it.
func TestCutOff(t *testing.T) {
	for length, most := range map[int]int{20: 11, 40: 11, 80: 11, 256: 11, 300: 62, 2000: 62} {
		var value strings.Builder // no part of which stands in it twice
		for i := range length {
			value.WriteByte("kZ3mX9qLr7tYw2VbN5cD8fG1hJ4"[(i*i/7+i)%27])
		}
		k, worst := known(value.String()), 0
		for end := 1; end <= length; end++ {
			out := through(t, k, Lines, "it is "+value.String()[:end]+"…\n", 64)
			left := strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(out, "it is "), "…\n"), Mask, "")
			worst = max(worst, len(left))
		}
		if worst > most {
			t.Errorf("%d bytes of %d remain", worst, length)
		}
	}
}

// What would make every message unreadable is not looked for.
func TestWhatIsNotLookedFor(t *testing.T) {
	k := New(func() string { return "the Client  secret is\nrefused" }, nil)
	for _, value := range []string{"", " ", "a", "abcde", "secret", "client secret", "Secret is Refused"} {
		k.Add(secrets.New(value))
	}
	for _, value := range []string{"8501", "443", "TRUE", "off", "ab", "secret"} {
		k.AddNamed(secrets.New(value))
	}
	const text = "a abcde secret CLIENT SECRET secret is refused 8501 443 true off ab"
	if got := through(t, k, Lines, text, 9); got != text {
		t.Errorf("%q", got)
	}
	k.AddNamed(secrets.New("xyz"))
	if got := through(t, k, Lines, "/xyz/", 9); got != "/"+Mask+"/" {
		t.Errorf("%q", got)
	}
}

// authkit's own texts take long to make. They are made when something was
// found that may stand in them, and once.
func TestOwnTextsAreMadeWhenNeeded(t *testing.T) {
	asked := 0
	k := New(func() string { asked++; return "what is found" }, nil)
	k.Add(secrets.New("kAnArY7f3c9e"), secrets.New("is found"))
	if through(t, k, Lines, "sound so far\n", 9); asked != 0 {
		t.Errorf("they are made %d times when nothing is found", asked)
	}
	for range 2 {
		if got := through(t, k, Lines, "kAnArY7f3c9e is found\n", 9); got != Mask+" is found\n" || asked != 1 {
			t.Errorf("%q, and they are made %d times", got, asked)
		}
	}
}

// A writer that fails says so, and nothing known is printed.
func TestErrorsAndPrints(t *testing.T) {
	k := known("kAnArY7f3c9e")
	full := NewWriter(failing{}, k, Lines, Mask)
	if _, err := full.Write([]byte("x\n")); err == nil {
		t.Error("a full disk is no success")
	}
	full = NewWriter(failing{}, k, Lines, Mask)
	if _, err := full.Write([]byte("kAn")); err != nil {
		t.Error(err)
	}
	if full.Flush() == nil {
		t.Error("a full disk is no success")
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		if shown := strings.ToLower(fmt.Sprintf(verb, k)); strings.Contains(shown, "kanary") || strings.Contains(shown, "6b416e417259") {
			t.Errorf("%s shows %s", verb, shown)
		}
	}
	var none *Known
	none.Add(secrets.New("kAnArY7f3c9e"))
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

// Little is held back: no more than the longest secret could need.
func TestHoldsLittle(t *testing.T) {
	value := strings.Repeat("ab", 400)
	w := NewWriter(io.Discard, known(value), Lines, Mask)
	most := 0
	for range 2_000 {
		w.Write([]byte("ababab")) //nolint:errcheck // io.Discard
		most = max(most, len(w.held))
	}
	if most > 10*len(value) {
		t.Errorf("%d bytes were held back", most)
	}
}

// A file of thousands of secrets that begin alike, and a text that begins like
// them again and again, take neither long nor much memory.
func TestManySecrets(t *testing.T) {
	k := New(func() string { return strings.Repeat("what authkit says of its own accord. ", 3000) }, nil)
	var all []secrets.Secret
	for i := range 30_000 {
		all = append(all, secrets.New(fmt.Sprintf("aaaaaaaaaaaaaaaa%08d", i)))
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	begin := time.Now()
	k.Add(all...)
	out := through(t, k, Lines, strings.Repeat("aaaaaaaaaaaaaaaa ", 500)+"aaaaaaaaaaaaaaaa00029999\n", 1000)
	took := time.Since(begin)
	runtime.GC()
	runtime.ReadMemStats(&after)
	size := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	runtime.KeepAlive(k)
	t.Logf("figures: %d secrets: %v, %d MB", len(all), took, size>>20)
	if !strings.HasSuffix(out, " "+Mask+"\n") || took > 10*time.Second || size > 24<<20 {
		t.Errorf("%v, %d MB, %q", took, size>>20, out[len(out)-30:])
	}
}

// A text that repeats itself as a secret does takes no time that grows with the
// secret.
func TestRepeatingSecret(t *testing.T) {
	took := map[int]time.Duration{}
	for _, size := range []int{4 << 10, 16 << 10, 64 << 10} {
		k := known(strings.Repeat("ab", size/2))
		begin := time.Now()
		if out := through(t, k, Lines, strings.Repeat("ab", 20_000)+"!", 4096); out != Mask+"!" {
			t.Errorf("%q", out[:min(len(out), 80)])
		}
		took[size] = time.Since(begin)
	}
	t.Logf("figures: %v", took)
	if took[64<<10] > 10*time.Second {
		t.Error(took)
	}
}

func BenchmarkWriter(b *testing.B) {
	text := bytes.Repeat([]byte("the quick brown fox jumps over the lazy dog, and kAnArY7 comes along\n"), 1000)
	k := known(values...)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		NewWriter(io.Discard, k, Lines, Mask).Write(text) //nolint:errcheck // io.Discard
	}
}

// An ordinary run has two secrets, and prints once.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		k := known("kZ3mX9qLr7tYw2VbN5cD8fG1hJ4~._ab", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
		NewWriter(io.Discard, k, Lines, Mask).Write([]byte("sound\n")) //nolint:errcheck // io.Discard
	}
}
