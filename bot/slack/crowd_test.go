package slack

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"collab/bot"
)

// crowd is how many people do something in the same second.
const crowd = 200

// tally counts answers under each key.
type tally struct {
	mu sync.Mutex
	of map[string]int
}

func (y *tally) answer(req bot.Request) bot.Reply {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.of == nil {
		y.of = map[string]int{}
	}
	y.of[req.Key]++
	m := bot.Plainly("Recorded.")
	return bot.Reply{Message: &m}
}

// rush lets everybody do something at once, and returns how long the slowest waited for the receipt.
func rush(do func(i int)) time.Duration {
	var people sync.WaitGroup
	var mu sync.Mutex
	var slowest time.Duration
	for i := range crowd {
		people.Go(func() {
			began := time.Now()
			do(i)
			mu.Lock()
			defer mu.Unlock()
			slowest = max(slowest, time.Since(began))
		})
	}
	people.Wait()
	return slowest
}

func TestCrowdSubmitsAtOnce(t *testing.T) {
	var y tally
	f := newFake(t, y.answer)
	f.unlimited()
	slowest := rush(func(i int) {
		view := map[string]any{"id": fmt.Sprintf("V%d", i), "callback_id": callback, "private_metadata": `{"w":"checkin","c":"C0SHARED"}`,
			"blocks": []any{map[string]any{"type": "input", "block_id": "value"}}}
		if got, body := f.submit(boreal, fmt.Sprintf("U0%d", i), view, map[string]any{"value": typedIn("94.2")}); got != 200 || body != "" {
			t.Errorf("%d %s", got, body)
		}
	})
	y.each(t, crowd, slowest)
}

// each says that everybody was answered once, and everybody in time.
func (y *tally) each(t *testing.T, people int, slowest time.Duration) {
	t.Helper()
	y.mu.Lock()
	defer y.mu.Unlock()
	for key, n := range y.of {
		if n != 1 {
			t.Errorf("%s was answered %d times", key, n)
		}
	}
	if len(y.of) != people || slowest > 3*time.Second*slower {
		t.Errorf("%d people were answered, the slowest after %v", len(y.of), slowest)
	}
}

func TestCrowdTypesAtOnce(t *testing.T) {
	var y tally
	f := newFake(t, y.answer)
	slowest := rush(func(i int) {
		if got, body := f.command(fmt.Sprintf("U0%d", i), "C0SHARED", "status"); got != 200 || body == "" {
			t.Errorf("%d %s", got, body)
		}
	})
	y.each(t, crowd, slowest)
}

func TestSocketCarriesACrowd(t *testing.T) {
	var y tally
	l := listen(t, y.answer, nil)
	wires := []*socket{l.socket(), l.socket()}
	began := time.Now()
	for i := range crowd {
		wires[i%2].bring(fmt.Sprint(i), commandsKind, l.typed(fmt.Sprintf("U0%d", i), "status"))
	}
	for i := range crowd {
		if said := wires[i%2].receipt(); said["payload"] == nil {
			t.Errorf("answered %v", said)
		}
	}
	y.each(t, crowd, time.Since(began))
}

// One form sent twice at the same instant, as by a double click: both have the key of its view, so that what is
// recorded is recorded once.
func TestFormSentTwiceAtOnceHasOneKey(t *testing.T) {
	var y tally
	f := newFake(t, y.answer)
	view := map[string]any{"id": "V1", "callback_id": callback, "private_metadata": `{"w":"checkin","c":"C0SHARED"}`}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { f.submit(acme, "U0KIM", view, nil) })
	}
	both.Wait()
	if n := y.of["slack/"+acme+"/U0KIM/submitted/V1"]; n != 2 || len(y.of) != 1 {
		t.Errorf("%v", y.of)
	}
}
