package relationship

// Commitment is a placeholder being replaced.
type Commitment struct{}

var commitmentEvents []event[Shared]

func (s *Shared) cancelOpen(party string) []event[Shared] { return nil }
