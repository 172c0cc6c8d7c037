package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"collab/bot/play"
	"collab/bot/web"
	"collab/store"
)

// historyDays is how long the play of the demo takes: nearly 26 weeks, from a Monday to a Friday.
const historyDays = 25*7 + 4

// makeHistory performs the play on a new store so that it ends within a week from now. The file gets its name when it
// is whole: a demo that was interrupted begins anew.
func makeHistory(ctx context.Context, script *play.Script, path string, now time.Time) error {
	next := path + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if _, err := liveThrough(ctx, script, next, now); err != nil {
		return errors.Join(fmt.Errorf("the demo's history could not be made: %w", err), os.Remove(next))
	}
	return os.Rename(next, path)
}

// liveThrough performs the play on a new store, and says what was seen.
func liveThrough(ctx context.Context, script *play.Script, path string, now time.Time) (play.Transcript, error) {
	on := play.NewStage(path)
	on.Starts = startOf(script, now)
	room := talk{places: map[string][]web.Said{}}
	on.Said = room.hear
	seen, err := play.Run(ctx, script, on)
	if err != nil {
		return seen, err
	}
	return seen, room.keep(path)
}

// talk is what was said in the history, by place. It is kept at the end, all of a place at once: one after the other,
// each safely on disk, would take longer than all the rest.
type talk struct{ places map[string][]web.Said }

// hear takes in one thing. An edit takes the place of what was said first, and its instant.
func (t *talk) hear(_ *store.Store, one play.Said) error {
	said := web.Said{Place: one.Place.String(), Author: one.Author, AuthorName: one.AuthorName, At: one.At, Text: one.Text,
		Message: one.Message, To: one.To, Ref: one.Ref} // audience: kept for whom it was said to in the play; mutate: s/To: one.To, //
	there := t.places[said.Place]
	if i := slices.IndexFunc(there, func(old web.Said) bool { return old.Ref == said.Ref && said.Ref != "" }); i >= 0 {
		said.At = there[i].At
		there[i] = said
		return nil
	}
	t.places[said.Place] = append(there, said)
	return nil
}

func (t *talk) keep(path string) error {
	s, err := store.Open("bolt:"+path, store.Options{Mark: store.Demo})
	if err != nil {
		return err
	}
	for place, all := range t.places {
		err = errors.Join(err, keepAll(s, place, all))
	}
	return errors.Join(err, s.Close())
}

func keepAll(s *store.Store, place string, all []web.Said) error {
	var lines []store.Line
	for _, one := range all {
		raw, err := json.Marshal(one)
		if err != nil {
			return err
		}
		lines = append(lines, store.Line{Ref: one.Ref, Raw: raw})
	}
	return s.SayAll(place, lines)
}

// startOf moves the beginning of the play by whole weeks, so that the weekday and the time of day stay, and so that the
// play ends in the week that begins now. The demo's clock goes on from there: whatever day a visitor comes, it is the
// same moment of the story.
func startOf(script *play.Script, now time.Time) time.Time {
	at := script.Starts()
	for weeks := int(now.Sub(at).Hours()/(7*24)) - historyDays/7 - 1; ; weeks++ {
		if start := at.AddDate(0, 0, 7*weeks); start.AddDate(0, 0, historyDays).After(now) {
			return start
		}
	}
}

// keep keeps what was said. An edit keeps the instant at which it was said first.
func keep(s *store.Store, one web.Said) error {
	if row, ok := s.SaidUnder(one.Place, one.Ref); ok && one.Ref != "" {
		first, err := said(row)
		if err != nil {
			return err
		}
		one.At = first.At
	}
	raw, err := json.Marshal(one)
	if err != nil {
		return err
	}
	_, err = s.Say(one.Place, one.Ref, raw)
	return err
}

// said is what was kept, with the number it has.
func said(row store.Row) (one web.Said, err error) {
	err = json.Unmarshal(row.Raw, &one)
	one.N = row.N
	return one, err
}
