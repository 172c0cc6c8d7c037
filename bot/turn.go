package bot

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"collab/relationship"
	"collab/store"
)

// turn is one request on its way to its reply: who speaks, where, in which relationship, and what they may see.
type turn struct {
	*Bot
	ctx     context.Context
	q       Request
	s       sentence
	now     time.Time
	mine    []membership
	who     membership
	meant   membership          // in which relationship, before the command ran: a form may begin one
	placed  bool                // the channel says which relationship is meant
	person  relationship.Person // who speaks, as joint knows them
	loc     *time.Location
	commit  uint64 // the reply waits for it
	fresh   bool   // what was asked for was recorded now, not by an earlier try
	denied  bool   // what was asked for was refused
	partner string // what the platform calls the other organisation here
	// fleeting says that what is typed into the form is kept nowhere.
	fleeting bool
	err      error // what broke; the person gets a reference
}

// by is the author of what the person asks for.
func (t *turn) by() relationship.By {
	return relationship.By{Person: t.who.Person, Party: t.who.Party}
}

// arrive reads who the person is in the chosen relationship.
func (t *turn) arrive() error {
	t.loc = time.UTC
	commit, err := t.Bot.jointOf(t.who.Relationship, t.who.Party, func(s *relationship.Shared) {
		if p := s.Persons[t.who.Person]; p != nil {
			t.person = *p
		}
	})
	if loc, zoneErr := relationship.Zone(t.person.Zone); zoneErr == nil {
		t.loc = loc
	}
	t.commit = max(t.commit, commit)
	return err
}

// read shows the relationship as this person may see it here: with their own party's ledger only on a surface of
// their own. The view must not be kept.
func (t *turn) read(show func(relationship.View)) {
	var commit uint64
	var err error
	if t.q.Place.Own { // audience: internal words only on the person's own surface; mutate: s/t.q.Place.Own/t != nil/
		commit, err = t.Store.Read(t.who.Relationship, t.who.Party, show) // audience: the view is their own party's; mutate: s/t.who.Party/"acme"/
	} else {
		commit, err = t.Bot.jointOf(t.who.Relationship, t.who.Party, func(s *relationship.Shared) { show(relationship.Ledgers{Joint: s}.View("")) })
	}
	if err != nil && t.err == nil {
		t.err = err
	}
	t.commit = max(t.commit, commit)
}

// reply is a reply composed from the view.
func (t *turn) reply(compose func(relationship.View) Reply) (r Reply) {
	t.read(func(v relationship.View) { r = compose(v) })
	return r
}

// show is a reply of one message composed from the view.
func (t *turn) show(compose func(relationship.View) Message) Reply {
	return t.reply(func(v relationship.View) Reply { return saying(compose(v)) })
}

// record asks for a command in the person's name. Its error goes through refused. Who said "internal" about what every
// party reads is asked again: the word must not get lost on its way to the others.
func (t *turn) record(c relationship.Command) (store.Answer, error) {
	if err := t.mayTell(c); err != nil {
		return store.Answer{}, err
	}
	return t.step("", c)
}

// mayTell refuses to tell every party what the person asked to keep internal.
func (t *turn) mayTell(c relationship.Command) error {
	if t.s.internal && t.value("audience") == "" && !keeps(c) {
		return &relationship.Refusal{Reason: "Every party reads this, so it cannot be internal. Nothing was recorded. Say it without the word internal, or put it in quotes if it belongs to the text."}
	}
	return nil
}

// step records one of several commands that one gesture asks for; its name keeps their keys apart.
func (t *turn) step(name string, c relationship.Command) (store.Answer, error) {
	if t.q.Closed {
		return store.Answer{}, &relationship.Refusal{Reason: "A form that was closed records nothing."}
	}
	key := t.key()
	key.ID += name
	a, err := t.Store.Record(t.who.Relationship, key, t.by(), c)
	t.commit, t.fresh = max(t.commit, a.Commit), err == nil && !a.Repeated
	return a, err
}

// keeps says whether a command can stay within one's own party, or tells the others nothing that was typed.
func keeps(c relationship.Command) bool {
	switch c.(type) {
	case *relationship.DraftObjective, *relationship.ReviseDraft, *relationship.DropDraft, *relationship.LogEvidence, *relationship.AddNote,
		*relationship.AnswerCheckIn, *relationship.SkipCheckIn, *relationship.SnoozePrompt, *relationship.SetAway, *relationship.ComeBack,
		*relationship.SetHours, *relationship.SetWorkingDays, *relationship.ResumePrompts, *relationship.BindPlace, *relationship.Redact, *relationship.Undo:
		return true
	}
	return false
}

// key makes a retry of this request harmless; what was filled in is remembered as a hash, so that the same gesture
// with other values is noticed.
func (t *turn) key() store.Key {
	k := store.Key{ID: t.q.Key}
	if t.q.Values != nil {
		b, _ := json.Marshal(t.q.Values) // a map of strings always encodes
		sum := sha256.Sum256(b)
		k.Values = sum[:]
	}
	return k
}

// do records a command and confirms its effect with a message composed from the view after it; an undo is offered
// with it for ten minutes.
func (t *turn) do(c relationship.Command, effect func(relationship.View) Message) Reply {
	a, err := t.record(c)
	if err != nil {
		return t.refused(err)
	}
	return t.show(func(v relationship.View) Message {
		if a.Differs {
			return t.differs(v)
		}
		m := effect(v)
		if t.undoable(v, a) {
			return withUndo(m, t.q.Key)
		}
		return m
	})
}

// undoable says whether what was just recorded can be taken back: an entry that names no thing cannot.
func (t *turn) undoable(v relationship.View, a store.Answer) bool {
	for ledger, numbers := range a.Numbers {
		entries := v.Shared.Entries()
		if ledger != relationship.Joint {
			if v.Party == "" {
				continue // not to be looked at here; the undo itself checks
			}
			entries = v.Own.Entries()
		}
		for _, n := range numbers {
			if n <= len(entries) && len(entries[n-1].Things) == 0 {
				return false
			}
		}
	}
	return len(a.Numbers) > 0
}

// differs answers a form that was submitted before with other values: what stands is kept, nothing was recorded anew.
func (t *turn) differs(relationship.View) Message {
	said := t.s
	said.seen = 0
	return Plainly("This form was sent before, with other values. What you sent first stands; nothing was recorded now.",
		Button{Label: "Open again", Words: said.String(), Style: Primary})
}

// drawnAt is the entry that was newest when the button or form was drawn: a command that carries it overlooks no newer
// one.
func (t *turn) drawnAt() relationship.Seen { return relationship.Seen{Seen: t.s.seen} }

// value is what was filled into a field, trimmed.
func (t *turn) value(name string) string { return strings.TrimSpace(t.q.Values[name]) }

// submitted says that a form was filled in, and not only words said.
func (t *turn) submitted() bool { return t.q.Values != nil }

// verb is the first word after the noun in lower case if it is one of these; empty otherwise.
func (t *turn) verb(among ...string) string {
	if len(t.s.args) == 0 || t.s.args[0].quoted {
		return ""
	}
	first := strings.ToLower(t.s.args[0].text)
	for _, v := range among {
		if v == first {
			return v
		}
	}
	return ""
}

// joint is who reads what every party reads, for the face of a form. Before the other side joined, it says from where
// they will read.
func (t *turn) joint(s *relationship.Shared) Audience {
	var here, coming []string
	for _, p := range s.All() {
		switch {
		case p.ID == t.who.Party:
		case p.State == relationship.PartyActive:
			here = append(here, p.Name)
		case p.State == relationship.PartyInvited:
			coming = append(coming, p.Name)
		}
	}
	face := "Shared with nobody yet"
	if len(here) > 0 {
		face = "Shared with " + all(here)
	}
	if len(coming) > 0 {
		face += fmt.Sprintf("; %s will read this from entry 1", all(coming))
	}
	return Audience{Face: face}
}

// internal is the audience of one's own party alone. A form is drawn for that party only on a surface of its own; what
// asks for internal words elsewhere shows none, and may be sent from there.
func (t *turn) internal(s *relationship.Shared) Audience {
	who := Audience{Face: "Internal to " + s.PartyName(t.who.Party)}
	if t.q.Place.Own { // audience: only there a form is drawn from the party's own ledger, and has to come back; mutate: s/t.q.Place.Own/t != nil/
		who.Party = t.who.Party
	}
	return who
}

// audienceField lets the person choose between sharing and keeping, where internal words may be written at all.
func (t *turn) audienceField(s *relationship.Shared, preset string) []Field {
	if !t.q.Place.Own { // audience: internal is offered only on the person's own surface; mutate: s/!t.q.Place.Own/t == nil/
		return nil
	}
	return []Field{{Name: "audience", Label: "Who will read this", Kind: Choice, Value: preset,
		Options: []Option{{"shared", t.joint(s).Face}, {"internal", t.internal(s).Face}}}}
}

// keepsInternal says that the person chose to keep what they wrote inside their party: in the form, or with the word
// "internal".
func (t *turn) keepsInternal() bool {
	if t.submitted() && t.value("audience") != "" {
		return t.value("audience") == "internal"
	}
	return t.s.internal
}

// seen is the number of the newest joint entry about a thing, as the flag a button or form carries.
func seen(v relationship.View, thing string) string {
	if n := v.Shared.Last(thing); n > 0 {
		return fmt.Sprintf(" ~%d", n)
	}
	return ""
}

// day shows a date for this person; at shows an instant in words where a block cannot draw it.
func (t *turn) day(d relationship.Date) string { return showDate(d, t.now.In(t.loc)) }

func (t *turn) at(i time.Time) string {
	return t.day(relationship.DateOf(i, t.loc)) + " " + TimeOfDay(i.In(t.loc))
}

// mention is one entry in a sentence: who, what, when.
func (t *turn) mention(v relationship.View, e relationship.Mention) string {
	who := "Somebody of " + v.Shared.PartyName(e.Party)
	switch {
	case e.By == relationship.ByClock.Person || e.By == relationship.ByOperator.Person:
		who = "The " + e.By
	case e.By != "":
		who = v.Shared.PersonName(e.By) + " of " + v.Shared.PartyName(e.Party)
	}
	return fmt.Sprintf("%s: %s, %s", who, e.Kind, t.at(e.At))
}
