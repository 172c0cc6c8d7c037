// Package report makes what leaves the chat: the pictures beside figures, drawn so that meaning never hangs on
// colour alone. It knows the relationship and no platform.
package report

// Trend is the data of one picture: readings over time against what was agreed. It is drawn by [Trend.SVG] and, on
// platforms with charts of their own, by them.
type Trend struct {
	Title, Unit string
	// Alt says in one sentence what the picture shows; every platform gives it to whoever cannot see the picture.
	Alt    string
	Points []Point
	// Target and Baseline are drawn as level lines; nil when there is none.
	Target, Baseline *float64
}

// Point is one reading: Label is its day as shown ("20 Mar"), Value the reading in the unit of the trend.
type Point struct {
	Label string
	Value float64
}
