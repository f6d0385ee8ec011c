package safego

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
)

const canary = "kAnArY-beside"

// caught runs f and returns the panic that comes out of it.
func caught(t *testing.T, f func()) (broken *Panic) {
	t.Helper()
	defer func() {
		cause := recover()
		var ok bool
		if broken, ok = cause.(*Panic); !ok {
			t.Errorf("what comes out is a %T", cause)
		}
	}()
	f()
	return nil
}

// silent wants a panic to say where and what kind, and not what.
func silent(t *testing.T, broken *Panic, kind string) {
	t.Helper()
	if broken == nil {
		t.Fatal("there is no panic")
	}
	if broken.Kind != kind || !strings.Contains(string(broken.Stack), "safego_test.go") {
		t.Errorf("it is told as %s:\n%s", broken.Kind, broken.Stack)
	}
	for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if strings.Contains(fmt.Sprintf(form, broken), canary) {
			t.Errorf("%s shows what was panicked with", form)
		}
	}
}

func TestWorkThatIsDone(t *testing.T) {
	var done atomic.Int32
	w := Go(func() { done.Add(1) })
	<-w.Done()
	w.Wait()
	w.Wait()
	var all Group
	for range 100 {
		all.Go(func() { done.Add(1) })
	}
	all.Wait()
	(&Group{}).Wait()
	if done.Load() != 101 {
		t.Errorf("%d pieces were done", done.Load())
	}
}

type own struct{ text string }

// A panic comes out where it is waited for, when all the rest is done.
func TestPanicsComeOutInWait(t *testing.T) {
	for kind, f := range map[string]func(){
		"string":                      func() { panic(canary) },
		"*fmt.wrapError":              func() { panic(fmt.Errorf("%s: %w", canary, io.EOF)) },
		"safego.own":                  func() { panic(own{canary}) },
		"runtime.boundsError":         func() { panic(fmt.Sprint([]string{canary}[len(canary)])) },
		"*runtime.PanicNilError":      func() { panic(nil) },
		"*runtime.TypeAssertionError": func() { panic(any(canary).(int)) },
	} {
		silent(t, Catch(f), kind)
		silent(t, caught(t, Go(f).Wait), kind)
		var all Group
		var rest atomic.Bool
		all.Go(f)
		all.Go(func() { rest.Store(true) })
		silent(t, caught(t, all.Wait), kind)
		if !rest.Load() {
			t.Error("the rest was not waited for")
		}
		// Through several layers it stays the first one, with its own stack.
		silent(t, caught(t, Go(func() { Go(f).Wait() }).Wait), kind)
	}
}

// What an HTTP server's handler panics with goes to whoever runs the server and
// into no log. Ending a connection is no mistake.
func TestHandlers(t *testing.T) {
	handler, broken := Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/abort":
			panic(http.ErrAbortHandler)
		case "/break":
			panic(own{canary})
		}
		io.WriteString(w, "fine")
	}))
	server := httptest.NewUnstartedServer(handler)
	var said strings.Builder
	server.Config.ErrorLog = log.New(&said, "", 0)
	server.Start()
	for path, want := range map[string]string{"/": "fine", "/abort": "", "/break": "", "/break?again": ""} {
		response, err := http.Get(server.URL + path)
		if (err != nil) != (want == "") {
			t.Errorf("%s: %v", path, err)
		}
		if err != nil {
			continue
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if string(body) != want {
			t.Errorf("%s: %q", path, body)
		}
	}
	server.Close()
	silent(t, <-broken, "safego.own")
	select {
	case <-broken:
		t.Error("more than the first one is told")
	default:
	}
	if said.Len() > 0 {
		t.Errorf("the server's log holds %s", said.String())
	}
}

// What Go itself would print is what all this is about: a stack holds no text.
func TestStacksHoldNoText(t *testing.T) {
	var stack string
	func(text string, more []byte, of own) {
		stack = string(debug.Stack())
		if len(text)+len(more)+len(of.text) == 0 {
			t.Error("nothing was handed over")
		}
	}(canary, []byte(canary), own{canary})
	if strings.Contains(stack, canary) {
		t.Errorf("a stack holds a text:\n%s", stack)
	}
}
