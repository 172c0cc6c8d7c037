package main

import (
	"bytes"
	"context"
	"html"
	"io"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// porch is a server with web pages, a mail server that takes everything, and a clock that a test moves.
type porch struct {
	*desk
	at    string // its base URL
	port  string // where it listens
	mail  *mailbox
	mu    sync.Mutex
	ahead time.Duration
	used  map[string]bool // links that somebody signed in by
	stop  func()
}

// openPorch serves web pages, with letters or without.
func openPorch(t *testing.T, letters bool) *porch {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &porch{desk: sit(t), at: "http://" + free.Addr().String(), port: free.Addr().String(), used: map[string]bool{}}
	p.variables = append(p.variables, "COLLAB_WEB=true", "COLLAB_BASE_URL="+p.at, "COLLAB_SECRET_KEY="+strings.Repeat("A", 43))
	if letters {
		p.mail = openMailbox(t)
		p.variables = append(p.variables, "COLLAB_SMTP_URL=smtp://"+p.mail.address+"?tls=none", "COLLAB_MAIL_FROM=Collab <collab@example.org>")
	}
	_ = free.Close()
	p.serve()
	return p
}

func (p *porch) now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Now().Add(p.ahead)
}

func (p *porch) later(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ahead += d
}

// serve starts the server, and starts it anew.
func (p *porch) serve() {
	p.Helper()
	if p.stop != nil {
		p.stop()
	}
	ctx, cancel := context.WithCancel(p.Context())
	done := make(chan error, 1)
	p.out, p.log = &heard{}, &heard{}
	env := environment{variables: p.variables, out: p.out, log: p.log, now: p.now}
	args := []string{"serve", "--listen=" + p.port, p.store("door.db")}
	go func() { done <- run(ctx, args, env) }()
	p.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			p.Errorf("%v\n%s", err, p.log)
		}
	})
	p.Cleanup(p.stop)
	p.log.wait(p.T, `"address":"([^"]+)"`)
	p.answers("door.db") // the verbs of the operator go through its socket
}

// next waits for a letter and returns whom it is to and the path of the link in it.
func (p *porch) next() (to, link string) {
	p.Helper()
	select {
	case <-p.mail.more:
	case <-time.After(patience):
		p.Fatalf("no letter came\n%s", p.log)
	}
	p.mail.mu.Lock()
	defer p.mail.mu.Unlock()
	l := p.mail.letters[len(p.mail.letters)-1]
	if link = p.linkIn(l); link == "" {
		p.Fatalf("no link in %s", l.raw)
	}
	return l.to, link
}

// linkIn is the path of the first link in a letter; empty when there is none.
func (p *porch) linkIn(l letter) string {
	text, _ := io.ReadAll(quotedprintable.NewReader(strings.NewReader(l.raw)))
	found := regexp.MustCompile(regexp.QuoteMeta(p.at) + `(/\S+)`).FindSubmatch(text)
	if found == nil {
		return ""
	}
	return string(found[1])
}

func (p *porch) posted() int { p.mail.mu.Lock(); defer p.mail.mu.Unlock(); return len(p.mail.letters) }

// guest is a browser without scripts.
type guest struct {
	*porch
	http.Client
	header     http.Header // sent along
	status     int
	path, body string
	answered   http.Header
}

func (p *porch) guest() *guest {
	jar, _ := cookiejar.New(nil) // it fails for a list of its own alone
	return &guest{porch: p, Client: http.Client{Jar: jar}, header: http.Header{}}
}

func (g *guest) send(method, path string, in url.Values) {
	g.Helper()
	req, err := http.NewRequestWithContext(g.Context(), method, g.at+path, strings.NewReader(in.Encode()))
	if err != nil {
		g.Fatal(err)
	}
	req.Header = g.header.Clone()
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := g.Do(req)
	if err != nil {
		g.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		g.Fatal(err)
	}
	g.status, g.path, g.body, g.answered = res.StatusCode, res.Request.URL.RequestURI(), string(body), res.Header
}

func (g *guest) open(path string) *guest {
	g.Helper()
	g.send(http.MethodGet, path, nil)
	return g
}

var (
	inputs  = regexp.MustCompile(`(?s)<(?:input|button|select|option|textarea)[^>]*>`)
	quoteds = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
)

// form is what the n-th form of the page that is sent to an address would send.
func (g *guest) form(action string) url.Values {
	g.Helper()
	_, rest, ok := strings.Cut(g.body, `action="`+action+`"`)
	if !ok {
		g.Fatalf("no form for %s on %s: %s", action, g.path, g.body)
	}
	rest, _, _ = strings.Cut(rest, "</form>")
	in := url.Values{}
	for _, tag := range inputs.FindAllString(rest, -1) {
		at := map[string]string{}
		for _, m := range quoteds.FindAllStringSubmatch(tag, -1) {
			at[m[1]] = html.UnescapeString(m[2])
		}
		if at["name"] != "" && !in.Has(at["name"]) && !strings.HasPrefix(tag, "<button") && (at["type"] != "radio" || strings.Contains(tag, " checked")) {
			in.Set(at["name"], at["value"])
		}
	}
	return in
}

// press sends a form of the page, with these values.
func (g *guest) press(action string, values ...string) *guest {
	g.Helper()
	in := g.form(action)
	for i := 0; i < len(values); i += 2 {
		in.Set(values[i], values[i+1])
	}
	g.send(http.MethodPost, action, in)
	return g
}

// says types into the direct message.
func (g *guest) says(text string) *guest {
	g.Helper()
	return g.open("/direct").press("/say", "text", text)
}

func (g *guest) wants(status int, texts ...string) *guest {
	g.Helper()
	for _, text := range texts {
		if !strings.Contains(g.body, html.EscapeString(text)) {
			g.Errorf("%s does not say %q: %s", g.path, text, bodyOf(g.body))
		}
	}
	if g.status != status {
		g.Errorf("%s: %d, not %d: %s", g.path, g.status, status, bodyOf(g.body))
	}
	return g
}

// lacks fails if the page says one of these.
func (g *guest) lacks(texts ...string) *guest {
	g.Helper()
	for _, text := range texts {
		if strings.Contains(g.body, html.EscapeString(text)) {
			g.Errorf("%s says %q: %s", g.path, text, bodyOf(g.body))
		}
	}
	return g
}

var markup = regexp.MustCompile(`(?s)<[^>]*>\s*`)

func bodyOf(page string) string {
	_, main, _ := strings.Cut(page, "<main")
	return string(bytes.TrimSpace([]byte(html.UnescapeString(markup.ReplaceAllString(main, " ")))))
}

// cookie is the value of a cookie the browser has; empty when it has none.
func (g *guest) cookie(name string) string {
	at, _ := url.Parse(g.at)
	for _, c := range g.Jar.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func (g *guest) setCookie(name, value string) {
	at, _ := url.Parse(g.at)
	g.Jar.SetCookies(at, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

// linkIn is the path of the newest link of a kind on the page.
func (g *guest) linkIn(kind string) string {
	g.Helper()
	found := regexp.MustCompile(regexp.QuoteMeta(html.EscapeString(g.at))+`(/`+kind+`/[0-9A-Z-]+)`).FindAllStringSubmatch(g.body, -1)
	if found == nil {
		g.Fatalf("no link on %s: %s", g.path, bodyOf(g.body))
	}
	return found[len(found)-1][1]
}
