package probe

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const (
	secretState = "st4te-of-this-sign-in"
	secretCode  = "c0de-of-this-sign-in"
)

// listening is a callback that waits for secretState.
func listening(t *testing.T) *callback {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free.Close()
	_, port, _ := net.SplitHostPort(free.Addr().String())
	c, missing := listen(t.Context(), &url.URL{Scheme: "http", Host: "localhost:" + port, Path: "/oauth2callback"}, true)
	if missing != nil {
		t.Fatal(missing.Reason)
	}
	t.Cleanup(c.close)
	return c
}

// Whatever arrives is answered, and only the one callback that belongs to this
// sign-in counts; no page repeats what it was asked with, loads anything, or
// tells another site where it came from.
func TestOnlyOneCallbackCounts(t *testing.T) {
	c := listening(t)
	c.expect(secretState)
	right := c.path + "?code=" + secretCode + "&state=" + secretState
	refused := 0
	for _, stray := range []struct{ method, path, host string }{
		{"POST", right, c.host}, {"PUT", right, c.host}, {"HEAD", right, c.host}, {"OPTIONS", right, c.host}, {"DELETE", right, c.host}, {"TRACE", right, c.host}, {"PROPFIND", right, c.host},
		{"GET", right, "evil.example"}, {"GET", right, c.host + ".evil.example"}, {"GET", right, "127.0.0.1"}, {"GET", right, ""},
		{"GET", "/", c.host}, {"GET", "/favicon.ico", c.host}, {"GET", c.path + "/" + secretCode, c.host}, {"GET", "//evil.example/" + right, c.host}, {"GET", "/x/../" + right[1:], c.host},
		{"GET", c.path, c.host}, {"GET", c.path + "?code=" + secretCode, c.host}, {"GET", c.path + "?state=&code=x", c.host}, {"GET", right + "x", c.host}, {"GET", strings.ToUpper(right), c.host},
		{"GET", c.path + "?state=wrong&state=" + secretState, c.host}, {"GET", c.path + "?error=access_denied&error_description=" + secretCode, c.host}, {"GET", c.path + "?" + strings.Repeat("x", 2<<20), c.host},
	} {
		status, header, body := ask(t, c, stray.method, stray.path, stray.host)
		refused++
		if status < 400 {
			t.Errorf("%s %.60s at %q: %d", stray.method, stray.path, stray.host, status)
		}
		harmless(t, stray.method+" "+stray.path[:min(60, len(stray.path))], status, header, body)
	}
	select {
	case <-c.arrivals:
		t.Fatal("a stray ended the sign-in")
	default:
	}
	go func() {
		if a, err := c.wait(t.Context()); err == nil {
			a.reply(page{title: "You are signed in", good: true, text: []string{"Close this tab."}})
		}
	}()
	status, header, body := ask(t, c, "GET", right, c.host)
	if status != http.StatusOK || !strings.Contains(body, "You are signed in") || !strings.Contains(body, forgetScript) || !strings.Contains(header.Get("Content-Security-Policy"), forgetHash()) {
		t.Errorf("the right callback gets %d:\n%s", status, body)
	}
	harmless(t, "the result", status, header, body)
	if status, _, _ := ask(t, c, "GET", right, c.host); status < 400 {
		t.Errorf("the same callback again gets %d", status)
	}
	t.Logf("figures: %d stray requests answered, one callback taken", refused+1)
}

// ask sends a request as it stands, which net/http's client would tidy up.
func ask(t *testing.T, c *callback, method, path, host string) (int, http.Header, string) {
	t.Helper()
	u, _ := url.Parse(c.redirectURI)
	connection, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.1", u.Port()), 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(10 * time.Second))
	go io.WriteString(connection, method+" "+path+" HTTP/1.1\r\nHost: "+host+"\r\nReferer: https://evil.example/\r\nConnection: close\r\n\r\n") //nolint:errcheck // an answer may come before all is sent
	raw, _ := io.ReadAll(connection)
	head, body, _ := strings.Cut(string(raw), "\r\n\r\n")
	first, fields, _ := strings.Cut(head, "\r\n")
	header := http.Header{}
	for field := range strings.SplitSeq(fields, "\r\n") {
		name, value, _ := strings.Cut(field, ": ")
		header.Add(name, value)
	}
	words := strings.Fields(first)
	if len(words) < 2 {
		t.Errorf("%s %.60s: no answer: %.80q", method, path, raw)
		return 0, header, body
	}
	status := 0
	for _, digit := range words[1] {
		status = status*10 + int(digit-'0')
	}
	return status, header, body
}

func harmless(t *testing.T, what string, status int, header http.Header, body string) {
	t.Helper()
	if status != http.StatusRequestHeaderFieldsTooLarge && status != http.StatusBadRequest || header.Get("Referrer-Policy") != "" { // net/http answers those itself, in a few words
		if header.Get("Referrer-Policy") != "no-referrer" || !strings.HasPrefix(header.Get("Content-Security-Policy"), "default-src 'none'") || header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: the page may load things or say where it comes from: %v", what, header)
		}
	}
	for _, bad := range []string{secretCode, secretState, "src=", "href=", "url(", "evil.example", "http://", "https://"} {
		if strings.Contains(body, bad) {
			t.Errorf("%s: the page holds %q", what, bad)
		}
	}
	if location := header.Get("Location"); location != "" {
		t.Errorf("%s: it sends on to %s", what, location)
	}
}

// Nothing but this machine is listened to, and a port that another program
// holds on all addresses is not shared.
func TestListensOnLoopbackOnly(t *testing.T) {
	t.Parallel() // a program that does not answer is waited for
	listeners, err := listenOn("localhost", "0")
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll(listeners)
	for _, l := range listeners {
		if !l.Addr().(*net.TCPAddr).IP.IsLoopback() {
			t.Errorf("it listens at %s", l.Addr())
		}
	}
	everywhere, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer everywhere.Close()
	_, port, _ := net.SplitHostPort(everywhere.Addr().String())
	if _, err := listenOn("localhost", port); err == nil {
		t.Error("a taken port is shared")
	}
	// Browsers try ::1 for localhost: who has that alone would get the code.
	if other, err := net.Listen("tcp", "[::1]:0"); err == nil {
		defer other.Close()
		_, port, _ := net.SplitHostPort(other.Addr().String())
		if _, err := listenOn("localhost", port); err == nil {
			t.Error("a port that is taken on ::1 is shared")
		}
	}
	redirect := &url.URL{Scheme: "http", Host: "127.0.0.1:" + port, Path: "/oauth2callback"}
	if _, missing := listen(context.Background(), redirect, false); missing == nil || !strings.Contains(missing.Reason, "port "+port) {
		t.Errorf("a taken port is not told: %v", missing)
	}
}
