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
	// Of an appointment: who, and who has gone.
	Person string   `json:"person,omitempty"`
	Gone   []string `json:"gone,omitempty"`
	// Sure says that an erasure is wanted, and not only what it would do.
	Sure bool `json:"sure,omitempty"`
	// Of a code: what for, what it gives back, and how long it is good.
	Purpose string        `json:"purpose,omitempty"`
	Value   []byte        `json:"value,omitempty"`
	For     time.Duration `json:"for,omitempty"`
}

// reply is its answer; Error is a sentence, empty when it was done.
type reply struct {
	Error  string  `json:"error,omitempty"`
	Head   string  `json:"head,omitempty"`
	Status *Status `json:"status,omitempty"`
	Vacant bool    `json:"vacant,omitempty"`
	Code   string  `json:"code,omitempty"`
	Erased *Erased `json:"erased,omitempty"`
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
	case "appoint":
		r.Vacant, err = s.Appoint(o.Relationship, o.Party, o.Person, o.Gone)
		return r, err
	case "erase":
		done, err := s.Erase(o.Person, o.Sure)
		return reply{Erased: &done}, err
	case "code":
		r.Code, err = s.CodeFor(o.Purpose, o.Value, o.For)
		return r, err
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
