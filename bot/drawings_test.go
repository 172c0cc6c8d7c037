package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"testing"
)

// A message handed over again is not drawn again in the same way, and what was drawn is forgotten with it.
func TestDrawnOnce(t *testing.T) {
	var d Drawings
	times := 0
	draw := func() (json.RawMessage, error) {
		times++
		return json.RawMessage(fmt.Sprint(times)), nil
	}
	m := Message{Fallback: "It stands well."}
	for want, how := range map[int]int{1: 1, 2: 1} {
		if got, err := d.Of(&m, how, draw); err != nil || string(got) != "1" || times != 1 {
			t.Errorf("%d: %s %v", want, got, err)
		}
	}
	other := m
	if got, _ := d.Of(&other, 1, draw); string(got) != "2" {
		t.Error("another message, which says the same, has its drawing")
	}
	if got, _ := d.Of(&m, 2, draw); string(got) != "3" {
		t.Error("a message drawn in another way is as it was")
	}
	if _, err := d.Of(&m, 3, func() (json.RawMessage, error) { return nil, errors.New("too long") }); err == nil {
		t.Error("what could not be drawn was kept")
	}
	for how := range 10 * mostDrawings {
		if got, _ := d.Of(&m, how, draw); len(got) == 0 || len(d.one(&m).how) > mostDrawings {
			t.Fatal("of one message more is kept than is useful")
		}
	}
	runtime.KeepAlive(&m)
	runtime.KeepAlive(&other)
	for kept := true; kept; runtime.GC() {
		kept = false
		d.of.Range(func(any, any) bool { kept = true; return false })
	}
}
