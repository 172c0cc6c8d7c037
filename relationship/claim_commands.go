package relationship

import (
	"fmt"
	"slices"
)

// MakeClaim asserts something and cites the evidence for it, now or later. A failure names the party concerned, whose
// account is asked for.
type MakeClaim struct {
	byMember
	onlyJoint
	Kind    ClaimKind
	Subject string // such as "objective 2"; may be empty
	Against string // party concerned by a failure; may be left out where only one other party can be meant
	Text    string
	// Evidence are numbers of shared evidence.
	Evidence []int
}

func (c *MakeClaim) joint(s *Shared, p *Part[Shared]) error {
	if !slices.Contains(ClaimKinds, c.Kind) {
		return refuse("kind", "Choose what you claim: achievement, failure, change or saving.")
	}
	if c.Subject != "" {
		if err := s.known([]string{c.Subject}); err != nil {
			return refuse("subject", err.Error())
		}
	}
	if err := firstError(nonEmpty("text", c.Text, 2000), s.citable(c.Evidence)); err != nil {
		return err
	}
	e := &claimMade{worded: worded{map[string]string{"text": c.Text}}, aboutClaim: aboutClaim{s.nextID("claim")},
		Kind: c.Kind, Subject: c.Subject, Evidence: c.Evidence}
	if c.Kind == ClaimFailure {
		if err := s.concern(e, c.Against, p); err != nil {
			return err
		}
	}
	p.add(e)
	return nil
}

// concern names the party a failure is claimed of, and until when its account is waited for.
func (s *Shared) concern(e *claimMade, against string, p *Part[Shared]) error {
	noun, id, _ := parseThing(e.Subject)
	others := s.Others(p.By.Party)
	switch k := s.Commitments[id]; {
	case against != "":
	case noun == "commitment" && k != nil:
		against = k.Giver.Party
	case len(others) == 1:
		against = others[0].ID
	}
	if against == p.By.Party {
		return refuse("against", "A failure is claimed of another party. What your own side missed is said with the promise or the check-in.")
	}
	if !slices.ContainsFunc(others, func(o *Party) bool { return o.ID == against }) {
		return refuse("against", "Name the party concerned, so that it can give its account.")
	}
	e.Against = against
	if len(e.Evidence) > 0 {
		e.AccountBy = stamp{s.silentAfter(p.At, Side{Party: against})}
	}
	return nil
}

// askAccounts asks for the accounts of failures among these things that have evidence only now.
func (s *Shared) askAccounts(about []string, p *Part[Shared]) {
	for _, t := range about {
		noun, id, _ := parseThing(t)
		c := s.Claims[id]
		if noun != "claim" || c == nil || c.Kind != ClaimFailure || !c.AccountBy.IsZero() || c.Account != nil {
			continue
		}
		p.add(&accountAsked{aboutClaim: aboutClaim{id}, Until: stamp{s.silentAfter(p.At, Side{Party: c.Against})}})
	}
}

// openClaim finds a claim that was neither resolved nor withdrawn; what is said about it must be filled in.
func (s *Shared) openClaim(id int, text string) (*Claim, error) {
	k := s.Claims[id]
	switch {
	case k == nil:
		return nil, refuse("claim", fmt.Sprintf("There is no claim %d here.", id))
	case k.Withdrawn != nil:
		return nil, refuse("", fmt.Sprintf("Claim %d was withdrawn.", k.ID))
	case k.Resolved != nil:
		return nil, refuse("", fmt.Sprintf("Claim %d was resolved. Make a new claim if there is something new.", k.ID))
	}
	return k, nonEmpty("text", text, 2000)
}

func sayOn(id int, text string) claimSaid {
	return claimSaid{worded{map[string]string{"text": text}}, givesNothing{}, aboutClaim{id}}
}

// GiveAccount says how the party concerned by a failure sees it. A later account replaces an earlier one.
type GiveAccount struct {
	byMember
	onlyJoint
	Seen
	Claim int
	Text  string
}

func (c *GiveAccount) on() (string, int) { return thing("claim", c.Claim), c.Seen.Seen }

func (c *GiveAccount) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.openClaim(c.Claim, c.Text)
	if err == nil && k.Kind != ClaimFailure {
		err = refuse("", fmt.Sprintf("Claim %d is no failure of anybody, so no account is asked for. Contest it if you see it otherwise.", k.ID))
	}
	if err == nil && k.Against != p.By.Party {
		err = refuse("", "Only "+s.PartyName(k.Against)+" gives this account.")
	}
	if err != nil {
		return err
	}
	p.add(&accountGiven{sayOn(c.Claim, c.Text)})
	return nil
}

// ContestClaim says, for another party than the one that made the claim, why it does not hold.
type ContestClaim struct {
	byMember
	onlyJoint
	Seen
	Claim int
	Text  string
}

func (c *ContestClaim) on() (string, int) { return thing("claim", c.Claim), c.Seen.Seen }

func (c *ContestClaim) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.openClaim(c.Claim, c.Text)
	switch {
	case err != nil:
		return err
	case k.Party == p.By.Party:
		return refuse("", s.PartyName(k.Party)+" made this claim. Withdraw it if it does not hold.")
	case k.Contest != nil:
		return refuse("", fmt.Sprintf("Claim %d is contested already, by %s.", k.ID, s.PartyName(k.Contest.Party)))
	}
	p.add(&claimContested{sayOn(c.Claim, c.Text)})
	return nil
}

// ResolveClaim says how a contested claim was settled: by the party that contested it, or by a third one. The party
// that made the claim can withdraw it instead.
type ResolveClaim struct {
	byMember
	onlyJoint
	Seen
	Claim int
	Text  string
}

func (c *ResolveClaim) on() (string, int) { return thing("claim", c.Claim), c.Seen.Seen }

func (c *ResolveClaim) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.openClaim(c.Claim, c.Text)
	switch {
	case err != nil:
		return err
	case k.Contest == nil:
		return refuse("", fmt.Sprintf("Claim %d is not contested, so there is nothing to resolve.", k.ID))
	case k.Party == p.By.Party:
		return refuse("", "The party that contested this claim, or a third one, says that it is resolved. You can withdraw it.")
	}
	p.add(&claimResolved{sayOn(c.Claim, c.Text)})
	return nil
}

// WithdrawClaim takes a claim back: by who made it, or whoever agrees for their party.
type WithdrawClaim struct {
	byMember
	onlyJoint
	Seen
	Claim int
	Text  string
}

func (c *WithdrawClaim) on() (string, int) { return thing("claim", c.Claim), c.Seen.Seen }

func (c *WithdrawClaim) joint(s *Shared, p *Part[Shared]) error {
	k, err := s.openClaim(c.Claim, c.Text)
	if err != nil {
		return err
	}
	if p.By.Party != k.Party || p.By.Person != k.By && !s.MayAgree(p.By.Person) {
		return s.only("Only "+s.PersonName(k.By)+", or somebody who agrees for "+s.PartyName(k.Party)+", can withdraw this.", k.Party)
	}
	p.add(&claimWithdrawn{sayOn(c.Claim, c.Text)})
	return nil
}
