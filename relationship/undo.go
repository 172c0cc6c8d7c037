package relationship

import (
	"fmt"
	"slices"
	"time"
)

// UndoWithin is how long one's own command can be taken back.
const UndoWithin = 10 * time.Minute

// Undo takes back all entries of one's own command, within ten minutes and only while nothing later names the same
// things. The entries stay on record, marked as withdrawn, without effect.
type Undo struct {
	byReader
	// Joint and Own are the numbers the command wrote in the joint ledger and in one's party's own.
	Joint, Own []int
}

func (*Undo) anytime() {}

func (c *Undo) joint(s *Shared, p *Part[Shared]) error {
	if len(c.Joint)+len(c.Own) == 0 {
		return refuse("", "There is nothing to take back.")
	}
	if len(c.Joint) == 0 {
		return nil
	}
	if err := s.log.undoable(p.By, p.At, c.Joint, s.nameOf); err != nil {
		return err
	}
	p.add(&entriesWithdrawn[Shared]{Numbers: c.Joint})
	return nil
}

func (c *Undo) own(v View, p *Part[Own]) error {
	if len(c.Own) == 0 {
		return nil
	}
	if err := v.Own.log.undoable(p.By, p.At, c.Own, v.nameOf); err != nil {
		return err
	}
	p.add(&entriesWithdrawn[Own]{Numbers: c.Own})
	return nil
}

// undoable refuses unless the entries are one author's own, young enough, and nothing later names what they name. It
// looks at this ledger alone.
func (l *log) undoable(by By, at time.Time, numbers []int, name func(string) string) error {
	for _, n := range numbers {
		if n < 1 || n > len(l.entries) {
			return refuse("", "There is nothing to take back.")
		}
		e := l.entries[n-1]
		switch {
		case e.Party != by.Party || (e.By != by.Person && e.By != ""):
			return refuse("", "Only its author can take this back.")
		case e.Withdrawn:
			return refuse("", "This was taken back already.")
		case at.Sub(e.At) > UndoWithin:
			return refuse("", "Ten minutes have passed, so it stays on record. Revise it instead.")
		case len(e.Things) == 0:
			return refuse("", "This cannot be taken back. It stays on record.")
		}
		if f := l.followed(e, numbers); f != nil {
			return refuse("", fmt.Sprintf("%s followed with %q about %s, so this stays on record. Revise it instead.",
				name(f.By), f.Kind, f.Things[0]))
		}
	}
	return nil
}

// followed is the first later entry, outside numbers, that names something e names; nil when there is none.
func (l *log) followed(e Mention, numbers []int) *Mention {
	for i := e.N; i < len(l.entries); i++ {
		f := &l.entries[i]
		if f.Withdrawn || slices.Contains(numbers, f.N) {
			continue
		}
		for _, t := range f.Things {
			if slices.Contains(e.Things, t) {
				return f
			}
		}
	}
	return nil
}

type entriesWithdrawn[S any] struct {
	wordless
	givesNothing
	nameless
	Numbers []int `json:"numbers"`
}

func (*entriesWithdrawn[S]) kind() string       { return "entries withdrawn" }
func (*entriesWithdrawn[S]) apply(*S, said)     {}
func (e *entriesWithdrawn[S]) withdrawn() []int { return e.Numbers }

// Redact erases the words of one entry, for good; its facts stay. Asked by its author or their own party's lead, never
// by a receiver; or by the operator for an erased person.
type Redact struct {
	Ledger string // Joint or one's own party
	N      int
}

func (*Redact) anytime() {}

func (*Redact) may(s *Shared, by By) error {
	if by == ByOperator {
		return nil
	}
	if p := s.Persons[by.Person]; p == nil || p.Party != by.Party {
		return (byReader{}).may(s, by)
	}
	return nil // those who left may still redact what is theirs
}

func (c *Redact) joint(s *Shared, p *Part[Shared]) error {
	if c.Ledger != Joint {
		return nil
	}
	if err := s.log.redactable(s, p.By, c.N); err != nil {
		return err
	}
	p.add(&wordsRedacted[Shared]{N: c.N})
	return nil
}

func (c *Redact) own(v View, p *Part[Own]) error {
	if c.Ledger != p.Ledger {
		return nil
	}
	if err := v.Own.log.redactable(v.Shared, p.By, c.N); err != nil {
		return err
	}
	p.add(&wordsRedacted[Own]{N: c.N})
	return nil
}

func (l *log) redactable(s *Shared, by By, n int) error {
	if n < 1 || n > len(l.entries) {
		return refuse("", fmt.Sprintf("There is no entry %d here.", n))
	}
	e := l.entries[n-1]
	switch {
	case e.Redacted:
		return refuse("", fmt.Sprintf("The words of entry %d are gone already.", n))
	case !e.Worded:
		return refuse("", fmt.Sprintf("Entry %d has no words to erase: what it says in facts stays.", n))
	case by == ByOperator || e.By == by.Person || e.Party == by.Party && s.manages(by):
		return nil
	case l == &s.log && slices.Contains(s.Persons[by.Person].named, n):
		return nil // it says their own name, whoever wrote it
	}
	return s.only("Only its author, or a relationship manager of their organisation, can erase these words.", e.Party)
}

type wordsRedacted[S any] struct {
	wordless
	givesNothing
	nameless
	N int `json:"n"`
}

func (*wordsRedacted[S]) kind() string     { return "words redacted" }
func (*wordsRedacted[S]) withdrawn() []int { return nil }
func (e *wordsRedacted[S]) redacts() int   { return e.N }

// Redacts lists the numbers of entries of the same ledger whose words are to be erased when the part is written.
func (p Part[S]) Redacts() []int {
	var out []int
	for _, v := range p.events {
		if r, ok := v.(interface{ redacts() int }); ok {
			out = append(out, r.redacts())
		}
	}
	return out
}

func (e *wordsRedacted[S]) apply(s *S, by said) {
	switch s := any(s).(type) {
	case *Shared:
		expire(s.Evidence, e.N, by)
	case *Own:
		expire(s.Noted, e.N, by)
	}
}
