package store

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"collab/relationship"

	"go.etcd.io/bbolt"
	"pgregory.net/rapid"
)

const aToken = `{"Token":"xoxb-a-token"}`

func TestInstallations(t *testing.T) {
	path := filepath.Join(t.TempDir(), "collab.db")
	s := open(t, path, Options{Secret: secret})
	for _, c := range []struct{ platform, home, kept string }{
		{"slack", "T0ACME", "an older one"}, {"slack", "T0ACME", aToken}, {"slack", "T0BOREAL", "theirs"}, {"teams", "T0ACME", "elsewhere"},
	} {
		if err := s.PutInstallation(c.platform, c.home, []byte(c.kept)); err != nil {
			t.Fatal(err)
		}
	}
	s.DropInstallation("slack", "T0BOREAL")
	s.DropInstallation("slack", "T0NOBODY")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if file, _ := os.ReadFile(path); bytes.Contains(file, []byte("xoxb")) {
		t.Error("the token can be read in the file")
	}
	s = open(t, path, Options{Secret: secret})
	defer s.Close()
	kept, err := s.Installations("slack")
	if err != nil || len(kept) != 1 || string(kept["T0ACME"]) != aToken {
		t.Errorf("%q, %v", kept, err)
	}
}

func TestNoInstallationLiesInTheOpen(t *testing.T) {
	s := fresh(t, Options{})
	if err := s.PutInstallation("slack", "T0ACME", []byte(aToken)); !errors.Is(err, ErrSecret) {
		t.Error(err)
	}
	if kept, err := s.Installations("slack"); err != nil || len(kept) != 0 {
		t.Error(kept, err)
	}
	sealed := fresh(t, Options{Secret: secret})
	if err := sealed.PutInstallation("slack", "", []byte(aToken)); err == nil {
		t.Error("an installation nowhere was kept")
	}
}

// Whatever is put and dropped, the bucket is what a map would be, and the file verifies.
func TestInstallationsAreAMap(t *testing.T) {
	path := filepath.Join(t.TempDir(), "collab.db")
	rapid.Check(t, func(t *rapid.T) {
		_ = os.Remove(path)
		s, err := Open("bolt:"+path, Options{Mark: Demo, Secret: secret})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			home := rapid.SampledFrom([]string{"T1", "T12", "E1"}).Draw(t, "home")
			if rapid.Bool().Draw(t, "put") {
				want[home] = rapid.StringN(0, 20, 40).Draw(t, "installation")
				if err := s.PutInstallation("slack", home, []byte(want[home])); err != nil {
					t.Fatal(err)
				}
			} else {
				delete(want, home)
				s.DropInstallation("slack", home)
			}
		}
		kept, err := s.Installations("slack")
		got := map[string]string{}
		for home, row := range kept {
			got[home] = string(row)
		}
		if err != nil || !maps.Equal(got, want) {
			t.Fatalf("%q, want %q, %v", got, want, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := VerifyFile(path, secret); err != nil {
			t.Fatal(err)
		}
	})
}

// An installation sealed for one home does not open as that of another.
func TestAMovedInstallationDoesNotOpen(t *testing.T) {
	s := fresh(t, Options{Secret: secret})
	if err := s.PutInstallation("slack", "T0ACME", []byte(aToken)); err != nil {
		t.Fatal(err)
	}
	s.update(func(r *rows) {
		r.put(installations, installationKey("slack", "T0BOREAL"), r.get(installations, installationKey("slack", "T0ACME")))
	})
	if kept, err := s.Installations("slack"); err == nil {
		t.Errorf("it opened: %q", kept)
	}
}

// olderStore is a store as the first layout had it, with two relationships and a row or more in every bucket of then.
func olderStore(t *testing.T) string {
	t.Helper()
	packed, err := os.Open("testdata/schema1.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	file, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "older.db")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func schemaIn(t *testing.T, path string) (n int) {
	t.Helper()
	if err := offline(path, func(db *bbolt.DB) error {
		return db.View(func(tx *bbolt.Tx) error {
			m, _, err := readMeta(tx)
			n = m.Schema
			return err
		})
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAnOlderStoreIsVerifiedAndConverted(t *testing.T) {
	path := olderStore(t)
	before, err := VerifyFile(path, secret)
	if err != nil || before.Relationships != 2 {
		t.Fatalf("%+v, %v", before, err)
	}
	if n := schemaIn(t, path); n != 1 {
		t.Fatalf("verifying made it schema %d", n)
	}
	for range 2 { // converted, then opened as what it has become
		s := open(t, path, Options{Secret: secret})
		if err := s.PutInstallation("slack", "T0ACME", []byte(aToken)); err != nil {
			t.Fatal(err)
		}
		if !s.Allowed("slack:T0ACME:U0KIM") || len(s.Inbox("slack", 9)) != 1 || len(s.Deliveries()) != 1 {
			t.Error("something was lost on the way")
		}
		record(t, s, s.Relationships()[0], "", note("as before"))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if n := schemaIn(t, path); n != schema {
			t.Fatalf("it is schema %d", n)
		}
		after, err := VerifyFile(path, secret)
		if err != nil || after.Relationships != 2 || after.Entries <= before.Entries {
			t.Errorf("%+v, %v", after, err)
		}
	}
}

// What does not go with the store converts nothing: neither another key nor the wrong verb.
func TestAnOlderStoreIsNotConvertedByTheWrongHands(t *testing.T) {
	path := olderStore(t)
	for _, o := range []Options{{Mark: Demo}, {Mark: Live, Secret: secret}, {Mark: Demo, Secret: bytes.Repeat([]byte{8}, 32)}} {
		if s, err := Open("bolt:"+path, o); err == nil {
			_ = s.Close()
			t.Errorf("it was opened with %q", o.Mark)
		}
	}
	if n := schemaIn(t, path); n != 1 {
		t.Errorf("it is schema %d", n)
	}
}

func TestAnOlderBackupIsRestored(t *testing.T) {
	to := filepath.Join(t.TempDir(), "restored.db")
	if err := Restore(olderStore(t), to, secret, noon); err != nil {
		t.Fatal(err)
	}
	s := open(t, to, Options{Secret: secret})
	defer s.Close()
	if rel, _, ok := s.At("web:channel1"); !ok || rel == "" || s.Restored().IsZero() {
		t.Error(rel, ok, s.Restored())
	}
	if _, err := s.Head(s.Relationships()[0], relationship.Joint); err != nil {
		t.Error(err)
	}
}

func TestANewerStoreIsRefused(t *testing.T) {
	path := olderStore(t)
	if err := offline(path, func(db *bbolt.DB) error {
		return db.Update(func(tx *bbolt.Tx) error {
			m, _, err := readMeta(tx)
			if err != nil {
				return err
			}
			m.Schema = schema + 1
			return m.write(tx)
		})
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := Open("bolt:"+path, Options{Mark: Demo, Secret: secret}); !errors.Is(err, ErrNewer) {
		t.Error(err)
	}
	if _, err := VerifyFile(path, secret); !errors.Is(err, ErrNewer) {
		t.Error(err)
	}
}
