package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

// DeliveryState is where the telling of one duty to one recipient stands.
type DeliveryState string

// The states of a delivery. Sending is on disk before anything goes over the wire, so that after a crash what may have
// been sent is looked up before it is sent again. Unknown is what timed out: look up as well. Dead is given up, and told
// to an administrator. Listed was due before the store was restored: shown, never sent. Vanished was owed no more when
// its turn came; should the duty return, as after a pause, it is queued again.
const (
	Queued   DeliveryState = "queued"
	Sending  DeliveryState = "sending"
	Sent     DeliveryState = "sent"
	Unknown  DeliveryState = "unknown"
	Dead     DeliveryState = "dead"
	Listed   DeliveryState = "listed"
	Vanished DeliveryState = "vanished"
)

// Delivery is the memory of telling one recipient about one duty. The duty is computed from the record; what to say is
// composed when it is sent.
type Delivery struct {
	// Key is the natural key of the duty and its recipient; a delivery with a known key is not added again, unless it
	// vanished.
	Key          string
	Relationship string
	// To is the account or place, Person the person it is for; empty for a place.
	To, Person string
	// Party whose view the message is drawn from; empty for joint alone.
	Party string
	Kind  string
	// NotBefore is when it may be sent at the earliest, Until how long there is a point in it.
	NotBefore time.Time
	Until     time.Time `json:",omitzero"`
	Attempts  int
	// Doubts is how often it was tried again though it may have been sent.
	Doubts int `json:",omitempty"`
	State  DeliveryState
	// Ref is what the platform calls the message, once it was sent.
	Ref     string `json:",omitempty"`
	Created time.Time
	// Ended is when it was sent, given up or found to be owed no more; zero while it is not.
	Ended time.Time `json:",omitzero"`
}

// deliveriesKept is how long a delivery is remembered after it ended.
const deliveriesKept = 30 * 24 * time.Hour

// done says that nobody sends the delivery any more, as things stand.
func (d *Delivery) done() bool {
	return d.State == Sent || d.State == Dead || d.State == Listed || d.State == Vanished
}

// Doubtful says that it may have been sent: whoever sends looks it up first.
func (d *Delivery) Doubtful() bool { return d.State == Sending || d.State == Unknown }

// addDeliveries adds the deliveries that are missing, and says how many were.
func (s *Store) addDeliveries(r *rows, missing []Delivery, now time.Time) (added int) {
	for _, d := range missing {
		key := nameHash(d.Key)
		old, err := s.openDelivery(key, r.get(deliveries, key))
		if r.get(deliveries, key) != nil && (err != nil || old.State != Vanished) {
			continue
		}
		d.Created, d.Attempts = now, old.Attempts
		if d.State == "" {
			d.State = s.firstState(d)
		}
		r.keep(s.putDelivery(r, d))
		added++
	}
	return added
}

// firstState lists what was due before a restore: the store that was lost may have sent it. So may an attempt before
// the delivery vanished, which is looked up.
func (s *Store) firstState(d Delivery) DeliveryState {
	switch {
	case d.NotBefore.Before(s.Restored()):
		return Listed
	case d.Attempts > 0:
		return Unknown
	}
	return Queued
}

// listOld lists the deliveries that were open when the backup was made, once after a restore.
func (s *Store) listOld() {
	if s.meta.Restored.IsZero() || s.meta.Listed {
		return
	}
	for _, d := range s.Deliveries() {
		if !d.done() {
			s.Mark(d.Key, func(d *Delivery) { d.State = Listed })
		}
	}
	s.change(func(m *meta) { m.Listed = true })
}

func (s *Store) putDelivery(r *rows, d Delivery) error {
	if d.done() && d.Ended.IsZero() {
		d.Ended = s.Now()
	}
	key := nameHash(d.Key)
	b, err := json.Marshal(d)
	if err != nil {
		return err
	}
	sealed, err := s.sealRow(deliveries, key, b)
	if err != nil {
		return err
	}
	if old := r.get(deliveries, key); len(old) >= 8 {
		r.drop(queue, append(bytes.Clone(old[:8]), key...))
	}
	wakes := dueKey(d.NotBefore, nil)
	r.put(deliveries, key, append(wakes[:8:8], sealed...))
	if !d.done() {
		r.put(queue, append(wakes[:8:8], key...), d.inLine())
	}
	return nil
}

func (s *Store) openDelivery(key, row []byte) (d Delivery, err error) {
	if len(row) < 8 {
		return d, ErrCorrupt
	}
	b, err := s.openRow(deliveries, key, row[8:])
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal(b, &d)
}

// inLine is what the queue says of a delivery: until when there is a point in it, and its line.
func (d *Delivery) inLine() []byte {
	line := d.To[:strings.LastIndex(d.To, "/")+1] + " " + d.Kind
	if d.Doubtful() {
		line += " perhaps"
	}
	return append(dueKey(d.Until, nil), nameHash(line)[:8]...)
}

// Waiting is a delivery as the queue has it: of thousands that are ready at the same time few can go at once, so the
// others are not opened.
type Waiting struct {
	key [sha256.Size]byte
	// Until is how long there is a point in it, as far as was known when it was queued.
	Until time.Time
	// Line is the same for all deliveries of one kind to one home (workspace, tenant), what is doubtful apart.
	Line uint64
}

// Ready lists deliveries that are not done and may be sent now, those that have waited longest first. It includes those
// left in Sending or Unknown: whoever sends looks them up first.
func (s *Store) Ready(now time.Time, limit int) (ready []Waiting) {
	_ = s.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(queue.name()).Cursor()
		for k, v := c.First(); k != nil && len(ready) < limit && !queuedAt(k).After(now); k, v = c.Next() {
			w := Waiting{key: [sha256.Size]byte(k[8:])}
			if len(v) == 16 {
				w.Until, w.Line = queuedAt(v), binary.BigEndian.Uint64(v[8:])
			}
			ready = append(ready, w)
		}
		return nil
	})
	return ready
}

// Opened is the delivery that waits; false when it is there no more.
func (s *Store) Opened(w Waiting) (d Delivery, ok bool) { return s.deliveryAt(w.key[:]) }

func queuedAt(k []byte) time.Time { return time.UnixMilli(int64(binary.BigEndian.Uint64(k))).UTC() }

// EarliestReady is the earliest instant at which a delivery may be sent.
func (s *Store) EarliestReady() (at time.Time, ok bool) {
	_ = s.db.View(func(tx *bbolt.Tx) error {
		if k, _ := tx.Bucket(queue.name()).Cursor().First(); k != nil {
			at, ok = queuedAt(k), true
		}
		return nil
	})
	return at, ok
}

// Deliveries lists every delivery that is remembered, in no order: for a list of what was not sent.
func (s *Store) Deliveries() (all []Delivery) {
	_ = s.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(deliveries.name()).ForEach(func(k, v []byte) error {
			d, err := s.openDelivery(k, v)
			if err == nil {
				all = append(all, d)
			}
			return err
		})
	})
	return all
}

// Mark changes a delivery, on disk when it returns: before the wire, and after. False when there is no such delivery.
// Change must be quick and must not use the store.
func (s *Store) Mark(key string, change func(*Delivery)) (ok bool) {
	s.update(func(r *rows) {
		d, err := s.openDelivery(nameHash(key), r.get(deliveries, nameHash(key)))
		if err != nil {
			return
		}
		ok = true
		change(&d)
		d.Key = key
		r.keep(s.putDelivery(r, d))
	})
	return ok
}

// DeliveryOf is the delivery with the key.
func (s *Store) DeliveryOf(key string) (d Delivery, ok bool) { return s.deliveryAt(nameHash(key)) }

func (s *Store) deliveryAt(hash []byte) (d Delivery, ok bool) {
	_ = s.db.View(func(tx *bbolt.Tx) (err error) {
		d, err = s.openDelivery(hash, tx.Bucket(deliveries.name()).Get(hash))
		ok = err == nil
		return nil
	})
	return d, ok
}
