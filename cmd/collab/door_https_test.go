package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
)

// behind puts a proxy that speaks https before the server, as everybody does who serves the pages to others, and gives it
// the name that people know. The proxy says from where it was asked.
func (p *porch) behind(name string) *httptest.Server {
	p.Helper()
	inner := &url.URL{Scheme: "http", Host: p.port}
	proxy := httptest.NewTLSServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(inner)
		r.Out.Host = r.In.Host
		r.Out.Header["X-Forwarded-For"] = r.In.Header["X-Forwarded-For"]
		r.SetXForwarded()
	}})
	p.Cleanup(proxy.Close)
	p.at = "https://" + name
	p.variables = append(p.variables, "COLLAB_BASE_URL="+p.at, "COLLAB_WEB_PROXIES=127.0.0.0/8")
	p.serve()
	return proxy
}

// through is a browser that reaches the server by the proxy alone.
func (p *porch) through(proxy *httptest.Server) *guest {
	trusted := x509.NewCertPool()
	trusted.AddCert(proxy.Certificate())
	g := p.guest()
	g.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted, ServerName: "example.com"}, // what the proxy's certificate is for
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, proxy.Listener.Addr().String())
		}}
	return g
}

// TestPrivacyBehindHTTPS is the door as it is served to others: each cookie is bound to this very host and to https, browsers
// are told to come back by https alone, links are https, and no name but ours is answered to, whatever the proxy lets by.
func TestPrivacyBehindHTTPS(t *testing.T) {
	p := openPorch(t, true)
	proxy := p.behind("collab.example.org")
	kim := p.through(proxy).open(strings.TrimPrefix(p.out.wait(t, `(https://\S+/in/\S+)`), p.at))
	kim.press("/in").wants(200, "can begin relationships now")
	kim.says("new").press("/submit", "f.party", "Acme", "f.partner", "Borealis", "f.why", "Fewer late trucks.", "f.person", "Kim Osei")
	kim.says("members invite Borealis dana@borealis.example").wants(200, "https://collab.example.org/in/")
	_, link := p.next()
	dana := p.through(proxy).open(link).press("/in").press("/in/join", "f.person", "Dana Reyes").wants(200, "You have joined")
	dana.press("/leave").open("/").press("/letter", "address", "dana@borealis.example").wants(200, "Look into your mailbox")
	dana.open(p.wayIn("dana@borealis.example")).press("/enter").wants(200, "Dana Reyes")
	if dana.cookie("__Host-collab-pass") == "" || dana.cookie("collab-pass") != "" {
		t.Error("the session is not bound to this host")
	}
	forged := p.through(proxy)
	forged.setCookie("collab-pass", dana.cookie("__Host-collab-pass")) // as a neighbour's page or plain http could set it
	if forged.open("/home"); forged.path != "/" {
		t.Error("a cookie that anybody could have set is believed")
	}
	p.bound(proxy, dana.cookie("__Host-collab-pass"))
}

// bound looks at an answer as it comes out of the server.
func (p *porch) bound(proxy *httptest.Server, pass string) {
	p.Helper()
	client := p.through(proxy)
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client.send(http.MethodGet, "/", nil)
	for _, set := range client.answered.Values("Set-Cookie") {
		for _, want := range []string{"__Host-", "; Secure", "; HttpOnly", "; Path=/", "; SameSite="} {
			if !strings.Contains(set, want) || strings.Contains(set, "Domain=") {
				p.Errorf("a cookie is not bound: %s", set)
			}
		}
	}
	if got := client.answered.Get("Strict-Transport-Security"); got != "max-age=31536000" || len(client.answered.Values("Set-Cookie")) == 0 {
		p.Errorf("browsers are told %q", got)
	}
	for host, want := range map[string]int{"collab.example.org": http.StatusOK, "evil.example": http.StatusMisdirectedRequest, "127.0.0.1": http.StatusMisdirectedRequest} {
		req, _ := http.NewRequestWithContext(p.Context(), http.MethodGet, "http://"+p.port+"/home", nil)
		req.Host = host
		req.Header.Set("X-Forwarded-Host", "collab.example.org")
		req.AddCookie(&http.Cookie{Name: "__Host-collab-pass", Value: pass})
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			p.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != want {
			p.Errorf("%s: %d", host, res.StatusCode)
		}
	}
}
