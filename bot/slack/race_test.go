//go:build race

package slack

// slower is how much the race detector costs.
const slower = 5
