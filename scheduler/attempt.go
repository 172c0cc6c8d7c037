package scheduler

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime/debug"
	"time"

	"collab/relationship"
	"collab/store"
)

const (
	// givenUp is how long somebody is tried to be told. Most duties end before; what lasts longer is a message that the
	// platform finds malformed, not an outage.
	givenUp      = 3 * 24 * time.Hour
	backoffFirst = 2 * time.Second
	backoffMost  = 30 * time.Minute
)

// errUnreachable is the end of a delivery to somebody who has no account.
var errUnreachable = fmt.Errorf("%w: no account to write to", ErrGone)

// doubt is the error of a look-up: whether the message is there is as unknown as before.
type doubt struct{ error }

func (d doubt) Unwrap() error { return d.error }

// deliver is one attempt. That it is made is on disk before it begins, what came of it after. Once begun it is let
// finish: what a stop cut off would have to be looked up.
func (s *Scheduler) deliver(ctx context.Context, p parcel) (sent bool) {
	deadline := s.Now().Add(s.Timeout)
	if p.Doubtful() {
		p.Doubts++
	}
	s.Store.Mark(p.Key, func(d *store.Delivery) {
		d.Doubts = p.Doubts
		d.State, d.To, d.NotBefore = store.Sending, p.To, deadline
		d.Attempts++
	})
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.Timeout)
	defer cancel()
	task := Task{Key: p.Key, Relationship: p.Relationship, Party: p.Party, Duty: p.duty, To: p.To, Ref: p.ref, Attempt: p.Attempts + 1, Doubts: p.Doubts}
	ref, err := s.attempt(ctx, p, task)
	s.settle(p, ref, err, deadline)
	return err == nil
}

// attempt looks up what may have been sent before, and sends what was not. An edit may be made twice.
func (s *Scheduler) attempt(ctx context.Context, p parcel, task Task) (ref string, err error) {
	defer func() {
		if recover() != nil { // a message that cannot be composed must not end the process; what the fault says may be what people wrote
			err = fmt.Errorf("a fault at\n%s", debug.Stack())
		}
	}()
	if p.To == "" {
		return "", errUnreachable
	}
	if p.Doubtful() && p.ref == "" && s.Find != nil {
		ref, found, err := s.Find(ctx, task)
		if err != nil && !errors.Is(err, errors.ErrUnsupported) {
			return "", doubt{fmt.Errorf("look up: %w", err)}
		}
		if found {
			return ref, nil
		}
	}
	said, err := s.Config.Send(ctx, task)
	return said.Ref, err
}

// settle writes down what came of an attempt.
func (s *Scheduler) settle(p parcel, ref string, err error, deadline time.Time) {
	now := s.Now()
	state, next := s.outcome(p, err, now, deadline)
	s.Store.Mark(p.Key, func(d *store.Delivery) {
		d.State, d.NotBefore = state, next
		d.Ref = cmp.Or(ref, p.ref, d.Ref)
		if wait := RetryAfter(0); errors.As(err, &wait) {
			d.Attempts-- // being put off is no failure
		}
	})
	if p.Kind == editKind && ref != "" && ref != p.ref { // it was deleted, and said anew
		of, _ := post(p.Key)
		s.Store.Mark(of, func(d *store.Delivery) { d.Ref = ref })
	}
	if s.Settled != nil {
		s.Settled(p.Kind, p.To, state, err)
	}
	switch {
	case err == nil:
	case state == store.Dead:
		s.Log.Error("gave up telling somebody", "delivery", p.Key, "attempt", p.Attempts+1, "error", err)
		s.lose(p, err)
	default:
		s.Log.Warn("could not tell somebody", "delivery", p.Key, "attempt", p.Attempts+1, "state", state, "next", next, "error", err)
	}
}

// outcome is where a delivery stands after an attempt, and when it is looked at again.
func (s *Scheduler) outcome(p parcel, err error, now, deadline time.Time) (store.DeliveryState, time.Time) {
	wait, doubted := RetryAfter(0), doubt{}
	open, next := store.Unknown, now.Add(s.backoff(p.Attempts))
	if errors.Is(err, ErrNotSent) {
		open = store.Queued
	}
	switch {
	case err == nil:
		return store.Sent, now
	case errors.As(err, &wait):
		next = now.Add(time.Duration(wait))
		frozen := p.class()
		if !errors.As(err, &doubted) {
			open = store.Queued
			if frozen == looks {
				frozen = fresh(p.To) // it was looked for, is not there, and could not be sent again
			}
		}
		s.limits.freeze(frozen, p.To, next)
	case errors.Is(err, ErrGone), now.Sub(p.Created) >= givenUp:
		return store.Dead, now
	case open == store.Unknown:
		unsure := Unsure(0)
		errors.As(err, &unsure)
		next = later(next, later(deadline, now.Add(time.Duration(unsure)))) // until the deadline it may still arrive
	}
	return open, next
}

// backoff is how long to wait after so many attempts before this one: anything up to a bound that doubles.
// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ calls it full jitter.
func (s *Scheduler) backoff(before int) time.Duration {
	most := backoffMost
	if before < 16 {
		most = min(backoffFirst<<before, backoffMost)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Millisecond + time.Duration(s.random.Int64N(int64(most)))
}

// word is what may stand in the record as the reason why a place was lost: a platform's own word, no free text.
var word = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// lose records that a shared place, or a person by the account they are told by, cannot be reached any more. A person has
// their leads told, once.
func (s *Scheduler) lose(p parcel, err error) {
	if !errors.Is(err, ErrGone) || p.To == "" {
		return
	}
	if p.duty.Place == "" {
		s.record(p, &relationship.LosePerson{Party: p.Party, Person: p.Person})
		return
	}
	lost := &relationship.LosePlace{Place: p.duty.Place, Why: "gone"}
	if gone := new(Gone); errors.As(err, &gone) && word.MatchString(gone.Word) {
		lost.Why = gone.Word
	}
	if s.record(p, lost) && p.Kind != editKind { // once the place is linked anew, what was to be posted there is
		s.Store.Mark(p.Key, func(d *store.Delivery) { d.State = store.Vanished })
	}
}

// record has the clock record what it found out by a delivery; what the record refuses it knows already.
func (s *Scheduler) record(p parcel, c relationship.Command) bool {
	var refusal *relationship.Refusal
	_, err := s.Store.Record(p.Relationship, store.Key{}, relationship.ByClock, c)
	if err != nil && !errors.As(err, &refusal) {
		s.Log.Error("could not record that somebody or a place is lost", "relationship", p.Relationship, "error", err)
	}
	return err == nil || refusal != nil
}
