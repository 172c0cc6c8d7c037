// Package store is what lasts: the ledgers of every relationship, and the few indexes, queues and marks beside them, in
// one bbolt file. It decides nothing itself: [Store.Record] lets package relationship decide a command on the newest
// state, seals the entries it leads to, and answers once they are on disk.
//
// # Recording
//
// Deciding happens in memory, under the relationship's lock, on a state that includes entries still on their way to
// disk. The lock is released before the commit. One writer commits whatever is waiting, of all relationships together:
// bbolt's own Batch waits ten milliseconds for company, this writer waits for the disk alone. A reply waits for the
// commit of what it shows, see [Store.Wait]. A failed commit ends the process ([Options].Fatal): bbolt may show a
// record whose fsync failed, so the only honest answer is to open the file again and look. Pending entries are
// therefore never undone.
//
// What is erased or dropped stays on pages that bbolt has freed, so the file is written anew soon after, while recording
// goes on ([Store.Compact]).
//
// States are replayed from the entries when needed, checked link by link, kept in a bounded cache per ledger, and never
// stored.
//
// # On disk
//
//	meta      "meta" → what kind of store this is, as JSON; "tally" → clock and checksums of the buckets below
//	entry     relationship ‖ 0 ‖ ledger ‖ 0 ‖ n → form of the words; facts, words, salt, link, each after its length
//	          relationship ‖ 0 ‖ 1 ‖ SHA-256(key) → what the key recorded: instant, author, hash of what was filled in,
//	          numbers per ledger
//	account   SHA-256(account) ‖ relationship ‖ 0 ‖ party → person
//	place     SHA-256(place) → relationship ‖ 0 ‖ party
//	due       instant ‖ relationship ‖ 0 ‖ ledger → nothing
//	due of    relationship ‖ 0 ‖ ledger → instant
//	code      SHA-256(code) → until, purpose, value
//	delivery  SHA-256(key) → instant, JSON
//	queue     instant ‖ SHA-256(key) → until when ‖ hash of home and kind, for deliveries that are not done
//	draft     SHA-256(account) ‖ SHA-256(form) → until, what was typed
//	talk      SHA-256(place) ‖ 0 ‖ n → row;  SHA-256(place) ‖ 1 ‖ SHA-256(ref) → n
//	inbox     n ‖ platform → a request as it came
//	installation
//	          platform:home → what lets us act there
//
// Numbers are 8 bytes, big-endian; instants are milliseconds since 1970 in such a number. A ledger's name cannot begin
// with byte 1, so the keys of a relationship lie beside its entries, on the same pages. Words and salt, deliveries,
// drafts, talk, codes and the inbox are sealed with AES-256-GCM when a secret is given; hashes are of the plain bytes.
// Installations hold tokens: without a secret none is kept.
//
// bbolt has no checksums on its data pages, so the tally holds a sum over the hashes of all rows of each bucket: with
// the chains it shows any changed, lost or added byte ([VerifyFile]).
package store

import (
	"crypto/cipher"
	"crypto/rand"
	"io"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"collab/relationship"

	"go.etcd.io/bbolt"
)

// Options says how to open a store. The zero value opens a live store on the wall clock, without a secret.
type Options struct {
	// Mark is [Demo] or [Live]; a store of the other mark is refused. Empty means Live.
	Mark string
	// Secret is 32 bytes that seal words and everything else people wrote, or nil.
	Secret []byte
	// Now is the wall clock; time.Now when nil.
	Now func() time.Time
	// Random gives ids, codes, salts and nonces; crypto/rand when nil.
	Random io.Reader
	// Log gets what an operator should know, never what people wrote.
	Log *slog.Logger
	// Cache is how many ledgers' states are kept in memory; 4096 when 0.
	Cache int
	// Next says when something is due next in a view, the zero time when nothing is; relationship.View.Next. Without it
	// there is no due index.
	Next func(v relationship.View, now time.Time) time.Time
	// Rules is the version of Next: another version rebuilds the due index.
	Rules string
	// Check verifies the copy a backup made; [VerifyFile] in this process when nil. A server has it done in another one,
	// which a damaged file may end.
	Check func(path string) error
	// Committed is told how long each commit took until it was on disk; nil tells nobody. It must be quick.
	Committed func(took time.Duration)
	// Fatal is called when a commit failed and must not return; it logs and ends the process when nil.
	Fatal func(error)
}

// The two marks of a store. What is shown in a demo must not get into anyone's record, nor the other way round.
const (
	Demo = "demo"
	Live = "live"
)

// defaultCache ledgers are a thousand relationships of three parties at work at the same time.
const defaultCache = 4096

// withDefaults fills what was left empty.
func (o Options) withDefaults() Options {
	if o.Mark == "" {
		o.Mark = Live
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Cache == 0 {
		o.Cache = defaultCache
	}
	if o.Fatal == nil {
		o.Fatal = func(err error) {
			o.Log.Error("a commit failed; the store must be opened again to see what is in it", "error", err)
			os.Exit(1)
		}
	}
	return o
}

// Store is an open store. All its methods may be used at the same time.
type Store struct {
	options Options
	path    string
	db      *file
	secret  sealer
	rowAEAD [buckets]cipher.AEAD // nil without a secret
	random  lockedReader

	mu        sync.Mutex // guards the fields of this group
	relations map[string]*relation
	meta      meta
	clock     time.Time         // the newest instant given out
	claimed   map[string]string // places bound since opening → relationship

	compaction compaction

	cache  *cache
	notify atomic.Pointer[func()]
	forget atomic.Pointer[func(account string)]

	writer
}

// Path is the file the store is in.
func (s *Store) Path() string { return s.path }

// Now is the store's one clock: the wall clock with the demo's offset, in UTC, cut to milliseconds. It never goes back,
// not even when the wall clock does or after the store was opened anew.
func (s *Store) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now().Add(s.meta.Offset).UTC().Truncate(time.Millisecond)
	if now.After(s.clock) {
		s.clock = now
	}
	return s.clock
}

// OnDue sets a function that is called whenever a recording moved the earliest due instant to an earlier one; it must
// not block. A scheduler wakes by it.
func (s *Store) OnDue(wake func()) { s.notify.Store(&wake) }

// OnErase sets a function that is called with each account of somebody who was erased: what is remembered of it elsewhere in
// this process is to be forgotten. It must not block.
func (s *Store) OnErase(forget func(account string)) { s.forget.Store(&forget) }

// Close writes what is pending, and leaves the file so that it opens fast. Nothing may be recorded while it closes.
func (s *Store) Close() error {
	s.stopCompacting()
	s.writer.stop()
	// The list of free pages is not written at every commit, only here: without it, opening has to visit every page.
	s.db.listFree(true)
	err := s.db.Update(func(*bbolt.Tx) error { return nil })
	if closed := s.db.now.Load().Close(); err == nil {
		err = closed
	}
	return err
}

// lockedReader lets several goroutines draw from one source of randomness.
type lockedReader struct {
	mu *sync.Mutex
	io.Reader
}

func (r lockedReader) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return io.ReadFull(r.Reader, p)
}
