package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"collab/relationship"
)

// sealer seals what people wrote before it is stored. Without a secret it leaves it as it is. Each relationship and
// each other use has a key of its own, derived by HKDF (RFC 5869), so that random nonces never meet under one key.
type sealer struct{ secret []byte }

func (s sealer) on() bool { return len(s.secret) > 0 }

// aead is the cipher for one purpose; nil without a secret.
func (s sealer) aead(purpose string) cipher.AEAD {
	if !s.on() {
		return nil
	}
	key, err := hkdf.Key(sha256.New, s.secret, nil, "collab/"+purpose, 32)
	if err != nil {
		panic(err) // only for lengths no caller asks for
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	a, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return a
}

// wordsAEAD seals words and salt of one relationship.
func (s sealer) wordsAEAD(rel string) cipher.AEAD { return s.aead("words/" + rel) }

// seal is nonce ‖ ciphertext; the plain bytes without a cipher. Where tells the place it is for: moved elsewhere, it
// does not open.
func seal(a cipher.AEAD, random io.Reader, plain, where []byte) ([]byte, error) {
	if a == nil {
		return plain, nil
	}
	nonce := make([]byte, a.NonceSize(), a.NonceSize()+len(plain)+a.Overhead())
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, err
	}
	return a.Seal(nonce, nonce, plain, where), nil
}

func unseal(a cipher.AEAD, sealed, where []byte) ([]byte, error) {
	if a == nil {
		return append([]byte(nil), sealed...), nil
	}
	if len(sealed) < a.NonceSize() {
		return nil, errors.New("what was sealed is too short")
	}
	return a.Open(nil, sealed[:a.NonceSize()], sealed[a.NonceSize():], where)
}

// The forms of a stored entry's words.
const (
	noWords byte = iota
	plainWords
	sealedWords
	redactedWords
)

// encodeEntry is the stored form: one byte that says how the words are kept, then facts, words, salt and link, each
// after its length. Sealed words hold the salt within; redacted ones stand as their hash.
func encodeEntry(e relationship.Entry, a cipher.AEAD, random io.Reader, key []byte) ([]byte, error) {
	form, words, salt := noWords, e.Words, e.Salt
	switch {
	case e.W != nil:
		form, words = redactedWords, e.W
	case e.Words != nil && a != nil:
		sealed, err := seal(a, random, append(append([]byte(nil), e.Salt...), e.Words...), key)
		if err != nil {
			return nil, err
		}
		form, words, salt = sealedWords, sealed, nil
	case e.Words != nil:
		form = plainWords
	}
	b := make([]byte, 0, 16+len(e.Facts)+len(words)+len(salt)+len(e.Link))
	b = append(b, form)
	for _, f := range [][]byte{e.Facts, words, salt, e.Link[:]} {
		b = appendField(b, f)
	}
	return b, nil
}

// decodeEntry is the entry with bytes of its own: the stored ones end with their transaction.
func decodeEntry(stored []byte, a cipher.AEAD, key []byte) (e relationship.Entry, err error) {
	if len(stored) == 0 {
		return e, errors.New("nothing is stored")
	}
	b := append([]byte(nil), stored...)
	f := reader{rest: b[1:]}
	facts, words, salt, link := f.field(), f.field(), f.field(), f.field()
	switch {
	case f.err != nil:
		return e, f.err
	case len(f.rest) > 0:
		return e, errors.New("there are bytes behind the last field")
	case len(link) != len(e.Link):
		return e, errors.New("the link has another length")
	}
	e.Facts, e.Link = facts, relationship.Link(link)
	return e, decodeWords(&e, b[0], words, salt, a, key)
}

func decodeWords(e *relationship.Entry, form byte, words, salt []byte, a cipher.AEAD, key []byte) error {
	switch form {
	case noWords:
		if len(words)+len(salt) > 0 {
			return errors.New("there are words where none were written")
		}
	case plainWords:
		e.Words, e.Salt = words, salt
	case redactedWords:
		if len(words) != sha256.Size || len(salt) > 0 {
			return errors.New("the hash of redacted words has another length")
		}
		e.W = words
	case sealedWords:
		if a == nil {
			return ErrSecret
		}
		plain, err := unseal(a, words, key)
		if err != nil || len(plain) < sha256.Size {
			return errors.New("sealed words or salt were changed")
		}
		e.Salt, e.Words = plain[:sha256.Size:sha256.Size], plain[sha256.Size:]
	default:
		return fmt.Errorf("the form %d of words is unknown", form)
	}
	return nil
}

func appendField(b, field []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(field))), field...)
}
