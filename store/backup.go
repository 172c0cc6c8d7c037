package store

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
)

// Backup writes the store as of its newest commit, while recording goes on.
func (s *Store) Backup(w io.Writer) error {
	return s.db.View(func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(w)
		return err
	})
}

// BackupTo makes a copy that is whole, verified and safe on disk when it returns; the file must not exist yet. It is
// given up when ctx ends: then nothing is left of it.
func (s *Store) BackupTo(ctx context.Context, path string) error {
	if s.Unclean() {
		if err := s.Compact(); err != nil {
			return err // a copy would keep what was erased
		}
	}
	return newFile(path, func(f *os.File) error {
		if err := s.Backup(whileWanted{ctx, f}); err != nil {
			return err
		}
		return s.check(f.Name())
	})
}

// whileWanted is a writer that takes nothing more once ctx has ended.
type whileWanted struct {
	ctx context.Context
	io.Writer
}

// Write writes, unless ctx has ended.
func (w whileWanted) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.Writer.Write(p)
}

func (s *Store) check(path string) error {
	if s.options.Check != nil {
		return s.options.Check(path)
	}
	_, err := VerifyFile(path, s.options.Secret)
	return err
}

// newFile lets a file be written under another name beside the path, and gives it its name once it is on disk.
func newFile(path string, write func(*os.File) error) (err error) {
	if _, err := os.Stat(path); err == nil {
		return &Fault{ErrUnreadable, path, "it exists already", "Choose another name, or move it away first"}
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return refuseFile(path, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	err = write(f)
	for _, step := range []func() error{f.Sync, f.Close} {
		if e := step(); err == nil {
			err = e
		}
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(path)
}

// Restore makes a store of a backup: it verifies the copy and notes the instant, so that what was due before is listed
// and not sent again. Its indexes are made anew when it is opened. The new file must not exist yet.
func Restore(from, to string, secret []byte, now time.Time) error {
	if _, err := VerifyFile(from, secret); err != nil {
		return err
	}
	return newFile(to, func(f *os.File) error {
		if err := copyFile(f, from); err != nil {
			return err
		}
		if err := offline(f.Name(), func(db *bbolt.DB) error {
			return db.Update(func(tx *bbolt.Tx) error {
				m, _, err := readMeta(tx)
				if err != nil {
					return err
				}
				m.Restored, m.Indexes = now.UTC(), 0 // opening makes the indexes anew from the ledgers
				return m.write(tx)
			})
		}); err != nil {
			return err
		}
		_, err := VerifyFile(f.Name(), secret)
		return err
	})
}

func copyFile(to io.Writer, from string) error {
	f, err := os.Open(from)
	if err != nil {
		return refuseFile(from, err)
	}
	defer f.Close()
	_, err = io.Copy(to, f)
	return err
}

// offline opens a file that no process has open, for one change.
func offline(path string, do func(*bbolt.DB) error) error {
	db, err := openFile(path)
	if err != nil {
		return err
	}
	err = do(db)
	if closed := db.Close(); err == nil {
		err = closed
	}
	return err
}
