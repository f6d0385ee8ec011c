package probe

import (
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// holder is a program, perhaps another user's, that wants the port of a sign-in.
type holder struct {
	name      string
	address   syscall.Sockaddr // without the port
	v6only    bool
	reuseAddr bool
	reusePort bool
	stranger  bool // another user's; only root can make one
}

func holders() []holder {
	var all []holder
	for _, h := range []holder{
		{name: "127.0.0.1", address: &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}},
		{name: "0.0.0.0", address: &syscall.SockaddrInet4{}},
		{name: "[::1]", address: &syscall.SockaddrInet6{Addr: [16]byte{15: 1}}},
		{name: "[::1] alone", address: &syscall.SockaddrInet6{Addr: [16]byte{15: 1}}, v6only: true},
		{name: "[::] alone", address: &syscall.SockaddrInet6{}, v6only: true},
		{name: "[::]", address: &syscall.SockaddrInet6{}},
	} {
		for bits := range 8 {
			h := h
			h.reuseAddr, h.reusePort, h.stranger = bits&1 != 0, bits&2 != 0, bits&4 != 0
			if h.stranger && os.Getuid() != 0 {
				continue
			}
			for _, option := range []struct {
				on   bool
				name string
			}{{h.reuseAddr, " SO_REUSEADDR"}, {h.reusePort, " SO_REUSEPORT"}, {h.stranger, " of another user"}} {
				if option.on {
					h.name += option.name
				}
			}
			all = append(all, h)
		}
	}
	return all
}

// bind takes the port, which is not yet to listen on it.
func (h holder) bind(t *testing.T, port int) (socket int, err error) {
	t.Helper()
	family := syscall.AF_INET
	switch address := h.address.(type) {
	case *syscall.SockaddrInet4:
		address.Port = port
	case *syscall.SockaddrInet6:
		address.Port, family = port, syscall.AF_INET6
	}
	if h.stranger { // a socket belongs to whom its thread was then
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		syscall.RawSyscall(syscall.SYS_SETFSUID, 65534, 0, 0)
		defer syscall.RawSyscall(syscall.SYS_SETFSUID, 0, 0, 0)
	}
	socket, err = syscall.Socket(family, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	const soReusePort = 15
	for _, option := range []struct {
		on           bool
		level, which int
	}{
		{h.reuseAddr, syscall.SOL_SOCKET, syscall.SO_REUSEADDR},
		{h.reusePort, syscall.SOL_SOCKET, soReusePort},
		{h.v6only, syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY},
	} {
		if option.on {
			if err := syscall.SetsockoptInt(socket, option.level, option.which, 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	return socket, syscall.Bind(socket, h.address)
}

// hold takes the port, and listens on it; -1 when the system does not let it.
func (h holder) hold(t *testing.T, port string, listens bool) int {
	t.Helper()
	number, _ := strconv.Atoi(port)
	socket, err := h.bind(t, number)
	if err == nil && listens {
		err = syscall.Listen(socket, 8)
	}
	if err != nil {
		syscall.Close(socket)
		return -1
	}
	return socket
}

// Whoever holds the port, in whatever way, before or after: when the callback
// listens, everything that a browser may try for its host arrives there.
func TestCallbackIsOursOrNobodys(t *testing.T) {
	tries, refused := 0, 0
	for _, h := range holders() {
		for _, when := range []string{"bound", "listening", "afterwards"} {
			for _, host := range []string{"localhost", "127.0.0.1", "::1"} {
				tries++
				if !oursOrNobodys(t, h, when, host) {
					refused++
				}
			}
		}
	}
	if refused == 0 || refused == tries {
		t.Errorf("%d of %d tries were refused: this proves nothing", refused, tries)
	}
	t.Logf("figures: %d ways to hold a port, %d refused, in the others every connection came to the callback", tries, refused)
}

func oursOrNobodys(t *testing.T, h holder, when, host string) (listens bool) {
	t.Helper()
	port, socket := "", -1
	for try := 0; when != "afterwards" && socket < 0; try++ {
		port = freePort(t)
		if socket = h.hold(t, port, when == "listening"); try == 10 {
			t.Fatalf("%s: no port can be had", h.name) // connections that end keep some for a while
		}
	}
	if when == "afterwards" {
		port = freePort(t)
	}
	listeners, err := listenOn(host, port)
	if err != nil {
		syscall.Close(socket)
		return false
	}
	defer closeAll(listeners)
	switch when {
	case "afterwards":
		socket = h.hold(t, port, true)
	case "bound":
		syscall.Listen(socket, 8) //nolint:errcheck // the system may say no
	}
	defer syscall.Close(socket)
	addresses := []string{host}
	if host == "localhost" {
		addresses = []string{"127.0.0.1", "::1"}
	}
	if len(listeners) != len(addresses) {
		t.Errorf("%s, %s: %d listeners for %s", h.name, when, len(listeners), host)
	}
	for _, address := range addresses {
		if !arrives(listeners, net.JoinHostPort(address, port)) {
			t.Errorf("%s, %s: who goes to %s for %s does not come to the callback", h.name, when, address, host)
		}
	}
	return true
}

// arrives tells whether a connection to an address comes to one of the listeners.
func arrives(listeners []net.Listener, address string) bool {
	connection, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return false
	}
	defer connection.Close()
	for _, l := range listeners {
		if l.Addr().String() != address {
			continue
		}
		l.(*net.TCPListener).SetDeadline(time.Now().Add(2 * time.Second))
		accepted, err := l.Accept()
		if err != nil {
			return false
		}
		accepted.Close()
		return accepted.RemoteAddr().String() == connection.LocalAddr().String()
	}
	return false
}

func freePort(t *testing.T) string {
	t.Helper()
	listeners, err := listenOnFree("localhost")
	if err != nil {
		t.Fatal(err)
	}
	closeAll(listeners)
	_, port, _ := net.SplitHostPort(listeners[0].Addr().String())
	return port
}

// A machine without IPv6 has one family to hold, and holds it. The machine is a
// network namespace of its own.
func TestCallbackWithoutIPv6(t *testing.T) {
	if os.Getenv("AUTHKIT_TEST_NAMESPACE") != "" {
		withoutIPv6(t)
		return
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(program, "-test.run=^TestCallbackWithoutIPv6$", "-test.v")
	child.Env = append(os.Environ(), "AUTHKIT_TEST_NAMESPACE=1")
	child.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if os.Getuid() != 0 {
		child.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		child.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
	}
	out, err := child.CombinedOutput()
	if child.ProcessState == nil {
		t.Skip("no network namespace can be made here, so this is not tried: ", err)
	}
	if err != nil || !strings.Contains(string(out), "--- PASS: TestCallbackWithoutIPv6") {
		t.Errorf("%v\n%s", err, out)
	}
}

func withoutIPv6(t *testing.T) {
	bringLoopbackUp(t)
	expectListeners(t, 2)
	if err := os.WriteFile("/proc/sys/net/ipv6/conf/all/disable_ipv6", []byte("1"), 0o644); err != nil {
		t.Fatal(err)
	}
	if listeners, err := listenOn("::1", "0"); err == nil {
		closeAll(listeners)
		t.Fatal("IPv6 is still there")
	}
	expectListeners(t, 1)
	port := freePort(t)
	number, _ := strconv.Atoi(port)
	socket, err := holder{address: &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}}.bind(t, number)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(socket)
	if listeners, err := listenOn("localhost", port); err == nil {
		closeAll(listeners)
		t.Error("a taken port is shared")
	}
}

func expectListeners(t *testing.T, want int) {
	t.Helper()
	listeners, err := listenOn("localhost", freePort(t))
	if err != nil || len(listeners) != want {
		t.Fatalf("%d listeners, want %d: %v", len(listeners), want, err)
	}
	closeAll(listeners)
}

// bringLoopbackUp turns on lo, which is off in a new namespace (netdevice(7)).
func bringLoopbackUp(t *testing.T) {
	t.Helper()
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(socket)
	request := struct {
		name  [syscall.IFNAMSIZ]byte
		flags uint16
		_     [22]byte
	}{name: [syscall.IFNAMSIZ]byte{'l', 'o'}, flags: syscall.IFF_UP}
	if _, _, number := syscall.Syscall(syscall.SYS_IOCTL, uintptr(socket), syscall.SIOCSIFFLAGS, uintptr(unsafe.Pointer(&request))); number != 0 {
		t.Fatal(number)
	}
}
