package relationship

import "testing"

// What is refused where a conversation seldom gets: the sentence says how things stand.
func TestRefusedOffTheBeatenTrack(t *testing.T) {
	sc := newScene(t)
	sc.refused(p1, &AnswerCheckIn{}, "No check-in is open yet. The first one asks on")
	sc.refused(p1, &AnswerCheckIn{CheckIn: 9}, "There is no check-in 9.")
	sc.refused(p1, &AddAccount{Account: "web/demo/sam"}, "This account belongs to Sam Okoro already.")
	sc.do(p1, &ProposeCadence{})
	sc.do(p2, &AgreeCadence{})
	sc.refused(p1, &SkipSlot{Why: "nothing new"}, "No check-in is coming that could be left out.")
	sc.refused(By{Party: "acme"}, &BeginRelationship{}, "has begun already")
}
