package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"time"

	"go.etcd.io/bbolt"
)

// draftsKept is how long what somebody typed into a form and did not send is kept.
const draftsKept = 30 * 24 * time.Hour

func draftKey(account, form string) []byte { return append(nameHash(account), nameHash(form)...) }

// expired says whether a row that begins with an instant has passed it.
func expired(row []byte, now time.Time) bool {
	return len(row) < 8 || int64(binary.BigEndian.Uint64(row)) <= now.UnixMilli()
}

// PutDraft keeps what an account typed into a form, in any encoding, for 30 days or until it is dropped.
func (s *Store) PutDraft(account, form string, typed []byte) error {
	key := draftKey(account, form)
	sealed, err := s.sealRow(drafts, key, typed)
	if err != nil {
		return err
	}
	row := append(dueKey(s.Now().Add(draftsKept), nil), sealed...)
	s.update(func(r *rows) { r.put(drafts, key, row) })
	return nil
}

// Draft is what the account typed into the form and did not send.
func (s *Store) Draft(account, form string) (typed []byte, ok bool) {
	key, now := draftKey(account, form), s.Now()
	_ = s.db.View(func(tx *bbolt.Tx) error {
		row := tx.Bucket(drafts.name()).Get(key)
		if expired(row, now) {
			return nil
		}
		var err error
		typed, err = s.openRow(drafts, key, row[8:])
		ok = err == nil
		return err
	})
	return typed, ok
}

// DropDraft forgets the draft.
func (s *Store) DropDraft(account, form string) {
	s.update(func(r *rows) { r.drop(drafts, draftKey(account, form)) })
}

// unnamed is whose the requests are whose keys name no platform: versions that knew one alone kept them so.
const unnamed = "slack"

func receivedKey(n uint64, platform string) []byte {
	return append(binary.BigEndian.AppendUint64(nil, n), platform...)
}

// receivedFrom says whether a key of the inbox is of a platform.
func receivedFrom(platform string, key []byte) bool {
	return len(key) >= 8 && cmp.Or(string(key[8:]), unnamed) == platform
}

// Receive keeps a request as a platform brought it, before it is acknowledged; the number is its place in the queue.
func (s *Store) Receive(platform string, raw []byte) (n uint64, err error) {
	s.update(func(r *rows) {
		var failed error
		n, failed = r.tx.Bucket(inbox.name()).NextSequence()
		r.keep(failed)
		key := receivedKey(n, platform)
		var sealed []byte
		if sealed, err = s.sealRow(inbox, key, raw); err == nil {
			r.add(inbox, key, sealed)
		}
	})
	return n, err
}

// Received is one request of the inbox.
type Received struct {
	N   uint64
	Raw []byte
}

// Inbox lists requests of a platform that were kept and not worked off, the oldest first.
func (s *Store) Inbox(platform string, limit int) (waiting []Received) {
	_ = s.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(inbox.name()).Cursor()
		for k, v := c.First(); k != nil && len(waiting) < limit; k, v = c.Next() {
			if !receivedFrom(platform, k) {
				continue
			}
			if raw, err := s.openRow(inbox, bytes.Clone(k), v); err == nil {
				waiting = append(waiting, Received{binary.BigEndian.Uint64(k), raw})
			}
		}
		return nil
	})
	return waiting
}

// WorkedOff takes a request out of the inbox.
func (s *Store) WorkedOff(n uint64) {
	s.update(func(r *rows) {
		prefix := receivedKey(n, "")
		if key, _ := r.tx.Bucket(inbox.name()).Cursor().Seek(prefix); bytes.HasPrefix(key, prefix) {
			r.drop(inbox, key)
		}
	})
}
