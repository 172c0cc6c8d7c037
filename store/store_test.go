package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"collab/relationship"

	"go.etcd.io/bbolt"
)

var secret = bytes.Repeat([]byte{7}, 32)

func TestUndo(t *testing.T) {
	s := fresh(t, Options{})
	rel := begun(t, s, 1)
	record(t, s, rel, "kept", &relationship.AddNote{Thing: "objective 1", Text: "kept"})
	record(t, s, rel, "mistake", note("mistake"))
	numbers, ok := s.Recorded(rel, "mistake")
	if !ok {
		t.Fatal("the key is unknown")
	}
	record(t, s, rel, "undo", &relationship.Undo{Joint: numbers[relationship.Joint], Own: numbers["acme"]})
	if got := notes(t, s, rel); len(got) != 0 {
		t.Errorf("notes are %q", got)
	}
	sameAfterReopening(t, s, rel)
}

func TestRedaction(t *testing.T) {
	for _, key := range [][]byte{nil, secret} {
		s := fresh(t, Options{Secret: key})
		rel := begun(t, s, 1)
		a := record(t, s, rel, "", note("a secret"))
		n := a.Numbers["acme"][0]
		record(t, s, rel, "", note("stays"))
		record(t, s, rel, "", &relationship.Redact{Ledger: "acme", N: n})
		if got := notes(t, s, rel); !slices.Equal(got, []string{"", "stays"}) {
			t.Errorf("notes are %q", got)
		}
		list, err := s.stored(rel, s.secret.wordsAEAD(rel), "acme")
		if err != nil || list[n-1].Words != nil || list[n-1].W == nil {
			t.Errorf("entry is %+v, %v", list[n-1], err)
		}
		sameAfterReopening(t, s, rel)
		exportVerifies(t, s, rel, "acme")
	}
}

// sameAfterReopening compares the state in memory with the one another process would see.
func sameAfterReopening(t *testing.T, s *Store, rel string) {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := s.BackupTo(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	sameIndexes(t, s, copied)
	again := open(t, copied, Options{Secret: s.options.Secret})
	defer again.Close()
	_, err := s.Read(rel, "acme", func(v relationship.View) {
		_, err := again.Read(rel, "acme", func(w relationship.View) {
			if !reflect.DeepEqual(v.Shared, w.Shared) || !reflect.DeepEqual(v.Own, w.Own) {
				t.Errorf("memory has %+v\ndisk has %+v", v.Own, w.Own)
			}
		})
		if err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestStateIsTheSameAfterReopening(t *testing.T) {
	s := fresh(t, Options{Secret: secret})
	rel := begun(t, s, 1)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 10 {
				_, err := s.Record(rel, Key{ID: fmt.Sprint(i, j)}, ann, note(fmt.Sprint(i, j)))
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	record(t, s, rel, "", &relationship.InviteParty{Party: "borealis", Name: "Borealis"})
	sameAfterReopening(t, s, rel)
}

// A cache of one ledger drops states all the time, also of what is on its way to disk.
func TestASmallCacheChangesNothing(t *testing.T) {
	s := fresh(t, Options{Cache: 1})
	rels := []string{begun(t, s, 1), begun(t, s, 2), begun(t, s, 3)}
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			for j := range 5 {
				if _, err := s.Record(rels[i%3], Key{}, ann, note(fmt.Sprint(i, j))); err != nil {
					t.Error(err)
				}
				if _, err := s.Read(rels[(i+1)%3], "acme", func(relationship.View) {}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for _, rel := range rels {
		if got := notes(t, s, rel); len(got) != 20 {
			t.Errorf("%d notes", len(got))
		}
		sameAfterReopening(t, s, rel)
	}
}

func TestTheClockNeverGoesBack(t *testing.T) {
	clock := &wall{now: noon}
	path := filepath.Join(t.TempDir(), "collab.db")
	s := open(t, path, Options{Now: clock.read})
	rel := begun(t, s, 1)
	clock.move(time.Hour)
	a := record(t, s, rel, "", note("an hour later"))
	clock.move(-24 * time.Hour)
	if b := record(t, s, rel, "", note("yesterday")); b.At.Before(a.At) {
		t.Errorf("%s, then %s", a.At, b.At)
	}
	s.SetOffset(48 * time.Hour)
	s.SetOffset(time.Hour)
	if got := s.Now(); !got.Equal(noon.Add(25 * time.Hour)) {
		t.Errorf("now is %s", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path, Options{Now: clock.read})
	defer s.Close()
	if s.Offset() != 48*time.Hour || s.Now().Before(a.At) {
		t.Error(s.Offset(), s.Now())
	}
}

func refusedAs(t *testing.T, want error, address string, o Options) {
	t.Helper()
	s, err := Open(address, o)
	if err == nil {
		_ = s.Close()
	}
	var fault *Fault
	if !errors.Is(err, want) || !errors.As(err, &fault) || fault.Next == "" {
		t.Errorf("want %v, have %v", want, err)
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "collab.db")
	s := open(t, path, Options{Secret: secret})
	refusedAs(t, ErrLocked, "bolt:"+path, Options{Mark: Demo, Secret: secret})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	refusedAs(t, ErrMark, "bolt:"+path, Options{Mark: Live, Secret: secret})
	refusedAs(t, ErrSecret, "bolt:"+path, Options{Mark: Demo})
	refusedAs(t, ErrSecret, "bolt:"+path, Options{Mark: Demo, Secret: bytes.Repeat([]byte{8}, 32)})
	refusedAs(t, ErrSecret, "bolt:"+path, Options{Mark: Demo, Secret: []byte("short")})
	refusedAs(t, ErrScheme, "postgres://u:p@host/db", Options{})
	refusedAs(t, ErrScheme, "collab.db", Options{})
	refusedAs(t, ErrUnreadable, "bolt:"+filepath.Join(dir, "no", "collab.db"), Options{})
	refusedAs(t, ErrUnreadable, "bolt:"+dir, Options{})

	if err := offline(path, func(db *bbolt.DB) error {
		return db.Update(func(tx *bbolt.Tx) error { return meta{Schema: schema + 1}.write(tx) })
	}); err != nil {
		t.Fatal(err)
	}
	refusedAs(t, ErrNewer, "bolt:"+path, Options{Mark: Demo, Secret: secret})

	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, bytes.Repeat([]byte("no store\n"), 4000), 0o600); err != nil {
		t.Fatal(err)
	}
	refusedAs(t, ErrCorrupt, "bolt:"+text, Options{})
	if err := os.WriteFile(text, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	refusedAs(t, ErrCorrupt, "bolt:"+text, Options{})
}

func TestNothingPeopleWroteIsInTheFileOrTheLog(t *testing.T) {
	var logged bytes.Buffer
	s := fresh(t, Options{Secret: secret, Log: slog.New(slog.NewTextHandler(&logged, nil))})
	rel := begun(t, s, 1)
	record(t, s, rel, "", note("Zanzibar"))
	if err := s.PutDraft("web:ann1", "form", []byte("Zanzibar")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Say("web:room", "", []byte("Zanzibar")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Receive("slack", []byte("Zanzibar")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Code(Key{}, "p", []byte("Zanzibar"), noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	s.deliver([]Delivery{{Key: "k", To: "Zanzibar"}})
	file, err := os.ReadFile(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"Zanzibar", "Fewer late trucks", "web:ann1"} {
		if bytes.Contains(file, []byte(word)) || strings.Contains(logged.String(), word) {
			t.Errorf("%q can be read", word)
		}
	}
}

func exportVerifies(t *testing.T, s *Store, rel, party string) {
	t.Helper()
	for _, ledger := range []string{relationship.Joint, party} {
		var out bytes.Buffer
		if err := s.Export(rel, party, ledger, &out); err != nil {
			t.Fatal(err)
		}
		if _, err := relationship.VerifyExport(&out); err != nil {
			t.Errorf("%s: %v", ledger, err)
		}
	}
	if err := s.Export(rel, party, "other", io.Discard); err == nil {
		t.Error("exports a ledger of another party")
	}
}
