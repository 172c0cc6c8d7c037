package relationship

import (
	"time"
)

// By is who asks for a command: a person of a party, the clock, or the operator.
type By struct{ Person, Party string }

// ByClock is the author of what falls due by itself, ByOperator of what the one who runs the server does.
var (
	ByClock    = By{Person: "clock"}
	ByOperator = By{Person: "operator"}
)

// Ledgers is what a decision may read: the joint ledger and those own ledgers it concerns. A person's command gets
// their own party's alone; the clock's get all, and lend counts to joint, nothing else.
type Ledgers struct {
	Joint *Shared
	Own   map[string]*Own
}

// View is what one party's people may see: joint, and their own ledger when it was loaded.
type View struct {
	*Shared
	*Own
	// Party is whose view it is; empty for joint alone seen by nobody in particular.
	Party string
}

// View is the view of party, joint alone when its own ledger is not among l.
func (l Ledgers) View(party string) View {
	own := l.Own[party] // audience: a view holds joint and the ledger of exactly this party; mutate: s/l.Own[party]/func() (o *Own) { for _, o = range l.Own {}; return }()/
	switch {
	case party == "":
		own = &Own{} // nobody's: nothing is ever written into it
	case own == nil:
		own = NewOwn(l.Joint.head.Relationship, party)
	}
	return View{Shared: l.Joint, Own: own, Party: party}
}

// Command is something a person, the clock or the operator asks for. Commands are made as pointers to the exported
// command types of this package; their methods are not exported, so [Decide] is the only way to use one.
type Command interface {
	// may says whether this author may ask for this at all.
	may(*Shared, By) error
	joint(*Shared, *Part[Shared]) error
	own(View, *Part[Own]) error
}

// lender is a command that lends joint a number counted in parties' own ledgers. lend is called for every party whose
// ledger is loaded, before the joint part is decided.
type lender interface {
	lend(v View, by By, at time.Time) error
}

// anytime is a command that passes while the relationship is paused, frozen or closed.
type anytime interface{ anytime() }

// onThing is a command about a thing that may have changed since the person saw it.
type onThing interface {
	// on names the thing and the number of the newest entry about it that the person saw; 0 when they saw none.
	on() (thing string, seen int)
}

// Seen is embedded by commands that edit a thing: the number of the newest joint entry about it that the person saw;
// 0 leaves it unchecked.
type Seen struct{ Seen int }

// onlyJoint is embedded by commands without a private part, onlyOwn by those without a joint one.
type onlyJoint struct{}

func (onlyJoint) own(View, *Part[Own]) error { return nil }

type onlyOwn struct{}

func (onlyOwn) joint(*Shared, *Part[Shared]) error { return nil }

// Refusal says why a command is not possible and what to do instead, in a full sentence for the person.
type Refusal struct {
	// Field is the form field it concerns; empty when it concerns the whole.
	Field, Reason string
	// Own marks a refusal that comes from a party's own ledger: it is shown only on that party's own surface.
	Own bool
	// Thing and Last are set when the thing changed since the person saw it: its newest entry has number Last.
	Thing string
	Last  int
	// Ask lists persons who may do what this person may not.
	Ask []string
}

// Error is the sentence.
func (r *Refusal) Error() string { return r.Reason }

func refuse(field, reason string) error { return &Refusal{Field: field, Reason: reason} }

// Parts is what a command leads to: the entries of each ledger, not yet sealed.
type Parts struct {
	Joint Part[Shared]
	Own   map[string]Part[Own]
}

// Empty says that the command changes nothing.
func (d Parts) Empty() bool { return len(d.Joint.events) == 0 && len(d.Own) == 0 }

// Decide is the one door to the record. It checks once that the relationship is live and that this author may ask for
// this, then lets the command decide its entries, joint first, then own. The error is a [*Refusal] when the command is
// not possible; nothing was changed then. The states in l are only read.
func Decide(l Ledgers, by By, at time.Time, c Command) (Parts, error) {
	at = at.UTC().Truncate(time.Millisecond)
	if last := l.Joint.lastAt(); at.Before(last) {
		at = last
	}
	d := Parts{Joint: Part[Shared]{Ledger: Joint, By: by, At: at}, Own: map[string]Part[Own]{}}
	if err := l.Joint.permit(by, c); err != nil {
		return d, err
	}
	if err := l.lend(by, at, c); err != nil {
		return d, err
	}
	if err := c.joint(l.Joint, &d.Joint); err != nil {
		return d, err
	}
	return d, l.decideOwn(&d, c)
}

// decideOwn lets the command decide the part of each loaded party's own ledger.
func (l Ledgers) decideOwn(d *Parts, c Command) error {
	for party := range l.Own {
		v := l.View(party)
		p := Part[Own]{Ledger: party, By: d.Joint.By, At: d.Joint.At,
			After: l.Joint.head.N + len(d.Joint.events)}
		if err := c.own(v, &p); err != nil {
			return ownRefusal(err)
		}
		if len(p.events) > 0 {
			d.Own[party] = p
		}
	}
	return nil
}

func (l Ledgers) lend(by By, at time.Time, c Command) error {
	lends, ok := c.(lender)
	if !ok {
		return nil
	}
	for party := range l.Own {
		if err := lends.lend(l.View(party), by, at); err != nil {
			return ownRefusal(err)
		}
	}
	return nil
}

// permit is the one check of who may do what, and when.
func (s *Shared) permit(by By, c Command) error {
	if _, ok := c.(anytime); !ok {
		if err := s.live(); err != nil {
			return err
		}
	}
	if err := c.may(s, by); err != nil {
		return err
	}
	if t, ok := c.(onThing); ok {
		return s.unchanged(t.on())
	}
	return nil
}

// unchanged refuses an edit of a thing that somebody changed since the person saw it.
func (s *Shared) unchanged(thing string, seen int) error {
	last := s.last[thing]
	if seen == 0 || last <= seen {
		return nil
	}
	return &Refusal{Thing: thing, Last: last, Reason: s.nameOf(s.entries[last-1].By) + " changed " + thing + " since you opened this."}
}

// ownRefusal marks a refusal as coming from a party's own ledger.
func ownRefusal(err error) error {
	if r, ok := err.(*Refusal); ok {
		own := *r
		own.Own = true
		return &own
	}
	return err
}
