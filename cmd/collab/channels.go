package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"collab/bot"
	"collab/relationship"
	"collab/store"
)

// channels record what a platform tells of the channels that relationships are linked to.
func (s *server) channels(platform string) bot.Channels {
	return bot.Channels{Bound: s.bound, Lost: s.placeLost, Moved: s.placeMoved, Grew: s.placeGrew,
		Gone: func(_ context.Context, home, _ string) error { return s.homeGone(platform, home) }}
}

func (s *server) bound(p bot.Place) bool {
	_, _, ok := s.store.At(p.String())
	return ok
}

// placeLost records that nothing can be posted in a channel. In an internal one nothing is posted by itself anyway.
func (s *server) placeLost(_ context.Context, p bot.Place, why string) error {
	rel, party, ok := s.store.At(p.String())
	if !ok || party != "" {
		return nil
	}
	return s.byClock(rel, &relationship.LosePlace{Place: p.String(), Why: why})
}

// placeMoved records that a channel has another id. One whose new id belongs to another relationship is lost.
func (s *server) placeMoved(ctx context.Context, from, to bot.Place) error {
	rel, _, ok := s.store.At(from.String())
	if !ok {
		return nil
	}
	if err := s.setRoster(to, s.roster(from)); err != nil {
		return err
	}
	refusal := new(relationship.Refusal)
	_, err := s.store.Record(rel, store.Key{}, relationship.ByClock, &relationship.MovePlace{From: from.String(), To: to.String()})
	if errors.As(err, &refusal) {
		return s.placeLost(ctx, from, relationship.LostConnection)
	}
	return err
}

// placeGrew freezes a channel that holds an organisation which is no party.
//
// Whose organisation it is nobody can know for certain. Which accounts a party's people have stands in that party's own
// ledger, and nothing of joint is decided on that. So what counts is what everybody in the channel sees: who was in it
// when a relationship manager linked it, which is their word that those may read along; and who came while an
// organisation was still to join the relationship, which is how a partner comes. Whoever comes later freezes the channel
// until somebody links it anew. Joint hears that outsiders are there, not who.
func (s *server) placeGrew(ctx context.Context, p bot.Place, homes []string) error {
	rel, party, ok := s.store.At(p.String())
	if !ok || party != "" {
		return nil
	}
	var awaits bool
	if _, err := s.store.Read(rel, "", func(v relationship.View) { awaits = v.Shared.Awaits() }); err != nil { // audience: whether a channel is frozen is decided on joint alone; mutate: s/v.Shared.Awaits()/len(v.Own.Accounts) > 0/
		return err
	}
	s.rosters.Lock()
	defer s.rosters.Unlock()
	known := s.roster(p)
	strange := slices.DeleteFunc(slices.Clone(homes), func(home string) bool { return slices.Contains(known, home) })
	switch {
	case len(strange) == 0:
		return nil
	case awaits:
		return s.setRoster(p, append(known, strange...))
	}
	return s.placeLost(ctx, p, relationship.LostToOutsiders)
}

// homeGone records that every channel of a workspace or tenant is lost: the app was removed from it.
func (s *server) homeGone(platform, home string) (err error) {
	for _, rel := range s.store.Relationships() {
		var places []string
		_, fault := s.store.Read(rel, "", func(v relationship.View) {
			for key, place := range v.Shared.Places { // audience: the channels that joint holds; mutate: s/v.Shared.Places/v.Own.Places/
				if p, ok := bot.PlaceOf(key); ok && p.Platform == platform && p.Home == home && place.Lost.IsZero() {
					places = append(places, key)
				}
			}
		})
		err = errors.Join(err, fault)
		for _, key := range places {
			err = errors.Join(err, s.byClock(rel, &relationship.LosePlace{Place: key, Why: relationship.LostApp}))
		}
	}
	return err
}

// linked takes note of who is in a channel that was just linked for everyone.
func (s *server) linked(p bot.Place) {
	s.look(p, func(homes []string) {
		s.rosters.Lock()
		defer s.rosters.Unlock()
		if err := s.setRoster(p, homes); err != nil {
			s.log.Error("could not keep who is in a channel", "place", p.String(), "error", err)
		}
	})
}

// byClock records what nobody asked for. That it is recorded already, or no more so, is no fault.
func (s *server) byClock(rel string, c relationship.Command) error {
	refusal := new(relationship.Refusal)
	if _, err := s.store.Record(rel, store.Key{}, relationship.ByClock, c); err != nil && !errors.As(err, &refusal) {
		return err
	}
	return nil
}

// rosterOf is where the other workspaces, tenants and organisations of a channel are kept, beside the record.
func rosterOf(p bot.Place) string { return "roster/" + p.String() }

// roster are the other workspaces and organisations that may be in a channel.
func (s *server) roster(p bot.Place) (homes []string) {
	if row, ok := s.store.SaidUnder(rosterOf(p), "homes"); ok {
		_ = json.Unmarshal(row.Raw, &homes) // one that cannot be read knows nobody
	}
	return homes
}

func (s *server) setRoster(p bot.Place, homes []string) error {
	row, _ := json.Marshal(homes) // ids always encode
	_, err := s.store.Say(rosterOf(p), "homes", row)
	return err
}
