// Package growth tells, for tests, whether a reader stays linear: it reads texts
// of one, two, four and eight times a size and compares how long that takes.
package growth

import (
	"testing"
	"time"
)

// A linear reader takes 8 times as long for 8 times as much, a quadratic one 64.
const limit = 24

// Linear fails when reading text(8n) takes far more than eight times as long as
// reading text(n). A machine that is busy with something else gets more tries.
func Linear(t *testing.T, name string, n int, text func(n int) string, read func(text string)) {
	t.Helper()
	var took [4]time.Duration
	for range 5 {
		for i := range took {
			took[i] = shortest(text(n<<i), read)
		}
		if took[3] < limit*took[0] {
			return
		}
	}
	t.Errorf("%s: reading %d, %d, %d and %d takes %v: more than linear", name, n, 2*n, 4*n, 8*n, took)
}

// shortest is the least time of several, which others disturb the least.
func shortest(text string, read func(string)) time.Duration {
	least := time.Hour
	for range 3 {
		begun := time.Now()
		read(text)
		least = min(least, time.Since(begun))
	}
	return least
}
