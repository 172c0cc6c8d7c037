// Table: every kind of entry there is, by ledger. Kinds are stored for ever: add, never rename or remove.

package relationship

import "slices"

var jointKinds = know(slices.Concat([]event[Shared]{
	&relationshipBegun{}, &relationshipPaused{}, &relationshipResumed{}, &relationshipClosed{}, &relationshipNamed{},
	&cadenceSet{}, &cadenceProposed{}, &cadenceAgreed{}, &cadenceRefused{},
	&partyInvited{}, &invitationAgreed{}, &invitationWithdrawn{}, &partyJoined{}, &partyLeft{}, &calendarSet{},
	&personJoined{}, &personNamed{}, &roleSet{}, &zoneSet{}, &personLeft{}, &leadAppointed{},
	&placeBound[Shared]{}, &placeMoved[Shared]{}, &placeLost{}, &entriesWithdrawn[Shared]{}, &wordsRedacted[Shared]{},
	&erasureAsked{}, &wordsKept{}, &retentionSet[Shared]{},
	&closingProposed{}, &closingAgreed{}, &closingRefused{}, &relationshipArchived{}, &placeReleased[Shared]{},
}, objectiveEvents, linkEvents, commitmentEvents, evidenceEvents, claimEvents, kpiEvents, checkInEvents, reviewEvents, decisionEvents)...)

var ownKinds = know(slices.Concat([]event[Own]{
	&accountAdded{}, &accountRemoved{}, &personUnreached{}, &linkMade{}, &noteWritten{}, &placeBound[Own]{}, &placeMoved[Own]{},
	&entriesWithdrawn[Own]{}, &wordsRedacted[Own]{}, &retentionSet[Own]{}, &placeReleased[Own]{},
}, draftEvents, notedEvents, roundEvents, []event[Own]{&reviewAsked{}})...)
