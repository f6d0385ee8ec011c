package repo_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/authkit-cli/authkit/secrets"
	"github.com/authkit-cli/authkit/verify/project/repo"
)

const line2 = "import streamlit as st\nSECRET = \"" + secret + "\"\n"

// Each way hides the secret and tells where it has to be found.
var hidingPlaces = map[string]func(r *repository) repo.Leak{
	"a tracked file": func(r *repository) repo.Leak {
		r.write("app.py", line2)
		r.commit("leak")
		return repo.Leak{Path: "app.py", Line: 2, Where: "tracked file"}
	},
	"a tracked file, not committed": func(r *repository) repo.Leak {
		r.write("app.py", line2)
		return repo.Leak{Path: "app.py", Line: 2, Where: "tracked file"}
	},
	"a tracked file outside of the app's folder": func(r *repository) repo.Leak {
		r.write("app.py", line2)
		r.commit("leak")
		r.write("deep/app/app.py", "")
		r.dir = filepath.Join(r.dir, "deep", "app")
		return repo.Leak{Path: "app.py", Line: 2, Where: "tracked file"}
	},
	"a file with a name in another script": func(r *repository) repo.Leak {
		r.write("données/clé \"1\".py", line2)
		r.commit("leak")
		r.write("données/clé \"1\".py", "")
		return repo.Leak{Path: "données/clé \"1\".py", Line: 2, Where: "history", Commit: r.head()}
	},
	"the index only": func(r *repository) repo.Leak {
		r.write("settings.py", line2)
		r.git("add", "settings.py")
		r.write("settings.py", "")
		return repo.Leak{Path: "settings.py", Line: 2, Where: "staged file"}
	},
	"another branch": func(r *repository) repo.Leak {
		r.git("switch", "-qc", "other")
		r.write("settings.py", line2)
		commit := r.commit("leak")
		r.git("switch", "-q", "main")
		return repo.Leak{Path: "settings.py", Line: 2, Where: "history", Commit: commit}
	},
	"a branch of a remote": func(r *repository) repo.Leak {
		r.write("settings.py", line2)
		commit := r.commit("leak")
		r.git("update-ref", "refs/remotes/origin/old", "HEAD")
		r.git("reset", "-q", "--hard", "HEAD~")
		return repo.Leak{Path: "settings.py", Line: 2, Where: "history", Commit: commit}
	},
	"a stash": func(r *repository) repo.Leak {
		r.write("app.py", line2)
		r.git("stash", "-q")
		return repo.Leak{Path: "app.py", Line: 2, Where: "stash", Commit: r.git("rev-parse", "stash")}
	},
	"a stash of a file that was never added": func(r *repository) repo.Leak {
		r.write("notes.txt", line2)
		r.git("stash", "-q", "-u")
		return repo.Leak{Path: "notes.txt", Line: 2, Where: "stash", Commit: r.git("rev-parse", "stash")}
	},
	"an older stash": func(r *repository) repo.Leak {
		r.write("app.py", line2)
		r.git("stash", "-q")
		r.write("app.py", "import this\n")
		r.git("stash", "-q")
		return repo.Leak{Path: "app.py", Line: 2, Where: "stash", Commit: r.git("rev-parse", "stash@{1}")}
	},
	"a commit that was reverted": func(r *repository) repo.Leak {
		r.write("app.py", line2)
		commit := r.commit("leak")
		r.git("revert", "--no-edit", "HEAD")
		return repo.Leak{Path: "app.py", Line: 2, Where: "history", Commit: commit}
	},
	"a file that was renamed and deleted": func(r *repository) repo.Leak {
		r.write("old.py", line2)
		r.commit("leak")
		r.git("mv", "old.py", "new.py")
		commit := r.commit("rename")
		r.git("rm", "-q", "new.py")
		r.commit("delete")
		return repo.Leak{Path: "new.py", Line: 2, Where: "history", Commit: commit}
	},
	"the first commit of another root": func(r *repository) repo.Leak {
		r.git("checkout", "-q", "--orphan", "pages")
		r.write("index.html", line2)
		commit := r.commit("leak")
		r.git("checkout", "-q", "main")
		return repo.Leak{Path: "index.html", Line: 2, Where: "history", Commit: commit}
	},
	"a merge that brought more than its parents": func(r *repository) repo.Leak {
		r.git("switch", "-qc", "side")
		r.commit("side")
		r.git("switch", "-q", "main")
		r.git("merge", "-q", "--no-ff", "--no-commit", "side")
		r.write("settings.py", line2)
		commit := r.commit("merge")
		r.git("rm", "-q", "settings.py")
		r.commit("delete")
		return repo.Leak{Path: "settings.py", Line: 2, Where: "history", Commit: commit}
	},
	"a detached head": func(r *repository) repo.Leak {
		r.git("checkout", "-q", "--detach")
		r.write("settings.py", line2)
		commit := r.commit("leak")
		r.git("rm", "-q", "settings.py")
		r.commit("delete")
		return repo.Leak{Path: "settings.py", Line: 2, Where: "history", Commit: commit}
	},
	"a commit that was reset away": func(r *repository) repo.Leak {
		r.write("settings.py", line2)
		commit := r.commit("leak")
		r.git("reset", "-q", "--hard", "HEAD~")
		return repo.Leak{Path: "settings.py", Line: 2, Where: "a commit no branch reaches", Commit: commit}
	},
	"a commit that not even the reflog knows": func(r *repository) repo.Leak {
		r.write("settings.py", line2)
		commit := r.commit("leak")
		r.git("reset", "-q", "--hard", "HEAD~")
		r.git("reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all")
		return repo.Leak{Path: "settings.py", Line: 2, Where: "a commit no branch reaches", Commit: commit}
	},
	"a file that was staged once": func(r *repository) repo.Leak {
		id := r.feed(line2, "hash-object", "-w", "--stdin")
		return repo.Leak{Where: "an object no branch reaches, " + id[:10]}
	},
	"the message of a commit": func(r *repository) repo.Leak {
		return repo.Leak{Where: "the message of a commit", Commit: r.commit("use " + secret)}
	},
	"the message of a commit that was amended": func(r *repository) repo.Leak {
		commit := r.commit("use " + secret)
		r.git("commit", "-q", "--amend", "--allow-empty", "-m", "use the secret")
		return repo.Leak{Where: "the message of a commit no branch reaches", Commit: commit}
	},
	"the message of a tag": func(r *repository) repo.Leak {
		r.git("tag", "-a", "v1", "-m", "with "+secret)
		return repo.Leak{Where: "the message of a tag, v1", Commit: r.head()}
	},
	"the message of a deleted tag": func(r *repository) repo.Leak {
		r.git("tag", "-a", "v1", "-m", "with "+secret)
		tag := r.git("rev-parse", "v1")
		r.git("tag", "-d", "v1")
		return repo.Leak{Where: "the message of a tag no branch reaches", Commit: tag}
	},
	"a note": func(r *repository) repo.Leak {
		r.git("notes", "add", "-m", line2)
		return repo.Leak{Path: r.head(), Line: 2, Where: "history", Commit: r.git("rev-parse", "refs/notes/commits")}
	},
	"a file that is replaced by another object": func(r *repository) repo.Leak {
		r.write("settings.py", line2)
		commit := r.commit("leak")
		harmless := r.feed("", "hash-object", "-w", "--stdin")
		r.git("replace", "HEAD:settings.py", harmless)
		r.git("rm", "-q", "settings.py")
		r.commit("delete")
		return repo.Leak{Path: "settings.py", Line: 2, Where: "history", Commit: commit}
	},
}

func TestEveryHidingPlaceIsFound(t *testing.T) {
	for name, hide := range hidingPlaces {
		for _, packed := range []bool{false, true} {
			if testing.Short() && packed {
				continue
			}
			t.Run(fmt.Sprintf("%s, packed %t", name, packed), func(t *testing.T) {
				t.Parallel()
				r := newRepository(t)
				want := hide(r)
				if packed {
					r.git("repack", "-q", "-a", "-d", "-k")
				}
				expect(t, r.scan(), want)
			})
		}
	}
}

// expect wants one leak of the client secret, and all of git searched.
func expect(t *testing.T, scan repo.Scan, want repo.Leak) {
	t.Helper()
	want.Needle = clientSecret.Name
	want.Commit = want.Commit[:min(len(want.Commit), 10)]
	if !scan.Complete || len(scan.Leaks) != 1 || scan.Leaks[0] != want {
		t.Errorf("found %+v\nwant one leak: %+v", scan, want)
	}
}

// spellings of the secret, and what stands around it.
func spellings() map[string]string {
	quoted, _ := json.Marshal(secret)
	all := map[string]string{
		"as it is":              secret,
		"form":                  "?secret=" + url.QueryEscape(secret) + "&x=1",
		"path":                  "https://example.com/" + url.PathEscape(secret),
		"Python's quote":        "vT8Q~nMhZ0b/Xe4RkWq%2BLyUs2GdJf6PaCo9%20iHt1.Kx",
		"lower-case escapes":    "vT8Q~nMhZ0b%2fXe4RkWq%2bLyUs2GdJf6PaCo9%20iHt1.Kx",
		"JSON":                  `{"secret":` + string(quoted) + "}",
		"JSON of PHP":           `{"secret":"` + strings.ReplaceAll(secret, "/", `\/`) + `"}`,
		"base64 for URLs":       base64.RawURLEncoding.EncodeToString([]byte(secret)),
		"base64 within a name":  "x" + base64.StdEncoding.EncodeToString([]byte("client:"+secret)),
		"a line of PowerShell":  wide("secret = " + secret + "\r\n"),
		"without any white end": "key=" + secret,
		"lines of base64":       strings.Join(slices.Collect(chunks(base64.StdEncoding.EncodeToString([]byte("a"+secret+"b")), 40)), "\n    "),
	}
	for before := range 3 {
		for after := range 3 {
			text := strings.Repeat("a", before) + secret + strings.Repeat("z", after)
			all[fmt.Sprintf("base64, %d before and %d behind", before, after)] = base64.StdEncoding.EncodeToString([]byte(text))
		}
	}
	return all
}

// chunks cuts a text into lines.
func chunks(text string, width int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(text) > width && yield(text[:width]) {
			text = text[width:]
		}
		yield(text)
	}
}

func wide(text string) string {
	var out strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		out.WriteByte(byte(unit))
		out.WriteByte(byte(unit >> 8))
	}
	return out.String()
}

func TestEverySpellingIsFound(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	for name, text := range spellings() {
		r.write("config.txt", "first line\n\n"+text)
		r.git("add", "config.txt")
		expect(t, r.scan(), repo.Leak{Path: "config.txt", Line: 3, Where: "tracked file"})
		r.write("config.txt", "")
		expect(t, r.scan(), repo.Leak{Path: "config.txt", Line: 3, Where: "staged file"})
		if t.Failed() {
			t.Fatalf("spelled for %s: %q", name, text)
		}
		r.git("rm", "-q", "-f", "--cached", "config.txt")
		r.git("prune", "--expire=now")
	}
}

// What programs make of signs that mean something to them.
func TestSpellingsOfOddSecrets(t *testing.T) {
	t.Parallel()
	for value, texts := range map[string][]string{
		`p<a>s&s'w"o\rd-é-𝄞`: {
			`p<a>s&s'w\"o\\rd-é-𝄞`, `p\u003ca\u003es\u0026s'w\"o\\rd-é-𝄞`, `p<a>s&s'w\"o\\rd-\u00e9-\ud834\udd1e`,
			`p%3Ca%3Es%26s%27w%22o%5Crd-%C3%A9-%F0%9D%84%9E`, `p%3Ca%3Es%26s'w%22o%5Crd-%C3%A9-%F0%9D%84%9E`,
		},
		"ends-with-9-quotes\"":    {`"ends-with-9-quotes\""`},
		" padded-with-4-blanks\n": {"secret=padded-with-4-blanks;"},
	} {
		for _, text := range texts {
			r := newRepository(t)
			r.write("config.txt", text)
			r.commit("leak")
			if scan := r.scan(repo.Needle{Name: "odd", Value: secrets.New(value)}); len(scan.Leaks) != 1 {
				t.Errorf("%q is not found in %q", value, text)
			}
		}
	}
}

func TestSecretsAreToldApart(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	other := repo.Needle{Name: "cookie_secret of [auth]", Value: secrets.New("k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o")}
	twin := repo.Needle{Name: "client_secret of [auth.twin]", Value: clientSecret.Value}
	// The one secret is nearly everywhere, the other in one place.
	for i := range 90 {
		r.write(fmt.Sprintf("part%02d.py", i), fmt.Sprintf("%d\n%s", i, line2))
	}
	r.commit("leak")
	r.write("last.py", other.Value.Reveal())
	last := r.commit("leak more")
	r.git("rm", "-q", "*.py")
	r.commit("delete")
	count := map[string]int{}
	for _, leak := range r.scan(clientSecret, other, twin).Leaks {
		count[leak.Needle]++
		if leak.Needle == other.Name && (leak.Path != "last.py" || leak.Commit != last[:10]) {
			t.Errorf("%+v", leak)
		}
	}
	if count[clientSecret.Name] != 3 || count[twin.Name] != 3 || count[other.Name] != 1 {
		t.Error("places told:", count)
	}
}

// A file that kept the secret through many versions is one place.
func TestVersionsOfAFileAreOnePlace(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	newest := ""
	for i := range 5 {
		r.write("settings.py", line2+fmt.Sprintln("version", i))
		newest = r.commit("change")
	}
	r.git("rm", "-q", "settings.py")
	r.commit("delete")
	expect(t, r.scan(), repo.Leak{Path: "settings.py", Line: 2, Where: "history", Commit: newest})
}

func TestLookAlikesAreNotAccused(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789~./+_-"
	alike := func() string {
		text := []byte(secret)
		switch random.IntN(4) {
		case 0: // one other character
			text[random.IntN(len(text))] ^= 1
		case 1: // without one character
			at := random.IntN(len(text))
			text = append(text[:at], text[at+1:]...)
		case 2: // cut
			text = text[:len(text)-1-random.IntN(8)]
		default: // another secret of the same kind
			for i := range text {
				text[i] = letters[random.IntN(len(letters))]
			}
		}
		switch random.IntN(5) {
		case 0:
			return base64.StdEncoding.EncodeToString(append([]byte("ab")[:random.IntN(3)], text...))
		case 1:
			return url.QueryEscape(string(text))
		case 2:
			return wide(string(text))
		}
		return string(text)
	}
	r := newRepository(t)
	var text strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&text, "secret%d = %q\n%s\n", i, alike(), alike())
	}
	r.write("many.py", text.String())
	r.commit(strings.ReplaceAll(alike(), "\x00", ""))
	r.git("tag", "-a", "v1", "-m", strings.ReplaceAll("x"+alike(), "\x00", ""))
	r.write("many.py", "")
	if scan := r.scan(); !scan.Complete || len(scan.Leaks) > 0 {
		t.Errorf("accused: %+v", scan)
	}
}

func TestWhatIsNotUniqueIsNotLookedFor(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	for _, value := range []string{"", "short", "password", "12345678", "my-secret", "aaaaaaaaaaaaaaaaaaaaaaaa", "abababababababab"} {
		r.write("words.txt", "here is the "+value+" again")
		r.commit("words")
		scan := r.scan(repo.Needle{Name: "cookie_secret of [auth]", Value: secrets.New(value)})
		if len(scan.Leaks) > 0 || scan.Complete || !strings.HasPrefix(scan.Incomplete, "cookie_secret of [auth] is too ") {
			t.Errorf("%q: %+v", value, scan)
		}
	}
	for _, value := range []string{"b4Kq-9zT", "0c5b64a2-6b1f-4f7e-9d57-1e0a6f5c2b11", "correct horse battery staple"} {
		r.write("words.txt", "here is the "+value+" again")
		if scan := r.scan(repo.Needle{Name: "x", Value: secrets.New(value)}); len(scan.Leaks) != 1 || !scan.Complete {
			t.Errorf("%q: %+v", value, scan)
		}
	}
}

// A name that holds the secret would carry it into the report.
func TestNamesDoNotTellTheSecret(t *testing.T) {
	const value = "k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o"
	r := newRepository(t)
	r.write(value+".txt", value)
	r.commit("leak")
	r.git("tag", "-a", value, "-m", value)
	scan := r.scan(repo.Needle{Name: "x", Value: secrets.New(value)})
	if len(scan.Leaks) == 0 || strings.Contains(fmt.Sprintf("%+v", scan), value) {
		t.Errorf("%+v", scan)
	}
}

// A link in the working tree is no file of git's, and where it leads is not tracked.
func TestLinksAreNotFollowed(t *testing.T) {
	r := newRepository(t)
	r.write("docs/secrets.toml", "")
	r.commit("docs")
	r.write(".gitignore", "kept\n")
	r.write("kept/secrets.toml", line2)
	if err := os.RemoveAll(filepath.Join(r.dir, "docs")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("kept", filepath.Join(r.dir, "docs")); err != nil {
		t.Skip("no links here:", err)
	}
	if err := os.Symlink("kept/secrets.toml", filepath.Join(r.dir, "link.toml")); err != nil {
		t.Fatal(err)
	}
	r.git("add", "link.toml")
	if scan := r.scan(); !scan.Complete || len(scan.Leaks) > 0 {
		t.Errorf("accused: %+v", scan)
	}
}

func TestLargeFilesTakeLittleMemory(t *testing.T) {
	r := newRepository(t)
	size := 80 << 20
	if testing.Short() {
		size = 32 << 20
	}
	full := filepath.Join(r.dir, "large.bin")
	file, err := os.Create(full)
	if err != nil {
		t.Fatal(err)
	}
	piece := make([]byte, 1<<20)
	random := rand.New(rand.NewPCG(5, 6))
	for range size / len(piece) {
		for i := range piece {
			piece[i] = byte(random.Uint32())
			if piece[i] == '\n' {
				piece[i] = 0
			}
		}
		file.Write(piece)
	}
	file.WriteString("\n" + secret)
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	r.git("-c", "core.compression=0", "add", "large.bin")

	measured := func() (scan repo.Scan) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		scan = r.scan()
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 16<<20 {
			t.Errorf("the search took %d MB in all", took>>20)
		}
		return scan
	}
	expect(t, measured(), repo.Leak{Path: "large.bin", Line: 2, Where: "tracked file"})
	if err := os.Truncate(full, 0); err != nil {
		t.Fatal(err)
	}
	expect(t, measured(), repo.Leak{Path: "large.bin", Line: 2, Where: "staged file"})
}
