package relationship

import "testing"

// The vector: one claim with accepted evidence; one with only rejected evidence; one with none; one with a rejected
// and an unrejected piece: two of four.
func TestEvidenceCoverageVector(t *testing.T) {
	sc := newScene(t)
	for range 4 {
		sc.do(p3, &LogEvidence{Exhibit: minutes}) // of 27 February, logged on 2 March
	}
	for _, cited := range [][]int{{1}, {2}, nil, {3, 4}} {
		sc.do(p3, &MakeClaim{Kind: ClaimAchievement, Text: "x", Evidence: cited})
	}
	sc.do(p4, &AcceptEvidence{Evidence: 1})
	for _, id := range []int{2, 3} {
		sc.do(p4, &ChallengeEvidence{Evidence: id, Why: "no"})
		sc.do(p3, &RejectEvidence{Evidence: id, Why: "so be it"})
	}
	sc.do(p4, &ContestClaim{Claim: 3, Text: "no"})
	sc.do(p3, &MakeClaim{Kind: ClaimFailure, Text: "bare"})
	sc.do(p3, &MakeClaim{Kind: ClaimSaving, Text: "counted nowhere"})
	sc.do(p3, &MakeClaim{Kind: ClaimAchievement, Text: "a slip"})
	sc.do(p3, &WithdrawClaim{Claim: 7, Text: "a slip"})
	f := sc.l.Joint.EvidenceCoverage(sc.at, march)
	a := f.Of["acme"]
	for _, c := range []struct{ name, got, want string }{
		{"supported", a.Achievements.Supported.String(), "2 of 4, too few to rate"},
		{"accepted", a.Achievements.Accepted.String(), "1 of 4, too few to rate"},
		{"contested", a.Achievements.Contested.String(), "1 of 4, too few to rate"},
		{"failures", a.Failures.Supported.String(), "0 of 1, too few to rate"},
		{"days to log", a.DaysToLog.RatString(), "3"},
		{"relationship", f.Achievements.Party + ": " + f.Achievements.String(), "borealis: n/a: no achievements claimed by Borealis"},
		{"other failures", f.Failures.String(), "n/a: no failures claimed by Borealis"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
	if len(a.Bare) != 1 || a.Bare[0] != 5 || a.Grades != [4]int{0, 0, 2, 0} {
		t.Errorf("bare %v, grades %v", a.Bare, a.Grades)
	}
	next := sc.l.Joint.EvidenceCoverage(sc.at, Period{march.To, march.To.AddDays(7)})
	if of := next.Of["acme"]; of.Achievements.Supported.OK() || of.DaysToLog != nil {
		t.Errorf("nothing was claimed then: %+v", of)
	}
}
