package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"
)

var noonOfTests = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// postbox is mail in memory, and what was put off.
type postbox struct {
	sync.Mutex
	sync.WaitGroup
	next  uint64
	rows  []Received
	full  bool
	waits []time.Duration
	calls []func()
	now   time.Time
	log   strings.Builder
}

func (b *postbox) hire(answer func(Arrival) error) *Inbox {
	return Hire(Clerks{Platform: "chat", Mail: Mail{b.receive, b.waiting, b.done}, Now: func() time.Time { return b.now }, Go: b.Go,
		Answer: func(_ context.Context, a Arrival) error { return answer(a) }, Log: slog.New(slog.NewTextHandler(&b.log, nil)),
		After: func(d time.Duration, f func()) {
			b.Lock()
			defer b.Unlock()
			b.waits, b.calls = append(b.waits, d), append(b.calls, f)
		}})
}

func (b *postbox) receive(raw []byte) (uint64, error) {
	b.Lock()
	defer b.Unlock()
	if b.full {
		return 0, errors.New("no room")
	}
	b.next++
	b.rows = append(b.rows, Received{b.next, raw})
	return b.next, nil
}

func (b *postbox) waiting(limit int) []Received {
	b.Lock()
	defer b.Unlock()
	return append([]Received(nil), b.rows[:min(limit, len(b.rows))]...)
}

func (b *postbox) done(n uint64) {
	b.Lock()
	defer b.Unlock()
	for i, r := range b.rows {
		if r.N == n {
			b.rows = append(b.rows[:i:i], b.rows[i+1:]...)
			return
		}
	}
}

// later makes the calls that were put off, and waits for what they begin.
func (b *postbox) later() {
	b.Lock()
	calls := b.calls
	b.calls = nil
	b.Unlock()
	for _, f := range calls {
		f()
	}
	b.Wait()
}

// What cannot be asked now is tried ever later, as late as the platform asks, and not for ever.
func TestInboxPutsOff(t *testing.T) {
	b, tries := &postbox{now: noonOfTests}, 0
	i := b.hire(func(a Arrival) error {
		if tries++; tries == 3 {
			return fmt.Errorf("%w: %w", ErrUnasked, RetryAfter(time.Minute))
		}
		return ErrUnasked
	})
	if err := i.Keep("acme", "kim", "event", []byte(`{"a":1}`)); err != nil {
		t.Fatal(err)
	}
	b.Wait()
	for range 12 {
		b.later()
	}
	if got := fmt.Sprint(b.waits); got != "[2s 4s 1m0s 16s 32s 1m4s 2m8s 4m16s 8m32s 10m0s 10m0s 10m0s 10m0s]" || len(b.rows) != 1 {
		t.Errorf("%s, %d left", got, len(b.rows))
	}
	b.now = b.now.Add(tooOld)
	if b.later(); len(b.rows) != 0 || len(b.calls) != 0 || len(i.kept) != 0 {
		t.Errorf("%d left, %d to be called, %v counted", len(b.rows), len(b.calls), i.kept)
	}
}

// Each installation has its own room, and gets it back.
func TestInboxHasRoomForEverybody(t *testing.T) {
	b, open := &postbox{now: noonOfTests}, false
	i := b.hire(func(a Arrival) error {
		if !open {
			return ErrUnasked
		}
		return nil
	})
	keep := func(home string) error { return i.Keep(home, "", "event", []byte("{}")) }
	for range MostKept {
		if err := keep("evil"); err != nil {
			t.Fatal(err)
		}
	}
	if err := keep("evil"); !errors.Is(err, ErrFull) || b.next != MostKept {
		t.Errorf("%v, %d kept", err, b.next)
	}
	if err := keep("acme"); err != nil {
		t.Error(err)
	}
	b.Wait()
	open = true
	if b.later(); len(b.rows) != 0 || len(i.kept) != 0 {
		t.Errorf("%d left, %v counted", len(b.rows), i.kept)
	}
	b.full = true
	if err := keep("evil"); !errors.Is(err, ErrNotKept) || len(i.kept) != 0 {
		t.Errorf("%v, %v counted", err, i.kept)
	}
	if err := Hire(Clerks{}).Keep("acme", "", "event", nil); !errors.Is(err, ErrNobody) {
		t.Error(err)
	}
}

// Somebody who floods us while nobody can be asked about fills their own part of the room of their organisation.
func TestInboxHasRoomForColleagues(t *testing.T) {
	b, open := &postbox{now: noonOfTests}, false
	i := b.hire(func(Arrival) error {
		if !open {
			return ErrUnasked
		}
		return nil
	})
	for n := range MostOfOne + 5 {
		if err := i.Keep("acme", "eve", "event", []byte("{}")); errors.Is(err, ErrFull) != (n >= MostOfOne) {
			t.Fatal(n, err)
		}
	}
	if err := i.Keep("acme", "kim", "event", []byte("{}")); err != nil {
		t.Error(err)
	}
	b.Wait()
	open = true
	if b.later(); len(b.rows) != 0 || len(i.kept) != 0 {
		t.Errorf("%d left, %v counted", len(b.rows), i.kept)
	}
	if err := i.Keep("acme", "eve", "event", []byte("{}")); err != nil {
		t.Error("who flooded us is kept out for good:", err)
	}
	b.Wait()
}

// What waited before the start is worked off, also what a version kept that knew one platform alone; what cannot be read, or
// breaks whoever works on it, is out of the way, and nobody's words are in the log.
func TestInboxWorksOffWhatWaited(t *testing.T) {
	var seen sync.Map
	b := &postbox{now: noonOfTests}
	i := b.hire(func(a Arrival) error {
		if _, again := seen.LoadOrStore(string(a.Raw), a); again || a.Kind == "bad" {
			panic("words of hers")
		}
		return nil
	})
	old, _ := json.Marshal(map[string]any{"Kind": "event", "At": noonOfTests, "Home": "acme", "Raw": "old"})
	for _, row := range [][]byte{old, []byte("no json"), []byte(`{"Kind":"bad","Raw":"bad"}`), []byte(`{"Platform":"chat","Kind":"event","Raw":"new"}`)} {
		if _, err := b.receive(row); err != nil {
			t.Fatal(err)
		}
	}
	i.WorkOff()
	if b.Wait(); len(b.rows) != 0 {
		t.Errorf("%d left", len(b.rows))
	}
	for _, raw := range []string{`"old"`, `"new"`, `"bad"`} {
		if _, ok := seen.Load(raw); !ok {
			t.Errorf("%s was not answered", raw)
		}
	}
	if log := b.log.String(); strings.Contains(log, "hers") || strings.Count(log, "ignored a request") != 2 {
		t.Error(log)
	}
	i.Close()
	if err := i.Keep("acme", "", "event", []byte(`"late"`)); err != nil {
		t.Fatal(err)
	}
	if b.Wait(); len(b.rows) != 1 {
		t.Error("worked on after the end")
	}
}

func TestMemory(t *testing.T) {
	var m Memory[int]
	at := noonOfTests
	if _, known := m.Put("a", 1, at, time.Hour); known {
		t.Error("known before")
	}
	if v, known := m.Put("a", 2, at.Add(90*time.Minute), time.Hour); !known || v != 1 {
		t.Error(v, known)
	}
	if _, known := m.Get("a", at.Add(4*time.Hour), time.Hour); known {
		t.Error("remembered for ever")
	}
	for i := range 2*mostRemembered + 1 {
		m.Put(fmt.Sprint(i), i, at.Add(4*time.Hour), time.Hour)
	}
	if _, known := m.Get("0", at.Add(4*time.Hour), time.Hour); known || len(m.young)+len(m.old) > 2*mostRemembered {
		t.Error("it grows without end")
	}
	if m.Forget(func(_ string, v int) bool { return v%2 == 0 }); len(m.young)+len(m.old) > mostRemembered+1 {
		t.Error("what was to be forgotten is there")
	}
	if _, known := m.Get(fmt.Sprint(2*mostRemembered-1), at.Add(4*time.Hour), time.Hour); !known {
		t.Error("what was not to be forgotten is not")
	}
	last := fmt.Sprint(2 * mostRemembered)
	if m.Drop(last); len(m.young) != 0 {
		t.Error("not dropped")
	}
	var r Recent
	if r.Seen("e", at) || !r.Seen("e", at.Add(time.Hour)) {
		t.Error("an event is not remembered for an hour")
	}
}
