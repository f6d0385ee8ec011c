package hosts

import "testing"

func TestInward(t *testing.T) {
	for host, want := range map[string]bool{
		"127.0.0.1": true, "::1": true, "localhost": true, "LOCALHOST.": true, "app.localhost": true,
		"10.1.2.3": true, "172.16.0.1": true, "192.168.1.1": true, "fd00::1": true, "::ffff:10.1.2.3": true,
		"169.254.169.254": true, "fe80::1": true, "0.0.0.0": true, "::": true, "100.100.100.200": true, "224.0.0.1": true,
		"2130706433": true, "0x7f.1": true, "0x7f000001": true, "127.1": true, "metadata.google.internal": true,
		"169。254。169。254": true, "１６９.254.169.254": true, "①②⑦.0.0.1": true, "ｌｏｃａｌｈｏｓｔ": true, "localhost。": true, "127｡0｡0｡1": true, "metadata.google.internal。": true,
		"64:ff9b::a9fe:a9fe": true, "2002:a00:1::": true, "fec0::1": true, "::7f00:1": true, "2001:0:1::1": true, "fe80::1%eth0": true, "198.18.0.1": true, "240.0.0.1": true, "255.255.255.255": true,
		"192.0.0.1": true, "203.0.113.9": true, "0.1.2.3": true, "ff02::1": true, "::ffff:169.254.169.254": true,
		"münchen.example": false, "xn--mnchen-3ya.example": false, "under_score.example": false, "login.example.com.": false, "2a00:1450:4001::1": false, "9.9.9.9": false, "100.128.0.1": false,
		"login.example.com": false, "8.8.8.8": false, "172.32.0.1": false, "2606:4700::1": false, "10.example.com": false,
		"localhost.example.com": false, "internal.example.com": false, "0xbad.example.com": false, "": false,
	} {
		if got := IsInward(host); got != want {
			t.Errorf("IsInward(%q) = %v", host, got)
		}
	}
}
