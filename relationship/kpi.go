package relationship

import (
	"fmt"
	"math/big"
	"time"
)

// KPIState is where a KPI stands.
type KPIState string

// The states of a KPI. Under review means that it is live and a new version of it, or its end, waits for agreement.
const (
	KPIDraft       KPIState = "draft"
	KPILive        KPIState = "live"
	KPIUnderReview KPIState = "under review"
	KPIRetired     KPIState = "retired"
)

// MostKPIs is how many live KPIs a relationship can watch well. The British Ministry of Defence cut the 140 KPIs of one
// contract to 8, because they hid what mattered.
const MostKPIs = 10

// KPI is a key performance indicator: a number both sides agreed to judge an objective by.
type KPI struct {
	ID              int
	Proposer, Party string // who proposed it first: person and party
	// Versions lists everything that was ever proposed, oldest first.
	Versions []*KPIVersion
	// InForce is the version that counts; nil until every party agreed to one.
	InForce *KPIVersion
	// Proposed is the version that waits for agreement, or was refused; nil when there is none.
	Proposed *KPIVersion
	// First is the first version ever in force: the performance initially agreed, which stays beside the current target.
	First *KPIVersion
	// Readings lists what was measured, by the last day of its period.
	Readings   []*Reading
	Confidence []KPIConfidence // oldest first
	// Ending is the proposal to retire it; nil when there is none.
	Ending     *KPIEnding
	Retired    time.Time
	RetiredWhy string
	// Handovers lists who reported it before, oldest first.
	Handovers []Handover
}

// KPIVersion is one set of terms, and who agreed to it.
type KPIVersion struct {
	Number int
	KPITerms
	By, Party string // who proposed it
	At        time.Time
	Stands    time.Time // when every party had agreed to it; zero while they have not
	Why       string    // why it was revised
	// Basis is the first version that measures in the same way: readings compare only within one basis.
	Basis   int
	Refusal *KPIRefusal // the veto against it; nil without
	agreed  map[string]bool
}

// KPIRefusal is a party's veto, with its reason.
type KPIRefusal struct {
	By, Party, Why string
	At             time.Time
}

// KPIEnding is a proposal to retire a KPI.
type KPIEnding struct {
	By, Party, Why string
	At             time.Time
	agreed         map[string]bool
}

// Agreed says whether a party agreed to this version.
func (v *KPIVersion) Agreed(party string) bool { return v.agreed[party] }

// Agreed says whether a party agreed that the KPI is retired.
func (e *KPIEnding) Agreed(party string) bool { return e.agreed[party] }

// State is where the KPI stands.
func (k *KPI) State() KPIState {
	switch {
	case !k.Retired.IsZero():
		return KPIRetired
	case k.InForce == nil:
		return KPIDraft
	case k.Ending != nil || k.waits():
		return KPIUnderReview
	}
	return KPILive
}

// Live says whether the KPI is agreed and counts.
func (k *KPI) Live() bool { return k.InForce != nil && k.Retired.IsZero() }

// Newest is the version people talk about: the one that waits, otherwise the one in force, otherwise the last that was
// proposed before the draft was retired.
func (k *KPI) Newest() *KPIVersion {
	if k.Proposed != nil {
		return k.Proposed
	}
	if k.InForce != nil {
		return k.InForce
	}
	if n := len(k.Versions); n > 0 {
		return k.Versions[n-1]
	}
	return &KPIVersion{}
}

// Terms is what counts now: the version in force, in a draft the one proposed last.
func (k *KPI) Terms() KPITerms {
	if k.InForce != nil {
		return k.InForce.KPITerms
	}
	return k.Newest().KPITerms
}

// Title is what to call the KPI; its number when the words were erased.
func (k *KPI) Title() string {
	if t := k.Terms().Title; t != "" {
		return t
	}
	return thing("KPI", k.ID)
}

// DueOn is the day on which the next reading is due: its frequency after the one before, or after the baseline, but
// not before the KPI was proposed. It is the zero date while the KPI is not live.
func (k *KPI) DueOn() Date {
	if !k.Live() {
		return Date{}
	}
	if r := k.newest(); r != nil {
		return r.Day().AddDays(k.InForce.Every)
	}
	due, proposed := k.InForce.Since.AddDays(k.InForce.Every), DateOf(k.InForce.At, time.UTC)
	if due.Before(proposed) {
		return proposed
	}
	return due
}

// version is the version of that number; nil when there is none.
func (k *KPI) version(n int) *KPIVersion {
	for _, v := range k.Versions {
		if v.Number == n {
			return v
		}
	}
	return nil
}

// best is the best value ever measured in the way of these terms, the baseline included; nil without any.
func (k *KPI) best(v *KPIVersion) *big.Rat {
	best := exact(v.Baseline)
	for _, r := range k.Readings {
		if x := r.exact(); k.sameBasis(r, v) && !r.Contested() && (best == nil || (x.Cmp(best) > 0) == (v.Polarity == PolarityUp)) {
			best = x
		}
	}
	return best
}

// LiveKPIs lists the KPIs that are agreed and not retired, by number.
func (s *Shared) LiveKPIs() []*KPI {
	var out []*KPI
	for _, k := range inOrder(s.KPIs) {
		if k.Live() {
			out = append(out, k)
		}
	}
	return out
}

// asOf is the KPI as it stood at an instant: the version in force then, the readings there were, and no doubt of later.
// What was corrected since has its corrected value, and says that it was restated.
func (k *KPI) asOf(then time.Time) *KPI {
	old := *k
	old.InForce, old.Readings = nil, nil
	if old.Retired.After(then) {
		old.Retired = time.Time{}
	}
	for _, v := range k.Versions {
		if !v.Stands.IsZero() && !v.Stands.After(then) {
			old.InForce = v
		}
	}
	for _, r := range k.Readings {
		if r.At.After(then) {
			continue
		}
		if r.Contested() && r.Contest.At.After(then) {
			certain := *r
			certain.Contest = nil
			r = &certain
		}
		old.Readings = append(old.Readings, r)
	}
	return &old
}

// TooManyKPIs says how many KPIs are live, and whether that is more than anybody can watch.
func (s *Shared) TooManyKPIs() (live int, many bool) {
	live = len(s.LiveKPIs())
	return live, live > MostKPIs
}

// kpi is a KPI that can still be worked on.
func (s *Shared) kpi(id int) (*KPI, error) {
	k := s.KPIs[id]
	switch {
	case k == nil:
		return nil, refuse("kpi", fmt.Sprintf("There is no KPI %d here. Choose one from the list: kpi list.", id))
	case !k.Retired.IsZero():
		return nil, refuse("", k.Title()+" was retired on "+k.Retired.Format("2 January 2006")+". Its readings stay on record.")
	}
	return k, nil
}

// liveKPI is a KPI that is in force.
func (s *Shared) liveKPI(id int) (*KPI, error) {
	k, err := s.kpi(id)
	if err == nil && k.InForce == nil {
		return nil, refuse("", k.Title()+" is not agreed yet, so nothing is measured by it. Every party agrees first.")
	}
	return k, err
}

// ownerParty is the party of the person who reports the KPI.
func (s *Shared) ownerParty(t KPITerms) string {
	if p := s.Persons[t.Owner]; p != nil {
		return p.Party
	}
	return ""
}

// byOwnerParty refuses people of another party than the owner's, and names whom to ask.
func (s *Shared) byOwnerParty(k *KPI, by By) error {
	t := k.Terms()
	if s.ownerParty(t) == by.Party {
		return nil
	}
	return &Refusal{Ask: []string{t.Owner}, Reason: fmt.Sprintf("%s is reported by %s of %s. Ask them, or contest a reading you doubt.",
		k.Title(), s.PersonName(t.Owner), s.PartyName(s.ownerParty(t)))}
}

// allAgreed says whether every party active now agreed, with agrees counted as agreeing in this moment.
func (s *Shared) allAgreed(agreed map[string]bool, agrees string) bool {
	for _, p := range s.Active() {
		if p.ID != agrees && !agreed[p.ID] {
			return false
		}
	}
	return true
}

// Unmeasured lists the open objectives that no live KPI measures: you cannot manage what you cannot measure.
func (s *Shared) Unmeasured() []int {
	measured := map[int]bool{}
	for _, k := range s.LiveKPIs() {
		measured[k.InForce.Objective] = true
	}
	var out []int
	for _, o := range inOrder(s.Objectives) {
		if o.Open() && !measured[o.ID] {
			out = append(out, o.ID)
		}
	}
	return out
}
