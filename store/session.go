package store

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"go.etcd.io/bbolt"
)

// Sessions lie among the codes: both are random, kept as hashes, good until an instant, and swept when that has passed.
const sessionPurpose = "session"

// PutSession keeps until an instant what the token of a session stands for, in any encoding, in the place of what was
// kept for it before. Only the hash of the token is stored. It is on disk when it returns.
func (s *Store) PutSession(token string, session []byte, until time.Time) error {
	key := sha256.Sum256([]byte(token))
	row, err := s.codeRow(key[:], sessionPurpose, session, until)
	if err == nil {
		s.update(func(r *rows) { r.put(codes, key[:], row) })
	}
	return err
}

// Session is what a token stands for, and until when; false when it stands for nothing, or for nothing any more.
func (s *Store) Session(token string) (session []byte, until time.Time, ok bool) {
	key, now := sha256.Sum256([]byte(token)), s.Now()
	_ = s.db.View(func(tx *bbolt.Tx) error {
		row := tx.Bucket(codes.name()).Get(key[:])
		if session, ok = s.valid(row, key[:], sessionPurpose, now); ok {
			until = time.UnixMilli(int64(binary.BigEndian.Uint64(row))).UTC()
		}
		return nil
	})
	return session, until, ok
}

// DropSession forgets what a token stands for.
func (s *Store) DropSession(token string) {
	key := sha256.Sum256([]byte(token))
	s.update(func(r *rows) { r.drop(codes, key[:]) })
}

// epochs is where it is kept how often an account's sessions were ended; no conversation is called so.
const epochs = "session epochs"

// Epoch counts how often all sessions of an account were ended. A session that was begun in another epoch is over.
func (s *Store) Epoch(account string) uint64 {
	if row, ok := s.SaidUnder(epochs, account); ok && len(row.Raw) == 8 {
		return binary.BigEndian.Uint64(row.Raw)
	}
	return 0
}

// EndSessions ends every session of an account, at its next request.
func (s *Store) EndSessions(account string) error {
	_, err := s.Say(epochs, account, binary.BigEndian.AppendUint64(nil, s.Epoch(account)+1))
	return err
}
