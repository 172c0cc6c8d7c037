package relationship

// Objective is a placeholder being replaced.
type Objective struct{}

// Draft is a placeholder being replaced.
type Draft struct{}

var objectiveEvents []event[Shared]
var draftEvents []event[Own]
