package mail

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	netmail "net/mail"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// postOffice is a real mail server on this machine, which does what a test says.
type postOffice struct {
	*smtp.Server
	t        testing.TB
	listener net.Listener
	port     int
	roots    *x509.CertPool

	mu    sync.Mutex
	taken []taken
	calls int
	// What the server says to a recipient, and once it has read a letter; nil takes it. n counts, from 1, the calls of each.
	rcpt func(n int, to string) error
	data func(n int, c *smtp.Conn) error
	// Who may sign in; nobody has to when user is empty.
	user, password string
}

// taken is a letter the server took, or read and did not acknowledge.
type taken struct {
	from, to  string
	raw       []byte
	encrypted bool
	as        string // who signed in
}

func (l taken) message(t testing.TB) *netmail.Message {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(l.raw))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// open starts a server on a port of its own. It offers STARTTLS; change can take that away.
func open(t testing.TB, change func(*postOffice)) *postOffice {
	t.Helper()
	p := &postOffice{t: t}
	p.Server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &visit{postOffice: p, conn: c}, nil }))
	p.Domain, p.ErrorLog = "mail.test", silent{}
	p.TLSConfig, p.roots = certified(t)
	if change != nil {
		change(p)
	}
	p.listen("127.0.0.1:0")
	p.port = p.listener.Addr().(*net.TCPAddr).Port
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func (p *postOffice) listen(address string) {
	var err error
	if p.listener, err = net.Listen("tcp", address); err != nil {
		p.t.Fatal(err)
	}
	go func() { _ = p.Serve(p.listener) }()
}

// mailer writes letters by way of this server.
func (p *postOffice) mailer(change func(*Config)) *Mailer {
	p.t.Helper()
	c := Config{Host: "127.0.0.1", Port: p.port, Security: StartTLS, From: "Collab <collab@example.org>", TLS: &tls.Config{RootCAs: p.roots}, Within: 5 * time.Second}
	if change != nil {
		change(&c)
	}
	m, err := New(c)
	if err != nil {
		p.t.Fatal(err)
	}
	return m
}

func (p *postOffice) letters() []taken {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

// visit is one connection.
type visit struct {
	*postOffice
	conn   *smtp.Conn
	letter taken
	as     string
}

func (v *visit) AuthMechanisms() []string {
	if v.user == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (v *visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != v.user || password != v.password {
			return smtp.ErrAuthFailed
		}
		v.as = user
		return nil
	}), nil
}

func (v *visit) Mail(from string, _ *smtp.MailOptions) error {
	if v.user != "" && v.as == "" {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "sign in first"}
	}
	_, encrypted := v.conn.TLSConnectionState()
	v.letter = taken{from: from, encrypted: encrypted, as: v.as}
	return nil
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.letter.to = to
	v.mu.Lock()
	defer v.mu.Unlock()
	v.calls++
	if v.rcpt == nil {
		return nil
	}
	return v.rcpt(v.calls, to)
}

func (v *visit) Data(r io.Reader) (err error) {
	if v.letter.raw, err = io.ReadAll(r); err != nil {
		return err
	}
	v.mu.Lock()
	v.taken = append(v.taken, v.letter)
	n := len(v.taken)
	v.mu.Unlock()
	if v.data == nil {
		return nil
	}
	return v.data(n, v.conn)
}

func (v *visit) Reset()        {}
func (v *visit) Logout() error { return nil }

// refusal is what a server says with a number.
func refusal(code int, status ...int) error {
	e := &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: "dana@borealis.example said no"}
	if len(status) == 3 {
		e.EnhancedCode = smtp.EnhancedCode(status)
	}
	return e
}

var errHungUp = errors.New("hung up")

// certified makes a certificate for 127.0.0.1 and who trusts it.
func certified(t testing.TB) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{{127, 0, 0, 1}}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, roots
}
