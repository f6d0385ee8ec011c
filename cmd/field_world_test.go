package cmd

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// fieldWorld is the network of one case, all of it on loopback. Hosts keep
// their names: verify asks https://keycloak.example.com over TLS and reaches a
// listener here. Only Entra's names become an address of this machine, because
// the sandbox signs its tokens for the address it is asked at.
type fieldWorld struct {
	c         *fieldCase
	hosts     map[string]http.Handler // by name
	listener  string
	closed    string // an address at which nothing listens
	entra     string // the sandbox's address; empty when the case has none
	transport *http.Transport
}

func newFieldWorld(t *testing.T, c *fieldCase, callback string) *fieldWorld {
	t.Helper()
	w := &fieldWorld{c: c, hosts: map[string]http.Handler{}}
	authority := newFieldCA(t)
	server := httptest.NewUnstartedServer(http.HandlerFunc(w.serve))
	server.TLS = &tls.Config{GetCertificate: authority.certificate}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	w.listener = server.Listener.Addr().String()
	w.closed = closedAddress(t)

	trusted := x509.NewCertPool()
	w.transport = &http.Transport{DialContext: w.dial, TLSClientConfig: &tls.Config{RootCAs: trusted}}
	t.Cleanup(w.transport.CloseIdleConnections)
	if c.entra != "" {
		w.entra = fieldEntra(t, c, callback)
	}
	private := false
	if c.provider != "" {
		private = w.addProvider(t, callback)
	}
	if !private {
		trusted.AddCert(authority.root)
	}
	if c.app != "" {
		w.addApp()
	}
	return w
}

// named puts the sandbox's address where a file of the project names Entra's.
func (w *fieldWorld) named(text string) string {
	if w.entra == "" {
		return text
	}
	return strings.NewReplacer("https://login.microsoftonline.com", w.entra, "https://login.microsoftonline.us", w.entra).Replace(text)
}

func (w *fieldWorld) serve(rw http.ResponseWriter, r *http.Request) {
	if handler := w.hosts[r.Host]; handler != nil {
		handler.ServeHTTP(rw, r)
		return
	}
	http.NotFound(rw, r)
}

// dial knows the hosts of the case and this machine, and no other.
func (w *fieldWorld) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	name := host
	if port != "443" {
		name = address
	}
	ip := net.ParseIP(host)
	switch handler, known := w.hosts[name]; {
	case host == "localhost" || ip != nil && ip.IsLoopback():
	case known && handler == nil:
		address = w.closed
	case known:
		address = w.listener
	default:
		return nil, errors.New("the case has no host " + name)
	}
	return (&net.Dialer{}).DialContext(ctx, network, address)
}

// closedAddress was free a moment ago, and nobody is told of it.
func closedAddress(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// fieldCA signs a certificate for whatever host is asked for.
type fieldCA struct {
	key  *ecdsa.PrivateKey
	root *x509.Certificate
}

func newFieldCA(t *testing.T) *fieldCA {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority of the test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	root, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &fieldCA{key, root}
}

func (a *fieldCA) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: hello.ServerName}, DNSNames: []string{hello.ServerName},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.root, &a.key.PublicKey, a.key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: a.key}, nil
}
