package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"collab/bot"
	"collab/bot/mail"
	"collab/bot/web"
	"collab/scheduler"
)

// postbox is a real mail server on this machine that keeps what it is given.
type postbox struct {
	mu      sync.Mutex
	letters []string // recipient, then the letter
	say     func(n int) error
	n       int
	to      string
}

func (m *postbox) NewSession(*smtp.Conn) (smtp.Session, error) { return m, nil }
func (m *postbox) Reset()                                      {}
func (m *postbox) Logout() error                               { return nil }
func (m *postbox) Mail(string, *smtp.MailOptions) error        { return nil }
func (m *postbox) Rcpt(to string, _ *smtp.RcptOptions) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.n++
	m.to = to
	if m.say == nil {
		return nil
	}
	return m.say(m.n)
}

func (m *postbox) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.letters = append(m.letters, m.to+"\n"+string(raw))
	return err
}

func (m *postbox) got() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.letters)
}

// open serves the mailbox on a port of its own.
func (m *postbox) open(t *testing.T) (port int) {
	t.Helper()
	s := smtp.NewServer(m)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return l.Addr().(*net.TCPAddr).Port
}

var ada = bot.Account{Platform: mail.Platform, Home: "-", User: "ada@borealis.example"}

// withMail lets the office write letters, and lets ada of Borealis lead its side, by mail alone.
func (o *office) withMail() *postbox {
	o.Helper()
	box := &postbox{}
	var err error
	if o.teller.mail, err = mail.New(mail.Config{Host: "127.0.0.1", Port: box.open(o.T), Security: mail.Open, From: "Collab <collab@example.org>", Now: o.store.Now}); err != nil {
		o.Fatal(err)
	}
	o.door = web.New(web.Config{Say: o.saysAtDoor, Said: o.saidAtDoor, Now: o.store.Now, Log: o.log})
	o.teller.web, o.bot.Door = o.door, "https://collab.example.org"
	said := o.says(kim, "", "new", map[string]string{"party": "Acme", "partner": "Borealis", "why": "Fewer late trucks", "person": "Kim Osei", "first": "2026-03-12"})
	o.says(ada, "", "join "+code.FindStringSubmatch(said)[1], map[string]string{"person": "Ada Cole", "zone": "Europe/London"})
	return box
}

func (o *office) pass(days int) {
	o.Helper()
	if err := o.scheduler.Advance(o.Context(), o.now, o.now.AddDate(0, 0, days), func(at time.Time) error { o.now = at; return nil }); err != nil {
		o.Fatal(err)
	}
}

// conversation is what stands in somebody's conversation on the pages.
func (o *office) conversation(a bot.Account) (text string) {
	o.Helper()
	all, err := o.saidAtDoor(o.Context(), bot.DirectTo(a).String(), 0)
	if err != nil {
		o.Fatal(err)
	}
	for _, one := range all {
		text += bot.Draw(*one.Message, time.UTC) + "\n"
	}
	return text
}

// Whoever has only mail is asked in a letter of few words, and finds the whole of it on their page; each step of a
// check-in is one letter, and letters can be stopped without losing what they say.
func TestPrivacyOfLettersThatAreSent(t *testing.T) {
	o := newOffice(t)
	box := o.withMail()
	o.pass(15)
	got := box.got()
	for _, one := range got {
		if !strings.HasPrefix(one, "ada@borealis.example\n") || strings.Contains(one, "Kim") || strings.Contains(one, "late trucks") {
			t.Errorf("a letter goes astray or says too much:\n%s", one)
		}
	}
	asked := slices.IndexFunc(got, func(one string) bool {
		return strings.Contains(one, "check-in_1") || strings.Contains(one, "check-in 1")
	})
	if asked < 0 || !strings.Contains(o.conversation(ada), "Check-in 1 with Acme is open.") {
		t.Fatalf("%d letters: %v\n%s", len(got), got, o.conversation(ada))
	}
	before := len(box.got())
	o.says(ada, "", "settings mail off", nil)
	o.pass(14)
	if len(box.got()) != before || !strings.Contains(o.conversation(ada), "Check-in 2 with Acme is open.") {
		t.Errorf("%d letters after they were stopped, %d before\n%s", len(box.got()), before, o.conversation(ada))
	}
}

// A mail server that puts letters off, or is down for a while, loses none and gets none twice.
func TestLettersWaitForTheMailServer(t *testing.T) {
	o := newOffice(t)
	box := o.withMail()
	box.say = func(n int) error {
		if n <= 2 {
			return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "later"}
		}
		return nil
	}
	up := o.teller.mail.Port
	o.teller.mail.Port = 1
	o.pass(10)
	if err := o.scheduler.Advance(o.Context(), o.now, o.now.Add(2*time.Hour), func(at time.Time) error { o.now = at; return nil }); err != nil || len(box.got()) != 0 {
		t.Fatal(err, box.got())
	}
	o.teller.mail.Port = up
	if err := o.scheduler.Advance(o.Context(), o.now, o.now.Add(3*time.Hour), func(at time.Time) error { o.now = at; return nil }); err != nil {
		t.Fatal(err)
	}
	if n := len(box.got()); n != 1 {
		t.Errorf("%d letters", n)
	}
}

// What a mail server says is understood; what may have been taken goes again, and not for ever.
func TestWhatTheMailServerSays(t *testing.T) {
	o := newOffice(t)
	for _, c := range []struct {
		err  error
		want error
	}{{mail.ErrGone, scheduler.ErrGone}, {mail.ErrLater, scheduler.ErrNotSent}, {mail.ErrDown, scheduler.RetryAfter(downFor)},
		{mail.ErrBusy, scheduler.RetryAfter(busyFor)}, {mail.ErrRefused, scheduler.RetryAfter(refusedFor)}} {
		if got, ours := o.teller.lettered(c.err); !ours || !errors.Is(got, c.want) {
			t.Errorf("%v: %v", c.err, got)
		}
	}
	if o.teller.unmailed.Load() == nil {
		t.Error("that the server refuses us is forgotten")
	}
	if _, ours := o.teller.lettered(errors.New("perhaps")); ours {
		t.Error("a doubt is certain")
	}
	task := scheduler.Task{Key: "k", To: ada.String(), Doubts: mostCopies}
	if ref, found, err := o.teller.find(context.Background(), task); ref != "k" || !found || err != nil {
		t.Error(ref, found, err)
	}
	if task.Doubts = 2; func() bool {
		_, found, err := o.teller.find(t.Context(), task)
		return found || !errors.Is(err, errors.ErrUnsupported)
	}() {
		t.Error("a letter was found")
	}
}

// Doctor signs in at the mail server and sends nothing, unless the operator names somebody: then it sends to them alone.
func TestPrivacyOfATrialLetter(t *testing.T) {
	d, box := sit(t), &postbox{}
	port := box.open(t)
	if _, err := d.run("doctor", "--listen=127.0.0.1:0", d.store("collab.db"), "--mail=you@example.org"); err == nil || !strings.Contains(d.out.String(), "no mail server is configured") {
		t.Error(err, d.out)
	}
	d.variables = append(d.variables, fmt.Sprintf("COLLAB_SMTP_URL=smtp://127.0.0.1:%d", port), "COLLAB_MAIL_FROM=Collab <collab@example.org>", "COLLAB_BASE_URL=http://127.0.0.1:1")
	if out := d.does("doctor", "--listen=127.0.0.1:0", d.store("collab.db")); !strings.Contains(out, "the mail server at 127.0.0.1 lets us in") || len(box.got()) > 0 {
		t.Error(out, box.got())
	}
	d.does("doctor", "--listen=127.0.0.1:0", d.store("collab.db"), "--mail=you@example.org")
	if got := box.got(); len(got) != 1 || !strings.HasPrefix(got[0], "you@example.org\n") || !strings.Contains(got[0], "A trial letter") {
		t.Error(got)
	}
	box.say = func(int) error {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "nobody"}
	}
	if _, err := d.run("doctor", "--listen=127.0.0.1:0", d.store("collab.db"), "--mail=nobody@example.org"); err == nil || !strings.Contains(d.out.String(), "(550 5.1.1)") {
		t.Error(err, d.out)
	}
}
