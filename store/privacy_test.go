package store

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"collab/relationship"
)

func joined(t *testing.T, s *Store, rel string) relationship.By {
	a, err := s.Record(rel, Key{}, relationship.By{Party: "cassini"}, &relationship.AcceptInvitation{Invitation: 1,
		Party: "cassini", Person: relationship.NewPerson{Name: "Cleo", Zone: "UTC"}, Account: "web:cleo"})
	if err != nil {
		t.Fatal(err)
	}
	return a.By
}

// several has Acme, Cassini and Borealis in one relationship, each with an internal note.
func several(t *testing.T, s *Store) (rel string, cleo, bo relationship.By) {
	t.Helper()
	rel = begun(t, s, 1)
	record(t, s, rel, "", &relationship.InviteParty{Party: "cassini", Name: "Cassini"})
	record(t, s, rel, "", &relationship.InviteParty{Party: "borealis", Name: "Borealis"})
	cleo = joined(t, s, rel)
	as := func(by relationship.By, c relationship.Command) Answer {
		a, err := s.Record(rel, Key{}, by, c)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	as(cleo, &relationship.AgreeInvitation{Party: "borealis"})
	bo = as(relationship.By{Party: "borealis"}, &relationship.AcceptInvitation{Invitation: 2, Party: "borealis",
		Person: relationship.NewPerson{Name: "Bo", Zone: "Europe/Oslo"}, Account: "web:bo"}).By
	for _, by := range []relationship.By{ann, cleo, bo} {
		a := as(by, note("internal to "+by.Party))
		if len(a.Numbers) != 1 || len(a.Numbers[by.Party]) != 1 {
			t.Errorf("a note of %s is recorded as %v", by.Party, a.Numbers)
		}
	}
	return rel, cleo, bo
}

// internal lists the notes a view shows.
func internal(v relationship.View) (texts []string) {
	for _, n := range v.Notes["cadence"] {
		texts = append(texts, n.Text)
	}
	return texts
}

func TestPrivacyOfRead(t *testing.T) {
	s := fresh(t, Options{})
	rel, _, _ := several(t, s)
	for _, party := range []string{"acme", "cassini", "borealis", ""} {
		want := []string{"internal to " + party}
		if party == "" {
			want = nil
		}
		if _, err := s.Read(rel, party, func(v relationship.View) {
			if got := internal(v); !slices.Equal(got, want) || v.Party != party {
				t.Errorf("%q is shown %q as %q", party, got, v.Party)
			}
		}); err != nil {
			t.Error(err)
		}
	}
	for _, party := range []string{"delta", "joint", "clock", "operator", "acme\x00", "../acme"} {
		if _, err := s.Read(rel, party, func(relationship.View) {}); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q: %v", party, err)
		}
	}
	if _, err := s.Read("nowhere", "acme", func(relationship.View) {}); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
}

func TestPrivacyOfNotice(t *testing.T) {
	s := fresh(t, Options{})
	rel, _, _ := several(t, s)
	seen := map[string]bool{}
	if _, err := s.Notice(rel, func(v relationship.View, _ time.Time) []Delivery {
		seen[v.Party] = true
		for _, text := range internal(v) {
			if text != "internal to "+v.Party {
				t.Errorf("%q is owed something about %q", v.Party, text)
			}
		}
		return nil
	}); err != nil || len(seen) != 4 {
		t.Error(seen, err)
	}
}

func TestPrivacyOfExports(t *testing.T) {
	s := fresh(t, Options{})
	rel, _, _ := several(t, s)
	exportVerifies(t, s, rel, "borealis")
	if err := s.Export(rel, "borealis", "acme", io.Discard); err == nil {
		t.Error("a party exports the ledger of another")
	}
	if err := s.Export(rel, "delta", relationship.Joint, io.Discard); !errors.Is(err, ErrNotFound) {
		t.Error("a stranger exports joint")
	}
	for _, o := range []order{{Party: "borealis", Ledger: "acme"}, {Party: "delta", Ledger: "acme"}} {
		o.Verb, o.Relationship, o.Path = "export", rel, filepath.Join(t.TempDir(), "export")
		if _, err := s.obey(t.Context(), o); err == nil {
			t.Errorf("the operator has %s export the ledger of %s", o.Party, o.Ledger)
		}
	}
}

func TestPrivacyAfterAPartyLeft(t *testing.T) {
	s := fresh(t, Options{})
	rel, cleo, _ := several(t, s)
	left, err := s.Record(rel, Key{}, cleo, &relationship.LeaveRelationship{Why: "done"})
	if err != nil {
		t.Fatal(err)
	}
	last := slices.Max(left.Numbers[relationship.Joint])
	record(t, s, rel, "", &relationship.InviteParty{Party: "delta", Name: "Delta"})
	var seen int
	if _, err := s.Read(rel, "cassini", func(v relationship.View) { seen = v.Shared.Head().N }); err != nil || seen != last {
		t.Errorf("sees %d of joint, left with %d: %v", seen, last, err)
	}
	var out bytes.Buffer
	if err := s.Export(rel, "cassini", relationship.Joint, &out); err != nil {
		t.Fatal(err)
	}
	if head, err := relationship.VerifyExport(&out); err != nil || head.N != last {
		t.Errorf("exports %d of joint, left with %d: %v", head.N, last, err)
	}
	exportVerifies(t, s, rel, "cassini")
}
