package store

import (
	"path/filepath"
	"testing"

	"collab/relationship"
)

func TestInstallerOutlivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "collab.db")
	s := open(t, path, Options{})
	if s.Installed() || s.Allowed("slack/T1/U1") {
		t.Error("somebody is allowed in a new store")
	}
	s.Allow("slack/T1/U1")
	s.Allow("slack/T1/U1")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path, Options{})
	if !s.Installed() || !s.Allowed("slack/T1/U1") || s.Allowed("slack/T1/U2") || len(s.meta.Installers) != 1 {
		t.Errorf("%v", s.meta.Installers)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := VerifyFile(path, nil); err != nil {
		t.Fatal(err)
	}
}

func TestSaidUnderItsRef(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "collab.db"), Options{})
	defer s.Close()
	for _, said := range []string{"first", "second"} {
		if _, err := s.Say("web/demo/a", "card", []byte(said)); err != nil {
			t.Fatal(err)
		}
	}
	if row, ok := s.SaidUnder("web/demo/a", "card"); !ok || string(row.Raw) != "second" || row.N != 1 {
		t.Errorf("%v %v", row, ok)
	}
	if _, ok := s.SaidUnder("web/demo/b", "card"); ok {
		t.Error("said elsewhere")
	}
}

func TestVerifyEachSeesEveryHead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "collab.db")
	s := open(t, path, Options{})
	rel, _, err := s.Begin(Key{ID: "begin"}, beginning(1))
	if err != nil {
		t.Fatal(err)
	}
	want, err := s.HeadAt(rel, relationship.Joint, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	var seen []relationship.Head
	found, err := VerifyEach(path, nil, func(h relationship.Head) { seen = append(seen, h) })
	if err != nil || len(seen) != found.Entries {
		t.Fatal(seen, found, err)
	}
	for _, h := range seen {
		if h == want {
			return
		}
	}
	t.Errorf("%v was not seen in %v", want, seen)
}
