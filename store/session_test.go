package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSessions(t *testing.T) {
	path, clock := filepath.Join(t.TempDir(), "collab.db"), &wall{now: noon}
	s := open(t, path, Options{Now: clock.read})
	const token = "aToK3nThatNobodyGuesses"
	put := func(what string, until time.Time) {
		t.Helper()
		if err := s.PutSession(token, []byte(what), until); err != nil {
			t.Fatal(err)
		}
	}
	stands := func(token, want string, until time.Time) {
		t.Helper()
		got, at, ok := s.Session(token)
		if ok != (want != "") || ok && (string(got) != want || !at.Equal(until)) {
			t.Errorf("%q stands for %q until %s, %v; want %q", token, got, at, ok, want)
		}
	}
	put("dana", noon.Add(time.Hour))
	stands(token, "dana", noon.Add(time.Hour))
	stands("another", "", noon)
	if _, ok := s.Redeem(token, "sign in"); ok {
		t.Error("a session is used as a code")
	}
	put("dana again", noon.Add(2*time.Hour)) // in the place of what was kept before
	stands(token, "dana again", noon.Add(2*time.Hour))

	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if file, err := os.ReadFile(path); err != nil || bytes.Contains(file, []byte(token)) {
		t.Errorf("the file holds the token, or %v", err)
	}
	s = open(t, path, Options{Now: clock.read})
	t.Cleanup(func() { _ = s.Close() })
	stands(token, "dana again", noon.Add(2*time.Hour)) // a restart ends nothing

	clock.move(2*time.Hour - time.Millisecond)
	stands(token, "dana again", noon.Add(2*time.Hour))
	clock.move(time.Millisecond)
	stands(token, "", noon) // until is when it is over
	put("once more", clock.read().Add(time.Hour))
	s.DropSession(token)
	stands(token, "", noon)
	s.DropSession(token) // of nothing, nothing
}

// All sessions of one account end at once, those of others go on; the count outlasts a restart.
func TestEpochsOfSessions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "collab.db")
	s := open(t, path, Options{})
	for want := range uint64(3) {
		if got := s.Epoch("mail/-/dana@borealis.example"); got != want {
			t.Errorf("epoch %d, want %d", got, want)
		}
		if err := s.EndSessions("mail/-/dana@borealis.example"); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Epoch("mail/-/kim@acme.example"); got != 0 {
		t.Errorf("another account's epoch is %d", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path, Options{})
	t.Cleanup(func() { _ = s.Close() })
	if got := s.Epoch("mail/-/dana@borealis.example"); got != 3 {
		t.Errorf("after a restart the epoch is %d", got)
	}
}
