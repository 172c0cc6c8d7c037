package relationship

import "fmt"

// ProposeKPI suggests a KPI. It may still have gaps, which the SMART check names; if it has none and its proposer may
// agree for their party, that party agrees with it at once.
type ProposeKPI struct {
	byMember
	onlyJoint
	KPITerms
}

func (c *ProposeKPI) joint(s *Shared, p *Part[Shared]) error {
	if err := c.KPITerms.check(s); err != nil {
		return err
	}
	terms, id := c.KPITerms.decided(), s.nextID("kpi")
	p.add(&kpiProposed{worded: terms.typed(""), aboutKPI: aboutKPI{id}, KPITerms: terms})
	v := &KPIVersion{Number: 1, KPITerms: terms}
	p.add(s.agreedByProposer(&KPI{ID: id}, v, p)...)
	return nil
}

// agreedByProposer lets the proposer's party agree at once where its proposer may and nothing is missing.
func (s *Shared) agreedByProposer(k *KPI, v *KPIVersion, p *Part[Shared]) []event[Shared] {
	if !s.MayAgree(p.By.Person) || s.together() != nil || s.gap(k, v, p.At) != nil {
		return nil
	}
	return []event[Shared]{&kpiAgreed{aboutKPI: aboutKPI{k.ID}, Version: v.Number}}
}

// ReviseKPI proposes other terms for a KPI, all of them; agreements to a version that waited are void, and the version
// in force stays in force until every party agreed to the new one. Why may be empty while it is a draft.
type ReviseKPI struct {
	byMember
	onlyJoint
	Seen
	KPI int
	KPITerms
	Why string
}

func (c *ReviseKPI) on() (string, int) { return thing("kpi", c.KPI), c.Seen.Seen }

func (c *ReviseKPI) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.kpi(c.KPI)
	if err != nil {
		return err
	}
	if err := firstError(k.whyRevise(c.Why), c.KPITerms.check(s)); err != nil {
		return err
	}
	v := k.next(c.KPITerms.decided())
	p.add(&kpiRevised{worded: v.typed(c.Why), aboutKPI: aboutKPI{k.ID}, Version: v.Number, Basis: v.Basis, KPITerms: v.KPITerms})
	p.add(s.agreedByProposer(k, v, p)...)
	return nil
}

// ReviseKPITarget proposes another target for a KPI and leaves the rest. The first agreed target stays beside it.
type ReviseKPITarget struct {
	byMember
	onlyJoint
	Seen
	KPI    int
	Target KPITarget
	Why    string
}

func (c *ReviseKPITarget) on() (string, int) { return thing("kpi", c.KPI), c.Seen.Seen }

func (c *ReviseKPITarget) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.kpi(c.KPI)
	if err != nil {
		return err
	}
	terms := k.Terms()
	terms.Target = c.Target
	if err := firstError(k.whyRevise(c.Why), terms.Target.check(), terms.checkAim()); err != nil {
		return err
	}
	v := k.next(terms.decided())
	p.add(&kpiTargetRevised{worded: worded{map[string]string{"why": c.Why, "note": c.Target.Note}},
		aboutKPI: aboutKPI{k.ID}, Version: v.Number, From: k.current().Number, Target: v.Target})
	p.add(s.agreedByProposer(k, v, p)...)
	return nil
}

// whyRevise asks for a reason once a version is in force: changing what was agreed has to be explained.
func (k *KPI) whyRevise(why string) error {
	if k.InForce == nil {
		return atMost("why", why, 2000)
	}
	return nonEmpty("why", why, 2000)
}

// current is the version whose terms count now.
func (k *KPI) current() *KPIVersion {
	if k.InForce != nil {
		return k.InForce
	}
	return k.Newest()
}

// next is the version that follows with these terms. It starts a new basis when it measures in another way.
func (k *KPI) next(terms KPITerms) *KPIVersion {
	v := &KPIVersion{Number: k.lastVersion() + 1, KPITerms: terms, Basis: k.current().Basis}
	if !terms.measures(k.current().KPITerms) {
		v.Basis = v.Number
	}
	return v
}

func (k *KPI) lastVersion() int {
	if len(k.Versions) == 0 {
		return 0
	}
	return k.Versions[len(k.Versions)-1].Number
}

// AgreeKPI agrees for one's party to the version that waits. With the last party's agreement it is in force.
type AgreeKPI struct {
	byAgreer
	onlyJoint
	KPI int
	// Version is the version the person read; 0 leaves it unchecked.
	Version int
}

func (c *AgreeKPI) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.waiting(c.KPI, c.Version)
	if err != nil {
		return err
	}
	v := k.Proposed
	if err := firstError(s.together(), s.gap(k, v, p.At)); err != nil {
		return err
	}
	all := s.allAgreed(v.agreed, p.By.Party)
	if v.Agreed(p.By.Party) && !all {
		return refuse("", s.PartyName(p.By.Party)+" has agreed already.")
	}
	if !v.Agreed(p.By.Party) {
		p.add(&kpiAgreed{aboutKPI: aboutKPI{k.ID}, Version: v.Number})
	}
	if all {
		p.add(&kpiInForce{aboutKPI: aboutKPI{k.ID}, Version: v.Number})
	}
	return nil
}

// waiting is a KPI with a version that can be agreed or refused, and that the person has read.
func (s *Shared) waiting(id, version int) (*KPI, error) {
	k, err := s.kpi(id)
	switch {
	case err != nil:
		return nil, err
	case k.Proposed == nil:
		return nil, refuse("", "Nothing about "+k.Title()+" waits for agreement.")
	case k.Proposed.Refusal != nil:
		return nil, refuse("", s.PartyName(k.Proposed.Refusal.Party)+" refused this version of "+k.Title()+". Revise it first.")
	case version != 0 && version != k.Proposed.Number:
		return nil, &Refusal{Thing: thing("kpi", id), Last: s.Last(thing("kpi", id)),
			Reason: s.PersonName(k.Proposed.By) + " proposed another version of " + k.Title() + " since you opened this."}
	}
	return k, nil
}

// waits says whether a version waits for agreement.
func (k *KPI) waits() bool { return k.Proposed != nil && k.Proposed.Refusal == nil }

// RefuseKPI is a party's veto, with its reason: against the version that waits, otherwise against retiring the KPI.
type RefuseKPI struct {
	byAgreer
	onlyJoint
	KPI, Version int
	Why          string
}

func (c *RefuseKPI) joint(s *Shared, p *Part[Shared]) error {
	if err := nonEmpty("why", c.Why, 2000); err != nil {
		return err
	}
	words := worded{map[string]string{"why": c.Why}}
	if k := s.KPIs[c.KPI]; k != nil && k.Ending != nil && !k.waits() {
		p.add(&kpiEndingRefused{worded: words, aboutKPI: aboutKPI{k.ID}})
		return nil
	}
	k, err := s.waiting(c.KPI, c.Version)
	if err != nil {
		return err
	}
	p.add(&kpiRefused{worded: words, aboutKPI: aboutKPI{k.ID}, Version: k.Proposed.Number})
	return nil
}

// RetireKPI ends a KPI: the first who asks proposes it, the other parties agree with the same command. A draft that
// was never in force is withdrawn by its proposer's party alone.
type RetireKPI struct {
	byMember
	onlyJoint
	KPI int
	Why string // needed from the first who asks
}

func (c *RetireKPI) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.kpi(c.KPI)
	if err != nil {
		return err
	}
	if k.Ending != nil {
		return s.agreeEnding(k, p)
	}
	if err := nonEmpty("why", c.Why, 2000); err != nil {
		return err
	}
	words := worded{map[string]string{"why": c.Why}}
	if k.InForce == nil {
		return s.withdrawDraft(k, words, p)
	}
	p.add(&kpiEndingProposed{worded: words, aboutKPI: aboutKPI{k.ID}})
	if s.MayAgree(p.By.Person) {
		p.add(&kpiEndingAgreed{aboutKPI: aboutKPI{k.ID}})
	}
	return nil
}

func (s *Shared) withdrawDraft(k *KPI, words worded, p *Part[Shared]) error {
	if k.Party != p.By.Party {
		return refuse("", fmt.Sprintf("%s is a draft of %s. Refuse it instead, with your reason.", k.Title(), s.PartyName(k.Party)))
	}
	p.add(&kpiRetired{worded: words, aboutKPI: aboutKPI{k.ID}})
	return nil
}

func (s *Shared) agreeEnding(k *KPI, p *Part[Shared]) error {
	if err := (byAgreer{}).may(s, p.By); err != nil {
		return err
	}
	all := s.allAgreed(k.Ending.agreed, p.By.Party)
	if k.Ending.Agreed(p.By.Party) && !all {
		return refuse("", s.PartyName(p.By.Party)+" has agreed already. The other parties have not yet.")
	}
	if !k.Ending.Agreed(p.By.Party) {
		p.add(&kpiEndingAgreed{aboutKPI: aboutKPI{k.ID}})
	}
	if all {
		p.add(&kpiRetired{aboutKPI: aboutKPI{k.ID}})
	}
	return nil
}
