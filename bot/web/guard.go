package web

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// bodyLimit is the most a request may carry, in bytes: a form of several texts of 10,000 characters, percent-encoded.
const bodyLimit = 1 << 20

// policy admits our own files and nothing inline, so that even markup that slipped through could not run or fetch.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard stands before every page: it refuses foreign host names and foreign sites, limits bodies, and sets the
// headers that bind the browser.
func (s *Server) guard(next http.Handler) http.Handler {
	ours := hostCheck(s.cfg.BaseURL)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		bind(w.Header())
		if s.https() {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		}
		if !ours(r.Host) {
			http.Error(w, "This server does not answer to that name.", http.StatusMisdirectedRequest)
			return
		}
		if !sameSite(r) || !fromHere(r, ours) {
			http.Error(w, "This request came from another site.", http.StatusForbidden)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, mostBody(r))
		next.ServeHTTP(w, r)
	})
}

func bind(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// sameSite refuses what the browser itself says comes from elsewhere. It cannot ask for an Origin: pages with the
// referrer policy no-referrer send "null" (Fetch standard, "append a request Origin header").
func sameSite(r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return true
	}
	return false
}

// fromHere refuses an Origin that names another host, for browsers that do not say by themselves how near that is.
func fromHere(r *http.Request, ours func(string) bool) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || origin == "null" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && ours(u.Host)
}

// hostCheck knows the names we answer to. A page of a foreign name that resolves to 127.0.0.1 (DNS rebinding)
// sends that name as Host, and is refused.
func hostCheck(base string) func(host string) bool {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || loopback(u.Host) {
		return loopback
	}
	return func(host string) bool { return strings.EqualFold(bare(host), bare(u.Host)) }
}

func loopback(host string) bool {
	name := bare(host)
	ip := net.ParseIP(name)
	return strings.EqualFold(name, "localhost") || ip != nil && ip.IsLoopback()
}

// bare is a host without its port and without the brackets of an IPv6 address.
func bare(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}
