package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"collab/relationship"
)

func TestDeliveries(t *testing.T) {
	clock := &wall{now: noon}
	path := filepath.Join(t.TempDir(), "collab.db")
	s := open(t, path, Options{Now: clock.read, Secret: secret})
	later := Delivery{Key: "b", To: "web:ben", NotBefore: noon.Add(time.Hour)}
	list := []Delivery{{Key: "a", To: "web:ann", NotBefore: noon}, later, {Key: "c", To: "web:cleo", NotBefore: noon.Add(-time.Hour)}}
	if n := s.deliver(list); n != 3 {
		t.Errorf("%d were added", n)
	}
	if n := s.deliver(list); n != 0 {
		t.Errorf("%d were added again", n)
	}
	if got := keysReady(s, noon, 10); got != "c a" {
		t.Errorf("ready: %s", got)
	}
	if got := keysReady(s, noon, 1); got != "c" {
		t.Errorf("ready: %s", got)
	}
	s.Mark("c", func(d *Delivery) { d.State, d.Attempts = Sending, 1 })
	s.Mark("a", func(d *Delivery) { d.State, d.Ref = Sent, "1700.1" })
	if got := keysReady(s, noon.Add(time.Hour), 10); got != "c b" {
		t.Errorf("ready: %s", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path, Options{Now: clock.read, Secret: secret})
	defer s.Close()
	if d, ok := s.DeliveryOf("a"); !ok || d.Ref != "1700.1" || !d.Ended.Equal(noon) {
		t.Errorf("%+v", d)
	}
	if at, ok := s.EarliestReady(); !ok || !at.Equal(noon.Add(-time.Hour)) {
		t.Error(at, ok)
	}
	clock.move(deliveriesKept + time.Hour)
	if n := s.Sweep(); n != 1 || len(s.Deliveries()) != 2 {
		t.Errorf("%d swept, %d left", n, len(s.Deliveries()))
	}
}

// deliver adds the deliveries that are missing, as a notice does.
func (s *Store) deliver(missing []Delivery) (added int) {
	now := s.Now()
	s.update(func(r *rows) { added = s.addDeliveries(r, missing, now) })
	return added
}

// setDue says when something of a ledger is due next, as a notice does.
func (s *Store) setDue(rel, ledger string, at time.Time) {
	s.update(func(r *rows) { r.setDue(rel, ledger, at) })
}

func keysReady(s *Store, now time.Time, limit int) string {
	var keys []string
	for _, w := range s.Ready(now, limit) {
		d, _ := s.Opened(w)
		keys = append(keys, d.Key)
	}
	return strings.Join(keys, " ")
}

func TestDue(t *testing.T) {
	clock := &wall{now: noon}
	next := noon.Add(3 * time.Hour)
	path := filepath.Join(t.TempDir(), "collab.db")
	o := Options{Now: clock.read, Rules: "1", Next: func(relationship.View, time.Time) time.Time { return next }}
	s := open(t, path, o)
	woken := make(chan struct{}, 1)
	s.OnDue(func() {
		select {
		case woken <- struct{}{}:
		default:
		}
	})
	rel := begun(t, s, 1)
	<-woken
	if got := s.Due(noon); !slices.Equal(got, []string{rel}) {
		t.Errorf("due: %v", got)
	}
	views := 0
	added, err := s.Notice(rel, func(v relationship.View, now time.Time) []Delivery {
		views++
		return []Delivery{{Key: "duty for " + v.Party, NotBefore: now}}
	})
	if err != nil || added != 2 || views != 2 {
		t.Errorf("%d deliveries of %d views, %v", added, views, err)
	}
	if got := s.Due(noon); len(got) != 0 {
		t.Errorf("due: %v", got)
	}
	if at, ok := s.EarliestDue(); !ok || !at.Equal(next) {
		t.Error(at, ok)
	}
	s.setDue(rel, "acme", noon.Add(time.Hour))
	if at, _ := s.EarliestDue(); !at.Equal(noon.Add(time.Hour)) {
		t.Error(at)
	}
	s.setDue(rel, "acme", time.Time{})
	if at, _ := s.EarliestDue(); !at.Equal(next) {
		t.Error(at)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	o.Rules = "2"
	s = open(t, path, o)
	defer s.Close()
	if got := s.Due(noon); !slices.Equal(got, []string{rel}) {
		t.Errorf("under new rules, due: %v", got)
	}
}

func TestDraftsTalkInbox(t *testing.T) {
	clock := &wall{now: noon}
	s := fresh(t, Options{Now: clock.read, Secret: secret})
	if err := s.PutDraft("web:ann", "promise", []byte("half a prom")); err != nil {
		t.Fatal(err)
	}
	if typed, ok := s.Draft("web:ann", "promise"); !ok || string(typed) != "half a prom" {
		t.Errorf("%q", typed)
	}
	clock.move(draftsKept)
	if _, ok := s.Draft("web:ann", "promise"); ok {
		t.Error("the draft is too old")
	}
	s.DropDraft("web:ann", "promise")

	for i, said := range []struct{ place, ref, text string }{
		{"a", "", "one"}, {"b", "x", "elsewhere"}, {"a", "x", "two"}, {"a", "", "three"}, {"a", "x", "two, edited"},
	} {
		if _, err := s.Say(said.place, said.ref, []byte(said.text)); err != nil {
			t.Fatal(i, err)
		}
	}
	if got := talkIn(t, s, "a", 0); got != "1 one, 2 two, edited, 3 three" {
		t.Error(got)
	}
	if got := talkIn(t, s, "a", 2); got != "3 three" {
		t.Error(got)
	}
}

// Each platform works off its own requests; those of a version that knew one platform alone are Slack's.
func TestInbox(t *testing.T) {
	s := fresh(t, Options{Secret: secret})
	one, _ := s.Receive("slack", []byte("one"))
	two, _ := s.Receive("slack", []byte("two"))
	s.WorkedOff(two)
	three, _ := s.Receive("slack", []byte("three"))
	if got := s.Inbox("slack", 10); len(got) != 2 || got[0].N != one || string(got[1].Raw) != "three" || three == two {
		t.Errorf("%+v", got)
	}
	four, _ := s.Receive("teams", []byte("four"))
	var old uint64
	s.update(func(r *rows) {
		old, _ = r.tx.Bucket(inbox.name()).NextSequence()
		key := binary.BigEndian.AppendUint64(nil, old)
		sealed, err := s.sealRow(inbox, key, []byte("old"))
		r.keep(err)
		r.add(inbox, key, sealed)
	})
	if got := s.Inbox("teams", 10); len(got) != 1 || got[0].N != four || string(got[0].Raw) != "four" {
		t.Errorf("of Teams %+v", got)
	}
	if got := s.Inbox("slack", 10); len(got) != 3 || got[2].N != old || string(got[2].Raw) != "old" {
		t.Errorf("of Slack %+v", got)
	}
	for _, n := range []uint64{one, three, old, 99} {
		s.WorkedOff(n)
	}
	if len(s.Inbox("slack", 10)) != 0 || len(s.Inbox("teams", 10)) != 1 || s.Counts().Inbox != 1 {
		t.Error("what was worked off is not what is left out")
	}
}

func talkIn(t *testing.T, s *Store, place string, after int) string {
	rows, err := s.Said(place, after, 10)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, r := range rows {
		all = append(all, fmt.Sprintf("%d %s", r.N, r.Raw))
	}
	return strings.Join(all, ", ")
}

func TestOperatorsAskThroughTheSocket(t *testing.T) {
	s := fresh(t, Options{Secret: secret})
	rel := begun(t, s, 1)
	if _, err := Dial(s.Path()); err == nil {
		t.Fatal("somebody answers")
	}
	l, err := listenPrivately(socketPath(s.Path()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go answer(t, s, l)
	if info, err := os.Stat(socketPath(s.Path())); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(info.Mode(), err)
	}
	o, err := Dial(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if st, err := o.Status(); err != nil || st.Relationships != 1 || st.Mark != Demo {
		t.Errorf("%+v, %v", st, err)
	}
	head, err := s.Head(rel, relationship.Joint)
	if got, e := o.Head(rel, relationship.Joint, 0); err != nil || e != nil || got != head.String() {
		t.Error(got, head, err, e)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := o.Backup(t.Context(), copied); err != nil {
		t.Error(err)
	}
	if err := o.Backup(t.Context(), copied); err == nil {
		t.Error("a backup wrote over another")
	}
	if err := o.Verify(); err != nil {
		t.Error(err)
	}
	exported := filepath.Join(t.TempDir(), "joint.jsonl")
	if err := o.Export(rel, "acme", relationship.Joint, exported); err != nil {
		t.Error(err)
	}
	file, _ := os.ReadFile(exported)
	if got, err := relationship.VerifyExport(bytes.NewReader(file)); err != nil || got != head {
		t.Error(got, err)
	}
}

func answer(t *testing.T, s *Store, l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		go s.attend(t.Context(), c)
	}
}
