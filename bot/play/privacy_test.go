package play_test

import (
	"path/filepath"
	"strings"
	"testing"

	"collab/bot/play"
)

// Nobody in a play sees what only others would see, so a play cannot press what its person could not.
func TestPrivacyOfPlays(t *testing.T) {
	perform(t, filepath.Join("testdata", "privacy.txt"))
	for name, c := range map[string]struct{ acts, fault string }{
		"an answer to another in a channel": {"kim in #acme-borealis: /collab stauts\ndana presses \"Help\"", "no button"},
		"another's direct message":          {"kim: stauts\ndana presses \"Help\"", "no button"},
		"an internal channel of others":     {"dana in #acme-team: hello", "acme-team"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := play.Parse("scene", head+c.acts+"\n")
			if err == nil {
				_, err = play.Run(t.Context(), s, play.NewStage(filepath.Join(t.TempDir(), "play.db")))
			}
			if err == nil || !strings.Contains(err.Error(), c.fault) {
				t.Errorf("it is possible: %v", err)
			}
		})
	}
}
