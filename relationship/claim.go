package relationship

import (
	"slices"
	"time"
)

// ClaimKind is what somebody asserts.
type ClaimKind string

// The kinds of claims.
const (
	ClaimAchievement ClaimKind = "achievement"
	ClaimFailure     ClaimKind = "failure" // of another party
	ClaimChange      ClaimKind = "change"  // that something needs to change
	ClaimSaving      ClaimKind = "saving"
)

// ClaimKinds lists the kinds in the order in which a form offers them.
var ClaimKinds = []ClaimKind{ClaimAchievement, ClaimFailure, ClaimChange, ClaimSaving}

// ClaimState is where a claim stands at an instant.
type ClaimState string

// The states of a claim: claiming is not showing.
const (
	ClaimClaimed   ClaimState = "claimed"          // without evidence that stands
	ClaimAwaiting  ClaimState = "awaiting account" // a failure; the party concerned still has time to give its account
	ClaimSupported ClaimState = "supported"        // with evidence that was not rejected
	ClaimShown     ClaimState = "shown"            // with evidence that another party accepted
	ClaimContested ClaimState = "contested"
	ClaimResolved  ClaimState = "resolved"
	ClaimWithdrawn ClaimState = "withdrawn"
)

// Claim is somebody's assertion; the evidence for it is a record of its own.
type Claim struct {
	ID        int
	Kind      ClaimKind
	Subject   string // the thing it is about, such as "objective 2"; may be empty
	Against   string // party concerned, for a failure
	Text      string
	By, Party string
	Made      time.Time
	Evidence  []*Evidence // cited or linked
	// AccountBy is until when a failure waits for the account of the party concerned: five of its working days from
	// AccountAsked, when it first came with evidence. Both are zero before.
	AccountAsked, AccountBy time.Time
	Account                 *Remark
	Contest                 *Remark
	Resolved                *Remark
	Withdrawn               *Remark
}

// Remark is what somebody said about a claim.
type Remark struct {
	By, Party string
	At        time.Time
	Text      string
}

// State is where the claim stands at now.
func (c *Claim) State(now time.Time) ClaimState {
	switch {
	case c.Withdrawn != nil:
		return ClaimWithdrawn
	case c.Resolved != nil:
		return ClaimResolved
	case c.Contest != nil:
		return ClaimContested
	case c.AwaitsAccount(now):
		return ClaimAwaiting
	case c.Shown():
		return ClaimShown
	case c.Supported():
		return ClaimSupported
	}
	return ClaimClaimed
}

// AwaitsAccount says whether the party concerned by a failure still has time to say how it sees it.
func (c *Claim) AwaitsAccount(now time.Time) bool {
	return c.Kind == ClaimFailure && c.Account == nil && now.Before(c.AccountBy)
}

// Supported says whether there is evidence for it that was not rejected.
func (c *Claim) Supported() bool { return slices.ContainsFunc(c.Evidence, (*Evidence).Live) }

// Shown says whether there is evidence for it that another party accepted, or that was upheld.
func (c *Claim) Shown() bool {
	return slices.ContainsFunc(c.Evidence, func(e *Evidence) bool { _, ok := e.AcceptedAt(); return ok })
}

// Visible says whether the claim may be shown as what it is. The failure of another party is not, before there is
// evidence for it: until then people see that something was claimed and waits for evidence.
func (c *Claim) Visible() bool { return c.Kind != ClaimFailure || c.Supported() }

// claimEvents are all kinds of entries about claims.
var claimEvents = []event[Shared]{
	&claimMade{}, &accountAsked{}, &accountGiven{}, &claimContested{}, &claimResolved{}, &claimWithdrawn{},
}

// aboutClaim is embedded by events about one claim.
type aboutClaim struct {
	Claim int `json:"claim"`
}

func (a aboutClaim) things() []string { return []string{thing("claim", a.Claim)} }

// of is the claim the event is about; an empty one, which nobody sees, when its entry was withdrawn.
func (a aboutClaim) of(s *Shared) *Claim {
	if c := s.Claims[a.Claim]; c != nil {
		return c
	}
	return &Claim{}
}

type claimMade struct {
	worded
	aboutClaim
	Kind      ClaimKind `json:"kind"`
	Subject   string    `json:"subject,omitempty"`
	Against   string    `json:"against,omitempty"`
	Evidence  []int     `json:"evidence,omitempty"`
	AccountBy stamp     `json:"account by,omitzero"`
}

func (*claimMade) kind() string           { return "claim made" }
func (e *claimMade) gives() (string, int) { return "claim", e.Claim }
func (e *claimMade) things() []string {
	all := append(e.aboutClaim.things(), evidenceThings(e.Evidence)...)
	if e.Subject != "" {
		all = append(all, e.Subject)
	}
	return all
}
func (e *claimMade) apply(s *Shared, by said) {
	s.Claims[e.Claim] = &Claim{ID: e.Claim, Kind: e.Kind, Subject: e.Subject, Against: e.Against, Text: e.Words["text"],
		By: by.by, Party: by.party, Made: by.at}
	if !e.AccountBy.IsZero() {
		s.Claims[e.Claim].AccountAsked, s.Claims[e.Claim].AccountBy = by.at, e.AccountBy.Time
	}
	s.cite(e.Evidence, thing("claim", e.Claim))
}

// accountAsked says that a failure has its first evidence, so that the party concerned is asked for its account.
type accountAsked struct {
	wordless
	givesNothing
	aboutClaim
	Until stamp `json:"until"`
}

func (*accountAsked) kind() string { return "account asked" }
func (e *accountAsked) apply(s *Shared, by said) {
	c := e.of(s)
	c.AccountAsked, c.AccountBy = by.at, e.Until.Time
}

// claimSaid is what all later entries about a claim have in common: a statement in words.
type claimSaid struct {
	worded
	givesNothing
	aboutClaim
}

func (e *claimSaid) statement(by said) *Remark {
	return &Remark{by.by, by.party, by.at, e.Words["text"]}
}

type accountGiven struct{ claimSaid }

func (*accountGiven) kind() string               { return "account given" }
func (e *accountGiven) apply(s *Shared, by said) { e.of(s).Account = e.statement(by) }

type claimContested struct{ claimSaid }

func (*claimContested) kind() string               { return "claim contested" }
func (e *claimContested) apply(s *Shared, by said) { e.of(s).Contest = e.statement(by) }

type claimResolved struct{ claimSaid }

func (*claimResolved) kind() string               { return "claim resolved" }
func (e *claimResolved) apply(s *Shared, by said) { e.of(s).Resolved = e.statement(by) }

type claimWithdrawn struct{ claimSaid }

func (*claimWithdrawn) kind() string               { return "claim withdrawn" }
func (e *claimWithdrawn) apply(s *Shared, by said) { e.of(s).Withdrawn = e.statement(by) }
