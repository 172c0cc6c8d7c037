// Package trial is what tests try the product with and this project does not make: a browser, a Slack of somebody else's
// making, and Microsoft's renderer of cards. Only tests import it, as they do the packages below: what platforms must be
// able to draw (corpus), a Bot Framework (botframework), and people who act a play on a platform (acted).
//
// All of it is looked for on the machine. On a desk a test is skipped where it is missing; where CI is true it fails, for
// there nobody would notice that it never ran.
package trial

import (
	"bytes"
	"os"
	"testing"
)

// Golden holds what was drawn against a file of testdata, or has the file say that from now on.
func Golden(t *testing.T, path string, drawn []byte, update bool) {
	t.Helper()
	if update {
		if err := os.WriteFile(path, drawn, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(drawn, want) {
		t.Errorf("%s is not what it was; -update accepts it, and git shows what changed", path)
	}
}

// Missing skips the test on a desk because of what the machine lacks, and fails it in CI.
func Missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why + "; CI needs it")
	}
	t.Skip(why)
}
