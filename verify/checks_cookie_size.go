package verify

import (
	"fmt"

	"github.com/authkit-cli/authkit/streamlit"
	"github.com/authkit-cli/authkit/verify/outcome"
	"github.com/authkit-cli/authkit/verify/project"
)

const (
	headerLimit = 8 << 10 // bytes of headers, of nginx and of Streamlit Community Cloud
	headerOther = 1 << 10 // what a browser sends besides

	// What the package websockets, which answers for Streamlit's server where
	// the page talks to the app, takes of one header line. The variable of this
	// name raises it.
	lineLimit = 8192
	lineOther = len("Cookie: \r\n") + len("; _streamlit_xsrf=2|00000000|00000000000000000000000000000000|0000000000")
)

// CookieEra is how the project's Streamlit stores a login.
func CookieEra(p *project.Project) streamlit.CookieEra {
	switch {
	case p.Before(streamlit.SplitsCookies):
		return streamlit.CookieWhole
	case p.Before(streamlit.OnStarlette):
		return streamlit.CookiesSplit
	}
	return streamlit.CookiesOfStarlette
}

func signInCookieSize(f *Facts) Outcome {
	s, _ := f.SignIn.Get()
	if s.Stage != StageDone {
		return skipped(notReached)
	}
	size := s.Cookies.Header
	const fewer = "remove the groups claim under Token configuration of the app registration, or limit it to groups assigned to the application"
	limit := f.Project.HeaderLine
	if limit == 0 {
		limit = lineLimit
	}
	era := CookieEra(f.Project)
	least, most := era.Bounds(size)
	switch {
	case era == streamlit.CookieWhole && s.Cookies.Largest > streamlit.MaxCookie:
		return found(Proved, aboutMetadata(f, SeverityError,
			fmt.Sprintf("the login of this person comes to one cookie of %.1f KiB, and browsers keep none above 4 KiB: after the sign-in nobody is logged in", float64(s.Cookies.Largest)/1024), fewer))
	case era == streamlit.CookiesOfStarlette && least+lineOther > limit:
		return found(Proved, aboutMetadata(f, SeverityError,
			fmt.Sprintf("the login cookies of this person take %.1f KiB, and Streamlit's server takes %.1f KiB in one header line: after the sign-in the app stays empty", float64(size)/1024, float64(limit)/1024),
			fewer+"; or start the app with the environment variable "+project.LineVariable+"=65536"))
	case era == streamlit.CookiesOfStarlette && most+lineOther > limit:
		return unproven(fmt.Sprintf("the login cookies of this person take about %.1f KiB, and Streamlit's server takes %.1f KiB in one header line: a few bytes decide; %s", float64(size)/1024, float64(limit)/1024, fewer))
	case size+headerOther > headerLimit:
		return found(Inferred, aboutMetadata(f, SeverityWarning,
			fmt.Sprintf("the login cookies of this person take %.1f KiB of every request; servers that admit 8 KiB of headers (nginx, Streamlit Community Cloud) refuse such requests", float64(size)/1024),
			"remove the groups claim under Token configuration of the app registration, or raise large_client_header_buffers of the proxy"))
	}
	return passed(outcome.Sign(fmt.Sprintf("the login cookies of this person take %.1f KiB of every request", float64(size)/1024)))
}
