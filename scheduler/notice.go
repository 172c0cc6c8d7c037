package scheduler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"collab/relationship"
	"collab/store"
)

const (
	// mostOpened bounds what the clock records at once in one relationship: it opens one check-in and one review, no more.
	mostOpened = 8
	// failedPause is how long a relationship that could not be noticed is left alone.
	failedPause = time.Minute
)

// tally counts what a round did, and gathers what went wrong.
type tally struct {
	sync.Mutex
	opened, added int
	errs          []error
}

func (t *tally) count(opened, added int, err error) {
	t.Lock()
	defer t.Unlock()
	t.opened, t.added = t.opened+opened, t.added+added
	if err != nil {
		t.errs = append(t.errs, err)
	}
}

// Notice works off every relationship of which something is due: it records what the clock owes, and writes the
// deliveries that are missing. It says how many check-ins and reviews were opened and how many deliveries added. One relationship
// that fails stops no other: it is left alone for a minute, and its error is among those returned.
func (s *Scheduler) Notice(ctx context.Context, now time.Time) (opened, added int, err error) {
	s.noticing.Lock()
	defer s.noticing.Unlock()
	var t tally
	done := map[string]bool{}
	for ctx.Err() == nil {
		rels := slices.DeleteFunc(s.Store.Due(now), func(rel string) bool { return done[rel] || s.failed(rel, now) })
		if len(rels) == 0 {
			break
		}
		for _, rel := range rels {
			done[rel] = true
		}
		each(ctx, s.Workers, rels, func(rel string) { t.count(s.notice(ctx, rel, now)) })
	}
	return t.opened, t.added, errors.Join(append(t.errs, ctx.Err())...)
}

// notice is the round of one relationship.
func (s *Scheduler) notice(ctx context.Context, rel string, now time.Time) (opened, added int, err error) {
	if opened, err = s.open(ctx, rel, now); err == nil {
		added, err = s.missing(rel)
	}
	if err != nil {
		s.fail(rel, now)
		return opened, added, fmt.Errorf("notice %s: %w", rel, err)
	}
	return opened, added, nil
}

// open lets the clock record what it owes. The duty's key is the key of the recording: it is recorded once.
func (s *Scheduler) open(ctx context.Context, rel string, now time.Time) (opened int, err error) {
	for opened < mostOpened && ctx.Err() == nil {
		duty, owed, err := s.clocks(rel, now)
		if err != nil || !owed {
			return opened, err
		}
		a, err := s.Store.Record(rel, store.Key{ID: "clock " + duty.Key}, relationship.ByClock, duty.Command())
		if refusal := new(relationship.Refusal); errors.As(err, &refusal) || (err == nil && a.Repeated) {
			return opened, nil // it stopped being due meanwhile
		}
		if err != nil {
			return opened, err
		}
		opened++
	}
	return opened, nil
}

// clocks is the first duty that the clock itself owes.
func (s *Scheduler) clocks(rel string, now time.Time) (duty relationship.Duty, owed bool, err error) {
	_, err = s.Store.Read(rel, "", func(v relationship.View) { // audience: the clock opens what joint alone says is due; mutate: s/""/"acme"/
		for _, d := range v.Duties(now) {
			if d.Command() != nil {
				duty, owed = d, true
				return
			}
		}
	})
	return duty, owed, err
}

// missing writes the deliveries that the relationship's duties ask for and that are not there yet. Marks of what a post
// shows already are not counted. What was due before the store was restored the store itself lists, and does not queue.
func (s *Scheduler) missing(rel string) (added int, err error) {
	marks := 0
	var tidying []relationship.Duty
	added, err = s.Store.Notice(rel, func(v relationship.View, now time.Time) (out []store.Delivery) {
		for _, d := range newest(v.Duties(now)) {
			if d.Person == "" && d.Place == "" { // the clock's
				tidying = append(tidying, d)
				continue
			}
			wanted := s.wanted(rel, v, d)
			marks += len(wanted) - 1
			out = append(out, wanted...)
		}
		return out
	})
	for _, d := range tidying {
		if err == nil {
			err = s.tidy(rel, d)
		}
	}
	return max(added-marks, 0), err
}

// tidy lets the clock record what it owes the record itself: that what was closed is put away, and that words have been
// kept long enough. Each concerns one ledger, or joint and all alike.
func (s *Scheduler) tidy(rel string, d relationship.Duty) (err error) {
	var c relationship.Command
	switch d.Kind {
	case relationship.DutyArchive:
		c = &relationship.ArchiveRelationship{}
	case relationship.DutyForget:
		c = &relationship.ForgetOld{Ledger: d.Thing}
	default:
		return nil
	}
	_, err = s.Store.Record(rel, store.Key{ID: "clock " + d.Key}, relationship.ByClock, c)
	if refusal := new(relationship.Refusal); errors.As(err, &refusal) {
		return nil // it was done meanwhile
	}
	return err
}

// wanted is the delivery of a duty. A living message is posted under the duty's own key; the mark beside it says which
// revision the post shows, and every later revision is a delivery of its own that edits the post.
func (s *Scheduler) wanted(rel string, v relationship.View, d relationship.Duty) []store.Delivery {
	post := store.Delivery{Key: rel + " " + d.Key, Relationship: rel, Party: v.Party, To: s.recipient(v, d), Person: d.Person,
		Kind: string(d.Kind), NotBefore: d.At, Until: d.Until}
	if d.Revision == 0 {
		return []store.Delivery{post}
	}
	edit := post
	edit.Key, edit.Kind = fmt.Sprintf("%s%s%d", post.Key, revision, d.Revision), editKind
	if posted, known := s.Store.DeliveryOf(post.Key); known && posted.State != store.Vanished {
		edit.State = store.Queued // even when the post is older than a restore: to edit twice does no harm
		return []store.Delivery{edit}
	}
	edit.State = store.Sent
	return []store.Delivery{post, edit}
}

const (
	// revision stands between the key of a living message and a number, in the key of an edit.
	revision = " revision "
	editKind = "edit"
)

// post is the key of the living message that an edit belongs to, and the revision the edit is to show.
func post(key string) (of string, number string) {
	i := strings.LastIndex(key, revision)
	return key[:i], key[i+len(revision):]
}

// recipient is the place where a duty is shown, or the account of the person who is told.
func (s *Scheduler) recipient(v relationship.View, d relationship.Duty) string {
	if d.Place != "" {
		return d.Place // audience: a place the joint ledger holds, for what joint alone says; mutate: s|d.Place|"web/demo/@dana"|
	}
	return s.Reach(v.Own.Accounts[d.Person]) // audience: the person's account, as their own party's ledger has it; mutate: s/v.Own.Accounts[d.Person]/func() (all []string) { for _, of := range v.Own.Accounts { all = append(all, of...) }; return }()/
}

// newest keeps, of duties with the same key, the one with the highest revision.
func newest(duties []relationship.Duty) (out []relationship.Duty) {
	at := map[string]int{}
	for _, d := range duties {
		i, seen := at[d.Key]
		switch {
		case !seen:
			at[d.Key] = len(out)
			out = append(out, d)
		case d.Revision > out[i].Revision:
			out[i] = d
		}
	}
	return out
}

func (m *memory) fail(rel string, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.failing[rel] = now.Add(failedPause)
}

// failed says whether the relationship is left alone for now.
func (m *memory) failed(rel string, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	until, failing := m.failing[rel]
	if failing && !now.Before(until) {
		delete(m.failing, rel)
		failing = false
	}
	return failing
}

// troubled says whether any relationship is left alone.
func (m *memory) troubled() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.failing) > 0
}
