package relationship

// Evidence is a placeholder being replaced.
type Evidence struct{}

var evidenceEvents []event[Shared]
