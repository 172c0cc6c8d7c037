package mail

import (
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"testing"

	"collab/trial"
)

// Without encryption nothing is said to a server that should have it, whoever took the offer away.
func TestSecurity(t *testing.T) {
	bare := func(p *postOffice) { p.TLSConfig = nil }
	for _, c := range []struct {
		name      string
		office    func(*postOffice)
		mailer    func(*Config)
		want      error
		encrypted bool
	}{
		{"STARTTLS taken away", bare, nil, ErrRefused, false},
		{"a stranger's certificate", nil, func(c *Config) { c.TLS = nil }, ErrRefused, false},
		{"another name on the certificate", nil, func(c *Config) { c.Host = "localhost" }, ErrRefused, false},
		{"none there, opportunistic", bare, func(c *Config) { c.Security = Opportunistic }, nil, false},
		{"there, opportunistic", nil, func(c *Config) { c.Security = Opportunistic }, nil, true},
		{"none wanted", nil, func(c *Config) { c.Security = Open }, nil, false},
		{"old TLS alone", func(p *postOffice) {
			p.TLSConfig.MaxVersion = tls.VersionTLS11
			p.TLSConfig.MinVersion = tls.VersionTLS10
		}, nil, ErrDown, false},
		{"encrypted where it is plain", nil, func(c *Config) { c.Security = Implicit }, ErrRefused, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := open(t, c.office)
			err := p.mailer(c.mailer).Send(t.Context(), "k", prompt)
			if !errors.Is(err, c.want) {
				t.Errorf("%v (%v)", err, Cause(err))
			}
			if got := p.letters(); c.want == nil && (len(got) != 1 || got[0].encrypted != c.encrypted) || c.want != nil && len(got) != 0 {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestEncryptedFromTheFirstByte(t *testing.T) {
	p := open(t, nil)
	l, err := tls.Listen("tcp", "127.0.0.1:0", p.TLSConfig)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = p.Serve(l) }()
	m := p.mailer(func(c *Config) { c.Security, c.Port = Implicit, l.Addr().(*net.TCPAddr).Port })
	if err := m.Send(t.Context(), "k", prompt); err != nil || !p.letters()[0].encrypted {
		t.Error(err, Cause(err))
	}
}

func TestSigningIn(t *testing.T) {
	guarded := func(p *postOffice) { p.user, p.password = "collab", "hunter2" }
	for _, c := range []struct {
		name           string
		office         func(*postOffice)
		user, password string
		want           error
		word           string
	}{
		{"by password", guarded, "collab", "hunter2", nil, ""},
		{"wrong password", guarded, "collab", "hunter3", ErrRefused, "535"},
		{"no password", guarded, "", "", ErrRefused, "530 5.7.0"},
		{"where nobody signs in", nil, "collab", "hunter2", ErrRefused, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := open(t, c.office)
			m := p.mailer(func(o *Config) { o.User, o.Password = c.user, c.password })
			err := m.Send(t.Context(), "k", prompt)
			if !errors.Is(err, c.want) || Word(err) != c.word || err != nil && strings.Contains(err.Error()+Cause(err).Error(), "hunter") {
				t.Errorf("%v, %q (%v)", err, Word(err), Cause(err))
			}
			if err == nil && p.letters()[0].as != "collab" {
				t.Errorf("%+v", p.letters())
			}
			if check := m.Check(t.Context()); c.name != "no password" && !errors.Is(check, c.want) {
				t.Errorf("the check says %v", check)
			}
		})
	}
}

// A password is not sent in the open, even to a server that would take it so; to this machine alone it is.
func TestNoPasswordInTheOpen(t *testing.T) {
	p := open(t, func(p *postOffice) {
		p.TLSConfig, p.AllowInsecureAuth, p.user, p.password = nil, true, "collab", "hunter2"
	})
	for host, want := range map[string]error{"127.0.0.1": nil, "127.0.0.2": ErrRefused} { // the library knows the first alone as this machine
		l, err := net.Listen("tcp", host+":0")
		if err != nil {
			trial.Missing(t, "this machine has one address alone: "+err.Error())
		}
		go func() { _ = p.Serve(l) }()
		m := p.mailer(func(c *Config) {
			c.Host, c.Port, c.Security, c.User, c.Password = host, l.Addr().(*net.TCPAddr).Port, Opportunistic, "collab", "hunter2"
		})
		if err := m.Send(t.Context(), "k", prompt); !errors.Is(err, want) {
			t.Errorf("%s: %v", host, Cause(err))
		}
	}
}
