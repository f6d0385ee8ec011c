// Package cookies is what one browser keeps of cookies for a few requests (RFC 6265, section 5): what
// net/http/cookiejar answers, without its sorting, its list of public suffixes and its lasting, which made
// the program 45 KB larger. A test holds both against each other.
package cookies

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/authkit-cli/authkit/internal/hosts"
)

// Jar is an http.CookieJar. It is for one goroutine. The zero value is ready.
type Jar struct {
	all []*kept // those with longer paths first, then in the order in which they came; fmt prints pointers as addresses
}

// kept is a cookie with where it goes.
type kept struct {
	http.Cookie
	host string // or the domain that it and all below get
	wide bool   // a domain was named
}

// Cookies are those that a request takes along.
func (j *Jar) Cookies(to *url.URL) (some []*http.Cookie) {
	host := hostOf(to)
	for _, one := range j.all {
		if host != one.host && !(one.wide && isBelow(host, one.host)) || one.Secure && to.Scheme != "https" && !hosts.IsLoopback(host) || !isAt(pathOf(to), one.Path) {
			continue
		}
		some = append(some, &http.Cookie{Name: one.Name, Value: one.Value, Quoted: one.Quoted})
	}
	return some
}

// SetCookies keeps what an answer sets, and lets go of what it takes back.
func (j *Jar) SetCookies(from *url.URL, cookies []*http.Cookie) {
	if from.Scheme != "http" && from.Scheme != "https" {
		return
	}
	for _, cookie := range cookies {
		one := &kept{Cookie: *cookie, host: hostOf(from)}
		if cookie.Domain != "" {
			domain := strings.ToLower(strings.TrimPrefix(cookie.Domain, "."))
			if domain != one.host && (!isBelow(one.host, domain) || !strings.Contains(domain, ".")) {
				continue // it is no domain of this host, or one of everybody's
			}
			one.host, one.wide = domain, strings.Trim(domain, "0123456789.") != "" // no address of a machine
		}
		if !strings.HasPrefix(cookie.Path, "/") {
			one.Path = pathOf(from)
			one.Path = one.Path[:max(1, strings.LastIndexByte(one.Path, '/'))]
		}
		j.put(one, cookie.MaxAge < 0 || cookie.MaxAge == 0 && !cookie.Expires.IsZero() && cookie.Expires.Before(time.Now()))
	}
}

func (j *Jar) put(one *kept, gone bool) {
	for i, other := range j.all {
		if other.Name == one.Name && other.host == one.host && other.Path == one.Path {
			if j.all[i] = one; gone {
				j.all = slices.Delete(j.all, i, i+1)
			}
			return
		}
	}
	if gone {
		return
	}
	at := slices.IndexFunc(j.all, func(other *kept) bool { return len(other.Path) < len(one.Path) })
	if at < 0 {
		at = len(j.all)
	}
	j.all = slices.Insert(j.all, at, one)
}

func hostOf(u *url.URL) string { return strings.TrimSuffix(strings.ToLower(u.Hostname()), ".") }

func pathOf(u *url.URL) string {
	if u.Path == "" {
		return "/"
	}
	return u.Path
}

func isBelow(host, domain string) bool { return strings.HasSuffix(host, "."+domain) }

// isAt tells whether a path is the cookie's or below it.
func isAt(asked, of string) bool {
	return asked == of || strings.HasPrefix(asked, of) && (strings.HasSuffix(of, "/") || asked[len(of)] == '/')
}
