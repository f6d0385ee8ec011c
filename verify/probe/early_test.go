package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/authkit-cli/authkit/verify"
)

// door is a provider that counts who comes in, and answers for its metadata only
// when as many have come as are waited for.
type door struct {
	*httptest.Server
	opened, closed, asked atomic.Int64
	name                  string // with the port
}

func newDoor(t *testing.T, two bool, company int64) *door {
	t.Helper()
	d := &door{}
	d.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.asked.Add(1)
		if strings.HasSuffix(r.URL.Path, "openid-configuration") {
			for wait := time.Now().Add(2 * time.Second); d.opened.Load() < company && time.Now().Before(wait); {
				time.Sleep(time.Millisecond)
			}
		}
		time.Sleep(50 * time.Millisecond) // time for one too many
		w.Write([]byte("{}"))
	}))
	d.EnableHTTP2 = two
	d.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			d.opened.Add(1)
		case http.StateClosed:
			d.closed.Add(1)
		}
	}
	d.Config.ErrorLog = log.New(io.Discard, "", 0) // of those that were closed unused
	d.StartTLS()
	t.Cleanup(d.Close)
	_, port, _ := net.SplitHostPort(d.Listener.Addr().String())
	d.name = "example.com:" + port // as the certificate has it
	return d
}

// through is a wire as the program has it, with a guard whose names lead here.
func (d *door) through(t *testing.T) (*prober, *Guard) {
	t.Helper()
	guard := NewGuard()
	guard.dialer.Resolver = resolver(t, "127.0.0.1")
	roots := x509.NewCertPool()
	roots.AddCert(d.Certificate())
	network := Network{
		Now: time.Now, Timeout: 10 * time.Second,
		Transport: &http.Transport{DialContext: guard.Dial, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 16, TLSClientConfig: &tls.Config{RootCAs: roots}},
	}
	t.Cleanup(network.Transport.(*http.Transport).CloseIdleConnections)
	return &prober{wire: newWire(network), network: network, shelves: &shelves{}}, guard
}

// askAtOnce sends questions side by side.
func askAtOnce(t *testing.T, q *prober, ctx context.Context, address string, count int) {
	t.Helper()
	var all sync.WaitGroup
	for range count {
		all.Go(func() {
			request, _ := get(ctx, address)
			if _, err := q.wire.ask(request, "a question", ""); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// What the questions after the metadata need is dialled while that is under way,
// where a connection carries one question at a time, and only there.
func TestConnectionsAreDialledEarly(t *testing.T) {
	for _, c := range []struct {
		name          string
		two           bool
		more          int
		early, opened int64 // before the metadata is answered; after the questions
	}{
		{"HTTP/1.1", false, 3, 4, 4},
		{"HTTP/2", true, 3, 1, 1},
		{"HTTP/1.1, nothing to ask", false, 0, 1, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDoor(t, c.two, c.early)
			q, _ := d.through(t)
			q.metadata(t.Context(), "https://"+d.name+"/.well-known/openid-configuration", c.more)
			if opened := d.opened.Load(); opened != c.early {
				t.Errorf("%d connections are open when the metadata is there, want %d", opened, c.early)
			}
			if d.asked.Load() == 0 {
				t.Fatal("nothing was asked")
			}
			askAtOnce(t, q, t.Context(), "https://"+d.name+"/a", 4)
			if opened := d.opened.Load(); opened != c.opened {
				t.Errorf("%d connections were opened in all, want %d", opened, c.opened)
			}
		})
	}
}

// Several documents of one host have their questions dialled for once.
func TestEarlyConnectionsAreFew(t *testing.T) {
	d := newDoor(t, false, 5) // a document that comes later may take one that was dialled early
	q, _ := d.through(t)
	var all sync.WaitGroup
	for _, tenant := range []string{"a", "b", "c", "d", "e"} {
		all.Go(func() {
			q.metadata(t.Context(), "https://"+d.name+"/"+tenant+"/.well-known/openid-configuration", 3)
		})
	}
	all.Wait()
	if opened := d.opened.Load(); opened > 8 {
		t.Errorf("five documents take %d connections, more than their own and three", opened)
	}
}

// What nobody needs is closed again.
func TestUnusedConnectionsAreClosed(t *testing.T) {
	d := newDoor(t, false, 4)
	q, guard := d.through(t)
	guard.keepEarly = 100 * time.Millisecond
	q.metadata(t.Context(), "https://"+d.name+"/.well-known/openid-configuration", 3)
	for wait := time.Now().Add(5 * time.Second); d.closed.Load() < 3; time.Sleep(time.Millisecond) {
		if time.Now().After(wait) {
			t.Fatalf("%d of three unused connections are closed", d.closed.Load())
		}
	}
	askAtOnce(t, q, t.Context(), "https://"+d.name+"/a", 2) // on its own, and on a new one
	if opened := d.opened.Load(); opened < 4 || opened > 5 {
		t.Errorf("%d connections were opened in all", opened)
	}
}

// A connection that was dialled on the project's word is no way inside for a host on
// the internet.
func TestEarlyConnectionsAreGuarded(t *testing.T) {
	d := newDoor(t, false, 4)
	q, guard := d.through(t)
	q.metadata(t.Context(), "https://"+d.name+"/.well-known/openid-configuration", 3)
	if err := guard.admit("evil.test", "", "9.9.9.9:443"); err != nil {
		t.Fatal(err)
	}
	ctx := askedOnItsWord(t.Context(), &verify.Metadata{Asked: "https://evil.test/"})
	if connection, err := guard.Dial(ctx, "tcp", d.name); err == nil {
		connection.Close()
		t.Error("the metadata of a host on the internet leads inside")
	}
	connection, err := guard.Dial(t.Context(), "tcp", d.name)
	if err != nil {
		t.Fatal(err)
	}
	connection.Close()
	if opened := d.opened.Load(); opened != 4 {
		t.Errorf("%d connections were opened: none of those dialled early was taken", opened)
	}
}
