package bot

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"collab/relationship"
)

// status shows how the relationship stands, to the person alone; "status share" posts the joint view where everybody
// reads it.
func status(t *turn) Reply {
	if t.s.share || t.verb("share") == "share" {
		return t.shareStatus()
	}
	return t.reply(func(v relationship.View) Reply { return Reply{Message: t.keptStatus(v)} })
}

// ownStatus is the status for one's own eyes, with what one can do next.
func (t *turn) ownStatus(v relationship.View) Message {
	m := t.statusOf(v, t.who.Party)
	m.Blocks = append(m.Blocks, Buttons{{Label: "What waits for me", Words: "todo", Style: Primary}, {Label: "Share in channel", Words: "status share"}})
	if v.Party == "" {
		m.Blocks = append(m.Blocks, Note{"Only visible to you. Shared record alone; your own notes are in our own chat."})
	} else if n := len(v.Own.OpenDrafts()); n > 0 {
		m.Blocks = append(m.Blocks, Note{fmt.Sprintf("%s private, not counted", counted(n, "objective"))})
	}
	return m
}

// shareStatus posts what joint alone says: nobody in the channel reads more than anybody else.
func (t *turn) shareStatus() Reply {
	if t.observes() {
		return saying(Plainly("Observers read; they do not post. Ask a member to share it.", help()))
	}
	var r Reply
	commit, err := t.Store.Read(t.who.Relationship, "", func(v relationship.View) { // audience: a posted status is drawn from joint alone; mutate: s/t.who.Relationship, ""/t.who.Relationship, t.who.Party/
		places := t.postable(v.Shared)
		if p := v.Shared.Parties[t.who.Party]; p == nil || p.State != relationship.PartyActive {
			r = saying(Plainly(v.Shared.PartyName(t.who.Party)+" has left this relationship, so nothing is posted for it. Its record stays readable for you.", help()))
			return
		}
		if len(places) == 0 {
			r = saying(Plainly(t.nowhere(v.Shared), help()))
			return
		}
		m := t.statusOf(v, v.Party)
		m.Blocks = append(m.Blocks, Note{"Shared by " + t.person.Name + " of " + v.Shared.PartyName(t.who.Party)})
		for _, p := range places {
			r.Posts = append(r.Posts, Post{p, m})
		}
		sent := Plainly("Posted for everyone in " + v.Shared.Name + ".")
		r.Message = &sent
	})
	t.commit, t.err = max(t.commit, commit), err
	return r
}

// nowhere is why nothing can be posted for everyone.
func (t *turn) nowhere(s *relationship.Shared) string {
	if frozen := t.frozen(s); len(frozen) > 0 {
		return frozen[0]
	}
	return "No channel is linked to " + s.Name + " yet. Say @collab settings channel in the one you mean."
}

// postable is where something for everyone is posted: the channel one speaks in if it is linked for all, otherwise
// every channel that is.
func (t *turn) postable(s *relationship.Shared) []Place {
	if p := s.Places[t.q.Place.String()]; p != nil && p.Lost.IsZero() { // audience: a channel linked for everyone; mutate: s/p != nil/p == nil/
		return []Place{t.q.Place}
	}
	var out []Place
	for _, key := range sortedKeys(s.Places) {
		if place, ok := PlaceOf(key); ok && s.Places[key].Lost.IsZero() { // audience: channels linked for everyone, while nothing is wrong with them; mutate: s/ && s.Places[key].Lost.IsZero()//
			out = append(out, place)
		}
	}
	return out
}

func sortedKeys[K cmp.Ordered, T any](m map[K]T) []K { return slices.Sorted(maps.Keys(m)) }

// statusOf is the status card; party is whose eyes it is for, empty for everyone's.
func (t *turn) statusOf(v relationship.View, party string) Message {
	s, stands := v.Shared, t.stands(v.Shared)
	m := Message{Fallback: s.Name + ": " + t.headline(s), Blocks: []Block{Text{Title: s.Name, Body: s.Why}}}
	add := func(b ...Block) { m.Blocks = append(m.Blocks, b...) }
	if !s.Closed.IsZero() {
		add(Text{Body: "Closed on " + t.day(relationship.DateOf(s.Closed, t.loc)) + ". The record stays readable."})
	}
	for _, said := range t.frozen(s) {
		add(Text{Body: said})
	}
	if stands.noneActive {
		add(Text{Body: "No objective is agreed by everyone yet. Without a shared one the collaboration is unlikely to succeed."})
	}
	add(t.objectiveItems(s, party))
	if act := t.actItems(s); len(act.Items) > 0 {
		add(act)
	}
	add(stands.figures)
	if len(stands.kpis.Items) > 0 {
		add(stands.kpis)
	}
	if promises := t.promiseItems(s); len(promises.Items) > 0 {
		add(promises)
	}
	add(t.rhythm(s), Note{"As of " + t.day(relationship.DateOf(t.now, t.loc)) + "; figures over the last 13 weeks"})
	return m
}

// headline says in one line how it stands.
func (t *turn) headline(s *relationship.Shared) string {
	switch {
	case !s.Closed.IsZero():
		return "closed"
	case s.Pause != nil:
		return "paused since " + t.day(relationship.DateOf(s.Pause.Since, t.loc))
	case len(s.Active()) < 2:
		return "waiting for the other side to join"
	}
	return t.stands(s).headline
}

// rhythm is the check-in and the review that are open, and those that come.
func (t *turn) rhythm(s *relationship.Shared) Facts {
	var f Facts
	if c := s.Latest(); c != nil {
		asked, answered := c.Totals()
		value := fmt.Sprintf("%s, %d of %d answered", t.holding(c), answered, asked)
		if !c.Closed(t.now) {
			f = append(f, Fact{Name: fmt.Sprintf("Check-in %d", c.ID), Value: value + "; closes", At: c.To})
		} else {
			f = append(f, Fact{Name: fmt.Sprintf("Check-in %d", c.ID), Value: value})
		}
	}
	next := Fact{Name: "Next check-in", At: s.NextCheckIn(t.now)}
	switch {
	case len(s.Active()) < 2:
		next.Value = "once the other side has joined: " + cadence(s.Cadence)
	case next.At.IsZero():
		next.Value = "none planned"
	}
	return append(append(f, next), t.reviewRhythm(s)...)
}

// objectiveItems lists the open objectives, ours first: they are to be front of mind in everything.
func (t *turn) objectiveItems(s *relationship.Shared, party string) Items {
	items := Items{Title: "Objectives"}
	left := 0
	for _, o := range openObjectives(s) {
		if len(items.Items) == mostLines {
			left++
			continue
		}
		items.Items = append(items.Items, Item{Title: objectiveName(o), Detail: t.objectiveLine(s, o, party), Button: showObjective(o.ID)})
	}
	if len(items.Items) == 0 {
		items.Items = []Item{{Title: "None yet", Button: Button{Label: "Share an objective", Words: "objective new"}}}
	}
	return withMore(items, left, "objective")
}

// withMore says how many lines were left out, and how to see them.
func withMore(items Items, left int, words string) Items {
	if left > 0 {
		items.More = fmt.Sprintf("and %d more", left)
		items.Rest = Button{Label: "Show all", Words: words}
	}
	return items
}

// openObjectives lists the objectives that have not ended, ours before the parties' own.
func openObjectives(s *relationship.Shared) []*relationship.Objective {
	var ours, own []*relationship.Objective
	for _, id := range sortedIDs(s.Objectives) {
		switch o := s.Objectives[id]; {
		case !o.Open():
		case o.Joint():
			ours = append(ours, o)
		default:
			own = append(own, o)
		}
	}
	return append(ours, own...)
}

func sortedIDs[T any](m map[int]T) []int { return slices.Sorted(maps.Keys(m)) }

func objectiveName(o *relationship.Objective) string {
	if o.Title == "" {
		return fmt.Sprintf("%d. (words erased)", o.ID)
	}
	return strconv.Itoa(o.ID) + ". " + o.Title
}

// whose says whose objective it is, as the reader would: ours, mine, yours; by name where everybody reads.
func whose(s *relationship.Shared, o *relationship.Objective, party string) string {
	switch {
	case o.Joint():
		return "ours"
	case party == "":
		return "of " + s.PartyName(o.Owner)
	case o.Owner == party:
		return "mine (" + s.PartyName(o.Owner) + ")"
	}
	return "yours (" + s.PartyName(o.Owner) + ")"
}

// objectiveLine is what one line says of an objective: whose, its state, who is still to confirm, when it is due.
func (t *turn) objectiveLine(s *relationship.Shared, o *relationship.Objective, party string) string {
	return whose(s, o, party) + ", " + t.objectiveStands(s, o)
}

// objectiveStands says of an objective its state, who is still to confirm, when it is due.
func (t *turn) objectiveStands(s *relationship.Shared, o *relationship.Objective) string {
	parts := []string{string(s.ObjectiveState(o))}
	var missing []string
	for _, p := range s.Unconfirmed(o) {
		missing = append(missing, s.PartyName(p))
	}
	if len(missing) > 0 {
		parts = append(parts, "waits for "+all(missing))
	}
	if !o.Due.IsZero() {
		parts = append(parts, "due "+t.day(o.Due))
	}
	return strings.Join(parts, ", ")
}

// promiseItems lists the open promises, the one due first on top.
func (t *turn) promiseItems(s *relationship.Shared) Items {
	open := t.openPromises(s)
	items := Items{Title: "Open promises"}
	for _, c := range open[:min(len(open), mostLines)] {
		items.Items = append(items.Items, t.promiseItem(s, c))
	}
	return withMore(items, len(open)-len(items.Items), "promise")
}

func promiseName(c *relationship.Commitment) string {
	if c.What == "" {
		return fmt.Sprintf("%d. (words erased)", c.ID)
	}
	return strconv.Itoa(c.ID) + ". " + c.What
}

// promiseLine is what one line says of a promise: from whom to whom, when, and how it stands.
func (t *turn) promiseLine(s *relationship.Shared, c *relationship.Commitment) string {
	state := string(c.State(t.now))
	if c.State(t.now) == relationship.CommitmentRequested {
		state = "not agreed yet"
	}
	return side(s, c.Giver) + " to " + side(s, c.Receiver) + ", due " + t.day(c.Due) + ", " + state
}

// side names one end of a promise: the person and their party, or the party alone.
func side(s *relationship.Shared, of relationship.Side) string {
	if of.Person == "" {
		return s.PartyName(of.Party)
	}
	return s.PersonName(of.Person) + " (" + s.PartyName(of.Party) + ")"
}

// sinceWords says how long something waits: "since 12 Mar".
func (t *turn) sinceWords(at time.Time) string {
	return "since " + t.day(relationship.DateOf(at, t.loc))
}
