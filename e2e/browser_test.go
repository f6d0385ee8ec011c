//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browser is one Chromium with one profile.
type browser struct {
	ctx context.Context
	t   *testing.T
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(need(t, "CHROMIUM")), chromedp.NoSandbox, chromedp.WindowSize(1000, 800))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	ctx, timeout := context.WithTimeout(ctx, 3*time.Minute)
	b := &browser{ctx, t}
	t.Cleanup(func() {
		if t.Failed() {
			b.screenshot("failed-" + t.Name())
		}
		timeout()
		cancel()
		stop()
	})
	return b
}

// need is a variable e2e/run sets; without it the test cannot do its work.
func need(t *testing.T, variable string) string {
	t.Helper()
	value := os.Getenv(variable)
	if value == "" {
		t.Fatalf("%s is not set: run these tests with e2e/run", variable)
	}
	return value
}

func (b *browser) open(url string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Navigate(url)); err != nil {
		b.t.Fatalf("browser: %v", err)
	}
}

// text waits until the page shows a text.
func (b *browser) text(want string) {
	b.t.Helper()
	shown := ""
	for deadline := time.Now().Add(40 * time.Second); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.body ? document.body.innerText : ""`))
		if err == nil {
			shown = text
		}
		if strings.Contains(shown, want) {
			return
		}
	}
	b.t.Fatalf("the page never showed %q but\n%s", want, shown)
}

// click presses the button that shows a text, with the mouse. A page that is
// still settling may draw it anew, so it is looked for until it was pressed.
func (b *browser) click(label string) {
	b.t.Helper()
	mark := fmt.Sprintf(`(() => { const b = [...document.querySelectorAll("button")].find(b => b.innerText.includes(%q)); if (b) b.id = "authkit-e2e"; return !!b })()`, label)
	var err error
	for deadline := time.Now().Add(40 * time.Second); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		var there bool
		if there, err = chromedp.Run(b.ctx, chromedp.Evaluate[bool](mark)); err != nil || !there {
			continue
		}
		soon, cancel := context.WithTimeout(b.ctx, 5*time.Second)
		_, err = chromedp.Run(soon, chromedp.Click("#authkit-e2e"))
		cancel()
		if err == nil {
			return
		}
	}
	b.t.Fatalf("the button %q could not be pressed: %v", label, err)
}

// types fills in the field of this name.
func (b *browser) types(field, text string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.SendKeys(`input[name="`+field+`"]`, text)); err != nil {
		b.t.Fatalf("the field %s: %v", field, err)
	}
}

func (b *browser) screenshot(name string) {
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return
	}
	os.MkdirAll("artifacts", 0o755)
	os.WriteFile(filepath.Join("artifacts", strings.ReplaceAll(name, "/", "-")+".png"), png, 0o644)
}
