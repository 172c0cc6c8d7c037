//go:build !race

package slack

const slower = 1
