package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"collab/config"
	"collab/store"
)

// hold is a store as an operator has hold of it: through the process that serves it, or opened for one verb.
type hold interface {
	Backup(ctx context.Context, path string) error
	Export(rel, party, ledger, path string) error
	Appoint(rel, party, person string, gone []string) (vacant bool, err error)
	Erase(person string, sure bool) (store.Erased, error)
	CodeFor(purpose string, value []byte, good time.Duration) (code string, err error)
	Close() error
}

// takeHold asks the process that has the store open, when there is one, and opens the file otherwise.
func takeHold(ctx context.Context, c config.Config, env environment) (hold, error) {
	if o, err := store.Dial(c.File); err == nil {
		return o, nil
	}
	if _, err := os.Stat(c.File); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s does not exist. Name the store with --store", c.File)
	}
	check := func(path string) error { return checkApart(ctx, env, c.SecretKey, path) }
	s, err := openMarked(c, store.Options{Secret: secretOf(c), Check: check})
	return opened{s}, err
}

// openMarked opens a store whichever its mark is: an operator may keep a demo as well.
func openMarked(c config.Config, o store.Options) (*store.Store, error) {
	s, err := store.Open(c.Store, o)
	if errors.Is(err, store.ErrMark) {
		o.Mark = store.Demo
		return store.Open(c.Store, o)
	}
	return s, err
}

// secretOf is the key a store is opened with; nil without one.
func secretOf(c config.Config) []byte {
	if c.SecretKey == "" {
		return nil
	}
	return []byte(c.SecretKey.Reveal())
}

// opened is a store opened for one verb.
type opened struct{ *store.Store }

// Backup writes a verified copy.
func (o opened) Backup(ctx context.Context, path string) error { return o.BackupTo(ctx, path) }

// Export writes one ledger to a new file that only this user can read.
func (o opened) Export(rel, party, ledger, path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(o.Store.Export(rel, party, ledger, f), f.Sync(), f.Close()) // audience: the operator names the party; Export gives that party's ledgers alone; mutate: s/party, ledger/ledger, ledger/
	if err != nil {
		_ = os.Remove(path)
	}
	return err
}
