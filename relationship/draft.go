package relationship

import (
	"fmt"
	"slices"
	"time"
)

// Draft is an objective that a party is still working on among its own people. The other parties know nothing of it,
// and no figure counts it. People call drafts d1, d2 and so on.
type Draft struct {
	ID int
	// Ours says that it is meant as a joint objective.
	Ours bool
	Goal
	Person string // who wrote it last
	At     time.Time
	// Objective is the objective it was shared as; 0 while it was not.
	Objective int
	// Dropped is when the party gave it up; zero while it did not.
	Dropped time.Time
}

// Open says that the draft was neither shared nor dropped.
func (d *Draft) Open() bool { return d.Objective == 0 && d.Dropped.IsZero() }

// Name is what people call the draft: d1.
func (d *Draft) Name() string { return fmt.Sprintf("d%d", d.ID) }

// OpenDrafts lists the private objectives of the party, which no figure counts.
func (o *Own) OpenDrafts() []*Draft {
	return slices.DeleteFunc(inOrder(o.Drafts), func(d *Draft) bool { return !d.Open() })
}

// openDraft is the draft with this number, if it was neither shared nor dropped.
func (o *Own) openDraft(id int) (*Draft, error) {
	d := o.Drafts[id]
	if d == nil {
		return nil, refuse("draft", fmt.Sprintf("There is no draft d%d here.", id))
	}
	return d, d.Spent()
}

// Spent is why nothing can be done with the draft any more: it was shared or dropped. It is nil while it is open.
func (d *Draft) Spent() error {
	switch {
	case d.Objective > 0:
		return refuse("draft", fmt.Sprintf("Draft %s was shared as objective %d. Revise that instead.", d.Name(), d.Objective))
	case !d.Dropped.IsZero():
		return refuse("draft", fmt.Sprintf("Draft %s was dropped. Write a new one.", d.Name()))
	}
	return nil
}

// DraftObjective writes down a private objective for one's own people to work on.
type DraftObjective struct {
	byMember
	onlyOwn
	Ours bool
	Goal
}

func (c *DraftObjective) own(v View, p *Part[Own]) error {
	if err := c.Goal.check(); err != nil {
		return err
	}
	p.add(&draftWritten{worded: c.typed(), Draft: v.Own.nextID("draft"), Ours: c.Ours, Goal: c.Goal})
	return nil
}

// ReviseDraft changes what a private objective says.
type ReviseDraft struct {
	byMember
	onlyOwn
	Draft int
	Ours  bool
	Goal
	// Seen is the number of the newest entry of one's own ledger about the draft that the person saw; 0 leaves it
	// unchecked.
	Seen int
}

func (c *ReviseDraft) own(v View, p *Part[Own]) error {
	if _, err := v.Own.openDraft(c.Draft); err != nil {
		return err
	}
	if name := thing("draft", c.Draft); c.Seen > 0 && v.Own.Last(name) > c.Seen {
		return &Refusal{Thing: name, Last: v.Own.Last(name),
			Reason: v.nameOf(v.Own.Drafts[c.Draft].Person) + " changed draft d" + fmt.Sprint(c.Draft) + " since you opened this."}
	}
	if err := c.Goal.check(); err != nil {
		return err
	}
	p.add(&draftRevised{worded: c.typed(), aboutDraft: aboutDraft{c.Draft}, Ours: c.Ours, Goal: c.Goal})
	return nil
}

// DropDraft gives a private objective up. It stays in one's own ledger.
type DropDraft struct {
	byMember
	onlyOwn
	Draft int
}

func (c *DropDraft) own(v View, p *Part[Own]) error {
	if _, err := v.Own.openDraft(c.Draft); err != nil {
		return err
	}
	p.add(&draftDropped{aboutDraft: aboutDraft{c.Draft}})
	return nil
}

var draftEvents = []event[Own]{&draftWritten{}, &draftRevised{}, &draftDropped{}, &draftShared{}}

// aboutDraft is embedded by events about one draft.
type aboutDraft struct {
	Draft int `json:"draft"`
}

func (a aboutDraft) things() []string { return []string{thing("draft", a.Draft)} }

type draftWritten struct {
	worded
	Draft int  `json:"draft"`
	Ours  bool `json:"ours,omitempty"`
	Goal
}

func (*draftWritten) kind() string           { return "draft written" }
func (e *draftWritten) gives() (string, int) { return "draft", e.Draft }
func (e *draftWritten) things() []string     { return []string{thing("draft", e.Draft)} }
func (e *draftWritten) apply(o *Own, by said) {
	o.Drafts[e.Draft] = &Draft{ID: e.Draft, Ours: e.Ours, Goal: e.Goal.said(e.Words), Person: by.by, At: by.at}
}

type draftRevised struct {
	worded
	givesNothing
	aboutDraft
	Ours bool `json:"ours,omitempty"`
	Goal
}

func (*draftRevised) kind() string { return "draft revised" }
func (e *draftRevised) apply(o *Own, by said) {
	if d := o.Drafts[e.Draft]; d != nil {
		d.Ours, d.Goal, d.Person, d.At = e.Ours, e.Goal.said(e.Words), by.by, by.at
	}
}

type draftDropped struct {
	wordless
	givesNothing
	aboutDraft
}

func (*draftDropped) kind() string { return "draft dropped" }
func (e *draftDropped) apply(o *Own, by said) {
	if d := o.Drafts[e.Draft]; d != nil {
		d.Dropped = by.at
	}
}

// draftShared says, to its own party alone, as which objective a draft was shared.
type draftShared struct {
	wordless
	givesNothing
	aboutDraft
	Objective int `json:"objective"`
}

func (*draftShared) kind() string { return "draft shared" }
func (e *draftShared) apply(o *Own, by said) {
	if d := o.Drafts[e.Draft]; d != nil {
		d.Objective = e.Objective
	}
}
