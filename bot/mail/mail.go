// Package mail writes letters: to whoever has no chat that collab reaches, by the mail server of whoever runs it.
//
// A letter says little: the name of the relationship, what is asked, until when, and a link to a page where one signs in.
// Letters cross servers nobody here knows, and lie in mailboxes for ever, so no word that people wrote to each other stands
// in one, and nobody is named who has not answered. What a letter says is decided by package bot, from what every party
// reads; here it is drawn and handed over.
//
// # Drawing
//
// Each letter is plain text, with the same in HTML beside it. It loads nothing from elsewhere, counts no readers, and asks for
// no answer: it says of itself that a machine wrote it. Names are other people's words: they are cut to what a subject may
// hold, lose what could begin another header or turn the line around, and are never markup.
//
// # Handing over
//
// A letter is handed over on a connection of its own, encrypted unless whoever runs the server said otherwise aloud: a server
// that should offer encryption and does not is not spoken to. What went wrong is one of five things, since they end
// differently: nobody has that mailbox ([ErrGone]); not now ([ErrLater]); the server does not answer ([ErrDown]); it refuses us
// ([ErrRefused]); or, for every other error, the letter may have been taken. The first four are certain that it was not, as
// is [ErrBusy]. No error holds an address, or what a server said beyond its number: errors are logged.
// A letter that may have been taken goes again under the Message-ID it had, which its key decides, so that a mail server
// or a mailbox that looks for repeats sees one.
package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/mail"
	"time"
)

// Platform is how e-mail is called in accounts: what stands for the user is an address.
const Platform = "mail"

// Letter is one letter to one person.
type Letter struct {
	// To is an address, without a name.
	To string
	// Subject is cut to what mail programs show.
	Subject string
	// Text is what the letter says: a sentence or a few, a paragraph each line.
	Text string
	// Link leads to a page, https; LinkLabel says what one does there, such as "Open the check-in".
	Link, LinkLabel string
	// Note stands below, in small: why the letter came, and how to get no more of them.
	Note string
	// Settings is the page where letters are stopped; empty for one that somebody asked for, such as a link to sign in.
	Settings string
}

// Security is how the connection to the mail server is kept from being read and changed on the way.
type Security string

// The kinds of security.
const (
	StartTLS      Security = "starttls"      // encryption is asked for, and a server without it is not spoken to
	Implicit      Security = "tls"           // the connection is encrypted from its first byte
	Opportunistic Security = "opportunistic" // encryption is asked for, and gone without
	Open          Security = "none"          // no encryption
)

// Config says which mail server there is, and who writes.
type Config struct {
	Host string
	Port int
	// User and Password sign in; without a user nobody does.
	User, Password string
	Security       Security
	// From is who writes: "Collab <collab@example.org>".
	From string
	// TLS is nil for the usual trust: the certificates that the machine trusts.
	TLS *tls.Config
	// Within is how long it may take to be greeted and signed in, and again to hand a letter over; 10 s when 0.
	Within time.Duration
	// Now is the clock; nil means [time.Now].
	Now func() time.Time
}

// Mailer hands letters over. All its methods may be used at the same time.
type Mailer struct {
	Config
	from  *mail.Address
	slots chan struct{}
}

// atOnce is how many connections to the mail server are open at the same time: a slow one must not hold up whatever else
// is to be told.
const atOnce = 2

var (
	// ErrGone is wrapped by the error of a letter to a mailbox that the server says nobody has.
	ErrGone = errors.New("the mail server says that there is no such mailbox")
	// ErrLater is wrapped by the error of a letter that was not taken now and may be the next time.
	ErrLater = errors.New("the mail server did not take the letter now")
	// ErrDown is wrapped by the error of a letter that was not sent because the server does not answer.
	ErrDown = errors.New("the mail server does not answer")
	// ErrBusy is wrapped by the error of a letter that was not sent because other letters are on their way.
	ErrBusy = errors.New("other letters are on their way")
	// ErrRefused is wrapped by the error of a letter that was not sent because the server takes none from us as things
	// are. Whoever runs the server can mend it.
	ErrRefused = errors.New("the mail server refuses us")
)

// New makes a mailer. It connects to nothing yet.
func New(c Config) (*Mailer, error) {
	from, err := mail.ParseAddress(c.From)
	if err != nil {
		return nil, fmt.Errorf("the sender of letters: %w", err)
	}
	c.Within = cmp.Or(c.Within, 10*time.Second)
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Mailer{Config: c, from: from, slots: make(chan struct{}, atOnce)}, nil
}

// Send hands one letter over. The key names it: a letter that may have been sent before is given the same key again. A nil
// Mailer sends nothing, and says so.
func (m *Mailer) Send(ctx context.Context, key string, l Letter) error {
	if m == nil {
		return fmt.Errorf("%w: no mail server is configured", ErrDown)
	}
	return m.send(ctx, key, l)
}
