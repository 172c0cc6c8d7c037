package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"collab/config"
	"collab/store"
)

// backups makes verified copies of the store by itself while it is served, and lets old ones go.
//
// Nothing is kept about them but the files: a copy is due when the newest one is older than the schedule allows. So one
// that was missed while the server was down is made when it starts, and none is made twice. When one cannot be made, the
// log says so once, and it is tried again each hour; people notice nothing.
type backups struct {
	config.Backup
	store *store.Store
	log   *slog.Logger
	now   func() time.Time
	free  func(dir string) uint64 // bytes left in a folder

	mu     sync.Mutex
	made   made
	failed bool      // the last attempt did
	not    time.Time // before this no other attempt is made
}

// made is what is known of the copies.
type made struct {
	at       time.Time // when the newest was begun; zero when there is none
	bytes    int64
	took     time.Duration // 0 when an earlier process made it
	failures int           // of this process
}

const (
	lookEvery  = time.Minute // a clock that jumps, or a machine that slept, delays no copy for longer
	retryAfter = time.Hour
)

func (s *server) newBackups() *backups {
	b := &backups{Backup: s.Config.Backup, store: s.store, log: s.log, now: time.Now, free: freeIn}
	b.look()
	return b
}

func freeIn(dir string) uint64 {
	_, _, free := volumeOf(dir)
	return free
}

// run makes copies until ctx ends.
func (b *backups) run(ctx context.Context) error {
	for _, path := range leftovers(b.Dir, b.store.Path()) {
		_ = os.Remove(path) // what cannot be removed is in nobody's way
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if b.due() {
			b.make(ctx)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// due says whether a copy is to be made now.
func (b *backups) due() bool {
	now := b.now().UTC()
	b.mu.Lock()
	defer b.mu.Unlock()
	if now.Before(b.not) {
		return false
	}
	return b.made.at.IsZero() || b.made.at.After(now) || !b.At.Next(b.made.at).After(now)
}

// look finds the newest copy that is there.
func (b *backups) look() {
	all, err := copiesIn(b.Dir, b.store.Path())
	if err != nil || len(all) == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.made.at = all[0].at
	if info, err := os.Stat(all[0].path); err == nil {
		b.made.bytes = info.Size()
	}
}

// make makes a copy and lets old ones go, or says once why it cannot.
func (b *backups) make(ctx context.Context) {
	at := b.now().UTC()
	path := filepath.Join(b.Dir, copyName(b.store.Path(), at))
	err := b.room()
	if err == nil {
		err = b.store.BackupTo(ctx, path)
	}
	if ctx.Err() != nil {
		return // the server stops; what is missing is made at the next start
	}
	m, again := b.note(path, at, err)
	switch {
	case err == nil:
		b.log.Info("backup made and verified", "file", path, "bytes", m.bytes, "seconds", m.took.Seconds())
		b.rotate()
	case !again:
		b.log.Error("no backup could be made; it is tried again each hour", "error", err)
	}
}

// room refuses a copy that would fill the disk: where the store is on it too, the server could not go on.
func (b *backups) room() error {
	if _, err := os.Stat(b.Dir); err != nil {
		return fmt.Errorf("%w. Make the folder, and give it to the user that the server runs as", err)
	}
	need, free := uint64(b.store.Status().Bytes)+scarce/2, b.free(b.Dir)
	if free < need {
		return fmt.Errorf("%s has %d MB left, and a copy needs %d. Make room there", b.Dir, free>>20, need>>20)
	}
	return nil
}

// note keeps what came of an attempt, and says whether the one before had failed too.
func (b *backups) note(path string, at time.Time, err error) (m made, again bool) {
	now := b.now()
	b.mu.Lock()
	defer b.mu.Unlock()
	again, b.failed = b.failed, err != nil
	if err != nil {
		b.made.failures++
		b.not = now.Add(retryAfter)
		return b.made, again
	}
	b.not = time.Time{}
	b.made.at, b.made.took = at, now.Sub(at)
	if info, err := os.Stat(path); err == nil {
		b.made.bytes = info.Size()
	}
	return b.made, again
}

// rotate removes the copies that need not stay.
func (b *backups) rotate() {
	all, err := copiesIn(b.Dir, b.store.Path())
	for _, old := range surplus(all, b.Keep) {
		err = errors.Join(err, os.Remove(old.path))
	}
	if err != nil {
		b.log.Warn("old backups could not be removed", "error", err)
	}
}

// known is what is known of the copies now.
func (b *backups) known() made {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.made
}

// failing says whether the last attempt failed.
func (b *backups) failing() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failed
}
