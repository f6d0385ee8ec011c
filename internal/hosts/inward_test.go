package hosts

import "testing"

func TestInward(t *testing.T) {
	for host, want := range map[string]bool{
		"127.0.0.1": true, "::1": true, "localhost": true, "LOCALHOST.": true, "app.localhost": true,
		"10.1.2.3": true, "172.16.0.1": true, "192.168.1.1": true, "fd00::1": true, "::ffff:10.1.2.3": true,
		"169.254.169.254": true, "fe80::1": true, "0.0.0.0": true, "::": true, "100.100.100.200": true, "224.0.0.1": true,
		"2130706433": true, "0x7f.1": true, "0x7f000001": true, "127.1": true, "metadata.google.internal": true,
		"login.example.com": false, "8.8.8.8": false, "172.32.0.1": false, "2606:4700::1": false, "10.example.com": false,
		"localhost.example.com": false, "internal.example.com": false, "0xbad.example.com": false, "": false,
	} {
		if got := IsInward(host); got != want {
			t.Errorf("IsInward(%q) = %v", host, got)
		}
	}
}
