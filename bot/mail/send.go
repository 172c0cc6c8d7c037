package mail

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"time"

	smtp "github.com/wneessen/go-mail"
	wire "github.com/wneessen/go-mail/smtp"
)

// patience is how long a letter waits for one of the connections to come free.
const patience = 3 * time.Second

// send draws a letter and hands it over.
func (m *Mailer) send(ctx context.Context, key string, l Letter) error {
	msg, err := m.message(key, l)
	if err != nil {
		return err
	}
	free := time.NewTimer(patience)
	defer free.Stop()
	select {
	case m.slots <- struct{}{}:
		defer func() { <-m.slots }()
	case <-free.C:
		return ErrBusy
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrBusy, ctx.Err())
	}
	return m.talk(ctx, ascii(l.To), func(c *smtp.Client, conn *wire.Client) error {
		err := c.SendWithSMTPClient(conn, msg)
		if msg.IsDelivered() {
			return nil // what goes wrong afterwards changes nothing
		}
		return handed(err)
	})
}

// Check signs in at the mail server and sends nothing. Its error is for whoever runs the server, and may hold what the mail
// server said.
func (m *Mailer) Check(ctx context.Context) error {
	return m.talk(ctx, true, func(*smtp.Client, *wire.Client) error { return nil })
}

// talk connects, does one thing, and hangs up. Whatever happens, it ends when ctx does.
func (m *Mailer) talk(ctx context.Context, ascii bool, do func(*smtp.Client, *wire.Client) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // which closes the connection, too
	c, err := m.client(ctx, ascii)
	if err != nil {
		return &failure{kind: ErrRefused, cause: err}
	}
	conn, err := c.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return greeted(err)
	}
	err = do(c, conn)
	_ = c.CloseWithSMTPClient(conn) // what was said before goodbye holds
	return err
}

// client speaks SMTP as the configuration says. An address that is plain ASCII goes to servers that know no other.
func (m *Mailer) client(ctx context.Context, ascii bool) (*smtp.Client, error) {
	options := []smtp.Option{
		smtp.WithPort(m.Port), smtp.WithTimeout(m.Within), smtp.WithHELO(domainOf(m.from.Address)), smtp.WithoutNoop(), smtp.WithoutRset(),
		smtp.WithTLSConfig(m.tls()), smtp.WithTLSPolicy(m.policy()), smtp.WithDialContextFunc(m.dial(ctx)),
	}
	if m.User != "" { // the library sends a password in the open to this machine alone
		options = append(options, smtp.WithUsername(m.User), smtp.WithPassword(m.Password),
			smtp.WithOpportunisticSMTPAuth(smtp.SMTPAuthSCRAMSHA256, smtp.SMTPAuthSCRAMSHA1, smtp.SMTPAuthPlain, smtp.SMTPAuthLogin, smtp.SMTPAuthCramMD5))
	}
	if ascii {
		options = append(options, smtp.WithoutSMTPUTF8()) // a letter marked so is turned back by the next server that does not know it
	}
	return smtp.NewClient(m.Host, options...)
}

func (m *Mailer) tls() *tls.Config {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if m.TLS != nil {
		c = m.TLS.Clone()
	}
	c.ServerName = m.Host
	return c
}

func (m *Mailer) policy() smtp.TLSPolicy {
	switch m.Security {
	case Open, Implicit:
		return smtp.NoTLS // of the two, Implicit is encrypted before the library speaks
	case Opportunistic:
		return smtp.TLSOpportunistic
	}
	return smtp.TLSMandatory
}

// dial connects, and sees to it that the connection ends with the letter it is for.
func (m *Mailer) dial(whole context.Context) smtp.DialContextFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		var conn net.Conn
		var err error
		if m.Security == Implicit {
			conn, err = (&tls.Dialer{Config: m.tls()}).DialContext(ctx, network, address)
		} else {
			conn, err = (&net.Dialer{}).DialContext(ctx, network, address)
		}
		if err == nil {
			context.AfterFunc(whole, func() { _ = conn.Close() })
		}
		return conn, err
	}
}
