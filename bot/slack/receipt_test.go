package slack

import (
	"bytes"
	"runtime"
	"testing"
)

// A message handed over again is not drawn again, and what was drawn is forgotten with it.
func TestDrawnOnceForAReceipt(t *testing.T) {
	var d drawings
	m := sentence("It stands well.")
	first, err := d.receipt(&m)
	if err != nil || !bytes.Contains(first, []byte("It stands well.")) || !bytes.Contains(first, []byte(`"ephemeral"`)) {
		t.Fatalf("%s %v", first, err)
	}
	if again, _ := d.receipt(&m); &again[0] != &first[0] {
		t.Error("the same message was drawn twice")
	}
	other := m
	if again, _ := d.receipt(&other); &again[0] == &first[0] {
		t.Error("another message, which says the same, has its drawing")
	}
	runtime.KeepAlive(&m)
	runtime.KeepAlive(&other)
	for kept := true; kept; runtime.GC() {
		kept = false
		d.of.Range(func(any, any) bool { kept = true; return false })
	}
}
