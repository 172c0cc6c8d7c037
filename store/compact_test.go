package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"collab/relationship"
)

// leftIn are the words that stand in a file.
func leftIn(t *testing.T, path string, words ...string) (left []string) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range words {
		if bytes.Contains(file, []byte(w)) {
			left = append(left, w)
		}
	}
	return left
}

func kept(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// erasing is a store in which words were written in every place that keeps any, and are erased.
func erasing(t *testing.T, key []byte) (s *Store, rel string) {
	s = fresh(t, Options{Secret: key})
	rel, _, err := s.Begin(Key{}, func() *relationship.BeginRelationship {
		b := beginning(1)
		b.Account = "web/-/ann"
		return b
	}())
	if err != nil {
		t.Fatal(err)
	}
	long := "Quaggamire of the depot said that the ramp would not be mended before the summer"
	a := record(t, s, rel, "", note(long))
	p := record(t, s, rel, "", &relationship.PauseRelationship{Why: "Quaggamire is ill"})
	for place, text := range map[string]string{"web/-/@ann": `note "` + long + `"`, "web/-/@eve": "Quaggamire is a nice name"} {
		if _, err := s.Say(place, "one", kept(t, map[string]any{"Place": place, "Text": text})); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Say("web/-/@ann", "", kept(t, map[string]any{"Message": map[string]any{"blocks": []any{map[string]any{"kind": "text", "body": long[:40] + "…"}}}})); err != nil {
		t.Fatal(err)
	}
	if err := s.PutDraft("web/-/ann", "form", kept(t, map[string]any{"Fields": map[string]any{"why": map[string]any{"Typed": "Quaggamire is ill"}}})); err != nil {
		t.Fatal(err)
	}
	if err := s.PutDraft("web/-/ann", "sent", kept(t, map[string]any{"Text": "Quaggamire mailed a form"})); err != nil {
		t.Fatal(err)
	}
	s.DropDraft("web/-/ann", "sent")
	n, err := s.Receive("slack", []byte(`{"text":"Quaggamire came in"}`))
	if err != nil {
		t.Fatal(err)
	}
	s.WorkedOff(n)
	record(t, s, rel, "", &relationship.Redact{Ledger: "acme", N: a.Numbers["acme"][0]})
	record(t, s, rel, "", &relationship.Redact{Ledger: relationship.Joint, N: p.Numbers[relationship.Joint][0]})
	return s, rel
}

func TestErasedWordsAreInNoByteOfTheFileNorOfABackupMadeAfterwards(t *testing.T) {
	for _, key := range [][]byte{nil, secret} {
		s, rel := erasing(t, key)
		if key == nil && len(leftIn(t, s.Path(), "Quaggamire")) == 0 {
			t.Fatal("nothing was there to be erased")
		}
		before, rows := statesOf(t, s, rel), len(rowsIn(t, s))
		copied := filepath.Join(t.TempDir(), "copy.db")
		if err := s.BackupTo(t.Context(), copied); err != nil { // which compacts first: the timer has not come yet
			t.Fatal(err)
		}
		if s.Unclean() {
			t.Error("the file is not compacted")
		}
		said, err := s.Said("web/-/@eve", 0, 10)
		if err != nil || len(said) != 1 || !bytes.Contains(said[0].Raw, []byte("Quaggamire is a nice name")) {
			t.Errorf("what somebody else said was erased: %v, %v", said, err)
		}
		for _, path := range []string{s.Path(), copied} {
			if left := leftIn(t, path, "Quaggamire of", "Quaggamire is ill", "Quaggamire mailed", "Quaggamire came"); len(left) > 0 {
				t.Errorf("%s holds %q", filepath.Base(path), left)
			}
			if found, err := VerifyFile(copied, key); err != nil || found.Relationships != 1 {
				t.Error(found, err)
			}
		}
		if after := statesOf(t, s, rel); !reflect.DeepEqual(before, after) {
			t.Error("compacting changed what stands")
		}
		if now := len(rowsIn(t, s)); now != rows {
			t.Errorf("%d rows, %d before", now, rows)
		}
		sameAfterReopening(t, s, rel)
	}
}

// What is kept beside the record keeps its form, without the words.
func TestRowsBesideTheRecordLoseErasedWords(t *testing.T) {
	s, _ := erasing(t, secret)
	said, err := s.Said("web/-/@ann", 0, 10)
	if err != nil || len(said) != 2 {
		t.Fatal(said, err)
	}
	if got := string(said[0].Raw); got != `{"Place":"web/-/@ann","Text":"note \"(words erased)\""}` {
		t.Error(got)
	}
	if got := string(said[1].Raw); !strings.Contains(got, `"body":"(words erased)"`) {
		t.Error(got)
	}
	if draft, ok := s.Draft("web/-/ann", "form"); !ok || !strings.Contains(string(draft), `"Typed":"(words erased)"`) {
		t.Errorf("%s, %v", draft, ok)
	}
}

// statesOf is everything that is replayed of a relationship, with its heads.
func statesOf(t *testing.T, s *Store, rel string) (all []any) {
	t.Helper()
	if _, err := s.Read(rel, "acme", func(v relationship.View) {
		all = append(all, v.Shared.Head(), v.Own.Head(), v.Shared.Entries(), v.Own.Entries(), []any{v.Shared.Alignment(noon), v.Shared.SayDo(noon, relationship.Trailing(noon, 90)), v.Shared.Adherence(noon), v.Shared.Delivery(noon)})
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// rowsIn are the rows of the file as it is.
func rowsIn(t *testing.T, s *Store) []storedRow {
	t.Helper()
	file, err := os.ReadFile(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	return rowsOf(t, file)
}

func TestErasingChangesNoFigureAndNoLink(t *testing.T) {
	s := fresh(t, Options{})
	rel := begun(t, s, 1)
	a := record(t, s, rel, "", &relationship.PauseRelationship{Why: "the flood"})
	record(t, s, rel, "", &relationship.ResumeRelationship{})
	before := statesOf(t, s, rel)
	record(t, s, rel, "", &relationship.Redact{Ledger: relationship.Joint, N: a.Numbers[relationship.Joint][0]})
	if err := s.Compact(); err != nil {
		t.Fatal(err)
	}
	after := statesOf(t, s, rel)
	if !reflect.DeepEqual(before[4], after[4]) {
		t.Errorf("figures were %+v and are %+v", before[4], after[4])
	}
	head, _ := s.HeadAt(rel, relationship.Joint, before[0].(relationship.Head).N)
	if head != before[0] {
		t.Errorf("the head was %s and is %s", before[0], head)
	}
}

func TestRecordingGoesOnWhileTheFileIsCompacted(t *testing.T) {
	s := fresh(t, Options{Secret: secret})
	rels := []string{begun(t, s, 1), begun(t, s, 2)}
	stop := make(chan struct{})
	var all sync.WaitGroup
	counts := make([]int, 4)
	for w := range counts {
		all.Go(func() {
			for ; ; counts[w]++ {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := s.Record(rels[w%2], Key{ID: fmt.Sprint(w, "/", counts[w])}, ann, note(fmt.Sprint(w, counts[w]))); err != nil {
					t.Error(err)
				}
				if _, err := s.Read(rels[w%2], "acme", func(relationship.View) {}); err != nil {
					t.Error(err)
				}
				if n, err := s.Receive("slack", []byte("{}")); err != nil || n == 0 {
					t.Error(n, err)
				} else {
					s.WorkedOff(n)
				}
			}
		})
	}
	for range 5 {
		if err := s.Compact(); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	all.Wait()
	for i, rel := range rels {
		if got, want := len(notes(t, s, rel)), counts[i]+counts[i+2]; got != want {
			t.Errorf("%d notes of %d", got, want)
		}
		sameAfterReopening(t, s, rel)
	}
	if n, _ := s.Receive("slack", nil); int(n) != counts[0]+counts[1]+counts[2]+counts[3]+1 {
		t.Errorf("the inbox counts anew: %d", n)
	}
}

func TestACompactedStoreIsStillHeldByOneProcess(t *testing.T) {
	s := fresh(t, Options{})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- Listen(ctx, s) }()
	if err := s.Compact(); err != nil {
		t.Fatal(err)
	}
	refusedAs(t, ErrLocked, "bolt:"+s.Path(), Options{Mark: Demo})
	o, err := Dial(s.Path())
	for range 100 { // until it listens
		if err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
		o, err = Dial(s.Path())
	}
	if err != nil {
		t.Fatal(err)
	}
	if st, err := o.Status(); err != nil || st.Bytes == 0 {
		t.Error(st, err)
	}
	stop()
	if err := errors.Join(o.Close(), <-done); err != nil {
		t.Error(err)
	}
}

func TestWhoLeftReadsNoErasedWords(t *testing.T) {
	s := fresh(t, Options{})
	rel := begun(t, s, 1)
	a := record(t, s, rel, "", &relationship.PauseRelationship{Why: "Quaggamire"})
	record(t, s, rel, "", &relationship.ResumeRelationship{})
	record(t, s, rel, "", &relationship.LeaveRelationship{})
	why := func() (all string) {
		if _, err := s.Read(rel, "acme", func(v relationship.View) { all = fmt.Sprintf("%+v", v.Shared.Entries()) }); err != nil {
			t.Fatal(err)
		}
		return all
	}
	before := why()
	record(t, s, rel, "", &relationship.Redact{Ledger: relationship.Joint, N: a.Numbers[relationship.Joint][0]})
	if why() == before {
		t.Error("a party that left still reads the record as it was")
	}
}
