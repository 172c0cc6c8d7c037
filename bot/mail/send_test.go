package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

var prompt = Letter{To: "dana@borealis.example", Subject: "Acme × Borealis: check-in 1 waits for you", Text: "Open until Fri 13 Mar.", Link: "https://collab.example.org/direct", LinkLabel: "Open it"}

func TestDelivered(t *testing.T) {
	p := open(t, nil)
	if err := p.mailer(nil).Send(t.Context(), "k", prompt); err != nil {
		t.Fatal(err)
	}
	got := p.letters()
	if len(got) != 1 || got[0].from != "collab@example.org" || got[0].to != prompt.To || !got[0].encrypted {
		t.Fatalf("%+v", got)
	}
	if id := got[0].message(t).Header.Get("Message-ID"); id != "<"+mailer(t).messageID("k")+">" {
		t.Error(id)
	}
}

// What the server says decides what a letter that was not taken may hope for.
func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		name       string
		rcpt, data error
		want       error
		word       string
	}{
		{"no such mailbox", refusal(550, 5, 1, 1), nil, ErrGone, "550 5.1.1"},
		{"no such mailbox, plainly", refusal(550), nil, ErrGone, "550"},
		{"moved away", refusal(551, 5, 1, 6), nil, ErrGone, "551 5.1.6"},
		{"no mailbox of that form", refusal(553, 5, 1, 3), nil, ErrGone, "553 5.1.3"},
		{"not allowed to relay", refusal(550, 5, 7, 1), nil, ErrLater, "550 5.7.1"},
		{"no such transaction", refusal(554, 5, 7, 1), nil, ErrLater, "554 5.7.1"},
		{"greylisted", refusal(451, 4, 7, 1), nil, ErrLater, "451 4.7.1"},
		{"full", refusal(452, 4, 2, 2), nil, ErrLater, "452 4.2.2"},
		{"going down", refusal(421, 4, 3, 2), nil, ErrDown, "421 4.3.2"},
		{"sign in first", refusal(530, 5, 7, 0), nil, ErrRefused, "530 5.7.0"},
		{"disliked", nil, refusal(554, 5, 7, 1), ErrLater, "554 5.7.1"},
		{"no room", nil, refusal(452, 4, 3, 1), ErrLater, "452 4.3.1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := open(t, func(p *postOffice) {
				p.rcpt = func(int, string) error { return c.rcpt }
				p.data = func(int, *smtp.Conn) error { return c.data }
			})
			err := p.mailer(nil).Send(t.Context(), "k", prompt)
			if !errors.Is(err, c.want) || Word(err) != c.word {
				t.Errorf("%v, %q", err, Word(err))
			}
			quiet(t, err)
		})
	}
}

// quiet sees that an error, which is logged, names nobody.
func quiet(t *testing.T, err error) {
	t.Helper()
	if err == nil || strings.Contains(err.Error(), "dana") || strings.Contains(err.Error(), "@") {
		t.Errorf("the error is %v", err)
	}
}

func TestGreylistedThenTaken(t *testing.T) {
	p := open(t, func(p *postOffice) {
		p.rcpt = func(n int, _ string) error {
			if n == 1 {
				return refusal(451, 4, 7, 1)
			}
			return nil
		}
	})
	m := p.mailer(nil)
	first, second := m.Send(t.Context(), "k", prompt), m.Send(t.Context(), "k", prompt)
	if !errors.Is(first, ErrLater) || second != nil || len(p.letters()) != 1 {
		t.Errorf("%v, %v, %d letters", first, second, len(p.letters()))
	}
}

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
		if err != nil && os.Getenv("CI") == "true" {
			t.Fatal("this machine has one address alone, and CI needs two: ", err)
		}
		if err != nil {
			t.Skip("this machine has one address alone: ", err)
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

// A server that answers nothing is given up after a while, at any moment of the conversation.
func TestSlowServer(t *testing.T) {
	hold := make(chan struct{})
	t.Cleanup(func() { close(hold) })
	wait := func() error { <-hold; return errHungUp }
	for name, c := range map[string]struct {
		office func(*postOffice)
		want   error
	}{
		"at the recipient": {func(p *postOffice) { p.rcpt = func(int, string) error { return wait() } }, ErrDown},
		"at the end":       {func(p *postOffice) { p.data = func(int, *smtp.Conn) error { return wait() } }, errDoubt},
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t, c.office)
			m := p.mailer(func(c *Config) { c.Within = 200 * time.Millisecond })
			err := m.Send(t.Context(), "k", prompt)
			if !errors.Is(err, c.want) {
				t.Errorf("%v", err)
			}
			quiet(t, err)
		})
	}
	t.Run("at the door", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		m, _ := New(Config{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, From: "a@example.org", Within: 200 * time.Millisecond})
		if err := m.Send(t.Context(), "k", prompt); !errors.Is(err, ErrDown) {
			t.Error(err)
		}
	})
	t.Run("stopped meanwhile", func(t *testing.T) {
		p := open(t, func(p *postOffice) { p.rcpt = func(int, string) error { return wait() } })
		ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer stop()
		if err := p.mailer(nil).Send(ctx, "k", prompt); !errors.Is(err, ErrDown) {
			t.Error(err)
		}
	})
}

// A connection that ends after the last byte leaves open whether the letter was taken. Sent again, it is the same letter.
func TestHungUpAfterTheLastByte(t *testing.T) {
	p := open(t, func(p *postOffice) {
		p.data = func(n int, c *smtp.Conn) error {
			if n == 1 {
				_ = c.Conn().Close()
			}
			return nil
		}
	})
	m := p.mailer(nil)
	err := m.Send(t.Context(), "k", prompt)
	for _, certain := range []error{ErrGone, ErrLater, ErrDown, ErrRefused, ErrBusy} {
		if err == nil || errors.Is(err, certain) {
			t.Errorf("%v", err)
		}
	}
	if err := m.Send(t.Context(), "k", prompt); err != nil {
		t.Fatal(err)
	}
	if err := m.Send(t.Context(), "l", prompt); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, l := range p.letters() {
		ids = append(ids, l.message(t).Header.Get("Message-ID"))
	}
	if len(ids) != 3 || ids[0] != ids[1] || ids[1] == ids[2] {
		t.Errorf("%v", ids)
	}
}

func TestDownThenUp(t *testing.T) {
	p := open(t, nil)
	m := p.mailer(nil)
	_ = p.listener.Close()
	if err := m.Send(t.Context(), "k", prompt); !errors.Is(err, ErrDown) {
		t.Fatal(err)
	}
	again := open(t, func(next *postOffice) { next.TLSConfig = p.TLSConfig })
	m.Port = again.port
	if err := m.Send(t.Context(), "k", prompt); err != nil || len(again.letters()) != 1 {
		t.Error(err, Cause(err))
	}
}

// Two letters are on their way at most; a third waits a moment and is then put off, certainly unsent.
func TestBusy(t *testing.T) {
	hold, reading := make(chan struct{}), make(chan struct{}, atOnce)
	p := open(t, func(p *postOffice) {
		p.data = func(int, *smtp.Conn) error { reading <- struct{}{}; <-hold; return nil }
	})
	m := p.mailer(nil)
	var all sync.WaitGroup
	for _, key := range []string{"a", "b"} {
		all.Go(func() {
			if err := m.Send(t.Context(), key, prompt); err != nil {
				t.Error(err)
			}
		})
		<-reading
	}
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if err := m.Send(ctx, "c", prompt); !errors.Is(err, ErrBusy) {
		t.Error(err)
	}
	close(hold)
	all.Wait()
	if len(p.letters()) != 2 {
		t.Errorf("%d letters", len(p.letters()))
	}
}

func TestNoMailer(t *testing.T) {
	var m *Mailer
	if err := m.Send(t.Context(), "k", prompt); !errors.Is(err, ErrDown) {
		t.Error(err)
	}
	if _, err := New(Config{From: "nobody"}); err == nil {
		t.Error("nobody may write letters")
	}
}

func TestAddresses(t *testing.T) {
	p := open(t, func(p *postOffice) { p.EnableSMTPUTF8 = true })
	m := p.mailer(nil)
	for _, to := range []string{"dana@borealis.example", "o'neill+x@borealis.example", "דנה@borealis.example"} {
		l := prompt
		if l.To = to; m.Send(t.Context(), to, l) != nil || p.letters()[len(p.letters())-1].to != to {
			t.Errorf("%s did not get it", to)
		}
	}
	for _, to := range []string{"", "dana", "Dana <dana@borealis.example>", "a@b.example, c@d.example", "a@b.example\r\nRCPT TO:<eve@example.org>", "dana@borealis.example\x00", "<a@b.example>", "a@b.example (c)"} {
		l := prompt
		if l.To = to; !errors.Is(m.Send(t.Context(), to, l), ErrGone) {
			t.Errorf("%q is an address", to)
		}
	}
	if n := len(p.letters()); n != 3 {
		t.Errorf("%d letters", n)
	}
}
