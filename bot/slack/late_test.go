package slack

import (
	"testing"
	"time"

	"collab/bot"
)

// A form closes when Slack gets its receipt, so there is none before what was sent is recorded: the form stays open with
// everything in it, and sent once more it is the same gesture.
func TestFormThatIsNotRecordedInTimeIsNotAcknowledged(t *testing.T) {
	var a asked
	release := make(chan bool)
	f := newFake(t, func(req bot.Request) bot.Reply {
		if req.Values != nil {
			<-release
		}
		return a.kpi(req)
	})
	f.command("U0KIM", "C0SHARED", "kpi otif")
	view := f.view()
	f.app.patience = time.Millisecond
	if status, _ := f.submit(acme, "U0KIM", view, map[string]any{"value": typedIn("94.2")}); status != 500 {
		t.Errorf("answered %d before it was recorded", status)
	}
	close(release)
	f.app.Wait()
	if told := f.said[0]; told.To != "U0KIM" || told.Text != "On-time delivery is 94.2 %." {
		t.Errorf("once it is recorded, the person is told %+v", told)
	}
	f.app.patience = soon
	if status, body := f.submit(acme, "U0KIM", view, map[string]any{"value": typedIn("94.2")}); status != 200 || body != "" {
		t.Errorf("sent once more it is answered %d %s", status, body)
	}
	if n := len(a.all); a.all[n-1].Key != a.all[n-2].Key {
		t.Errorf("one form has the keys %q and %q", a.all[n-2].Key, a.all[n-1].Key)
	}
	if len(f.opened) != 1 {
		t.Errorf("%d forms were opened for one", len(f.opened))
	}
}
