package store

import (
	"bytes"
	"testing"

	"collab/relationship"
)

// FuzzDecodeEntry feeds what a damaged file may hold: it is refused, or it is an entry that is stored as it was read.
func FuzzDecodeEntry(f *testing.F) {
	for _, e := range []relationship.Entry{
		{Facts: []byte(`{"v":1}`)},
		{Facts: []byte(`{"v":1}`), Words: []byte(`{"why":"é"}`), Salt: bytes.Repeat([]byte{1}, 32)},
		{Facts: []byte(`{"v":1}`), W: bytes.Repeat([]byte{2}, 32)},
	} {
		b, err := encodeEntry(e, nil, nil, nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, stored []byte) {
		e, err := decodeEntry(stored, nil, nil)
		if err != nil {
			return
		}
		again, err := encodeEntry(e, nil, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := decodeEntry(again, nil, nil); err != nil || !bytes.Equal(twice.Facts, e.Facts) || twice.Link != e.Link {
			t.Errorf("%x is read as %+v, then as %+v: %v", stored, e, twice, err)
		}
	})
}

func FuzzDecodeKey(f *testing.F) {
	_, row := Key{ID: "k", Values: []byte("v")}.row(Answer{At: noon, By: ann, Numbers: map[string][]int{"acme": {3, 4}, "joint": {1}}})
	f.Add(row)
	f.Fuzz(func(t *testing.T, row []byte) {
		a, _, err := decodeKey(row)
		if err == nil && len(a.Numbers) > len(row) {
			t.Error(a)
		}
	})
}
