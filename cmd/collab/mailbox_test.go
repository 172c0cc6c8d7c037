package main

import (
	"io"
	"net"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// mailbox is a mail server on this machine that takes every letter, unless it is told otherwise.
type mailbox struct {
	address string
	stop    func()
	says    error // of every recipient
	hold    chan struct{}
	mu      sync.Mutex
	letters []letter
	more    chan struct{}
}

type letter struct{ to, raw string }

func openMailbox(t *testing.T) *mailbox {
	t.Helper()
	m := &mailbox{address: "127.0.0.1:0", more: make(chan struct{}, 100)}
	m.start(t)
	return m
}

// start lets the mail server answer, at the address it had before.
func (m *mailbox) start(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", m.address)
	if err != nil {
		t.Fatal(err)
	}
	m.address = l.Addr().String()
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &sorting{mailbox: m}, nil }))
	s.Domain, s.EnableSMTPUTF8 = "localhost", true
	go func() { _ = s.Serve(l) }()
	m.stop = func() { _ = s.Close() }
	t.Cleanup(m.stop)
}

// sorting is one connection to the mailbox.
type sorting struct {
	*mailbox
	to string
}

func (s *sorting) Reset() {}

func (s *sorting) Logout() error { return nil }

func (s *sorting) Mail(string, *smtp.MailOptions) error { return nil }

func (s *sorting) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	s.mu.Lock()
	says, hold := s.says, s.hold
	s.mu.Unlock()
	if hold != nil {
		<-hold
	}
	return says
}

func (s *sorting) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	s.mu.Lock()
	s.letters = append(s.letters, letter{s.to, string(raw)})
	s.mu.Unlock()
	s.more <- struct{}{}
	return err
}
