package trial

import (
	"os"
	"path/filepath"
	"testing"
)

// AdaptiveCards is Microsoft's renderer of cards (https://www.npmjs.com/package/adaptivecards) as one script for a page.
// COLLAB_ADAPTIVE_CARDS names the folder of its npm package.
func AdaptiveCards(t *testing.T) (script []byte) {
	t.Helper()
	script, err := os.ReadFile(filepath.Join(os.Getenv("COLLAB_ADAPTIVE_CARDS"), "dist/adaptivecards.min.js"))
	if err != nil {
		Missing(t, "COLLAB_ADAPTIVE_CARDS does not name the folder of the npm package adaptivecards")
	}
	return script
}
