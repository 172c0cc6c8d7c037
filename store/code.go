package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// Code makes a code that gives back value once, for this purpose and until then: an invitation, a link to sign in, the
// joining of two accounts. It reads like 7Q2M-X0VD-R8HK-41TZ; only its hash is stored. The same key, when it has an id,
// leads to the same code, so that a retry is answered alike.
func (s *Store) Code(k Key, purpose string, value []byte, until time.Time) (code string, err error) {
	b := make([]byte, 10)
	if k.ID != "" {
		copy(b, s.codeOf(k, purpose))
	} else if _, err := s.random.Read(b); err != nil {
		return "", err
	}
	plain := crockford.EncodeToString(b)
	key := sha256.Sum256([]byte(plain))
	row, err := s.codeRow(key[:], purpose, value, until)
	if err != nil {
		return "", err
	}
	s.update(func(r *rows) { r.put(codes, key[:], row) })
	return strings.Join([]string{plain[:4], plain[4:8], plain[8:12], plain[12:]}, "-"), nil
}

// codeRow is what is kept under the hash of a code: until when it is good, what for, and its value, sealed.
func (s *Store) codeRow(key []byte, purpose string, value []byte, until time.Time) ([]byte, error) {
	sealed, err := s.sealRow(codes, key, value)
	row := appendField(binary.BigEndian.AppendUint64(nil, uint64(until.UnixMilli())), []byte(purpose))
	return append(row, sealed...), err
}

// codeOf makes a code of a key that nobody can foresee, with what only this store knows.
func (s *Store) codeOf(k Key, purpose string) []byte {
	h := hmac.New(sha256.New, append(append([]byte(nil), s.meta.Salt...), s.options.Secret...))
	h.Write(appendField(appendField(nil, []byte(purpose)), []byte(k.ID)))
	return h.Sum(nil)
}

// Redeem uses a code up and returns its value. Case, hyphens and spaces do not matter, and letters that look like digits
// count as those. False when the code is unknown, used, expired or for another purpose.
func (s *Store) Redeem(code, purpose string) (value []byte, ok bool) {
	if _, ok = s.Look(code, purpose); !ok {
		return nil, false // a wrong code is no work for the disk
	}
	key, now := sha256.Sum256([]byte(plainCode(code))), s.Now()
	s.update(func(r *rows) {
		if value, ok = s.valid(r.get(codes, key[:]), key[:], purpose, now); ok {
			r.drop(codes, key[:])
		}
	})
	return value, ok
}

// Look is Redeem without using the code up: to show what it is for before it is accepted. Looking up a hash takes no
// longer for a code that is nearly right, and 80 random bits are not found by guessing, however often.
func (s *Store) Look(code, purpose string) (value []byte, ok bool) {
	key, now := sha256.Sum256([]byte(plainCode(code))), s.Now()
	_ = s.db.View(func(tx *bbolt.Tx) error {
		value, ok = s.valid(tx.Bucket(codes.name()).Get(key[:]), key[:], purpose, now)
		return nil
	})
	return value, ok
}

func (s *Store) valid(row, key []byte, purpose string, now time.Time) (value []byte, ok bool) {
	if len(row) < 8 {
		return nil, false
	}
	until := int64(binary.BigEndian.Uint64(row))
	f := reader{rest: row[8:]}
	if subtle.ConstantTimeCompare(f.field(), []byte(purpose)) != 1 || f.err != nil || now.UnixMilli() >= until {
		return nil, false
	}
	value, err := s.openRow(codes, key, f.rest)
	return value, err == nil
}

// Spelled is a code in one spelling, whichever it was copied in: two texts are the same code if they are spelled alike.
func Spelled(code string) string { return plainCode(code) }

// plainCode undoes what people do to codes when they copy them.
func plainCode(code string) string {
	return strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(code))
}
