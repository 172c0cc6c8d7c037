package store

import (
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"collab/relationship"
)

func TestPrivacyOfAnErasedPersonOfWhomNoByteIsLeft(t *testing.T) {
	for _, key := range [][]byte{nil, secret} {
		s := fresh(t, Options{Secret: key})
		b := beginning(1)
		b.Party, b.PartyName = "borealis", "Borealis" // nobody's ledger but theirs is looked at, and there is no other
		b.Person.Name, b.Account = "Quaggamire Vole", "mail/-/vole@acme.example"
		rel, _, err := s.Begin(Key{}, b)
		if err != nil {
			t.Fatal(err)
		}
		by := relationship.By{Person: "p1", Party: "borealis"}
		_, noted := s.Record(rel, Key{}, by, note("privately hidden words"))
		pause, err := s.Record(rel, Key{}, by, &relationship.PauseRelationship{Why: "quaggamire is ill"})
		if err != nil || noted != nil {
			t.Fatal(err, noted)
		}
		row := kept(t, map[string]any{"Account": b.Account, "Text": "typed by the vole"})
		for _, place := range []string{"mail/-/@vole@acme.example", "asked/other"} {
			if _, err := s.Say(place, b.Account, row); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.PutDraft(b.Account, "form", row); err != nil {
			t.Fatal(err)
		}
		if err := s.PutSession("token", row, s.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		s.Deliver([]Delivery{{Key: "one", Relationship: rel, To: b.Account, Person: "p1", Kind: "due", NotBefore: s.Now()}})
		if _, err := s.Erase("mail/-/nobody@acme.example", true); err == nil {
			t.Error("nobody was erased")
		}
		first, err := s.Erase(rel+"/p1", false)
		if err != nil || len(first) != 1 || s.Unclean() || first[0].Shown != "former member 1 of Borealis" || !slices.Contains(first[0].Asked, pause.Numbers[relationship.Joint][0]) {
			t.Fatal(first, err)
		}
		done, err := s.Erase(b.Account, true)
		if err != nil || !reflect.DeepEqual(done, first) {
			t.Fatalf("%v, said before: %v, %v", done, first, err)
		}
		copied := filepath.Join(t.TempDir(), "copy.db")
		if err := s.BackupTo(t.Context(), copied); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{s.Path(), copied} {
			if left := leftIn(t, path, "Quaggamire Vole", "vole@acme", "privately hidden", "typed by the vole"); len(left) > 0 {
				t.Errorf("%s holds %q", filepath.Base(path), left)
			}
		}
		if _, ok := s.Draft(b.Account, "form"); ok || len(s.Memberships(b.Account)) > 0 || len(s.Deliveries()) > 0 {
			t.Error("something is kept for the account")
		}
		if _, _, ok := s.Session("token"); ok {
			t.Error("the session goes on")
		}
		asked := 0
		if _, err := s.Read(rel, "", func(v relationship.View) {
			asked = len(v.Shared.Undecided(v.Shared.Erasures[1], "borealis"))
			if got := v.Shared.PersonName("p1"); got != done[0].Shown {
				t.Error(got)
			}
		}); err != nil || asked != len(done[0].Asked) {
			t.Error(asked, done, err)
		}
		if _, err := VerifyFile(copied, key); err != nil {
			t.Error(err)
		}
	}
}
