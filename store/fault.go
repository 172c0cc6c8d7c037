package store

import (
	"errors"
	"fmt"
)

// Why a store cannot be opened, or an operator's verb not be done; test a [*Fault] against them with errors.Is.
var (
	ErrCorrupt    = errors.New("the file is damaged")
	ErrNewer      = errors.New("the file was written by a newer collab")
	ErrMark       = errors.New("the file is marked otherwise")
	ErrLocked     = errors.New("another process has the file open")
	ErrSecret     = errors.New("the secret key does not fit")
	ErrUnreadable = errors.New("the file cannot be used")
	ErrScheme     = errors.New("the address of the store is not understood")
)

// ErrNotFound says that there is no such relationship, or that the party has no part in it.
var ErrNotFound = errors.New("no such relationship")

// Fault says why a store file is refused and what to do next, for the operator.
type Fault struct {
	// Kind is one of the errors above.
	Kind error
	Path string
	// Reason is what was found, Next a full sentence that says what to do.
	Reason, Next string
}

// Error is one line with both.
func (f *Fault) Error() string {
	return fmt.Sprintf("%s: %s: %s. %s", f.Path, f.Kind, f.Reason, f.Next)
}

// Unwrap is the kind.
func (f *Fault) Unwrap() error { return f.Kind }

func corrupt(path, reason string) error {
	return &Fault{ErrCorrupt, path, reason, "Run collab verify " + path + " to see where, then restore the newest backup that verifies"}
}
