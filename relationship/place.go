package relationship

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Place is a conversation that belongs to the relationship: a channel every party reads, or an internal one of one
// party. What may be drawn there is fixed when it is bound.
type Place struct {
	// Key is the place in the form its platform gave it.
	Key   string
	Bound time.Time
	// Lost is when posting there became impossible (archived, unshared, outsiders in it), Why in the platform's word or
	// ours; the relationship is frozen there until it is bound anew.
	Lost time.Time
	Why  string

	name            string // what its living messages are known by: the key it was bound under, which outlives a change of it
	boundIn, lostIn int    // the entries that say so
}

// Why a place was lost, in our own words; platforms have theirs.
const (
	// LostToOutsiders is an organisation in the channel that was not there when it was linked, and is no party.
	LostToOutsiders = "outsiders"
	// LostConnection is a channel that two organisations shared and share no more.
	LostConnection = "unshared"
	// LostApp is the app removed from the workspace that holds the channel.
	LostApp = "app_removed"
	// notFound is what a platform says of a place that is gone, or that has moved.
	notFound = "channel_not_found"
)

// BindPlace links a channel to the relationship: one that all parties read, or an internal one of one's own party.
type BindPlace struct {
	byLead
	Place    string
	Internal bool
}

func (c *BindPlace) joint(s *Shared, p *Part[Shared]) error {
	b := s.Places[c.Place]
	bound := b != nil && b.Lost.IsZero()
	if c.Internal && bound {
		return refuse("", "Every party reads this channel already, so it cannot be internal.")
	}
	if c.Internal { // audience: an internal channel stands in its party's own ledger alone; mutate: s/c.Internal/c == nil/
		return nil
	}
	if bound {
		return refuse("", "This channel is linked to "+s.Name+" already.")
	}
	p.add(&placeBound[Shared]{Place: c.Place})
	return nil
}

func (c *BindPlace) own(v View, p *Part[Own]) error {
	if !c.Internal {
		return nil
	}
	if b := v.Own.Places[c.Place]; b != nil && b.Lost.IsZero() {
		return refuse("", "This channel is linked to "+v.Name+" already.")
	}
	p.add(&placeBound[Own]{Place: c.Place})
	return nil
}

// LosePlace records that nothing can be posted in a shared place any more.
type LosePlace struct {
	byClock
	onlyJoint
	Place, Why string
}

func (*LosePlace) anytime() {}

func (c *LosePlace) joint(s *Shared, p *Part[Shared]) error {
	if b := s.Places[c.Place]; b == nil || !b.Lost.IsZero() {
		return refuse("", "This place is not linked here.")
	}
	p.add(&placeLost{Place: c.Place, Why: c.Why})
	return nil
}

// MovePlace records that the platform gave a conversation another id: it goes on under the new one, with everything
// that stands in it. A place that is not linked here, or has moved already, changes nothing.
type MovePlace struct {
	byClock
	From, To string
}

func (*MovePlace) anytime() {}

func (c *MovePlace) joint(s *Shared, p *Part[Shared]) error {
	if s.Places[c.From] != nil && c.From != c.To {
		p.add(&placeMoved[Shared]{From: c.From, To: c.To})
	}
	return nil
}

func (c *MovePlace) own(v View, p *Part[Own]) error {
	if v.Own.Places[c.From] != nil && c.From != c.To { // audience: an internal channel moves in its party's own ledger, whatever joint holds; mutate: s/v.Own.Places/v.Shared.Places/
		p.add(&placeMoved[Own]{From: c.From, To: c.To})
	}
	return nil
}

// Awaits says whether an organisation is still to come: one that was invited, or any other than the one that began.
func (s *Shared) Awaits() bool {
	return len(s.Active()) < 2 || slices.ContainsFunc(s.All(), func(p *Party) bool { return p.State == PartyInvited })
}

// Frozen lists the shared places where nothing can be posted any more and which no other has replaced since, by key.
func (s *Shared) Frozen() (out []*Place) {
	for _, key := range slices.Sorted(maps.Keys(s.Places)) {
		if p := s.Places[key]; !p.Lost.IsZero() && !s.replaced(p) {
			out = append(out, p)
		}
	}
	return out
}

// Postable is how many shared places can be posted in.
func (s *Shared) Postable() (n int) {
	for _, p := range s.Places {
		if p.Lost.IsZero() {
			n++
		}
	}
	return n
}

// replaced says whether another place that everybody reads was linked since one was lost.
func (s *Shared) replaced(lost *Place) bool {
	for _, p := range s.Places {
		if p.boundIn > lost.lostIn {
			return true
		}
	}
	return false
}

// freezes tells every relationship manager, once for each loss, that nothing is posted in a linked channel any more.
func (v View) freezes() (out []Duty) {
	for _, p := range v.Shared.Frozen() {
		for _, lead := range v.Shared.Leads(v.Party) { // audience: a view tells the people of its party; mutate: s/v.Party/""/
			at := v.inHours(lead.ID, p.Lost)
			out = append(out, Duty{Key: fmt.Sprintf("place lost %d %s", p.lostIn, lead.ID), Kind: DutyLost, Thing: "place " + p.Key,
				Person: lead.ID, At: at, Until: at.AddDate(0, 0, tellLost)})
		}
	}
	return out
}
