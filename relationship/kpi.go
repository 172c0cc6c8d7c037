package relationship

// KPI is a placeholder being replaced.
type KPI struct{}

var kpiEvents []event[Shared]
