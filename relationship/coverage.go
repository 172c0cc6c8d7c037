package relationship

import (
	"math/big"
	"slices"
	"time"
)

// EvidenceCoverage says how much of what is claimed is also shown: of the claims a party made in the period, those with
// evidence that was not rejected. Claims of achievements and of failures of others are counted apart. Withdrawn claims
// count nowhere.
type EvidenceCoverage struct {
	Period Period
	AsOf   time.Time
	Until  time.Time // always zero: nothing here changes by time alone
	Of     map[string]PartyCoverage
	// Achievements and Failures are the relationship's: those of its weakest party.
	Achievements, Failures Reciprocal
}

// PartyCoverage is what one party claimed, and the evidence it logged, in the period.
type PartyCoverage struct {
	Achievements, Failures ClaimCoverage
	// Bare lists the failure claims without evidence that stands; while there are any, none of them is escalated.
	Bare []int
	// DaysToLog is the median from the day of the event to the UTC day on which its evidence was logged; nil when none
	// was logged.
	DaysToLog *big.Rat
	// Grades counts the evidence logged and not rejected by its grade: Grades[0] are self-asserted, Grades[3] by a third
	// party or jointly witnessed.
	Grades [4]int
}

// ClaimCoverage is the coverage of claims of one kind.
type ClaimCoverage struct {
	Supported Ratio // with evidence that was not rejected
	Accepted  Ratio // with evidence that another party accepted, or that was upheld
	Contested Ratio // contested, resolved since or not
}

// EvidenceCoverage computes the coverage of the claims made on the days of the period, up to now.
func (s *Shared) EvidenceCoverage(now time.Time, p Period) EvidenceCoverage {
	f := EvidenceCoverage{Period: p, AsOf: now, Of: map[string]PartyCoverage{}}
	achievements, failures := map[string]Ratio{}, map[string]Ratio{}
	var order []string
	for _, party := range s.Active() {
		of := s.coverage(party.ID, p)
		f.Of[party.ID] = of
		achievements[party.ID], failures[party.ID] = of.Achievements.Supported, of.Failures.Supported
		order = append(order, party.ID)
	}
	f.Achievements.Party, f.Achievements.Ratio, _ = Weakest(achievements, order)
	f.Failures.Party, f.Failures.Ratio, _ = Weakest(failures, order)
	return f
}

func (s *Shared) coverage(party string, p Period) PartyCoverage {
	of := PartyCoverage{Achievements: claims("no achievements claimed by " + s.PartyName(party)),
		Failures: claims("no failures claimed by " + s.PartyName(party))}
	for _, c := range s.Claims {
		if c.Party != party || c.Withdrawn != nil || !p.Holds(c.Made) {
			continue
		}
		switch c.Kind {
		case ClaimAchievement:
			of.Achievements.count(c)
		case ClaimFailure:
			of.Failures.count(c)
			if !c.Supported() {
				of.Bare = append(of.Bare, c.ID)
			}
		}
	}
	slices.Sort(of.Bare)
	s.logged(&of, party, p)
	return of
}

// logged adds what evidence the party logged in the period.
func (s *Shared) logged(of *PartyCoverage, party string, p Period) {
	var days []int64
	for _, e := range s.Evidence {
		if e.Party != party || !p.Holds(e.Logged) {
			continue
		}
		days = append(days, int64(max(0, DateOf(e.Logged, time.UTC).Since(e.Event))))
		if e.Live() && e.Grade >= 1 && e.Grade <= len(of.Grades) {
			of.Grades[e.Grade-1]++
		}
	}
	of.DaysToLog = medianPer(days, 1)
}

func claims(none string) ClaimCoverage {
	return ClaimCoverage{Ratio{None: none}, Ratio{None: none}, Ratio{None: none}}
}

func (c *ClaimCoverage) count(k *Claim) {
	c.Supported.add(k.Supported())
	c.Accepted.add(k.Shown())
	c.Contested.add(k.Contest != nil)
}

// add counts one more case.
func (r *Ratio) add(yes bool) {
	r.N++
	if yes {
		r.K++
	}
}
