package relationship

// Claim is a placeholder being replaced.
type Claim struct{}

var claimEvents []event[Shared]
