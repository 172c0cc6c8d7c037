package relationship

// AlignmentLink is a placeholder being replaced.
type AlignmentLink struct{}

var linkEvents []event[Shared]
