package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// mostRounds bounds how often one instant is worked off: what a round records may make something else due at once.
	mostRounds = 16
	// mostStops bounds one move of the clock: a year of a busy demo has a few thousand.
	mostStops = 100_000
	// heldMost is how long what the limits hold back can hide a later delivery of another home.
	heldMost = time.Minute
)

// Turn notices and sends until nothing is due at this instant any more, as far as the limits allow.
func (s *Scheduler) Turn(ctx context.Context) error {
	for range mostRounds {
		now := s.Now()
		_, _, err := s.Notice(ctx, now)
		_, fault := s.Send(ctx, now)
		if err := errors.Join(err, fault); err != nil {
			return err
		}
		if at, ok := s.Store.EarliestDue(); !ok || at.After(s.Now()) {
			return nil
		}
	}
	return nil
}

// Stop is the next instant at which there is something to do: something falls due, or a message may go. It is now or
// earlier when there is something to do already, and zero when nothing is coming.
func (s *Scheduler) Stop(now time.Time) time.Time {
	return earlier(s.nextNotice(), s.nextSend(now))
}

func (s *Scheduler) nextNotice() time.Time {
	at, _ := s.Store.EarliestDue()
	return at
}

// nextSend is when a message may go. What is ready and was held back waits for the limits.
func (s *Scheduler) nextSend(now time.Time) time.Time {
	at, ok := s.Store.EarliestReady()
	if !ok {
		return time.Time{}
	}
	s.mu.Lock()
	resume := s.resume
	s.mu.Unlock()
	if !at.After(now) && resume.After(now) {
		return earlier(resume, now.Add(heldMost))
	}
	return at
}

// Advance moves the clock of a demo or a play from one instant to another, and stops at every instant on the way at
// which there is something to do: it notices, sends and goes on. Set moves the clock; it is called with instants that
// never go back, the last one being to.
func (s *Scheduler) Advance(ctx context.Context, from, to time.Time, set func(time.Time) error) error {
	at := from
	for range mostStops {
		if err := set(at); err != nil {
			return fmt.Errorf("move the clock to %s: %w", at.Format(time.RFC3339), err)
		}
		if err := errors.Join(s.Turn(ctx), ctx.Err()); err != nil {
			return err
		}
		if !at.Before(to) {
			return nil
		}
		next := s.Stop(at)
		if next.IsZero() || next.After(to) {
			next = to
		}
		at = later(next, at.Add(time.Millisecond))
	}
	return fmt.Errorf("the clock stopped %d times before %s", mostStops, to.Format(time.RFC3339))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
