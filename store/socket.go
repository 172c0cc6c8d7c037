package store

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"
)

// One process has the file, so the operator's verbs reach it through a socket beside it that only the same user may
// open: a line of JSON asks, a line of JSON answers.

// order is what an operator asks of the process that has the store.
type order struct {
	Verb         string `json:"verb"`
	Path         string `json:"path,omitempty"`
	Relationship string `json:"relationship,omitempty"`
	Party        string `json:"party,omitempty"`
	Ledger       string `json:"ledger,omitempty"`
	N            int    `json:"n,omitempty"`
}

// reply is its answer; Error is a sentence, empty when it was done.
type reply struct {
	Error  string  `json:"error,omitempty"`
	Head   string  `json:"head,omitempty"`
	Status *Status `json:"status,omitempty"`
}

// Status is how a store that is in use stands.
type Status struct {
	Mark          string    `json:"mark"`
	Process       int       `json:"process"`
	Bytes         int64     `json:"bytes"`
	Relationships int       `json:"relationships"`
	Commit        uint64    `json:"commit"` // since it was opened
	Now           time.Time `json:"now"`
	EarliestDue   time.Time `json:"earliest_due,omitzero"`
	EarliestReady time.Time `json:"earliest_ready,omitzero"`
}

// Status says how the store stands.
func (s *Store) Status() Status {
	st := Status{Mark: s.Marked(), Process: os.Getpid(), Relationships: len(s.Relationships()), Commit: s.committed(), Now: s.Now()}
	if info, err := os.Stat(s.path); err == nil {
		st.Bytes = info.Size()
	}
	st.EarliestDue, _ = s.EarliestDue()
	st.EarliestReady, _ = s.EarliestReady()
	return st
}

// Committed is the number of the newest commit on disk since the store was opened.
func (s *Store) Committed() uint64 { return s.committed() }

func socketPath(path string) string { return path + ".sock" }

// Listen answers operators until the context ends.
func Listen(ctx context.Context, s *Store) error {
	l, err := listenPrivately(socketPath(s.path))
	if err != nil {
		return fmt.Errorf("listen for operators: %w", err)
	}
	defer os.Remove(socketPath(s.path))
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	for {
		c, err := l.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("listen for operators: %w", err)
		}
		go s.attend(ctx, c)
	}
}

// listenPrivately makes the socket in a directory nobody else can enter and moves it to its place with its rights set:
// at no moment may others connect.
func listenPrivately(path string) (net.Listener, error) {
	dir, err := os.MkdirTemp(filepath.Dir(path), ".collab")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	made := filepath.Join(dir, "s")
	l, err := net.Listen("unix", made)
	if err != nil {
		return nil, err
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := errors.Join(os.Chmod(made, 0o600), os.Rename(made, path)); err != nil {
		_ = l.Close()
		return nil, err
	}
	return l, nil
}

// attend answers one operator.
func (s *Store) attend(ctx context.Context, c net.Conn) {
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer stop()
	in, out := json.NewDecoder(bufio.NewReader(io.LimitReader(c, 1<<20))), json.NewEncoder(c)
	for {
		var o order
		if err := in.Decode(&o); err != nil {
			return
		}
		r, err := s.obey(ctx, o)
		if err != nil {
			r.Error = err.Error()
		}
		if err := out.Encode(r); err != nil {
			return
		}
	}
}

func (s *Store) obey(ctx context.Context, o order) (r reply, err error) {
	switch o.Verb {
	case "status":
		st := s.Status()
		return reply{Status: &st}, nil
	case "backup":
		return r, s.BackupTo(ctx, o.Path)
	case "verify":
		return r, s.Verify(ctx)
	case "head":
		head, err := s.HeadAt(o.Relationship, o.Ledger, o.N)
		return reply{Head: head.String()}, err
	case "export":
		return r, newFile(o.Path, func(f *os.File) error {
			return s.Export(o.Relationship, o.Party, o.Ledger, f) // audience: the operator names the party; Export gives that party's ledgers alone; mutate: s/o.Party/o.Ledger/
		})
	}
	return r, fmt.Errorf("the verb %q is unknown", o.Verb)
}

// verifyPattern begins the names of the directories that copies of the store are checked in.
func verifyPattern(path string) string { return "." + filepath.Base(path) + ".verify" }

// Verify checks the open store: a copy of it, since a page that changes while it is read would look damaged.
func (s *Store) Verify(ctx context.Context) error {
	dir, err := os.MkdirTemp(filepath.Dir(s.path), verifyPattern(s.path))
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	return s.BackupTo(ctx, filepath.Join(dir, "copy"))
}

// Operator is a connection to the process that has a store open.
type Operator struct {
	c   net.Conn
	in  *json.Decoder
	out *json.Encoder
}

// Dial reaches the process that has the store file open. It fails when there is none: then the file can be opened.
func Dial(path string) (*Operator, error) {
	c, err := net.DialTimeout("unix", socketPath(path), time.Second)
	if err != nil {
		return nil, err
	}
	return &Operator{c, json.NewDecoder(c), json.NewEncoder(c)}, nil
}

// Close ends the connection.
func (o *Operator) Close() error { return o.c.Close() }

func (o *Operator) ask(what order) (r reply, err error) {
	if what.Path != "" {
		if what.Path, err = filepath.Abs(what.Path); err != nil {
			return r, err
		}
	}
	if err = o.out.Encode(what); err == nil {
		err = o.in.Decode(&r)
	}
	if err == nil && r.Error != "" {
		err = errors.New(r.Error)
	}
	return r, err
}

// Status asks how the store stands.
func (o *Operator) Status() (Status, error) {
	r, err := o.ask(order{Verb: "status"})
	if err != nil || r.Status == nil {
		return Status{}, err
	}
	return *r.Status, nil
}

// Backup has a verified copy made, see [Store.BackupTo]. When ctx ends it is no longer waited for.
func (o *Operator) Backup(ctx context.Context, path string) error {
	defer context.AfterFunc(ctx, func() { _ = o.c.Close() })()
	_, err := o.ask(order{Verb: "backup", Path: path})
	return err
}

// Verify has the store checked, see [Store.Verify].
func (o *Operator) Verify() error {
	_, err := o.ask(order{Verb: "verify"})
	return err
}

// Head asks for the head a ledger had with n entries, the newest when n is 0, in its short form.
func (o *Operator) Head(rel, ledger string, n int) (string, error) {
	r, err := o.ask(order{Verb: "head", Relationship: rel, Ledger: ledger, N: n})
	return r.Head, err
}

// Export has a ledger written to a new file, see [Store.Export].
func (o *Operator) Export(rel, party, ledger, path string) error {
	_, err := o.ask(order{Verb: "export", Relationship: rel, Party: party, Ledger: ledger, Path: path})
	return err
}
