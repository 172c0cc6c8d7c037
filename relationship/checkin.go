package relationship

// CheckIn is a placeholder being replaced.
type CheckIn struct{}

// SlotSkip is a placeholder being replaced.
type SlotSkip struct{}

// Round is a placeholder being replaced.
type Round struct{}

// Absence is a placeholder being replaced.
type Absence struct{}

var checkInEvents []event[Shared]
var roundEvents []event[Own]
