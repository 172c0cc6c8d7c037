package store

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

const (
	lockTimeout = 500 * time.Millisecond
	// mapSize is what is mapped at once: below it, growing never waits for readers.
	mapSize = 1 << 30
)

// Open opens the store at an address, "bolt:" and the path of its file, and creates it when there is none. The error is
// a [*Fault] that says what to do next.
func Open(address string, o Options) (*Store, error) {
	path, err := boltPath(address)
	if err != nil {
		return nil, err
	}
	o = o.withDefaults()
	if o.Secret != nil && len(o.Secret) != 32 {
		return nil, &Fault{ErrSecret, path, fmt.Sprintf("the key has %d bytes", len(o.Secret)),
			"Give COLLAB_SECRET_KEY 32 bytes in base64: openssl rand -base64 32"}
	}
	db, err := openFile(path)
	if err != nil {
		return nil, err
	}
	s := &Store{options: o, path: path, db: newFileOf(db), secret: sealer{o.Secret}, relations: map[string]*relation{},
		claimed: map[string]string{}, cache: newCache(o.Cache), random: lockedReader{new(sync.Mutex), o.Random}}
	for b := range buckets {
		s.rowAEAD[b] = s.secret.aead("row/" + bucketNames[b])
	}
	if err := s.begin(); err != nil {
		_ = db.Close()
		return nil, err
	}
	return s, nil
}

// boltPath is the file of an address.
func boltPath(address string) (string, error) {
	scheme, path, ok := strings.Cut(address, ":")
	switch {
	case ok && scheme == "bolt" && path != "":
		return path, nil
	case scheme == "postgres" || scheme == "postgresql":
		u, _ := url.Parse(address)
		where := "postgres"
		if u != nil {
			where = u.Redacted()
		}
		return "", &Fault{ErrScheme, where, "PostgreSQL is not supported yet", "Use a file: bolt:collab.db"}
	}
	return "", &Fault{ErrScheme, address, "it does not begin with bolt:", "Use a file: bolt:collab.db"}
}

// boltOptions: without a list of free pages in every commit, deleting much does not make every later commit slow.
func boltOptions() *bbolt.Options {
	return &bbolt.Options{Timeout: lockTimeout, NoFreelistSync: true, FreelistType: bbolt.FreelistMapType,
		InitialMmapSize: mapSize, NoStatistics: true}
}

// openFile opens or creates the file, and makes sure that its directory knows of it.
func openFile(path string) (db *bbolt.DB, err error) {
	_, missing := os.Stat(path)
	if missing == nil {
		if err := preRead(path); err != nil {
			return nil, refuseFile(path, err)
		}
	}
	defer func() { // bbolt panics on some damage
		if p := recover(); p != nil {
			db, err = nil, corrupt(path, fmt.Sprint(p))
		}
	}()
	db, err = bbolt.Open(path, 0o600, boltOptions())
	if err != nil {
		return nil, refuseFile(path, err)
	}
	if missing != nil {
		if err := syncDir(path); err != nil {
			_ = db.Close()
			return nil, refuseFile(path, err)
		}
	}
	return db, nil
}

// preRead reads the file once, in order, when its free pages have to be found by visiting every page: that is many
// times faster than having them come in one by one.
func preRead(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if clean, err := closedCleanly(f); err != nil || clean {
		return err
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, f, make([]byte, 1<<20))
	return err
}

// syncDir makes a new name in the path's directory last.
func syncDir(path string) error {
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func refuseFile(path string, err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return &Fault{ErrLocked, path, "only one process can have it", "Stop the other one, or ask it through " + path + ".sock"}
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum), errors.Is(err, bolterrors.ErrVersionMismatch),
		errors.Is(err, io.ErrUnexpectedEOF):
		return corrupt(path, "it is no store, or both its header pages are damaged")
	case errors.Is(err, fs.ErrNotExist):
		return &Fault{ErrUnreadable, path, "its directory does not exist", "Create the directory " + filepath.Dir(path) + ", or choose another file with --store"}
	case errors.Is(err, fs.ErrPermission):
		return &Fault{ErrUnreadable, path, "this user may not read and write it", "Give it to the user collab runs as, or choose another file with --store"}
	}
	return &Fault{ErrUnreadable, path, err.Error(), "Look at the disk, or choose another file with --store"}
}

// begin reads what the store says of itself, or writes it into a new one, and starts the writer.
func (s *Store) begin() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = corrupt(s.path, fmt.Sprint(p))
		}
	}()
	if err := s.create(); err != nil {
		return &Fault{ErrUnreadable, s.path, err.Error(), "Look at the disk: there may be no space left"}
	}
	var t tally
	if err := s.db.View(func(tx *bbolt.Tx) (err error) {
		s.meta, t, err = readMeta(tx)
		return err
	}); err != nil {
		return corrupt(s.path, err.Error())
	}
	if err := s.fits(); err != nil {
		return err
	}
	if err := s.convert(t); err != nil {
		return &Fault{ErrUnreadable, s.path, err.Error(), "Look at the disk: there may be no space left"}
	}
	if err := dropLeftovers(s.path); err != nil {
		return refuseFile(s.path, err)
	}
	s.clock = time.UnixMilli(t.clock).UTC()
	s.compaction.timer = time.AfterFunc(compactAfter, s.compactNow)
	s.compaction.timer.Stop()
	s.writer.init(t)
	go s.write()
	if err := s.reindex(); err != nil {
		s.writer.stop()
		return err
	}
	s.listOld()
	s.reckonAnew()
	if s.Unclean() {
		s.compactSoon()
	}
	return nil
}

// create makes the buckets of an empty file. A file with anything in it is left as it is, without a commit: what is
// wrong with it, readMeta says.
func (s *Store) create() error {
	empty := false
	_ = s.db.View(func(tx *bbolt.Tx) error {
		k, _ := tx.Cursor().First()
		empty = k == nil
		return nil
	})
	if !empty {
		return nil
	}
	return s.db.Update(func(tx *bbolt.Tx) error {
		for i := range buckets {
			if _, err := tx.CreateBucket(bucket(i).name()); err != nil {
				return err
			}
		}
		if _, err := tx.CreateBucket(metaBucket); err != nil {
			return err
		}
		return s.firstMeta(tx)
	})
}

// convert gives a store of an older schema the buckets that came since, in one commit.
func (s *Store) convert(t tally) error {
	if s.meta.Schema == schema {
		return nil
	}
	s.options.Log.Info("the store is converted to a newer layout; an older collab cannot open it any more", "from", s.meta.Schema, "to", schema)
	return s.db.Update(func(tx *bbolt.Tx) error {
		for i := bucketsOf(s.meta.Schema); i < buckets; i++ {
			if _, err := tx.CreateBucket(bucket(i).name()); err != nil {
				return err
			}
		}
		s.meta.Schema = schema
		if err := s.meta.write(tx); err != nil {
			return err
		}
		return putMeta(tx, tallyKey, t.encode())
	})
}

func (s *Store) firstMeta(tx *bbolt.Tx) error {
	m := meta{Schema: schema, Mark: s.options.Mark, Created: s.options.Now().UTC(), Salt: make([]byte, 32), Indexes: indexes}
	_, err := s.random.Read(m.Salt)
	if err != nil {
		return err
	}
	if m.Check, err = s.secret.check(s.random); err != nil {
		return err
	}
	if err := m.write(tx); err != nil {
		return err
	}
	var t tally
	return putMeta(tx, tallyKey, t.encode())
}

// fits refuses a store that this program, mark or secret does not go with.
func (s *Store) fits() error {
	m := s.meta
	switch {
	case m.Schema > schema:
		return &Fault{ErrNewer, s.path, fmt.Sprintf("its layout is version %d, this program knows %d", m.Schema, schema),
			"Use the newer collab, or restore a backup made by this one"}
	case m.Schema < 1:
		return corrupt(s.path, "it does not say which layout it has")
	case m.Mark != s.options.Mark && m.Mark == Demo:
		return &Fault{ErrMark, s.path, "it is a demo", "Open it with collab demo, or choose another file with --store"}
	case m.Mark != s.options.Mark:
		return &Fault{ErrMark, s.path, "it holds a live record, which a demo may not touch", "Choose another file with --store"}
	}
	return s.secret.fits(s.path, m.Check)
}

const checkText = "collab: this is the right key"

func (s sealer) check(random io.Reader) ([]byte, error) {
	if !s.on() {
		return nil, nil
	}
	return seal(s.aead("check"), random, []byte(checkText), nil)
}

func (s sealer) fits(path string, check []byte) error {
	const next = "Set COLLAB_SECRET_KEY to the key this store was created with"
	switch {
	case check == nil && s.on():
		return &Fault{ErrSecret, path, "a key is given, but the store was created without one",
			"Unset COLLAB_SECRET_KEY, or begin a new store with it"}
	case check == nil:
		return nil
	case !s.on():
		return &Fault{ErrSecret, path, "its words are sealed and no key is given", next}
	}
	plain, err := unseal(s.aead("check"), check, nil)
	if err != nil || subtle.ConstantTimeCompare(plain, []byte(checkText)) != 1 {
		return &Fault{ErrSecret, path, "it was sealed with another key", next}
	}
	return nil
}
