package mail

import (
	"context"
	"errors"
	"net"
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
