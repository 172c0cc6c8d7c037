// Package trial starts what tests try the product with and this project does not make: a browser, and a Slack of
// somebody else's making. Only tests import it.
//
// Both are looked for on the machine. On a desk a test is skipped where they are missing; where CI is true it fails, for
// there nobody would notice that it never ran.
package trial

import (
	"os"
	"testing"
)

// missing skips the test on a desk, and fails it in CI.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why + "; CI needs it")
	}
	t.Skip(why)
}
