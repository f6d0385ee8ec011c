package repo

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/secrets"
)

// generateHistory commits versions of many source-like files, some 200 MB in
// all, packed as a server packs them.
func generateHistory(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	do := func(stdin io.Reader, args ...string) {
		b.Helper()
		command := exec.Command("git", args...)
		command.Dir, command.Stdin = dir, stdin
		if out, err := command.CombinedOutput(); err != nil {
			b.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	do(nil, "init", "-q", "-b", "main")
	reader, writer := io.Pipe()
	go func() {
		out := bufio.NewWriter(writer)
		random := rand.New(rand.NewPCG(1, 2))
		const letters = "etaoinshrdlcumwfgypbvk        ____()=.,:\"'\n\n0123456789ETAOINSHRDLU"
		line := func() []byte {
			text := make([]byte, 20+random.IntN(60))
			for i := range text {
				text[i] = letters[random.IntN(len(letters))]
			}
			return append(text, '\n')
		}
		files := make([][][]byte, 120)
		for i := range files {
			for range 50 + random.IntN(800) {
				files[i] = append(files[i], line())
			}
		}
		for commit, total := 1, 0; total < 200<<20; commit++ {
			fmt.Fprintf(out, "commit refs/heads/main\ncommitter A <a@example.com> %d +0000\ndata 6\nchange\n", 1700000000+commit)
			for range 4 {
				which := random.IntN(len(files))
				if commit == 1 {
					which = 0
				}
				file := files[which]
				for range 5 {
					file[random.IntN(len(file))] = line()
				}
				size := 0
				for _, text := range file {
					size += len(text)
				}
				total += size
				fmt.Fprintf(out, "M 100644 inline src/part%d/file%d.py\ndata %d\n", which%9, which, size)
				for _, text := range file {
					out.Write(text)
				}
				out.WriteByte('\n')
			}
		}
		out.Flush()
		writer.Close()
	}()
	do(reader, "fast-import", "--quiet")
	do(nil, "repack", "-adfq", "--window=10", "--depth=50")
	do(nil, "reset", "--hard", "-q")
	return dir
}

// BenchmarkScan compares a search of a large history with git's bare reading of
// it. The ratio, of medians, is to stay under 1.3.
func BenchmarkScan(b *testing.B) {
	dir := generateHistory(b)
	var needles []Needle
	for i, value := range []string{"k3yJw8QpZr5TnVx2LbHs7DgMf4CaEu9o", "vT8Q~nMhZ0bXe4RkWqLyUs2GdJf6PaCo9iHt1.Kx", "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"} {
		needles = append(needles, Needle{Name: fmt.Sprint("secret ", i), Value: secrets.New(value)})
	}
	ctx := b.Context()
	raw := func() {
		command := exec.Command("git", "cat-file", "--batch-all-objects", "--batch", "--unordered")
		command.Dir = dir // and to the null device
		if err := command.Run(); err != nil {
			b.Fatal(err)
		}
	}
	var bytes int64
	search := func() {
		scan := Look(ctx, dir, Begin(ctx, dir), needles, nil).Leaks(Ask(ctx, dir, ".streamlit/secrets.toml"))
		if !scan.Complete || len(scan.Leaks) > 0 {
			b.Fatalf("%+v", scan)
		}
		bytes = scan.Bytes
	}
	raw()
	search()
	var ofRaw, ofSearch []time.Duration
	lap := func(times *[]time.Duration, what func()) {
		start := time.Now()
		what()
		*times = append(*times, time.Since(start))
	}
	for b.Loop() {
		lap(&ofSearch, search)
		b.StopTimer()
		lap(&ofRaw, raw)
		b.StartTimer()
	}
	median := func(times []time.Duration) float64 {
		slices.Sort(times)
		return times[len(times)/2].Seconds()
	}
	b.SetBytes(bytes)
	b.ReportMetric(median(ofSearch)/median(ofRaw), "ratio")
	b.ReportMetric(median(ofRaw), "raw-s")
}
