package store

import (
	"bytes"
	"encoding/binary"

	"go.etcd.io/bbolt"
)

// Row is one thing said in a place of the web console, or kept beside the record under a name of its own, such as who
// asks to be added; in the encoding of whoever keeps it.
type Row struct {
	N   int
	Raw []byte
}

// Reached is the ref under which is kept, in a conversation itself, how a platform reaches it.
const Reached = "reached"

func talkKey(place string, n int) []byte {
	return binary.BigEndian.AppendUint64(append(nameHash(place), 0), uint64(n))
}

func refKey(place, ref string) []byte {
	return append(append(nameHash(place), 1), nameHash(ref)...)
}

// Say keeps what was said in a place, under the next number there. With a ref that was used in this place before, it
// takes the place of what was said then, as an edited message does.
func (s *Store) Say(place, ref string, row []byte) (n int, err error) {
	s.update(func(r *rows) { n, err = s.say(r, place, Line{ref, row}) })
	return n, err
}

// Line is something to be said, in the encoding of whoever keeps it, and its ref if it has one.
type Line struct {
	Ref string
	Raw []byte
}

// SayAll keeps many things said in a place, in their order, each as [Store.Say] does, in one commit.
func (s *Store) SayAll(place string, lines []Line) (err error) {
	s.update(func(r *rows) {
		for i := 0; i < len(lines) && err == nil; i++ {
			_, err = s.say(r, place, lines[i])
		}
	})
	return err
}

func (s *Store) say(r *rows, place string, line Line) (n int, err error) {
	n = r.said(place, line.Ref)
	key := talkKey(place, n)
	sealed, err := s.sealRow(talk, key, line.Raw)
	if err != nil {
		return n, err
	}
	r.put(talk, key, sealed)
	if line.Ref != "" {
		r.put(talk, refKey(place, line.Ref), binary.BigEndian.AppendUint64(nil, uint64(n)))
	}
	return n, nil
}

// said is the number of the ref, or else the next one of the place.
func (r *rows) said(place, ref string) int {
	if at := r.get(talk, refKey(place, ref)); ref != "" && len(at) == 8 {
		return int(binary.BigEndian.Uint64(at))
	}
	c := r.tx.Bucket(talk.name()).Cursor()
	prefix := append(nameHash(place), 0)
	k, _ := c.Seek(append(nameHash(place), 1)) // the first row behind the numbered ones, or none
	if k != nil {
		k, _ = c.Prev()
	} else {
		k, _ = c.Last()
	}
	if !bytes.HasPrefix(k, prefix) {
		return 1
	}
	return int(binary.BigEndian.Uint64(k[len(prefix):])) + 1
}

// Said lists what was said in a place after a number, in order, at most limit of it.
func (s *Store) Said(place string, after, limit int) (said []Row, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		prefix := append(nameHash(place), 0)
		c := tx.Bucket(talk.name()).Cursor()
		for k, v := c.Seek(talkKey(place, after+1)); bytes.HasPrefix(k, prefix) && len(said) < limit; k, v = c.Next() {
			raw, err := s.openRow(talk, bytes.Clone(k), v)
			if err != nil {
				return err
			}
			said = append(said, Row{int(binary.BigEndian.Uint64(k[len(prefix):])), raw})
		}
		return nil
	})
	return said, err
}

// SaidUnder is what was said in a place under a ref, as it is now; false when nothing was.
func (s *Store) SaidUnder(place, ref string) (said Row, ok bool) {
	_ = s.db.View(func(tx *bbolt.Tx) (err error) {
		said, err = s.saidUnder(tx, place, ref)
		ok = err == nil && said.N > 0
		return err
	})
	return said, ok
}

// saidUnder is number 0 when nothing was said under the ref.
func (s *Store) saidUnder(tx *bbolt.Tx, place, ref string) (said Row, err error) {
	at := tx.Bucket(talk.name()).Get(refKey(place, ref))
	if len(at) != 8 {
		return Row{}, nil
	}
	said.N = int(binary.BigEndian.Uint64(at))
	key := talkKey(place, said.N)
	said.Raw, err = s.openRow(talk, key, tx.Bucket(talk.name()).Get(key))
	return said, err
}
