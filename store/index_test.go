package store

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"collab/relationship"

	"go.etcd.io/bbolt"
)

func TestAnErasedAccountLeavesTheIndex(t *testing.T) {
	s := fresh(t, Options{})
	rel := begun(t, s, 1)
	want := []Membership{{rel, "acme", "p1"}}
	if got := s.Memberships("web:ann1"); !slices.Equal(got, want) {
		t.Fatalf("%v", got)
	}
	record(t, s, rel, "", &relationship.AddAccount{Account: "slack:T1/U1"})
	if got := s.Memberships("slack:T1/U1"); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	record(t, s, rel, "", &relationship.Redact{Ledger: "acme", N: 1})
	if got := s.Memberships("web:ann1"); len(got) != 0 {
		t.Errorf("%v", got)
	}
	sameAfterReopening(t, s, rel)
}

func TestPlacesBelongToOneRelationship(t *testing.T) {
	s := fresh(t, Options{})
	one, two := begun(t, s, 1), begun(t, s, 2)
	record(t, s, one, "", &relationship.BindPlace{Place: "web:channel"})
	record(t, s, one, "", &relationship.BindPlace{Place: "web:inside", Internal: true})
	if rel, party, ok := s.At("web:channel"); rel != one || party != "" || !ok {
		t.Error(rel, party, ok)
	}
	if rel, party, ok := s.At("web:inside"); rel != one || party != "acme" || !ok {
		t.Error(rel, party, ok)
	}
	if _, _, ok := s.At("web:elsewhere"); ok {
		t.Error("a place nobody bound belongs to somebody")
	}
	var refusal *relationship.Refusal
	if _, err := s.Record(two, Key{}, ann, &relationship.BindPlace{Place: "web:channel"}); !errors.As(err, &refusal) {
		t.Errorf("%v", err)
	}
	before := s.Relationships()
	record(t, s, two, "", note("goes on"))
	if !slices.Equal(before, s.Relationships()) || len(before) != 2 || !slices.Contains(before, one) {
		t.Errorf("%v", before)
	}
	sameAfterReopening(t, s, one)
}

// The indexes made anew from the ledgers are those that recording kept.
func sameIndexes(t *testing.T, s *Store, copied string) {
	t.Helper()
	old := open(t, copied, Options{Secret: s.options.Secret})
	want := indexRows(t, old)
	old.update(func(r *rows) {
		r.sweep(accounts, func(k, _ []byte) bool { return k[0] < 128 })
		r.put(places, nameHash("nowhere"), []byte("nobody\x00"))
	})
	old.change(func(m *meta) { m.Indexes = indexes - 1 })
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, copied, Options{Secret: s.options.Secret})
	if got := indexRows(t, again); !reflect.DeepEqual(got, want) {
		t.Errorf("made anew, the indexes hold %q\nbefore %q", got, want)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := VerifyFile(copied, s.options.Secret); err != nil {
		t.Error(err)
	}
}

func indexRows(t *testing.T, s *Store) (all []string) {
	t.Helper()
	err := s.db.View(func(tx *bbolt.Tx) error {
		for _, b := range []bucket{accounts, places} {
			if err := tx.Bucket(b.name()).ForEach(func(k, v []byte) error {
				all = append(all, string(b.name())+" "+string(k)+" "+string(v))
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
