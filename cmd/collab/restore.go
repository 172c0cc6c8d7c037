package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/alecthomas/kong"

	"collab/config"
	"collab/store"
)

type restore struct {
	settings
	File  string `arg:"" help:"The backup."`
	Force bool   `help:"Put the backup in the place of a store that exists; the old one is kept beside it."`
}

// Run makes a store of a backup. The store is never missing: the new one is whole before it takes the old one's place.
func (r *restore) Run(ctx context.Context, env environment, verb *kong.Context) error {
	c, err := r.check(verb)
	if err != nil {
		return err
	}
	if err := r.vacant(c); err != nil {
		return err
	}
	if err := checkApart(ctx, env, c.SecretKey, r.File); err != nil {
		return err
	}
	next := filepath.Join(filepath.Dir(c.File), "."+filepath.Base(c.File)+".restoring")
	_ = os.Remove(next) // of an attempt that was interrupted
	if err := store.Restore(r.File, next, secretOf(c), time.Now()); err != nil {
		return err
	}
	kept, err := aside(c.File)
	if err != nil {
		return err
	}
	if err := os.Rename(next, c.File); err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.out, "%s holds the record of %s now%s\nWhat was due before is listed by todo, not sent again.\n", c.File, r.File, kept)
	return err
}

// vacant refuses a store that is in use, and one that would be overwritten.
func (r *restore) vacant(c config.Config) error {
	if o, err := store.Dial(c.File); err == nil {
		return errors.Join(fmt.Errorf("%s is being served. Stop the server, then restore", c.File), o.Close())
	}
	if _, err := os.Stat(c.File); err == nil && !r.Force {
		return fmt.Errorf("%s exists. With --force the backup takes its place, and the old one is kept beside it", c.File)
	}
	return nil
}

// setAside is what the name of a store has behind it in whose place a backup came.
const setAside = ".before-"

// aside keeps what stood there before, under a name with the instant in it, and says so.
func aside(path string) (said string, err error) {
	old := path + setAside + time.Now().UTC().Format("20060102T150405.000Z")
	err = os.Rename(path, old)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return "; what stood there is " + old, err
}
