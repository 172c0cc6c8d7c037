package scheduler

import (
	"context"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"
)

const (
	// A tick comes at least every mostTick: no instant is missed for longer, whatever happens to a wake-up.
	mostTick = time.Minute
	// leastTick gathers what is recorded in a burst; troubledTick keeps a relationship that fails from being tried all
	// the time.
	leastTick    = 50 * time.Millisecond
	troubledTick = time.Second
	// sweepEvery is how often what is kept for a time only is dropped.
	sweepEvery = time.Hour
)

// ticking is a cron schedule whose next instant is when the given clock will show next, at most a minute away. Cron
// itself runs on real time.
type ticking struct {
	*Scheduler
	next func(now time.Time) time.Time
}

// Next is the instant, in real time, of the next tick. Cron asks after every tick, and when it is woken.
func (t ticking) Next(real time.Time) time.Time {
	now, least := t.Now(), leastTick
	if t.troubled() {
		least = troubledTick
	}
	at := t.next(now)
	if at.IsZero() {
		return real.Add(mostTick)
	}
	return real.Add(min(max(at.Sub(now), least), mostTick))
}

// Run notices and sends until ctx ends, then waits for what is under way. Noticing never waits for a slow platform:
// sending has an entry of its own.
func (s *Scheduler) Run(ctx context.Context) error {
	log := cronLog{s.Log}
	c := cron.New(cron.WithChain(cron.Recover(log)), cron.WithLogger(log), cron.WithLocation(time.UTC))
	notice := s.entry(c, log, func(time.Time) time.Time { return s.nextNotice() }, func() { s.tickNotice(ctx) })
	send := s.entry(c, log, s.nextSend, func() { s.tickSend(ctx) })
	c.Schedule(cron.Every(sweepEvery), cron.FuncJob(s.sweep))
	s.Store.OnDue(s.Wake)
	c.Start()
	for {
		select {
		case <-s.wake:
			notice.rearm()
			send.rearm()
		case <-ctx.Done():
			<-c.Stop().Done()
			return nil
		}
	}
}

// Wake makes a running scheduler look at once when the next tick has to be: something fell due, or the clock was moved.
func (s *Scheduler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// entry is a cron entry that can be asked anew when it is to run next; cron can only take it out and put it in again.
type entry struct {
	cron *cron.Cron
	id   cron.EntryID
	ticking
	job cron.Job
}

// entry schedules a job that does not run twice at a time, and after which everything is looked at again. Recover is
// the inner wrapper: cron's own guard against running twice never opens again after a panic.
func (s *Scheduler) entry(c *cron.Cron, log cronLog, next func(time.Time) time.Time, job func()) *entry {
	guarded := cron.NewChain(cron.SkipIfStillRunning(log), cron.Recover(log)).Then(cron.FuncJob(func() {
		defer s.Wake()
		job()
	}))
	e := &entry{cron: c, ticking: ticking{s, next}, job: guarded}
	e.id = c.Schedule(e.ticking, guarded)
	return e
}

func (e *entry) rearm() {
	e.cron.Remove(e.id)
	e.id = e.cron.Schedule(e.ticking, e.job)
}

func (s *Scheduler) tickNotice(ctx context.Context) {
	opened, added, err := s.Notice(ctx, s.Now())
	if err != nil && ctx.Err() == nil {
		s.Log.Error("notice", "error", err)
	}
	if opened+added > 0 {
		s.Log.Info("noticed", "opened", opened, "deliveries", added)
	}
}

func (s *Scheduler) tickSend(ctx context.Context) {
	sent, err := s.Send(ctx, s.Now())
	if err != nil && ctx.Err() == nil {
		s.Log.Error("send", "error", err)
	}
	if sent > 0 {
		s.Log.Info("sent", "messages", sent)
	}
}

// sweep drops what need not be remembered any longer.
func (s *Scheduler) sweep() {
	s.limits.forget(s.Now())
	if n := s.Store.Sweep(); n > 0 {
		s.Log.Info("swept", "rows", n)
	}
}

// cronLog brings what cron says to the log: what goes wrong; its chatter only for debugging.
type cronLog struct{ log *slog.Logger }

func (l cronLog) Info(msg string, pairs ...any) { l.log.Debug("cron: "+msg, pairs...) }
func (l cronLog) Error(err error, msg string, pairs ...any) {
	l.log.Error("cron: "+msg, append(pairs, "error", err)...)
}
