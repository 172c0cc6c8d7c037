package slack

import (
	"bytes"
	"testing"

	"collab/bot"
)

// A message handed over again is not drawn again.
func TestDrawnOnceForAReceipt(t *testing.T) {
	var d drawings
	m := bot.Plainly("It stands well.")
	first, err := d.receipt(&m)
	if err != nil || !bytes.Contains(first, []byte("It stands well.")) || !bytes.Contains(first, []byte(`"ephemeral"`)) {
		t.Fatalf("%s %v", first, err)
	}
	if again, _ := d.receipt(&m); &again[0] != &first[0] {
		t.Error("the same message was drawn twice")
	}
}
