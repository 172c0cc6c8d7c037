package store

import (
	"time"

	"go.etcd.io/bbolt"
)

// Counts are numbers about an open store, for the operator's figures.
type Counts struct {
	// Entries counts the rows of the ledgers and of their keys; Due what is due some time, Inbox requests that are not
	// worked off, Remembered deliveries.
	Entries, Due, Inbox, Remembered uint64
	// Late is how long something has been due that nobody noticed; 0 when nothing is.
	Late time.Duration
	// Waiting counts the deliveries that are not done, by state.
	Waiting map[DeliveryState]int
	// Hits and Misses are how often a ledger's state was in memory, and how often it had to be replayed or had just been.
	Hits, Misses uint64
}

// mostCounted is how many waiting deliveries are looked at.
const mostCounted = 20_000

// Counts counts. It reads what waits, and no ledger.
func (s *Store) Counts() Counts {
	c := Counts{Waiting: map[DeliveryState]int{Queued: 0, Sending: 0, Unknown: 0}}
	_ = s.db.View(func(tx *bbolt.Tx) error {
		_, t, err := readMeta(tx)
		if err != nil {
			return err
		}
		c.Entries, c.Due, c.Inbox, c.Remembered = t.count[entries], t.count[due], t.count[inbox], t.count[deliveries]
		q := tx.Bucket(queue.name()).Cursor()
		for k, _ := q.First(); k != nil && c.counted() < mostCounted; k, _ = q.Next() {
			if d, err := s.openDelivery(k[8:], tx.Bucket(deliveries.name()).Get(k[8:])); err == nil {
				c.Waiting[d.State]++
			}
		}
		return nil
	})
	if at, ok := s.EarliestDue(); ok {
		c.Late = max(s.Now().Sub(at), 0)
	}
	c.Hits, c.Misses = s.cache.used()
	return c
}

func (c *Counts) counted() (n int) {
	for _, one := range c.Waiting {
		n += one
	}
	return n
}
