package acted

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"collab/bot/play"
)

// tooLong are plays that are acted only where they are named: as long as all others together, with nothing in them that is
// in none of those.
var tooLong = []string{"quarters"}

// Plays has written plays acted in a world, each in a test of its own: those that are named, without their ".txt", or every
// one. Begin makes the platform for one of them, and what opens it whenever its process begins. The tests of the packages
// below bot call it.
func Plays(t *testing.T, w play.World, begin func(*testing.T) (open func(House) Platform), named ...string) {
	plays, err := filepath.Glob("../testdata/*.txt")
	if err != nil || len(plays) == 0 {
		t.Fatal("no plays", err)
	}
	acted := 0
	for _, path := range plays {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		if len(named) > 0 && !slices.Contains(named, name) || len(named) == 0 && slices.Contains(tooLong, name) {
			continue
		}
		acted++
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			Play(t, path, w, begin(t))
		})
	}
	if acted < len(named) {
		t.Errorf("of the plays %q only %d are written", named, acted)
	}
}
