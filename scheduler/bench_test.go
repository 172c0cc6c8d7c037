package scheduler_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"collab/relationship"
	"collab/scheduler"
	"collab/store"
)

// benchmarked is how many relationships there are, and how many of them are due at each instant that is measured.
const (
	benchmarked = 100_000
	dueAtOnce   = 1_000
)

// crowded is a store with many relationships, all noticed, whose clock stands before the first of the thousand is due.
type crowded struct {
	*wall
	store *store.Store
	*scheduler.Scheduler
	slot time.Time
}

// fill makes the relationships by the commands a person would give, 64 at a time. It takes a minute or two.
func fill(b *testing.B) *crowded {
	c := &crowded{wall: &wall{now: instant("2026-03-02T09:00:00Z")}, slot: instant("2026-03-12T10:00:00Z")}
	c.store = openStore(b, filepath.Join(b.TempDir(), "collab.db"), c.read)
	c.Scheduler = scheduler.New(scheduler.Config{Store: c.store, Now: c.store.Now, Workers: 64})
	began := time.Now()
	var all sync.WaitGroup
	numbers := make(chan int)
	for range 64 {
		all.Go(func() {
			for n := range numbers {
				c.add(b, n)
			}
		})
	}
	for n := range benchmarked {
		numbers <- n
	}
	close(numbers)
	all.Wait()
	recorded := time.Since(began)
	began = time.Now()
	c.notice(b)
	b.Logf("%d relationships: recorded in %v, noticed in %v", benchmarked, recorded, time.Since(began))
	return c
}

func (c *crowded) add(b *testing.B, n int) {
	first := "2030-01-03"
	if n%(benchmarked/dueAtOnce) == 0 {
		first = "2026-03-12"
	}
	cadence := fortnightly("UTC", first, "10:00")
	rel, _, err := c.store.Begin(store.Key{ID: fmt.Sprint(n)}, &relationship.BeginRelationship{Name: "r", Cadence: cadence, Party: "acme",
		PartyName: "Acme", Person: relationship.NewPerson{Name: "Kim", Zone: "Europe/London"}, Account: fmt.Sprint("web/demo/kim", n)})
	if err != nil {
		b.Error(err)
		return
	}
	_, err = c.store.Record(rel, store.Key{}, p1, &relationship.InviteParty{Party: "borealis", Name: "Borealis"})
	if err == nil {
		_, err = c.store.Record(rel, store.Key{}, relationship.By{Party: "borealis"}, &relationship.AcceptInvitation{Invitation: 1, Party: "borealis",
			Person: relationship.NewPerson{Name: "Dana", Zone: "Europe/London"}, Account: fmt.Sprint("web/demo/dana", n)})
	}
	if err != nil {
		b.Error(err)
	}
}

func (c *crowded) notice(b *testing.B) (opened, added int) {
	b.Helper()
	opened, added, err := c.Notice(b.Context(), c.read())
	if err != nil {
		b.Fatal(err)
	}
	return opened, added
}

func (c *crowded) to(b *testing.B, at time.Time) {
	b.Helper()
	if err := c.set(at); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkNotice is a look at 100,000 relationships when nothing is due, when a thousand check-ins are to be opened,
// and when the people of a thousand are to be asked.
func BenchmarkNotice(b *testing.B) {
	c := fill(b)
	b.Cleanup(func() { _ = c.store.Close() })
	b.Run("none due", func(b *testing.B) {
		for b.Loop() {
			c.notice(b)
		}
	})
	b.Run("1000 due", func(b *testing.B) {
		var opening, asking time.Duration
		for b.Loop() {
			b.StopTimer()
			c.to(b, c.slot.AddDate(0, 0, -3).Add(-time.Second))
			c.notice(b)
			c.to(b, c.slot.AddDate(0, 0, -3))
			b.StartTimer()
			began := time.Now()
			if opened, _ := c.notice(b); opened != dueAtOnce {
				b.Fatalf("%d check-ins were opened", opened)
			}
			opening += time.Since(began)
			c.to(b, c.slot)
			began = time.Now()
			if _, added := c.notice(b); added != 2*dueAtOnce && c.slot.Before(instant("2026-04-10T00:00:00Z")) {
				b.Fatalf("%d deliveries were added", added)
			}
			asking += time.Since(began)
			c.slot = c.slot.AddDate(0, 0, 14)
		}
		b.ReportMetric(float64(opening.Milliseconds())/float64(b.N), "ms/opening")
		b.ReportMetric(float64(asking.Milliseconds())/float64(b.N), "ms/asking")
	})
}
