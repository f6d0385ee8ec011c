package probe

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

func TestGuardAdmits(t *testing.T) {
	for _, c := range []struct {
		name, by, address string
		outside           bool // by led to the internet
		want              bool
	}{
		{"sso.example.com", "", "203.0.113.9:443", false, true},
		{"sso.example.com", "", "10.1.2.3:443", false, true}, // a company's own provider
		{"localhost", "", "127.0.0.1:8080", false, true},
		{"sso.example.com", "", "169.254.169.254:80", false, false},
		{"sso.example.com", "", "[fe80::1%eth0]:80", false, false},
		{"sso.example.com", "", "[::ffff:169.254.169.254]:80", false, false},
		{"sso.example.com", "", "0.0.0.0:80", false, false},
		{"sso.example.com", "", "[ff02::1]:80", false, false},
		{"token.example.com", "sso.example.com", "10.1.2.3:443", false, true},
		{"token.example.com", "sso.example.com", "10.1.2.3:443", true, false},
		{"token.example.com", "sso.example.com", "127.0.0.1:443", true, false},
		{"token.example.com", "sso.example.com", "[::1]:443", true, false},
		{"token.example.com", "sso.example.com", "[64:ff9b::a01:203]:443", true, false},
		{"token.example.com", "sso.example.com", "9.9.9.9:443", true, true},
	} {
		g := NewGuard()
		if c.outside {
			if err := g.admit(c.by, "", "9.9.9.9:443"); err != nil {
				t.Fatal(err)
			}
		}
		err := g.admit(c.name, c.by, c.address)
		var inward *InwardError
		if (err == nil) != c.want || err != nil && !errors.As(err, &inward) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// A name is looked up before it is judged, and nothing is sent to where it leads.
func TestNamesThatLeadInward(t *testing.T) {
	g := NewGuard()
	g.dialer.Resolver = resolver(t, "169.254.169.254")
	connection, err := g.Dial(t.Context(), "tcp", "metadata.evil.test:80")
	var inward *InwardError
	if err == nil || !errors.As(err, &inward) || inward.Name != "metadata.evil.test" || !strings.Contains(err.Error(), "169.254.169.254") {
		t.Errorf("%v, %v", connection, err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	g = NewGuard()
	g.dialer.Resolver = resolver(t, "127.0.0.1")
	connection, err = g.Dial(t.Context(), "tcp", "sso.corp.test:"+port)
	if err != nil {
		t.Fatalf("a name of this network is refused: %v", err)
	}
	connection.Close()
}

// resolver looks every name up at a server of names that knows one address.
func resolver(t *testing.T, address string) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		packet := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(packet)
			if err != nil {
				return
			}
			var question dnsmessage.Message
			if question.Unpack(packet[:n]) != nil || len(question.Questions) == 0 {
				continue
			}
			answer := dnsmessage.Message{Header: dnsmessage.Header{ID: question.ID, Response: true, Authoritative: true}, Questions: question.Questions}
			if asked := question.Questions[0]; asked.Type == dnsmessage.TypeA {
				answer.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: asked.Name, Type: asked.Type, Class: asked.Class, TTL: 1},
					Body:   &dnsmessage.AResource{A: netip.MustParseAddr(address).As4()},
				}}
			}
			if packed, err := answer.Pack(); err == nil {
				server.WriteTo(packed, from) //nolint:errcheck // the client asks again
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var dialer net.Dialer
		return dialer.DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}
