package source

import (
	"context"
	"sync"
	"time"
)

// keep holds a token until half of what was left of its life has passed: the
// platform's service is asked once for many sign-ins, and never too late.
type keep struct {
	mu    sync.Mutex
	text  string
	until time.Time
}

func (k *keep) get(ctx context.Context, now time.Time, ask func() (text string, expires time.Time, err error)) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.text != "" && now.Before(k.until) {
		return k.text, nil
	}
	if ctx.Err() != nil { // it gave up while another one asked
		return "", ctx.Err()
	}
	text, expires, err := ask()
	if err != nil {
		return "", err
	}
	k.text, k.until = text, now.Add(expires.Sub(now)/2)
	return text, nil
}
