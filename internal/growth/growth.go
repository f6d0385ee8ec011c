// Package growth tells, for tests, whether a reader stays linear: it reads texts
// of one, two, four and eight times a size and compares how long that takes.
package growth

import (
	"testing"
	"time"
)

// A linear reader takes 8 times as long for 8 times as much, a quadratic one 64;
// for twice as much 2 times and 4 times.
const (
	limit    = 24
	doubling = 3.3
	patience = 10 * time.Second
)

// Linear fails when reading text(8n) takes far more than eight times as long as
// reading text(n), and at the end twice as much far more than twice as long. The
// least time of each size counts; a machine that is busy gets more tries, with a
// rest between them.
func Linear(t *testing.T, name string, n int, text func(n int) string, read func(text string)) {
	t.Helper()
	texts := [4]string{text(n), text(2 * n), text(4 * n), text(8 * n)}
	took := [4]time.Duration{time.Hour, time.Hour, time.Hour, time.Hour}
	for rest, begun := time.Duration(0), time.Now(); time.Since(begun) < patience; rest += 5 * time.Millisecond {
		time.Sleep(rest)
		for i, text := range texts {
			begun := time.Now()
			read(text)
			took[i] = min(took[i], time.Since(begun))
		}
		if took[3] < limit*took[0] || float64(took[3]) < doubling*float64(took[2]) {
			return
		}
	}
	t.Errorf("%s: reading %d, %d, %d and %d takes %v: more than linear", name, n, 2*n, 4*n, 8*n, took)
}
