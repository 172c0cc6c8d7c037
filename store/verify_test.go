package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"collab/relationship"
)

// worn is a closed store with a bit of everything in it, as bytes.
func worn(t *testing.T, key []byte, many int) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "collab.db")
	s := open(t, path, Options{Secret: key, Next: func(_ relationship.View, now time.Time) time.Time { return now.Add(time.Hour) }})
	for i := range many {
		rel := begun(t, s, i)
		record(t, s, rel, "note", note(fmt.Sprintf("note of %d", i)))
		record(t, s, rel, "more", note("more"))
		record(t, s, rel, "", &relationship.Redact{Ledger: "acme", N: 2})
		record(t, s, rel, "", &relationship.BindPlace{Place: fmt.Sprintf("web:channel%d", i)})
	}
	s.deliver([]Delivery{{Key: "k", To: "web:ann1"}})
	if _, err := s.Say("room", "ref", []byte("said")); err != nil {
		t.Fatal(err)
	}
	if key != nil {
		if err := s.PutInstallation("slack", "T0ACME", []byte(aToken)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.TrimRight(file, "\x00") // bbolt makes room for megabytes at once
}

func TestAWornStoreVerifies(t *testing.T) {
	for _, key := range [][]byte{nil, secret} {
		path := filepath.Join(t.TempDir(), "collab.db")
		if err := os.WriteFile(path, worn(t, key, 3), 0o600); err != nil {
			t.Fatal(err)
		}
		found, err := VerifyFile(path, key)
		if err != nil || found.Relationships != 3 || found.Ledgers != 6 || len(found.Heads) != 6 {
			t.Errorf("%+v, %v", found, err)
		}
		s := open(t, path, Options{Secret: key})
		if err := errors.Join(s.Compact(), s.Close()); err != nil {
			t.Error(err)
		}
		if again, err := VerifyFile(path, key); err != nil || again.Entries != found.Entries {
			t.Errorf("%+v, %v", again, err)
		}
	}
	path := filepath.Join(t.TempDir(), "sealed.db")
	if err := os.WriteFile(path, worn(t, secret, 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := VerifyFile(path, nil); !errors.Is(err, ErrSecret) {
		t.Error(err)
	}
}

// Every byte of every row, key and value, is changed. The copies of a row on pages that are free change with it.
func TestEveryChangedByteIsSeen(t *testing.T) {
	step := 1
	if testing.Short() {
		step = 11
	}
	for _, key := range [][]byte{nil, secret} {
		file := worn(t, key, 1)
		path := filepath.Join(t.TempDir(), "changed.db")
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		tried := 0
		for _, row := range rowsOf(t, file) {
			whole := append(bytes.Clone(row.key), row.value...) // bbolt lays them side by side
			at := everyPlace(file, whole)
			if len(at) == 0 {
				t.Fatalf("a row of %s is not in the file", row.bucket)
			}
			for j := 0; j < len(whole); j += step {
				flip(t, path, at, j, whole[j]^1<<(j%8))
				_, err := VerifyFile(path, key)
				if err == nil {
					t.Fatalf("byte %d of a row of %s (%q) was changed unseen", j, row.bucket, row.key)
				}
				if row.bucket == "entry" && !named.MatchString(err.Error()) {
					t.Errorf("byte %d of %q: names neither entry nor gap: %v", j, row.key, err)
				}
				flip(t, path, at, j, whole[j])
				tried++
			}
		}
		t.Logf("%d changes", tried)
	}
}

var named = regexp.MustCompile(`entry|a key of relationship`)

func everyPlace(file, whole []byte) (at []int) {
	for from := 0; ; {
		i := bytes.Index(file[from:], whole)
		if i < 0 {
			return at
		}
		at = append(at, from+i)
		from += i + 1
	}
}

// flip writes one byte of a row, at each of its places.
func flip(t *testing.T, path string, at []int, offset int, b byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range at {
		if _, err := f.WriteAt([]byte{b}, int64(i+offset)); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// Bytes of the page structures are changed too, in processes of their own, since some of that ends a process. What is
// not seen must not change what is read.
func TestChangedPageStructureIsSeen(t *testing.T) {
	file := worn(t, nil, 3)
	path := filepath.Join(t.TempDir(), "changed.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	want, err := apart("rows", path)
	if err != nil {
		t.Fatal(err)
	}
	offsets := []int{8, 10, 20, 24} // flags, count; position or key of the first element and its sizes
	if testing.Short() {
		offsets = offsets[1:2]
	}
	const page = 4096
	for at := 0; at < len(file); at += page {
		for _, offset := range offsets {
			if at+offset >= len(file) {
				continue
			}
			flip(t, path, []int{at}, offset, file[at+offset]^2)
			if _, err := apart("verify", path); err == nil {
				if got, err := apart("rows", path); err != nil || got != want {
					t.Errorf("page %d, byte %d: changed unseen, and the rows are others: %v", at/page, offset, err)
				}
			}
			flip(t, path, []int{at}, offset, file[at+offset])
		}
	}
}

func TestBackupUnderLoad(t *testing.T) {
	s := fresh(t, Options{Secret: secret})
	rel := begun(t, s, 1)
	stop := make(chan struct{})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					if _, err := s.Record(rel, Key{}, ann, note("on and on")); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	var before int
	for i := range 5 {
		path := filepath.Join(t.TempDir(), fmt.Sprintf("%d.db", i))
		at := len(notes(t, s, rel))
		record(t, s, rel, "", note("everything before this is on disk"))
		if err := s.BackupTo(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		restored := filepath.Join(t.TempDir(), "restored.db")
		if err := Restore(path, restored, secret, noon.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		r := open(t, restored, Options{Secret: secret})
		got := len(notes(t, r, rel))
		if got < at || got < before || !r.Restored().Equal(noon.Add(time.Hour)) {
			t.Errorf("backup %d has %d notes of %d, restored %s", i, got, at, r.Restored())
		}
		before = got
		prefixOf(t, r, s, rel)
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	all.Wait()
}

// prefixOf checks that what one store holds is the beginning of what the other does.
func prefixOf(t *testing.T, older, newer *Store, rel string) {
	t.Helper()
	for _, ledger := range []string{relationship.Joint, "acme"} {
		h, err := older.Head(rel, ledger)
		if err != nil {
			t.Fatal(err)
		}
		if then, err := newer.HeadAt(rel, ledger, h.N); err != nil || then != h {
			t.Errorf("%s: %s is not the beginning of %s, %v", ledger, h, then, err)
		}
	}
}

func TestRestoredDutiesAreListed(t *testing.T) {
	s := fresh(t, Options{})
	s.deliver([]Delivery{{Key: "open", NotBefore: noon}})
	copied, restored := filepath.Join(t.TempDir(), "a.db"), filepath.Join(t.TempDir(), "b.db")
	if err := s.BackupTo(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	if err := Restore(copied, restored, nil, noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	r := open(t, restored, Options{})
	defer r.Close()
	r.deliver([]Delivery{{Key: "missed", NotBefore: noon.Add(time.Minute)}, {Key: "new", NotBefore: noon.Add(2 * time.Hour)}})
	if got := keysReady(r, noon.Add(3*time.Hour), 10); got != "new" {
		t.Errorf("ready: %s", got)
	}
	var listed []string
	for _, d := range r.Deliveries() {
		if d.State == Listed {
			listed = append(listed, d.Key)
		}
	}
	if len(listed) != 2 {
		t.Errorf("listed: %s", strings.Join(listed, " "))
	}
	if err := Restore(copied, restored, nil, noon); err == nil {
		t.Error("a restore wrote over a store")
	}
}
