package relationship

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// mostLinks bounds how many things one piece of evidence is about, how many files it has, and how many pieces are
// cited at once.
const mostLinks = 20

var sha256Hex = regexp.MustCompile(`^[0-9a-f]{64}$`)

// settled is the exhibit as it goes on record: the grade of a message alone is 1, and so is one left out; the day left
// out is the day where the one who logs it lives.
func (x Exhibit) settled(s *Shared, by By, today Date) (Exhibit, error) {
	if x.Grade == 0 || x.Kind == MessagePermalink && len(x.Hashes) == 0 {
		x.Grade = 1
	}
	if x.Event.IsZero() {
		x.Event = today
	}
	x.About = slices.Compact(slices.Sorted(slices.Values(x.About)))
	return x, firstError(x.check(today), x.checkSource(today), checkLink(x.Link), s.known(x.About), s.authored(x))
}

func (x Exhibit) check(today Date) error {
	switch {
	case !slices.Contains(EvidenceKinds, x.Kind):
		return refuse("kind", "Choose what kind of evidence this is.")
	case x.Grade < 1 || x.Grade > 4:
		return refuse("grade", "Choose a grade from 1 (self-asserted) to 4 (third party or jointly witnessed).")
	case !x.Event.real():
		return asField("event", errDate)
	case x.Event.After(today):
		return refuse("event", fmt.Sprintf("%s is still to come. Evidence is about what has happened.", x.Event))
	case len(x.Hashes) > mostLinks || slices.ContainsFunc(x.Hashes, func(h string) bool { return !sha256Hex.MatchString(h) }):
		return refuse("hashes", fmt.Sprintf("Give at most %d SHA-256 hashes of 64 hexadecimal digits each.", mostLinks))
	case len(x.About) > mostLinks:
		return refuse("about", fmt.Sprintf("Link it to at most %d things.", mostLinks))
	}
	return firstError(x.checkKeep(today), nonEmpty("what", x.What, 3000), atMost("author", x.AuthorName, 80))
}

// mostKept is for how long evidence can be kept at most, in years.
const mostKept = 50

// checkKeep refuses a last day that is over, or one that nobody here will see.
func (x Exhibit) checkKeep(today Date) error {
	if k := x.Keep; !k.IsZero() && (!k.real() || !k.After(today) || k.After(today.AddMonths(12*mostKept))) {
		return refuse("keep", fmt.Sprintf("Say a day still to come, within %d years, until which its words are kept; or nothing.", mostKept))
	}
	return nil
}

// checkSource refuses an instant that no source here can have: it was written before today ended anywhere, and since
// there are such records.
func (x Exhibit) checkSource(today Date) error {
	if at := x.SourceAt; !at.IsZero() && (at.Year() < 1900 || at.After(today.AddDays(2).midnight())) {
		return refuse("source", "Say when the source was written: a day that has come, or nothing.")
	}
	return nil
}

// checkLink refuses what a browser would not open as a plain web page, or what hides where it leads.
func checkLink(link string) error {
	if link == "" {
		return nil
	}
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || strings.ContainsAny(link, " \t\r\n\\") {
		return refuse("link", "Use a full web address that begins with https://")
	}
	if u.User != nil {
		return refuse("link", "This address carries a name or password before the @. Please remove it.")
	}
	return atMost("link", link, 2000)
}

// known refuses links to things that are not on the shared record.
func (s *Shared) known(things []string) error {
	for _, t := range things {
		noun, id, ok := parseThing(t)
		if !ok || noun == "evidence" || id > s.given[noun] || s.last[t] == 0 {
			return refuse("about", fmt.Sprintf("There is no %q on the shared record.", spoken(t)))
		}
	}
	return nil
}

// spoken is the name of a thing as people say it: a commitment is a promise.
func spoken(thing string) string { return strings.Replace(thing, "commitment ", "promise ", 1) }

func (s *Shared) authored(x Exhibit) error {
	if x.Author != "" && s.Persons[x.Author] == nil {
		return refuse("author", "There is no such person here. Write the author's name instead.")
	}
	return nil
}

// citable refuses evidence that is not on the joint record or was rejected.
func (s *Shared) citable(ids []int) error {
	if len(ids) > mostLinks {
		return refuse("evidence", fmt.Sprintf("Cite at most %d pieces of evidence.", mostLinks))
	}
	for _, id := range ids {
		if e, err := s.evidence(id); err != nil {
			return err
		} else if !e.Live() {
			return refuse("evidence", fmt.Sprintf("Evidence %d was rejected, so it supports nothing. Choose other evidence.", id))
		} else if err := e.unexpired("evidence"); err != nil {
			return err
		}
	}
	return nil
}

func (s *Shared) evidence(id int) (*Evidence, error) {
	if e := s.Evidence[id]; e != nil {
		return e, nil
	}
	return nil, refuse("evidence", fmt.Sprintf("There is no evidence %d on the shared record.", id))
}

// LogEvidence puts evidence on record: on the joint one, or as internal evidence on that of one's own party.
type LogEvidence struct {
	byMember
	Exhibit
	Internal bool
}

func (c *LogEvidence) joint(s *Shared, p *Part[Shared]) error {
	if c.Internal { // audience: internal evidence leaves no trace on the joint record; mutate: s/c.Internal/c == nil/
		return nil
	}
	_, err := c.log(s, p)
	return err
}

func (x Exhibit) log(s *Shared, p *Part[Shared]) (id int, err error) {
	x, err = x.settled(s, p.By, DateOf(p.At, s.zoneOf(Side{p.By.Person, p.By.Party})))
	if err != nil {
		return 0, err
	}
	id = s.nextID("evidence")
	p.add(&evidenceLogged{x.exhibited(id)})
	s.askAccounts(x.About, p)
	return id, nil
}

func (c *LogEvidence) own(v View, p *Part[Own]) error {
	if !c.Internal { // audience: shared evidence leaves none on the own one; mutate: s/!c.Internal/c == nil/
		return nil
	}
	x, err := c.settled(v.Shared, p.By, DateOf(p.At, v.zoneOf(Side{p.By.Person, p.By.Party})))
	if err != nil {
		return err
	}
	p.add(&evidenceNoted{x.exhibited(v.Own.nextID("evidence"))})
	return nil
}

// ShareEvidence puts a copy of internal evidence on the shared record. Its words travel in the command: the joint record
// does not say that, or since when, it was kept internally.
type ShareEvidence struct {
	byMember
	Exhibit
	Private int // number of the internal evidence, shown as e1, e2 …
	id      int
}

// ShareOf is the command that shares internal evidence as it stands; false when there is none of that number.
func (o *Own) ShareOf(private int) (*ShareEvidence, bool) {
	e := o.Noted[private]
	if e == nil {
		return nil, false
	}
	return &ShareEvidence{Exhibit: e.Exhibit, Private: private}, true
}

func (c *ShareEvidence) joint(s *Shared, p *Part[Shared]) (err error) {
	c.id, err = c.log(s, p)
	return err
}

func (c *ShareEvidence) own(v View, p *Part[Own]) error {
	e := v.Own.Noted[c.Private]
	switch {
	case e == nil:
		return refuse("evidence", fmt.Sprintf("There is no internal evidence e%d.", c.Private))
	case !e.Expired.IsZero():
		return e.unexpired("")
	case e.SharedAs > 0:
		return refuse("evidence", fmt.Sprintf("Internal evidence e%d is shared already, as evidence %d.", c.Private, e.SharedAs))
	}
	p.add(&evidenceShared{Private: c.Private, Evidence: c.id})
	return nil
}

// LinkEvidence says that a piece of evidence is about one more thing. Anybody who works here may: a link is not a
// judgement.
type LinkEvidence struct {
	byMember
	onlyJoint
	Seen
	Evidence int
	Thing    string
}

func (c *LinkEvidence) on() (string, int) { return thing("evidence", c.Evidence), c.Seen.Seen }

func (c *LinkEvidence) joint(s *Shared, p *Part[Shared]) error {
	e, err := s.evidence(c.Evidence)
	if err == nil {
		err = e.unexpired("")
	}
	switch {
	case err != nil:
		return err
	case slices.Contains(e.About, c.Thing):
		return refuse("about", fmt.Sprintf("Evidence %d is linked to %s already.", e.ID, spoken(c.Thing)))
	case len(e.About) >= mostLinks:
		return refuse("about", fmt.Sprintf("Evidence %d is linked to %d things; more do not fit.", e.ID, mostLinks))
	}
	if err := s.known([]string{c.Thing}); err != nil {
		return err
	}
	p.add(&evidenceLinked{aboutEvidence: aboutEvidence{e.ID}, Thing: c.Thing})
	s.askAccounts([]string{c.Thing}, p)
	return nil
}
