package relationship

import (
	"testing"
	"time"
)

func (sc *scene) claim(id int, want ClaimState, visible bool) {
	sc.t.Helper()
	c := sc.l.Joint.Claims[id]
	if got := c.State(sc.at); got != want || c.Visible() != visible {
		sc.t.Fatalf("claim %d is %q, visible %v; want %q, %v", id, got, c.Visible(), want, visible)
	}
}

func TestAchievementShown(t *testing.T) {
	sc := newScene(t)
	offer(sc, Date{2026, 3, 6})
	sc.do(p3, &MakeClaim{Kind: ClaimAchievement, Subject: "commitment 1", Text: "All trucks on time"})
	sc.claim(1, ClaimClaimed, true)
	x := minutes
	x.About = []string{"claim 1"}
	sc.do(p3, &LogEvidence{Exhibit: x})
	sc.claim(1, ClaimSupported, true)
	sc.do(p4, &AcceptEvidence{Evidence: 1})
	sc.claim(1, ClaimShown, true)
	sc.refused(p4, &GiveAccount{Claim: 1, Text: "we see it so"}, "no failure of anybody")
	sc.refused(p1, &ContestClaim{Claim: 1, Text: "no"}, "Withdraw it")
	sc.refused(p4, &ResolveClaim{Claim: 1, Text: "fine"}, "is not contested")
	sc.do(p4, &ContestClaim{Claim: 1, Text: "two were late"})
	sc.claim(1, ClaimContested, true)
	sc.refused(p2, &ContestClaim{Claim: 1, Text: "three were"}, "contested already, by Borealis")
	sc.refused(p3, &ResolveClaim{Claim: 1, Text: "fine"}, "You can withdraw it")
	sc.do(p2, &ResolveClaim{Claim: 1, Text: "the two were ours"})
	sc.claim(1, ClaimResolved, true)
	sc.refused(p3, &WithdrawClaim{Claim: 1, Text: "never mind"}, "was resolved")
	sc.sameAfterReplay()
}

func TestFailureNeedsEvidenceAndAccount(t *testing.T) {
	sc := newScene(t)
	sc.do(p3, &MakeClaim{Kind: ClaimFailure, Text: "Dock times were late again"})
	c := sc.l.Joint.Claims[1]
	if c.Against != "borealis" {
		t.Fatalf("claimed of %q", c.Against)
	}
	sc.claim(1, ClaimClaimed, false) // nobody is asked for an account of what is not shown yet
	sc.later(240 * time.Hour)
	sc.do(p3, &LogEvidence{Exhibit: Exhibit{Kind: Document, What: "the gate log", Grade: 2, About: []string{"claim 1"}}})
	sc.claim(1, ClaimAwaiting, true) // from the first evidence on
	if d := c.AccountBy.Sub(sc.at); d < 5*24*time.Hour {
		t.Errorf("the account is waited for %s", d)
	}
	sc.refused(p3, &GiveAccount{Claim: 1, Text: "they know"}, "Only Borealis")
	sc.refused(p4, &GiveAccount{Claim: 1, Text: " "}, "fill this in")
	sc.do(p4, &GiveAccount{Claim: 1, Text: "your forecast came a day late"})
	sc.claim(1, ClaimSupported, true)
	sc.do(p3, &LogEvidence{Exhibit: minutes})
	sc.do(p3, &MakeClaim{Kind: ClaimFailure, Text: "And once more", Evidence: []int{2}})
	sc.claim(2, ClaimAwaiting, true)
	sc.at = sc.l.Joint.Claims[2].AccountBy
	sc.claim(2, ClaimSupported, true)
	sc.do(p4, &ChallengeEvidence{Evidence: 2, Why: "of another week"})
	sc.do(p3, &RejectEvidence{Evidence: 2, Why: "so it is"})
	sc.claim(2, ClaimClaimed, false)
	sc.refused(p4, &WithdrawClaim{Claim: 2, Text: "it does not hold"}, "can withdraw this")
	sc.do(p1, &WithdrawClaim{Claim: 2, Text: "it does not hold"})
	sc.claim(2, ClaimWithdrawn, false)
	sc.refused(p3, &ContestClaim{Claim: 2, Text: "x"}, "was withdrawn")
	sc.sameAfterReplay()
}

func TestClaimRefusals(t *testing.T) {
	sc := newScene(t)
	offer(sc, Date{2026, 3, 6})
	for _, c := range []struct {
		claim       MakeClaim
		field, want string
	}{
		{MakeClaim{Kind: "guess", Text: "x"}, "kind", "Choose what you claim"},
		{MakeClaim{Kind: ClaimSaving}, "text", "fill this in"},
		{MakeClaim{Kind: ClaimChange, Text: "x", Subject: "objective 4"}, "subject", `no "objective 4"`},
		{MakeClaim{Kind: ClaimChange, Text: "x", Evidence: []int{1}}, "evidence", "no evidence 1"},
		{MakeClaim{Kind: ClaimFailure, Text: "x", Against: "acme"}, "against", "of another party"},
		{MakeClaim{Kind: ClaimFailure, Text: "x", Subject: "commitment 1"}, "against", "of another party"},
		{MakeClaim{Kind: ClaimFailure, Text: "x", Against: "nobody"}, "against", "Name the party"},
	} {
		if r := sc.refused(p3, &c.claim, c.want); r.Field != c.field {
			t.Errorf("%q is at %q, want %q", r.Reason, r.Field, c.field)
		}
	}
	sc.do(p4, &MakeClaim{Kind: ClaimFailure, Text: "x", Subject: "commitment 1"})
	if got := sc.l.Joint.Claims[1].Against; got != "acme" {
		t.Errorf("the failure of a promise is claimed of %q, want its giver's party", got)
	}
}
