package scheduler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"collab/relationship"
	"collab/store"
)

const (
	// mostReady is how much of the queue one round looks at, what has waited longest first; mostAtOnce how much of that,
	// in the order of deadlines, it sends.
	mostReady  = 20_000
	mostAtOnce = 1_000
)

// parcel is a delivery on its way, with the duty as the record has it now.
type parcel struct {
	store.Delivery
	duty relationship.Duty
	ref  string // of the message to edit
}

// Send sends what is ready and still owed, as far as the limits allow, in the order of deadlines. It says how many
// messages were sent or edited; what could not be sent stays queued and is no error. It returns once every request has
// been answered or given up.
func (s *Scheduler) Send(ctx context.Context, now time.Time) (sent int, err error) {
	s.sending.Lock()
	defer s.sending.Unlock()
	s.clear()
	line, err := s.line(now)
	var n atomic.Int64
	each(ctx, s.Workers, line, func(p parcel) {
		if s.held(p.To, s.limits.frozen(p.class(), p.To, now), now) {
			return // since another message of this round
		}
		if s.deliver(ctx, p) {
			n.Add(1)
		}
	})
	return int(n.Load()), errors.Join(err, ctx.Err())
}

// line is what goes now: as much as the limits allow, in the order of deadlines. What is owed no more is dropped on the
// way. Once the limits let nothing more into a home, what else waits for it is not even opened.
func (s *Scheduler) line(now time.Time) (line []parcel, err error) {
	ready := s.Store.Ready(now, mostReady)
	slices.SortStableFunc(ready, func(a, b store.Waiting) int { return a.Until.Compare(b.Until) })
	full := map[uint64]bool{}
	for _, w := range ready {
		d, ok := store.Delivery{}, false
		if !full[w.Line] {
			d, ok = s.Store.Opened(w)
		}
		if !ok {
			continue
		}
		wait, all := s.limits.wait(classOf(d), d.To, now)
		if s.held(d.To, wait, now) {
			full[w.Line] = all
			continue
		}
		p, owed, fault := s.parcel(d, now)
		if fault != nil {
			err = errors.Join(err, fmt.Errorf("send %s: %w", d.Key, fault))
			s.later(d, now)
		}
		if owed && !s.held(p.To, s.limits.take(p.class(), p.To, now), now) {
			line = append(line, p)
		}
		if len(line) == mostAtOnce {
			break
		}
	}
	return line, err
}

// class is the limit that a delivery counts towards. What may have been sent is looked up first.
func (p parcel) class() class { return classOf(p.Delivery) }

func classOf(d store.Delivery) class {
	switch {
	case d.Kind == editKind:
		return edits
	case d.Doubtful():
		return looks
	}
	return fresh(d.To)
}

// parcel looks at the record again: the duty as it is now, and by which account the person is told now. A delivery that
// is owed no more ends here.
func (s *Scheduler) parcel(d store.Delivery, now time.Time) (p parcel, owed bool, err error) {
	p.Delivery = d
	of, number := d.Key, ""
	if d.Kind == editKind {
		of, number = post(d.Key)
	}
	_, err = s.Store.Read(d.Relationship, d.Party, func(v relationship.View) { // audience: the view it was noticed in; mutate: s/d.Party/"acme"/
		p.duty, owed = find(newest(v.Duties(now)), strings.TrimPrefix(of, d.Relationship+" "))
		if owed {
			p.To = s.recipient(v, p.duty)
		}
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return p, false, err
	}
	if owed && d.Kind == editKind {
		return s.edit(p, of, number)
	}
	if !owed {
		s.end(d, store.Vanished)
	}
	return p, owed, nil
}

func find(duties []relationship.Duty, key string) (relationship.Duty, bool) {
	for _, d := range duties {
		if d.Key == key {
			return d, true
		}
	}
	return relationship.Duty{}, false
}

// edit finds the post that is to be edited. A revision that a newer one replaced is dropped: edits coalesce. So is one
// whose post is still to be composed, or never will be; while it is not known whether the post was sent, it waits.
func (s *Scheduler) edit(p parcel, of, number string) (parcel, bool, error) {
	posted, _ := s.Store.DeliveryOf(of)
	switch {
	case number != strconv.Itoa(p.duty.Revision) || posted.State == store.Queued || ended(posted) && posted.Ref == "":
		s.end(p.Delivery, store.Sent)
		return p, false, nil
	case posted.Ref == "":
		s.Store.Mark(p.Key, func(d *store.Delivery) { d.NotBefore = posted.NotBefore.Add(time.Millisecond) })
		return p, false, nil
	}
	p.ref = posted.Ref
	return p, true, nil
}

func ended(d store.Delivery) bool {
	return d.State != store.Queued && d.State != store.Sending && d.State != store.Unknown
}

// end drops a delivery that has nothing to say any more: vanished if its duty has, or sent, without a reference, if
// another message says it.
func (s *Scheduler) end(d store.Delivery, as store.DeliveryState) {
	s.Log.Debug("nothing left to say", "delivery", d.Key, "state", as)
	s.Store.Mark(d.Key, func(d *store.Delivery) { d.State = as })
}

// later puts off a delivery whose relationship cannot be read.
func (s *Scheduler) later(d store.Delivery, now time.Time) {
	s.Store.Mark(d.Key, func(d *store.Delivery) { d.NotBefore = now.Add(failedPause) })
}

func (m *memory) clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.resume = time.Time{}
}

// held says whether a message has to wait, and remembers the earliest instant at which one that waits may go. Nobody
// waits who cannot be reached at all.
func (m *memory) held(to string, wait time.Duration, now time.Time) bool {
	if wait <= 0 || to == "" {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.resume = earlier(m.resume, now.Add(wait))
	return true
}

// earlier is the earlier of two instants; a zero one means never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
